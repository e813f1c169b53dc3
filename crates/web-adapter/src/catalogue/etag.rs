//! Answers that whoever has them already need not be sent again (RFC 9110, 8.8 and 13.1.2).
//!
//! The tag is a hash of the bytes: it is the same in every process, and costs less than writing them did. Nobody is
//! kept out by it, so that a hash which can be forged is good enough: whoever found two bodies with one tag would see
//! the older one again.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH, VARY};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use twox_hash::XxHash3_128;

use crate::call::Answer;
use crate::problem::Problem;
use crate::wire;

/// For whom an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// For everybody the same. A cache may keep it, and asks each time whether it still holds.
    Everybody,
    /// For everybody who reads a language.
    Readers,
    /// For one caller, in a language: nobody else's cache keeps it.
    Caller,
}

impl Audience {
    const fn cache_control(self) -> HeaderValue {
        match self {
            Self::Everybody | Self::Readers => HeaderValue::from_static("no-cache"),
            Self::Caller => HeaderValue::from_static("private, no-cache"),
        }
    }

    const fn vary(self) -> Option<HeaderValue> {
        match self {
            Self::Everybody => None,
            Self::Readers => Some(HeaderValue::from_static("Accept-Language")),
            Self::Caller => Some(HeaderValue::from_static("Accept-Language, Authorization")),
        }
    }
}

/// An answer of JSON with its tag, or 304 to whoever has it; `size` is a guess at its bytes.
pub(crate) fn fresh(request: &HttpRequest, audience: Audience, size: usize, body: &impl Serialize) -> Answer {
    let bytes = wire::bytes(size, body)?;
    let tag = tag_of(&bytes)?;
    let mut response = if is_known(request, &tag) {
        HttpResponse::NotModified().finish()
    } else {
        HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, HeaderValue::from_static("application/json")))
            .body(bytes)
    };
    let headers = response.headers_mut();
    headers.insert(ETAG, tag);
    headers.insert(CACHE_CONTROL, audience.cache_control());
    if let Some(vary) = audience.vary() {
        headers.insert(VARY, vary);
    }
    Ok(response)
}

fn tag_of(bytes: &[u8]) -> Result<HeaderValue, Problem> {
    let hash = URL_SAFE_NO_PAD.encode(XxHash3_128::oneshot(bytes).to_be_bytes());
    let tag = format!("\"{hash}\"");
    HeaderValue::try_from(tag).map_err(|error| Problem::internal(error.to_string()))
}

/// Whether the caller has what this tag is of. Compared weakly: a proxy that packs answers weakens their tags.
pub(super) fn is_known(request: &HttpRequest, tag: &HeaderValue) -> bool {
    // No tag of ours has a comma in it, so that none is found in the middle of another one.
    let lines = request.headers().get_all(IF_NONE_MATCH);
    let mut known = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    known.any(|known| {
        let known = known.trim_ascii();
        known == b"*" || known.strip_prefix(b"W/").unwrap_or(known) == tag.as_bytes()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_tag_is_of_the_bytes_and_of_nothing_else() {
        // A tag outlives the process: caches bring it back to the next one.
        assert_eq!(tag_of(b"").unwrap(), "\"maoG0wFHmNhgAcMkRo1Jfw\"");
        assert_ne!(tag_of(b"{}").unwrap(), tag_of(b"{} ").unwrap());
    }

    #[test]
    fn what_is_known_is_told_from_what_is_not() {
        let tag = HeaderValue::from_static("\"a\"");
        for (sent, known) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("*", true),
            (" * ", true),
            ("\"b\", W/\"c\" ,\t\"a\"", true),
            ("\"b\",\"a\",", true),
            ("", false),
            (",,", false),
            ("a", false),
            ("\"A\"", false),
            ("w/\"a\"", false),
            ("\"b\", \"c\"", false),
            ("\"aa\"", false),
            ("W/W/\"a\"", false),
        ] {
            let request = TestRequest::default().insert_header((IF_NONE_MATCH, sent));
            assert_eq!(is_known(&request.to_http_request(), &tag), known, "{sent}");
        }
        let lines = TestRequest::default()
            .append_header((IF_NONE_MATCH, "\"b\""))
            .append_header((IF_NONE_MATCH, "\"a\""));
        assert!(is_known(&lines.to_http_request(), &tag));
        assert!(!is_known(&TestRequest::default().to_http_request(), &tag));
    }
}
