//! Where the server is, and who asks.

use hexmart_http_client::NoRoots;
use secrecy::SecretString;
use thiserror::Error;
use url::Url;

/// Where the server is, and who asks.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address of the server, such as `https://search.example.com:9200`.
    pub address: String,
    /// Name and password, when it asks for them.
    pub account: Option<(String, SecretString)>,
    /// What the names of this shop's indices begin with: lower-case letters, digits and hyphens.
    pub prefix: String,
}

/// Why settings are of no use.
#[derive(Debug, Error)]
pub enum InvalidSettings {
    /// Not the address of a web server. It is not repeated: it may have a password in it.
    #[error(
        "the address of the search server must be like https://HOST:PORT, without account, query and fragment"
    )]
    Address,
    /// Not a name that an index can have.
    #[error(
        "names of search indices begin with a lower-case letter and have lower-case letters, digits and hyphens"
    )]
    Prefix,
    /// The machine trusts nobody.
    #[error(transparent)]
    Roots(#[from] NoRoots),
}

impl Settings {
    /// The address without a slash at its end.
    pub(crate) fn base(&self) -> Result<String, InvalidSettings> {
        let url = Url::parse(&self.address).or(Err(InvalidSettings::Address))?;
        let bare = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if matches!(url.scheme(), "http" | "https") && url.has_host() && bare {
            Ok(url.as_str().trim_end_matches('/').to_owned())
        } else {
            Err(InvalidSettings::Address)
        }
    }

    pub(crate) fn checked_prefix(&self) -> Result<&str, InvalidSettings> {
        let fits = |character: char| matches!(character, 'a'..='z' | '0'..='9' | '-');
        if self.prefix.starts_with(|first: char| first.is_ascii_lowercase())
            && self.prefix.len() <= 100
            && self.prefix.chars().all(fits)
        {
            Ok(&self.prefix)
        } else {
            Err(InvalidSettings::Prefix)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(address: &str, prefix: &str) -> Settings {
        Settings {
            address: address.to_owned(),
            account: None,
            prefix: prefix.to_owned(),
        }
    }

    #[test]
    fn an_address_is_that_of_a_web_server() {
        for right in [
            "https://search.example.com",
            "http://127.0.0.1:9200/",
            "https://example.com/search/",
        ] {
            let base = settings(right, "shop").base().unwrap();
            assert_eq!(base, right.trim_end_matches('/'));
        }
        for wrong in [
            "",
            "search:9200",
            "ftp://a",
            "https://u:p@a",
            "https://a?b",
            "https://a#b",
            "file:///a",
        ] {
            assert!(
                matches!(settings(wrong, "shop").base(), Err(InvalidSettings::Address)),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_prefix_is_the_beginning_of_a_name() {
        for right in ["shop", "hexmart-2"] {
            assert_eq!(settings("", right).checked_prefix().unwrap(), right);
        }
        for wrong in ["", "-a", "1a", "Shop", "a_b", "a,b", "a*", "가", &"a".repeat(101)] {
            assert!(settings("", wrong).checked_prefix().is_err(), "{wrong}");
        }
    }
}
