use std::error::Error as _;
use std::io;
use std::time::Duration;

use hexmart_application::platform::DeliveryError;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use url::Url;

use crate::setting::BadSetting;
use crate::trouble::Trouble;

/// How long the handshake of TCP may take.
const CONNECT: Duration = Duration::from_secs(3);
/// How long an answer may take beyond that.
const ANSWER: Duration = Duration::from_secs(5);
/// The longest answer that is read, in bytes.
const LONGEST: usize = 1 << 20;

/// Statuses that say nothing about the message: keys that are wrong, money that is used up, a server that is slow or
/// has enough of us. An operator or time can mend them.
const OURS: [StatusCode; 5] = [
    StatusCode::UNAUTHORIZED,
    StatusCode::PAYMENT_REQUIRED,
    StatusCode::FORBIDDEN,
    StatusCode::REQUEST_TIMEOUT,
    StatusCode::TOO_MANY_REQUESTS,
];

/// The HTTP of a vendor.
pub(super) struct Vendor {
    name: &'static str,
    client: Client,
}

/// What a vendor answered.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Vec<u8>,
}

impl Vendor {
    pub(super) fn new(name: &'static str) -> Result<Self, BadSetting> {
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(CONNECT + ANSWER)
            // A signed request is for one address alone.
            .redirect(Policy::none())
            .build()
            .or(Err(BadSetting {
                setting: "the system's store of certificates",
                expected: "readable",
            }))?;
        Ok(Self { name, client })
    }

    /// Begins a request with a JSON body.
    pub(super) fn post(&self, endpoint: &Url, body: &Value) -> RequestBuilder {
        self.client
            .post(endpoint.clone())
            .header(CONTENT_TYPE, "application/json; charset=utf-8")
            .body(body.to_string())
    }

    /// Sends a request, and reads the answer whatever it is.
    pub(super) async fn ask(&self, request: RequestBuilder) -> Result<Answer, Trouble> {
        read(request.send().await.map_err(|error| trouble(&error))?).await
    }

    /// What a status other than success means; `detail` is the vendor's own code for it.
    pub(super) fn failure(&self, status: StatusCode, detail: Option<&str>) -> DeliveryError {
        let status_text = match detail {
            Some(detail) => format!("{} {detail}", status.as_u16()),
            None => status.as_str().to_owned(),
        };
        if status.is_client_error() && !OURS.contains(&status) {
            self.refusal(&status_text)
        } else {
            Trouble::Answered(status_text).into()
        }
    }

    /// The vendor will never take this message, for the reason that has this `code`.
    pub(super) fn refusal(&self, code: &str) -> DeliveryError {
        DeliveryError::Refused {
            why: format!("{} {code}", self.name),
        }
    }
}

async fn read(mut answer: Response) -> Result<Answer, Trouble> {
    let (status, mut body) = (answer.status(), Vec::new());
    while let Some(part) = answer.chunk().await.map_err(|error| trouble(&error))? {
        body.extend_from_slice(&part);
        if body.len() > LONGEST {
            return Err(Trouble::Garbled);
        }
    }
    Ok(Answer { status, body })
}

fn trouble(error: &reqwest::Error) -> Trouble {
    if error.is_timeout() {
        Trouble::Slow
    } else if error.is_connect() {
        Trouble::NoConnection(io_kind(error))
    } else {
        Trouble::Broken
    }
}

fn io_kind(error: &reqwest::Error) -> io::ErrorKind {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return error.kind();
        }
        cause = error.source();
    }
    io::ErrorKind::Other
}

/// The place below `base_url` that a vendor's API is called at.
pub(super) fn endpoint(base_url: &str, path: &str) -> Result<Url, BadSetting> {
    let bad = BadSetting {
        setting: "the vendor's base URL",
        expected: "of the form https://host, without a query",
    };
    let base = Url::parse(base_url).or(Err(bad))?;
    let plain = base.query().is_none() && base.fragment().is_none() && base.username().is_empty();
    if !plain || !base.has_host() || !matches!(base.scheme(), "https" | "http") {
        return Err(bad);
    }
    Url::parse(&format!("{}{path}", base.as_str().trim_end_matches('/'))).or(Err(bad))
}

/// Whether a text can stand in a header and in a path as it is.
pub(super) fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_lies_below_its_base() {
        for (base, expected) in [
            ("https://api.example", "https://api.example/v4/send"),
            ("https://api.example/", "https://api.example/v4/send"),
            (
                "http://127.0.0.1:9000/fake/solapi",
                "http://127.0.0.1:9000/fake/solapi/v4/send",
            ),
        ] {
            assert_eq!(endpoint(base, "/v4/send").unwrap().as_str(), expected);
        }
        for bad in [
            "",
            "api.example",
            "ftp://api.example",
            "https://api.example?a=b",
            "https://api.example#a",
            "https://ann@api.example",
            "mailto:ann",
        ] {
            assert!(endpoint(bad, "/v4/send").is_err(), "{bad}");
        }
    }

    #[test]
    fn a_word_breaks_neither_header_nor_path() {
        for good in ["ncp:sms:kr:256608327:hexmart", "A1b2-C3_d4", "NCSAYU7YDBXYORXC"] {
            assert!(is_word(good), "{good}");
        }
        for bad in ["", "a b", "a\r\nb: c", "../a", "a/b", "a?b", "열쇠", "a, salt=b"] {
            assert!(!is_word(bad), "{bad}");
        }
    }
}
