use hexmart_http_client::Uri;
use secrecy::SecretString;
use thiserror::Error;
use url::Url;

/// The shop, as a provider knows it.
#[derive(Debug, Clone)]
pub struct ProviderSettings {
    /// What the shop is called there; Kakao says REST API key.
    pub client_id: String,
    /// What it proves itself with.
    pub client_secret: SecretString,
    /// Where a double of the provider is, which has the paths of the original below it:
    /// `http://127.0.0.1:8000/fake/kakao`. None for the provider itself.
    pub base_url: Option<String>,
}

/// A base URL that no provider can be at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the base URL of a provider is absolute, by http or https, and without user, query and fragment")]
pub struct BadBaseUrl;

/// One address of a provider, below its own host or below the base URL of a double.
pub(crate) struct Endpoint {
    /// `https://kauth.kakao.com`
    pub(crate) host: &'static str,
    /// `/oauth/token`
    pub(crate) path: &'static str,
}

impl ProviderSettings {
    /// The base URL without the slash at its end; none for the provider itself.
    pub(crate) fn base(&self) -> Result<Option<String>, BadBaseUrl> {
        let Some(base) = &self.base_url else {
            return Ok(None);
        };
        let url = Url::parse(base).or(Err(BadBaseUrl))?;
        let plain = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if !plain || !url.has_host() || !matches!(url.scheme(), "http" | "https") {
            return Err(BadBaseUrl);
        }
        Ok(Some(url.as_str().trim_end_matches('/').to_owned()))
    }

    /// Where an endpoint is, for a browser.
    pub(crate) fn url(&self, endpoint: &Endpoint) -> Result<Url, BadBaseUrl> {
        let base = self.base()?;
        let base = base.as_deref().unwrap_or(endpoint.host);
        Url::parse(&format!("{base}{}", endpoint.path)).or(Err(BadBaseUrl))
    }

    /// Where an endpoint is, for the shop.
    pub(crate) fn uri(&self, endpoint: &Endpoint) -> Result<Uri, BadBaseUrl> {
        self.url(endpoint)?.as_str().parse().or(Err(BadBaseUrl))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: Endpoint = Endpoint {
        host: "https://kauth.kakao.com",
        path: "/oauth/token",
    };

    fn at(base_url: Option<&str>) -> ProviderSettings {
        ProviderSettings {
            client_id: "shop".to_owned(),
            client_secret: "a secret of the shop".into(),
            base_url: base_url.map(ToOwned::to_owned),
        }
    }

    #[test]
    fn an_endpoint_is_at_the_provider_or_below_the_base_url() {
        let uri = |base| at(base).uri(&TOKEN).unwrap().to_string();
        assert_eq!(uri(None), "https://kauth.kakao.com/oauth/token");
        for base in [
            "http://127.0.0.1:8000/fake/kakao",
            "http://127.0.0.1:8000/fake/kakao/",
        ] {
            assert_eq!(uri(Some(base)), "http://127.0.0.1:8000/fake/kakao/oauth/token");
        }
    }

    #[test]
    fn a_base_url_is_plain() {
        for bad in [
            "",
            "kauth.kakao.com",
            "/fake",
            "ftp://example.com",
            "file:///etc",
            "http://user@example.com",
            "http://:secret@example.com",
            "http://example.com/?a=b",
            "http://example.com/#a",
        ] {
            assert_eq!(at(Some(bad)).uri(&TOKEN), Err(BadBaseUrl), "{bad}");
        }
    }

    #[test]
    fn the_secret_is_not_shown() {
        assert!(!format!("{:?}", at(None)).contains("a secret of the shop"));
    }
}
