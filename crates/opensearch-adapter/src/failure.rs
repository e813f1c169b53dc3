//! What failures mean for whoever asked.

use hexmart_application::search::SearchError;
use hexmart_http_client::{HttpError, StatusCode};
use serde::Deserialize;

pub(crate) fn not_built() -> SearchError {
    SearchError::Unavailable("it is not built yet".to_owned())
}

pub(crate) fn failed(error: impl std::fmt::Display) -> SearchError {
    SearchError::Failed(error.to_string())
}

/// No answer.
pub(crate) fn unanswered(error: &HttpError) -> SearchError {
    match error {
        HttpError::TimedOut | HttpError::NoConnection { .. } | HttpError::Broken(_) => {
            SearchError::Unavailable(error.to_string())
        }
        HttpError::TooLong => failed(error),
    }
}

#[derive(Deserialize)]
struct Refusal {
    error: Reason,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Reason {
    Typed {
        r#type: String,
        #[serde(default)]
        reason: String,
    },
    Text(String),
}

/// An answer that is none.
pub(crate) fn refused(status: StatusCode, body: &[u8]) -> SearchError {
    let reason = serde_json::from_slice(body).ok().map(|Refusal { error }| error);
    let text = match &reason {
        Some(Reason::Typed { r#type, reason }) => format!("{status}: {type}: {reason}"),
        Some(Reason::Text(text)) => format!("{status}: {text}"),
        None => status.to_string(),
    };
    match reason {
        Some(Reason::Typed { r#type, .. }) if r#type == "index_not_found_exception" => not_built(),
        _ if status == StatusCode::TOO_MANY_REQUESTS
            || status.is_server_error() && status != StatusCode::INTERNAL_SERVER_ERROR =>
        {
            SearchError::Unavailable(text)
        }
        _ => SearchError::Failed(text),
    }
}
