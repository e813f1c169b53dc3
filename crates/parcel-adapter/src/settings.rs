use secrecy::SecretString;
use thiserror::Error;
use url::Url;

/// An account with `SweetTracker`.
#[derive(Debug, Clone)]
pub struct SweetTrackerSettings {
    /// Where the interface is: [`SweetTrackerSettings::BASE_URL`], or its double.
    pub base_url: String,
    /// The key.
    pub api_key: SecretString,
}

impl SweetTrackerSettings {
    /// The service's own.
    pub const BASE_URL: &'static str = "https://info.sweettracker.co.kr/api/v1";
}

/// A setting with which nobody can be asked. The value is not repeated: it may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{setting} is not {expected}")]
pub struct BadSetting {
    /// Which.
    pub setting: &'static str,
    /// What it should have been, with its article.
    pub expected: &'static str,
}

/// The address of a path below a base URL.
pub(crate) fn below(base: &str, path: &str) -> Result<Url, BadSetting> {
    let bad = BadSetting {
        setting: "the base URL of the parcel tracking",
        expected: "absolute, by http or https, and without user, query and fragment",
    };
    let url = Url::parse(base).or(Err(bad))?;
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if !plain || !url.has_host() || !matches!(url.scheme(), "http" | "https") {
        return Err(bad);
    }
    Url::parse(&format!("{}{path}", url.as_str().trim_end_matches('/'))).or(Err(bad))
}
