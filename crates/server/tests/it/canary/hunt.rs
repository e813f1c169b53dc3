use std::cell::RefCell;
use std::collections::BTreeSet;

/// So much of where a canary was found is shown.
const AROUND: usize = 160;

/// The canaries, and where they were found.
#[derive(Debug, Default)]
pub(super) struct Hunt {
    canaries: RefCell<Vec<(&'static str, String)>>,
    /// Looked at in the end, when all canaries are known.
    kept: RefCell<Vec<(String, String)>>,
}

impl Hunt {
    /// Lets a canary loose.
    pub(super) fn plant(&self, what: &'static str, text: &str) -> String {
        assert!(text.chars().count() > 5, "{what} could stand anywhere: {text}");
        let canary = (what, text.to_owned());
        let mut canaries = self.canaries.borrow_mut();
        if !canaries.contains(&canary) {
            canaries.push(canary);
        }
        text.to_owned()
    }

    /// No canary may be in this text.
    pub(super) fn look(&self, place: &str, text: &str) {
        self.kept.borrow_mut().push((place.to_owned(), text.to_owned()));
    }

    /// Shows every canary that was found.
    #[track_caller]
    pub(super) fn finish(self) {
        let mut found = BTreeSet::new();
        let canaries = self.canaries.into_inner();
        assert!(canaries.len() > 40, "only {} canaries", canaries.len());
        for (place, text) in self.kept.into_inner() {
            for (what, canary) in &canaries {
                if let Some(at) = whereabouts(canary, &text) {
                    found.insert(format!("{what} in {place}: {}", excerpt(&text, at)));
                }
            }
        }
        let found: Vec<_> = found.into_iter().collect();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

/// Where a canary is found. Six digits, which is all that a code sent to a phone is, turn up by chance in the nanoseconds
/// of a log and in identifiers; they count where they stand alone.
fn whereabouts(canary: &str, text: &str) -> Option<usize> {
    let short_number = canary.len() < 9 && canary.bytes().all(|byte| byte.is_ascii_digit());
    text.match_indices(canary)
        .map(|(at, _)| at)
        .find(|&at| !short_number || stands_alone(&text[..at], &text[at + canary.len()..]))
}

fn stands_alone(before: &str, after: &str) -> bool {
    let fraction_of = before.strip_suffix('.').unwrap_or(before);
    !fraction_of.ends_with(|last: char| last.is_ascii_digit())
        && !before.ends_with(|last: char| last.is_ascii_alphanumeric())
        && !after.starts_with(|next: char| next.is_ascii_alphanumeric())
}

fn excerpt(text: &str, at: usize) -> String {
    let before = text[..at].rsplit('\n').next().unwrap();
    let begin = at - before.len();
    let line = text[begin..].lines().next().unwrap();
    let skip = before.chars().count().saturating_sub(AROUND);
    line.chars().skip(skip).take(3 * AROUND).collect()
}

#[test]
fn a_canary_is_found() {
    let hunt = Hunt::default();
    for number in 0..50 {
        hunt.plant("number", &format!("canary {number}"));
    }
    hunt.look("a line", "before\nsome canary 17 here\nafter");
    let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| hunt.finish()));
    let message = *found.unwrap_err().downcast::<String>().unwrap();
    assert!(
        message.contains("number in a line: some canary 17 here"),
        "{message}"
    );
}

#[test]
fn a_short_number_is_found_where_it_stands_alone() {
    for told in [
        "code 122989.",
        r#"{"code":"122989"}"#,
        "041122989 122989",
        "122989",
        "코드122989는",
    ] {
        assert!(whereabouts("122989", told).is_some(), "{told}");
    }
    for chance in [
        "19:20:41.041122989Z",
        "19:20:41.122989Z",
        "41.122989 s",
        "0193a122989b",
    ] {
        assert_eq!(whereabouts("122989", chance), None, "{chance}");
    }
    assert!(whereabouts("01041872961", "8201041872961").is_some());
}
