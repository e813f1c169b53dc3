use thiserror::Error;
use url::{Position, Url};

/// Where an endpoint is, in its one normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookUrl(String);

/// Why an address is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WebhookUrlError {
    /// Not an absolute address of `https` or `http`.
    #[error("must be a URL that begins with https://")]
    Malformed,
    /// A user or a password: a receiver knows the shop by the signature.
    #[error("must not name a user or a password")]
    UserInfo,
    /// A part behind `#`, which nobody would be sent.
    #[error("must not have a fragment")]
    Fragment,
    /// Longer than allowed.
    #[error("must have at most {} characters", WebhookUrl::MAX)]
    TooLong,
}

impl WebhookUrl {
    /// The longest, in characters of its normal form.
    pub const MAX: usize = 500;

    /// Takes an address. Where it leads is not looked at here: names change their meaning, so whoever calls it looks.
    pub fn parse(text: &str) -> Result<Self, WebhookUrlError> {
        if text
            .chars()
            .any(|character| character.is_control() || character.is_whitespace())
        {
            return Err(WebhookUrlError::Malformed);
        }
        let url = Url::parse(text).or(Err(WebhookUrlError::Malformed))?;
        if !matches!(url.scheme(), "https" | "http") || !url.has_host() {
            return Err(WebhookUrlError::Malformed);
        }
        // An empty user is one, too.
        if !url.username().is_empty() || url.password().is_some() || text.contains('@') && names_user(text) {
            return Err(WebhookUrlError::UserInfo);
        }
        if url.fragment().is_some() {
            return Err(WebhookUrlError::Fragment);
        }
        let normal = url[..Position::AfterQuery].to_owned();
        if normal.len() > Self::MAX {
            return Err(WebhookUrlError::TooLong);
        }
        Ok(Self(normal))
    }

    /// The address itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is called without TLS.
    pub fn is_plain(&self) -> bool {
        self.0.starts_with("http:")
    }
}

/// Whether there is an `@` before the path.
fn names_user(text: &str) -> bool {
    let behind_scheme = text.split_once(':').map_or(text, |(_, rest)| rest);
    let authority = behind_scheme.trim_start_matches(['/', '\\']);
    let end = authority.find(['/', '\\', '?', '#']).unwrap_or(authority.len());
    authority
        .get(..end)
        .is_some_and(|authority| authority.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_form() {
        let normal = |text| WebhookUrl::parse(text).unwrap();
        for (text, form) in [
            ("https://shop.example", "https://shop.example/"),
            (
                "HTTPS://Shop.Example:443/a/../b?q=@#".trim_end_matches('#'),
                "https://shop.example/b?q=@",
            ),
            (
                "https://한국.example/가",
                "https://xn--3e0b707e.example/%EA%B0%80",
            ),
            ("http://0x7f.1:8080/", "http://127.0.0.1:8080/"),
            ("https://[0:0:0:0:0:0:0:1]/", "https://[::1]/"),
            ("https://shop.example/@somebody", "https://shop.example/@somebody"),
        ] {
            assert_eq!(normal(text).as_str(), form);
        }
        assert!(normal("http://shop.example/").is_plain());
        assert!(!normal("https://shop.example/http:").is_plain());
    }

    #[test]
    fn what_is_no_address_is_refused() {
        use WebhookUrlError::{Fragment, Malformed, TooLong, UserInfo};
        let long = format!("https://shop.example/{}", "a".repeat(480));
        for (text, why) in [
            ("", Malformed),
            ("shop.example", Malformed),
            ("/path", Malformed),
            ("ftp://shop.example/", Malformed),
            ("javascript:alert(1)", Malformed),
            ("https://", Malformed),
            ("https://shop.example/\r\nHost: other", Malformed),
            (" https://shop.example/", Malformed),
            ("https://shop .example/", Malformed),
            ("https://user@shop.example/", UserInfo),
            ("https://user:secret@shop.example/", UserInfo),
            ("https://:secret@shop.example/", UserInfo),
            ("https://@shop.example/", UserInfo),
            ("https://shop.example/#there", Fragment),
            ("https://shop.example/#", Fragment),
            (&long, TooLong),
        ] {
            assert_eq!(WebhookUrl::parse(text), Err(why), "{text}");
        }
    }
}
