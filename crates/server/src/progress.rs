use std::fmt::Write;

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::terminal;

/// How far long work has come: a bar for a person, one line per tenth for a file.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    total: u64,
    told: u64,
}

impl Progress {
    /// Starts the clock for `total` pieces of work.
    pub(crate) fn new(total: u64) -> Self {
        let target = if terminal::is_watched() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let style = ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len}, {rate}/s, {eta} left")
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .with_key("rate", |state: &ProgressState, text: &mut dyn Write| {
                // Writing into the bar's own buffer does not fail.
                let _ = write!(text, "{:.0}", state.per_sec());
            });
        Self {
            bar: ProgressBar::with_draw_target(Some(total), target).with_style(style),
            total,
            told: 0,
        }
    }

    /// Counts `more` pieces as done.
    pub(crate) fn advance(&mut self, more: u64) {
        self.bar.inc(more);
        let tenth = self.bar.position().saturating_mul(10) / self.total.max(1);
        if self.bar.is_hidden() && tenth > self.told {
            self.told = tenth;
            terminal::note(&self.line());
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn line(&self) -> String {
        format!(
            "{}/{}, {:.0}/s, {} left",
            self.bar.position(),
            self.total,
            self.bar.per_sec(),
            HumanDuration(self.bar.eta())
        )
    }
}
