use std::time::Duration;

use hexmart_application::platform::DeliveryError;
use hexmart_http_client::header::{ACCEPT, CONTENT_TYPE};
use hexmart_http_client::{Bytes, Client, HttpError, Limits, Request, Response, StatusCode, Uri};
use serde_json::Value;
use url::Url;

use crate::setting::BadSetting;
use crate::trouble::Trouble;

/// An answer may take 5 s beyond the connection.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(3),
    exchange: Duration::from_secs(8),
    longest: 1024 * 1024,
};

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

impl Vendor {
    pub(super) fn new(name: &'static str) -> Result<Self, BadSetting> {
        let client = Client::new(LIMITS).or(Err(BadSetting {
            setting: "the system's store of certificates",
            expected: "readable",
        }))?;
        Ok(Self { name, client })
    }

    /// Posts a JSON body with headers of the vendor's own, and reads the answer whatever it is.
    pub(super) async fn post(
        &self,
        endpoint: &Uri,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Result<Response<Bytes>, Trouble> {
        let mut request = Request::post(endpoint)
            .header(ACCEPT, "*/*")
            .header(CONTENT_TYPE, "application/json; charset=utf-8");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.to_string().into()).or(Err(Trouble::Broken))?;
        self.client.send(request).await.map_err(|error| trouble(&error))
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

fn trouble(error: &HttpError) -> Trouble {
    match error {
        HttpError::TimedOut => Trouble::Slow,
        HttpError::NoConnection { kind, .. } => Trouble::NoConnection(*kind),
        HttpError::Broken(_) => Trouble::Broken,
        HttpError::TooLong => Trouble::Garbled,
    }
}

/// The place below `base_url` that a vendor's API is called at.
pub(super) fn endpoint(base_url: &str, path: &str) -> Result<Uri, BadSetting> {
    let bad = BadSetting {
        setting: "the vendor's base URL",
        expected: "of the form https://host, without a query",
    };
    let base = Url::parse(base_url).or(Err(bad))?;
    let plain = base.query().is_none() && base.fragment().is_none() && base.username().is_empty();
    if !plain || !base.has_host() || !matches!(base.scheme(), "https" | "http") {
        return Err(bad);
    }
    let below = format!("{}{path}", base.as_str().trim_end_matches('/'));
    below.parse().or(Err(bad))
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
            assert_eq!(endpoint(base, "/v4/send").unwrap().to_string(), expected);
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
