use std::fmt;

/// What went wrong in a run; the seed brings it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What the run was made of.
    pub seed: u64,
    /// What is wrong.
    pub what: String,
}

impl Failure {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            seed: 0,
            what: what.into(),
        }
    }

    /// The shop could not even be opened.
    pub(crate) fn setup(error: impl fmt::Debug) -> Self {
        Self::new(format!("the shop could not be opened: {error:?}"))
    }

    pub(crate) fn of_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {}: {}", self.seed, self.what)
    }
}
