use thiserror::Error;

/// A setting with which a transport cannot start. The value is not repeated: it may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{setting} is not {expected}")]
pub struct BadSetting {
    /// Which.
    pub setting: &'static str,
    /// What it should have been, with its article.
    pub expected: &'static str,
}
