use std::fmt;

use hexmart_application::media::ObjectError;
use hexmart_http_client::{Bytes, HttpError, Response, StatusCode};

/// The longest code of an error that is repeated; S3's own have up to 40 letters.
const LONGEST_CODE: usize = 64;

/// What an answer other than success means. 5xx, 408 and 429 pass; the rest says that something is set up wrongly.
pub(super) fn failure(operation: &str, answer: &Response<Bytes>) -> ObjectError {
    let status = answer.status();
    let code = code_of(answer.body()).unwrap_or_default();
    let text = format!("{operation}: {} {code}", status.as_u16())
        .trim_end()
        .to_owned();
    let passes = matches!(
        status,
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS
    );
    if status.is_server_error() || passes {
        ObjectError::Unavailable(text)
    } else {
        ObjectError::Failed(text)
    }
}

/// Why there is no answer. The request is not repeated: its URL is signed.
pub(super) fn trouble(error: &HttpError) -> ObjectError {
    match error {
        HttpError::TooLong => ObjectError::Failed(error.to_string()),
        _ => ObjectError::Unavailable(error.to_string()),
    }
}

/// An answer that makes no sense.
pub(super) fn garbled(error: impl fmt::Display) -> ObjectError {
    ObjectError::Failed(format!("list: {error}"))
}

/// Whether it is the file that is not there; it could be the bucket, or nothing that speaks S3.
pub(super) fn is_no_such_object(answer: &Response<Bytes>) -> bool {
    matches!(code_of(answer.body()), Some("NoSuchKey" | "NoSuchVersion"))
}

/// The service's own code for an error, when it looks like one.
fn code_of(body: &[u8]) -> Option<&str> {
    let text = str::from_utf8(body).ok()?;
    let (_, behind) = text.split_once("<Code>")?;
    let (code, _) = behind.split_once("</Code>")?;
    let plain = code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (plain && code.len() <= LONGEST_CODE).then_some(code)
}
