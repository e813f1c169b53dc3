//! What went wrong, in words of ours.

use std::sync::Arc;

use hexmart_application::identity::ProviderError;
use hexmart_http_client::HttpError;
use thiserror::Error;

/// Why there is no answer that makes sense.
#[derive(Debug, Error)]
pub(crate) enum Outage {
    #[error("the provider did not answer")]
    Silence(#[from] HttpError),
    #[error("status {0}")]
    Status(u16),
    #[error("the provider is busy: {0}")]
    Busy(&'static str),
    #[error("the answer makes no sense: {0}")]
    Nonsense(&'static str),
}

impl From<Outage> for ProviderError {
    fn from(outage: Outage) -> Self {
        Self::Unavailable(Arc::new(outage))
    }
}

/// The provider vouches for nobody.
pub(crate) fn refused(why: &str) -> ProviderError {
    ProviderError::Refused { why: why.to_owned() }
}

/// What an error code of a provider means for the shop.
enum Meaning {
    Misconfigured,
    Busy,
    Refused,
}

/// Codes that say more than that the code was bad. The words are kept here and not taken from the answer, where
/// anything might stand.
const KNOWN: &[(&str, Meaning)] = &[
    // Kakao's own codes, which come beside the standard ones and say more.
    ("KOE003", Meaning::Busy),          // a passing failure
    ("KOE004", Meaning::Misconfigured), // Kakao Login is not switched on
    ("KOE006", Meaning::Misconfigured), // the redirect address is not registered
    ("KOE008", Meaning::Misconfigured), // a key of another kind
    ("KOE010", Meaning::Misconfigured), // the client secret is wrong
    ("KOE101", Meaning::Misconfigured), // no such REST API key
    ("KOE237", Meaning::Busy),          // too many requests
    ("KOE303", Meaning::Refused),       // the code was given out for another address
    ("KOE320", Meaning::Refused),       // the code is unknown or used
    // RFC 6749, 4.1.2.1 and 5.2, and Google's.
    ("invalid_client", Meaning::Misconfigured),
    ("unauthorized_client", Meaning::Misconfigured),
    ("redirect_uri_mismatch", Meaning::Misconfigured),
    ("unsupported_grant_type", Meaning::Misconfigured),
    ("server_error", Meaning::Busy),
    ("temporarily_unavailable", Meaning::Busy),
    ("access_denied", Meaning::Refused),
    ("invalid_grant", Meaning::Refused),
    ("invalid_request", Meaning::Refused),
];

/// What the error codes of an answer mean; the first that is known counts.
pub(crate) fn by_code(codes: &[Option<&str>]) -> ProviderError {
    let known = codes
        .iter()
        .flatten()
        .find_map(|code| KNOWN.iter().find(|(known, _)| known == code));
    match known {
        Some((code, Meaning::Misconfigured)) => ProviderError::Misconfigured {
            why: (*code).to_owned(),
        },
        Some((code, Meaning::Busy)) => Outage::Busy(code).into(),
        Some((code, Meaning::Refused)) => refused(code),
        None => refused("an error that nobody knows"),
    }
}
