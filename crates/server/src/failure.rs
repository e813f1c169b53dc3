use std::error::Error;
use std::fmt;
use std::process::ExitCode;

use hexmart_application::platform::StoreError;

use crate::terminal;

/// What a command ends with when it does not reach its end: what happened, why, and what to try.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    what: String,
    why: Option<String>,
    cure: Option<String>,
}

/// Whose turn it is to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The command could not do it.
    Failed,
    /// The command was called wrongly.
    Usage,
    /// The configuration does not work.
    Config,
    /// Something that the command needs is down.
    Dependency,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Config => 3,
            Exit::Dependency => 4,
        })
    }
}

impl Failure {
    /// Says what happened, as the sentence that follows `error:`.
    pub(crate) fn new(exit: Exit, what: impl Into<String>) -> Self {
        Self {
            exit,
            what: what.into(),
            why: None,
            cure: None,
        }
    }

    /// Says why: an error with everything that caused it.
    #[must_use]
    pub(crate) fn because(mut self, error: &dyn Error) -> Self {
        self.why = Some(chain(error));
        self
    }

    /// Says what to try.
    #[must_use]
    pub(crate) fn cure(mut self, cure: impl Into<String>) -> Self {
        self.cure = Some(cure.into());
        self
    }

    /// What happened, and what to try.
    pub(crate) fn what_and_cure(&self) -> (&str, &str) {
        (&self.what, self.cure.as_deref().unwrap_or("look at the log"))
    }

    /// Why it happened.
    pub(crate) fn why(&self) -> Option<&str> {
        self.why.as_deref()
    }

    /// What happened to a write or a question in the store.
    pub(crate) fn of_store(what: &str, error: &StoreError) -> Self {
        let exit = match error {
            StoreError::Unavailable(_) | StoreError::Unresolved(_) => Exit::Dependency,
            StoreError::Conflict
            | StoreError::Duplicate(_)
            | StoreError::Corrupt { .. }
            | StoreError::Backend(_) => Exit::Failed,
        };
        Self::new(exit, what).because(error)
    }

    /// Prints it and answers the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        terminal::note(&self.to_string());
        self.exit.into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.what)?;
        if let Some(why) = &self.why {
            write!(f, "\n  why: {why}")?;
        }
        if let Some(cure) = &self.cure {
            write!(f, "\n  try: {cure}")?;
        }
        Ok(())
    }
}

/// An error and its causes in one line, each once: some repeat their cause in their own words.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn a_failure_says_what_happened_why_and_what_to_try() {
        let error = StoreError::unavailable(io::Error::other("connection refused"));
        let failure = Failure::of_store("cannot write products", &error).cure("start the database");
        assert_eq!(
            failure.to_string(),
            "error: cannot write products\n  why: the store is unavailable: connection refused\n  try: start the database"
        );
        assert_eq!(failure.exit, Exit::Dependency);
    }

    #[test]
    fn a_cause_that_was_told_already_is_not_told_again() {
        let inner = io::Error::other("disk full");
        let outer = io::Error::other(format!("cannot write: {inner}"));
        assert_eq!(chain(&outer), "cannot write: disk full");
    }
}
