use std::io::ErrorKind;
use std::sync::Arc;

use hexmart_application::platform::DeliveryError;
use thiserror::Error;

/// Why a transport did not take a message now.
///
/// Made of what we know to be free of personal data: servers like to repeat addresses and numbers in their answers, and
/// the errors of the libraries repeat the answers.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum Trouble {
    #[error("no answer in time")]
    Slow,
    #[error("no connection: {0}")]
    NoConnection(ErrorKind),
    #[error("the connection broke")]
    Broken,
    #[error("the server and we have no encryption or way to sign in in common")]
    Unfit,
    #[error("the answer was {0}")]
    Answered(String),
    #[error("the answer makes no sense")]
    Garbled,
    #[error("the captured message could not be kept: {0}")]
    NotKept(ErrorKind),
}

impl From<Trouble> for DeliveryError {
    fn from(trouble: Trouble) -> Self {
        Self::Later(Arc::new(trouble))
    }
}

/// A recipient that a transport knows no way to. No other try will change that.
pub(crate) fn no_way(transport: &'static str) -> DeliveryError {
    DeliveryError::Refused {
        why: format!("{transport} does not reach this kind of recipient"),
    }
}
