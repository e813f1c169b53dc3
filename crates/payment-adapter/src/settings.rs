use hexmart_http_client::header::HeaderValue;
use thiserror::Error;
use url::Url;

/// A setting with which a gateway cannot start. The value is not repeated: it may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{setting} is not {expected}")]
pub struct BadSetting {
    /// Which.
    pub setting: &'static str,
    /// What it should have been, with its article.
    pub expected: &'static str,
}

/// Where a provider is, or its double.
#[derive(Debug, Clone)]
pub(crate) struct Base(Url);

impl Base {
    pub(crate) fn parse(text: &str) -> Result<Self, BadSetting> {
        let bad = BadSetting {
            setting: "the base URL of a payment provider",
            expected: "absolute, by http or https, and without user, query and fragment",
        };
        let url = Url::parse(text).or(Err(bad))?;
        let plain = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if plain && url.has_host() && matches!(url.scheme(), "http" | "https") {
            Ok(Self(url))
        } else {
            Err(bad)
        }
    }

    /// The address of these parts of a path, each encoded: a key of a provider may have any characters.
    pub(crate) fn at(&self, parts: &[&str]) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(parts);
        }
        url
    }
}

/// A header that no log shows.
pub(crate) fn credentials(value: &str) -> Result<HeaderValue, BadSetting> {
    let mut header = HeaderValue::try_from(value).or(Err(BadSetting {
        setting: "the secret of a payment provider",
        expected: "a text that fits into a header",
    }))?;
    header.set_sensitive(true);
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_lies_below_its_base_whatever_is_in_it() {
        for base in [
            "http://127.0.0.1:8000/fake/toss",
            "http://127.0.0.1:8000/fake/toss/",
        ] {
            let base = Base::parse(base).unwrap();
            assert_eq!(
                base.at(&["v1", "payments", "a/b?c#d%e"]).as_str(),
                "http://127.0.0.1:8000/fake/toss/v1/payments/a%2Fb%3Fc%23d%25e"
            );
        }
    }

    #[test]
    fn a_base_url_is_plain() {
        for bad in [
            "",
            "api.portone.io",
            "ftp://example.com",
            "http://user@example.com",
            "http://:secret@example.com",
            "http://example.com/?a=b",
            "http://example.com/#a",
        ] {
            assert!(Base::parse(bad).is_err(), "{bad}");
        }
    }
}
