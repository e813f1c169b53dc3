//! Versions as entity tags (RFC 9110, 8.8.3): `"v3"`.

use actix_web::HttpResponse;
use actix_web::http::header::{ETAG, HeaderValue, IF_MATCH};

use crate::call::Call;
use crate::problem::{Code, Problem};

/// The tag of a version.
pub(crate) fn tag(version: i64) -> Result<HeaderValue, Problem> {
    HeaderValue::try_from(format!("\"v{version}\"")).map_err(|error| Problem::internal(error.to_string()))
}

/// The same answer with the version that it shows.
pub(crate) fn tagged(mut response: HttpResponse, version: i64) -> Result<HttpResponse, Problem> {
    response.headers_mut().insert(ETAG, tag(version)?);
    Ok(response)
}

/// The version that the caller wants to change; none when any will do. What is no tag of ours is told so: whoever sends
/// it wants to be safe, and is not.
pub(crate) fn expected(call: &Call) -> Result<Option<i64>, Problem> {
    let Some(wanted) = call.request.headers().get(IF_MATCH) else {
        return Ok(None);
    };
    let wanted = wanted.to_str().unwrap_or_default().trim();
    if wanted == "*" {
        return Ok(None);
    }
    let tag = wanted.strip_prefix("\"v").and_then(|tag| tag.strip_suffix('"'));
    let digits = tag.filter(|tag| tag.bytes().all(|byte| byte.is_ascii_digit()));
    let version = digits.and_then(|tag| tag.parse().ok());
    version.map(Some).ok_or_else(|| Problem::of(Code::MalformedTag))
}

/// The version that the caller wants to change, where one has to be named: all of it is replaced, so nobody does that without
/// having seen it.
pub(crate) fn required(call: &Call) -> Result<i64, Problem> {
    expected(call)?.ok_or_else(|| Problem::of(Code::VersionRequired))
}
