use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::shop::Shop;

/// So long a message may be under way on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
const STEP: Duration = Duration::from_millis(20);

pub(super) const VERIFY: &str = "Verify your e-mail address";
pub(super) const KNOWN: &str = "You already have an account";
pub(super) const RESET: &str = "Your code for a new password";
pub(super) const NEW_ADDRESS: &str = "Verify your new e-mail address";
pub(super) const ADDRESS_CHANGED: &str = "Your e-mail address was changed";
pub(super) const PASSWORD_CHANGED: &str = "Your password was changed";
pub(super) const ASLEEP: &str = "Your account is dormant";
pub(super) const ERASED: &str = "Your account was erased";
pub(super) const APPROVED: &str = "Your application as a seller was approved";
pub(super) const REJECTED: &str = "Your application as a seller was rejected";

impl Shop {
    /// What came for somebody so far, oldest first.
    pub(super) fn inbox(&self, to: &str) -> Vec<Value> {
        let inbox = self.get(&format!("/fake/inbox/?to={to}")).ok();
        let mut letters = inbox["messages"].as_array().unwrap().clone();
        letters.reverse();
        letters
    }

    /// The text of the mail with a subject, once so many of them came: the newest.
    #[track_caller]
    pub(super) fn mail(&self, to: &str, subject: &str, count: usize) -> String {
        let subject = format!("[Hexmart] {subject}");
        self.wait_for(to, count, |letter| letter["subject"] == subject.as_str())
    }

    /// The newest text message, once so many came.
    #[track_caller]
    pub(super) fn text_message(&self, to: &str, count: usize) -> String {
        self.wait_for(to, count, |letter| letter["channel"] == "sms")
    }

    /// The code in the newest mail with a subject, once so many of them came.
    #[track_caller]
    pub(super) fn mailed_code(&self, to: &str, subject: &str, count: usize) -> String {
        let text = self.mail(to, subject, count);
        let mut codes = text.lines().filter(|line| is_code(line));
        let code = codes.next().unwrap_or_else(|| panic!("no code in {text}"));
        assert_eq!(codes.next(), None, "{text}");
        code.to_owned()
    }

    #[track_caller]
    fn wait_for(&self, to: &str, count: usize, wanted: impl Fn(&Value) -> bool) -> String {
        let begun = Instant::now();
        loop {
            let inbox = self.inbox(to);
            let letters: Vec<_> = inbox.iter().filter(|letter| wanted(letter)).collect();
            assert!(letters.len() <= count, "more than {count} of {letters:?}");
            if let (Some(newest), true) = (letters.last(), letters.len() == count) {
                return newest["body"].as_str().unwrap().to_owned();
            }
            assert!(begun.elapsed() < PATIENCE, "only {inbox:?} came for {to}");
            thread::sleep(STEP);
        }
    }
}

/// Ten characters of an alphabet that nobody misreads.
fn is_code(line: &str) -> bool {
    let alphabet = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    line.len() == 10 && line.bytes().all(|byte| alphabet.contains(&byte))
}

/// A code of the same form that is another one.
pub(super) fn wrong(code: &str) -> String {
    let (first, rest) = code.split_at(1);
    let other = if first == "1" { "2" } else { "1" };
    format!("{other}{rest}")
}
