//! Requests that a client repeats because it heard no answer (the `Idempotency-Key` of the IETF's HTTP API group): what was
//! done is not done again, and what was answered is answered again, byte by byte.
//!
//! The hash of a request is no secret and keeps nobody out: whoever finds two requests with one hash fools themselves.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, ETAG, HeaderName, HeaderValue, LOCATION};
use hexmart_application::platform::{Answered, Once, RequestKey, StoredAnswer};
use serde::Serialize;
use serde_json::Value;
use twox_hash::XxHash3_128;

use crate::call::{Answer, Call};
use crate::problem::{Code, Problem};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The longest key, in characters.
const LONGEST: usize = 255;

/// A request that may be a repetition, and how its answer is written.
pub(crate) struct Repeatable<T> {
    key: Option<RequestKey>,
    render: Arc<dyn Fn(&T) -> StoredAnswer + Send + Sync>,
}

impl<T> Repeatable<T> {
    /// A request that may have a key. In a shop that anybody may change, those who have not signed in share theirs.
    pub(crate) fn of(
        call: &Call,
        body: &[u8],
        render: impl Fn(&T) -> StoredAnswer + Send + Sync + 'static,
    ) -> Result<Self, Problem> {
        let key = key_of(call)?;
        let caller = call
            .user()
            .map_or_else(|| "anybody".to_owned(), |user| user.to_string());
        let method = call.request.method();
        let key = key.map(|key| RequestKey {
            scope: format!("{caller} {method} {}", call.route),
            key,
            fingerprint: fingerprint(call, body),
        });
        Ok(Self {
            key,
            render: Arc::new(render),
        })
    }

    /// The same for what moves stock or money: it needs a key.
    pub(crate) fn keyed(
        call: &Call,
        body: &[u8],
        render: impl Fn(&T) -> StoredAnswer + Send + Sync + 'static,
    ) -> Result<Self, Problem> {
        let request = Self::of(call, body, render)?;
        match request.key {
            Some(_) => Ok(request),
            None => Err(Problem::of(Code::IdempotencyKeyRequired)),
        }
    }

    /// What the use case is to look for, and to remember.
    pub(crate) fn once(&self) -> Option<Once<T>> {
        self.key.clone().map(|key| Once {
            key,
            render: Arc::clone(&self.render),
        })
    }

    /// The answer: what was sent the first time, or what is sent now.
    pub(crate) fn answer(&self, answered: Answered<T>) -> Answer {
        match answered {
            Answered::Done(value) => respond((self.render)(&value)),
            Answered::Replayed(answer) => {
                let mut response = respond(answer)?;
                let headers = response.headers_mut();
                headers.insert(IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true"));
                Ok(response)
            }
        }
    }
}

/// An answer of JSON that can be kept.
pub(crate) fn stored(status: StatusCode, body: &impl Serialize) -> StoredAnswer {
    StoredAnswer {
        status: status.as_u16(),
        headers: vec![(CONTENT_TYPE.to_string(), "application/json".to_owned())],
        // Strings and numbers alone: this cannot fail.
        body: serde_json::to_string(body).unwrap_or_default(),
    }
}

/// The same answer with the version that it shows.
pub(crate) fn tagged(mut answer: StoredAnswer, version: i64) -> StoredAnswer {
    answer.headers.push((ETAG.to_string(), format!("\"v{version}\"")));
    answer
}

/// The same answer with where to find what was made.
pub(crate) fn located(mut answer: StoredAnswer, path: String) -> StoredAnswer {
    answer.headers.push((LOCATION.to_string(), path));
    answer
}

/// An answer as it is kept, sent.
pub(crate) fn respond(answer: StoredAnswer) -> Answer {
    let status = StatusCode::from_u16(answer.status);
    let status = status.map_err(|error| Problem::internal(error.to_string()))?;
    let mut response = HttpResponse::build(status);
    for (name, value) in answer.headers {
        response.insert_header((name, value));
    }
    Ok(response.body(answer.body))
}

/// The key that a request is called by, in its bare form or as a string of RFC 8941.
fn key_of(call: &Call) -> Result<Option<String>, Problem> {
    let Some(sent) = call.request.headers().get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let key = sent.to_str().ok().and_then(read_key);
    key.map(Some)
        .ok_or_else(|| Problem::of(Code::InvalidIdempotencyKey))
}

fn read_key(sent: &str) -> Option<String> {
    let sent = sent.trim();
    let key = match sent.strip_prefix('"') {
        Some(rest) => unquoted(rest)?,
        None => sent.to_owned(),
    };
    let is_visible = key.bytes().all(|byte| byte.is_ascii_graphic());
    Some(key).filter(|key| is_visible && (1..=LONGEST).contains(&key.len()))
}

/// What stands between quotation marks, of which the first is gone.
fn unquoted(rest: &str) -> Option<String> {
    let mut key = String::new();
    let mut characters = rest.chars();
    loop {
        match characters.next()? {
            '"' => return characters.as_str().is_empty().then_some(key),
            '\\' => key.push(characters.next().filter(|next| matches!(next, '"' | '\\'))?),
            character => key.push(character),
        }
    }
}

/// What was asked for: whatever a client's library does to the order of fields or the blanks between them changes nothing.
fn fingerprint(call: &Call, body: &[u8]) -> [u8; 16] {
    let path = call.request.path().trim_end_matches('/');
    hash(call.request.method().as_str(), path, body)
}

fn hash(method: &str, path: &str, body: &[u8]) -> [u8; 16] {
    // Objects of `Value` keep their keys sorted.
    let canonical = serde_json::from_slice::<Value>(body).map(|body| body.to_string());
    let body = canonical.as_ref().map_or(body, |canonical| canonical.as_bytes());
    let parts = [method.as_bytes(), path.as_bytes(), body];
    XxHash3_128::oneshot(&parts.join(&b'\n')).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::ROUTES;

    #[test]
    fn bare_and_quoted_keys_are_the_same() {
        let longest = "k".repeat(LONGEST);
        for (sent, key) in [
            ("a", "a"),
            (" a-b_c:1 ", "a-b_c:1"),
            ("\"a\"", "a"),
            (r#""a\"\\""#, "a\"\\"),
            ("a\"b", "a\"b"),
            (&longest, &longest),
        ] {
            assert_eq!(read_key(sent).as_deref(), Some(key), "{sent}");
        }
        for wrong in [
            "",
            " ",
            "\"",
            "\"\"",
            "\"a",
            "\"a\"b",
            r#""a\b""#,
            "a b",
            "\"a b\"",
            "키",
            "a\tb",
            &"k".repeat(LONGEST + 1),
        ] {
            assert_eq!(read_key(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_what_is_asked_for_counts() {
        let first = hash("POST", "/a", br#"{"a": 1, "b": [1, 2]}"#);
        assert_eq!(first, hash("POST", "/a", b"{\"b\":[1,2],\n\"a\":1}"));
        for other in [
            hash("PUT", "/a", br#"{"a": 1, "b": [1, 2]}"#),
            hash("POST", "/b", br#"{"a": 1, "b": [1, 2]}"#),
            hash("POST", "/a", br#"{"a": 1, "b": [2, 1]}"#),
            hash("POST", "/a", br#"{"a": "1", "b": [1, 2]}"#),
            hash("POST", "/a", b""),
        ] {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn every_scope_fits() {
        let longest = ROUTES.iter().map(|route| route.path.len()).max().unwrap();
        assert!("USER".len() + 26 + " DELETE ".len() + longest <= 100, "{longest}");
    }
}
