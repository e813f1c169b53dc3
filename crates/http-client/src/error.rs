use std::error::Error;
use std::io;
use std::iter::successors;

use http_body_util::LengthLimitError;
use hyper_util::client::legacy;
use thiserror::Error;
use tokio::time::error::Elapsed;

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum HttpError {
    /// No connection, no answer or no end of it within the limits.
    #[error("no answer in time")]
    TimedOut,
    /// Nobody is there, or it is not who it should be.
    #[error("no connection: {kind}")]
    NoConnection {
        /// What the system said; [`io::ErrorKind::Other`] when it was not the system.
        kind: io::ErrorKind,
        /// The same in full, which may name the host.
        source: Box<dyn Error + Send + Sync>,
    },
    /// A connection that ended in the middle, or over which no HTTP came.
    #[error("the connection broke")]
    Broken(#[source] Box<dyn Error + Send + Sync>),
    /// More than the limit.
    #[error("the answer is too long")]
    TooLong,
}

impl HttpError {
    pub(crate) fn of_body(error: Box<dyn Error + Send + Sync>) -> Self {
        if error.is::<LengthLimitError>() {
            Self::TooLong
        } else {
            Self::Broken(error)
        }
    }
}

impl From<legacy::Error> for HttpError {
    fn from(error: legacy::Error) -> Self {
        let mut causes = successors(error.source(), |&cause| cause.source());
        let too_slow = |cause: &(dyn Error + 'static)| {
            cause.is::<Elapsed>()
                || cause
                    .downcast_ref::<io::Error>()
                    .is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
        };
        if causes.clone().any(too_slow) {
            Self::TimedOut
        } else if error.is_connect() {
            let kind = causes.find_map(|cause| cause.downcast_ref().map(io::Error::kind));
            Self::NoConnection {
                kind: kind.unwrap_or(io::ErrorKind::Other),
                source: error.into(),
            }
        } else {
            Self::Broken(error.into())
        }
    }
}
