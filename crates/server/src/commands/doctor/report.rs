use std::process::ExitCode;

use crate::failure::{Exit, Failure};
use crate::terminal;

/// How bad it is, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Verdict {
    #[default]
    Fine,
    Warning,
    Wrong,
    Down,
}

/// What was found so far; each finding is printed when it is made.
#[derive(Debug, Default)]
pub(super) struct Report {
    worst: Verdict,
}

impl Report {
    /// Something is as it should be.
    pub(super) fn fine(&mut self, part: &str, what: &str) -> Result<(), Failure> {
        self.add(Verdict::Fine, part, what)
    }

    /// Something works, but could be better.
    pub(super) fn warn(&mut self, part: &str, what: &str, cure: &str) -> Result<(), Failure> {
        self.add(Verdict::Warning, part, &format!("{what}; {cure}"))
    }

    /// Something is wrong.
    pub(super) fn wrong(&mut self, part: &str, what: &str, cure: &str) -> Result<(), Failure> {
        self.add(Verdict::Wrong, part, &format!("{what}; {cure}"))
    }

    /// Something that everything else needs does not answer.
    pub(super) fn down(&mut self, part: &str, what: &str, cure: &str) -> Result<(), Failure> {
        self.add(Verdict::Down, part, &format!("{what}; {cure}"))
    }

    fn add(&mut self, verdict: Verdict, part: &str, sentence: &str) -> Result<(), Failure> {
        self.worst = self.worst.max(verdict);
        let mark = match verdict {
            Verdict::Fine => '✔',
            Verdict::Warning => '⚠',
            Verdict::Wrong | Verdict::Down => '✘',
        };
        terminal::say(&format!("{mark} {part:<10} {sentence}"))
    }

    /// 0 when nothing is wrong, 4 when something is down, else 1.
    pub(super) fn exit_code(&self) -> ExitCode {
        match self.worst {
            Verdict::Fine | Verdict::Warning => ExitCode::SUCCESS,
            Verdict::Wrong => Exit::Failed.into(),
            Verdict::Down => Exit::Dependency.into(),
        }
    }
}
