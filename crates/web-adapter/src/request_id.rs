//! The name under which one request is found again in logs and error reports.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, HeaderValue};

/// Where it comes in and goes out.
pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const LONGEST: usize = 128;

/// One request's id: the caller's, or one of ours.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(HeaderValue);

impl RequestId {
    pub(crate) fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    pub(crate) fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Gives ids: a prefix that differs between processes, and a counter. They name, they protect nothing, so that they
/// need not be unguessable.
#[derive(Debug)]
pub(crate) struct RequestIds {
    prefix: u64,
    count: AtomicU64,
}

impl RequestIds {
    pub(crate) fn new() -> Self {
        Self {
            prefix: RandomState::new().hash_one(0_u8),
            count: AtomicU64::new(0),
        }
    }

    /// The id a caller sent, if it is one, else a new one.
    pub(crate) fn of(&self, request: &HttpRequest) -> RequestId {
        let sent = request
            .headers()
            .get(X_REQUEST_ID)
            .filter(|sent| is_id(sent.as_bytes()));
        RequestId(sent.cloned().unwrap_or_else(|| self.next()))
    }

    fn next(&self) -> HeaderValue {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let text = format!("{:016x}-{count:06x}", self.prefix);
        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("unnamed"))
    }
}

fn is_id(text: &[u8]) -> bool {
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    (1..=LONGEST).contains(&text.len()) && text.iter().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_names_are_taken_over() {
        for good in ["a", "01J.x_y-Z", &"x".repeat(128)] {
            assert!(is_id(good.as_bytes()), "{good}");
        }
        for bad in ["", "a b", "a/b", "é", "a\"", &"x".repeat(129)] {
            assert!(!is_id(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn own_names_differ_between_requests_and_processes() {
        let (one, other) = (RequestIds::new(), RequestIds::new());
        let names = [one.next(), one.next(), other.next(), other.next()];
        assert!(names.iter().all(|name| is_id(name.as_bytes())));
        for (place, name) in names.iter().enumerate() {
            assert!(!names[place + 1..].contains(name), "{name:?}");
        }
    }
}
