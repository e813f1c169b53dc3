use hexmart_http_client::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};
use thiserror::Error;
use url::Url;

/// The shop, as Kakao knows it.
#[derive(Debug, Clone)]
pub struct KakaoMapSettings {
    /// Where the service is, or its double: [`KakaoMapSettings::LOCAL`] or [`KakaoMapSettings::MOBILITY`].
    pub base_url: String,
    /// The key of the REST interface.
    pub rest_api_key: SecretString,
}

/// A setting with which a map cannot be asked. The value is not repeated: it may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{setting} is not {expected}")]
pub struct BadSetting {
    /// Which.
    pub setting: &'static str,
    /// What it should have been, with its article.
    pub expected: &'static str,
}

/// The machine trusts nobody, so no map can prove to be itself.
pub(crate) const NO_ROOTS: BadSetting = BadSetting {
    setting: "the system's store of certificates",
    expected: "readable",
};

impl KakaoMapSettings {
    /// Kakao Local, which knows addresses.
    pub const LOCAL: &'static str = "https://dapi.kakao.com";
    /// Kakao Mobility, which knows roads.
    pub const MOBILITY: &'static str = "https://apis-navi.kakaomobility.com";

    /// The address of a path below the base URL.
    pub(crate) fn at(&self, path: &str) -> Result<Url, BadSetting> {
        let bad = BadSetting {
            setting: "the base URL of a map",
            expected: "absolute, by http or https, and without user, query and fragment",
        };
        let base = Url::parse(&self.base_url).or(Err(bad))?;
        let plain = base.username().is_empty()
            && base.password().is_none()
            && base.query().is_none()
            && base.fragment().is_none();
        if !plain || !base.has_host() || !matches!(base.scheme(), "http" | "https") {
            return Err(bad);
        }
        let below = format!("{}{path}", base.as_str().trim_end_matches('/'));
        Url::parse(&below).or(Err(bad))
    }

    /// The header that says who asks.
    pub(crate) fn credentials(&self) -> Result<HeaderValue, BadSetting> {
        let value = format!("KakaoAK {}", self.rest_api_key.expose_secret());
        let mut header = HeaderValue::try_from(value).or(Err(BadSetting {
            setting: "the REST API key of Kakao",
            expected: "a word",
        }))?;
        header.set_sensitive(true);
        Ok(header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_lies_below_its_base() {
        let at = |base: &str| {
            let settings = KakaoMapSettings {
                base_url: base.to_owned(),
                rest_api_key: "key".into(),
            };
            settings.at("/v1/directions").map(|url| url.to_string())
        };
        for base in [
            "http://127.0.0.1:8000/fake/kakaonavi",
            "http://127.0.0.1:8000/fake/kakaonavi/",
        ] {
            assert_eq!(
                at(base).unwrap(),
                "http://127.0.0.1:8000/fake/kakaonavi/v1/directions"
            );
        }
        for bad in [
            "",
            "dapi.kakao.com",
            "ftp://a.example",
            "http://a@b.example",
            "http://a.example?b",
        ] {
            assert!(at(bad).is_err(), "{bad}");
        }
    }
}
