use rusty_s3::{Bucket, Credentials, UrlStyle};
use secrecy::{ExposeSecret as _, SecretString};
use thiserror::Error;
use url::Url;

/// A bucket, and the key that opens it.
#[derive(Debug, Clone)]
pub struct S3Settings {
    /// Where the service is: `https://s3.ap-northeast-2.amazonaws.com`, or another's that speaks the same.
    pub endpoint: String,
    /// The region that requests are signed for, `ap-northeast-2`; services without regions take `us-east-1`, or `auto`.
    pub region: String,
    /// The name of the bucket, which must be there already.
    pub bucket: String,
    /// The id of the key.
    pub access_key: String,
    /// The key itself.
    pub secret_key: SecretString,
    /// Whether the bucket stands in the path and not in the name of the host: most services outside of AWS want that.
    pub path_style: bool,
}

/// A setting with which the store cannot start. The value is not repeated: it may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{setting} is not {expected}")]
pub struct BadSetting {
    /// Which.
    pub setting: &'static str,
    /// What it should have been, with its article.
    pub expected: &'static str,
}

impl S3Settings {
    pub(super) fn bucket(&self) -> Result<Bucket, BadSetting> {
        let endpoint = endpoint(&self.endpoint)?;
        if !is_bucket(&self.bucket) {
            return Err(BadSetting {
                setting: "the name of the bucket",
                expected: "3 to 63 lower-case letters, digits, hyphens and dots",
            });
        }
        if !is_word(&self.region) {
            return Err(BadSetting {
                setting: "the region of the bucket",
                expected: "a word",
            });
        }
        let style = if self.path_style {
            UrlStyle::Path
        } else {
            UrlStyle::VirtualHost
        };
        Bucket::new(endpoint, style, self.bucket.clone(), self.region.clone()).or(Err(BadSetting {
            setting: "the bucket with its endpoint",
            expected: "an address",
        }))
    }

    pub(super) fn credentials(&self) -> Result<Credentials, BadSetting> {
        let secret = self.secret_key.expose_secret();
        if !is_word(&self.access_key) || secret.is_empty() {
            return Err(BadSetting {
                setting: "the key of the bucket",
                expected: "an id and a secret",
            });
        }
        Ok(Credentials::new(self.access_key.clone(), secret))
    }
}

fn endpoint(text: &str) -> Result<Url, BadSetting> {
    let bad = BadSetting {
        setting: "the endpoint of S3",
        expected: "of the form https://host, without a path",
    };
    let url = Url::parse(text).or(Err(bad))?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let anonymous = url.username().is_empty() && url.password().is_none();
    if bare && anonymous && url.has_host() && matches!(url.scheme(), "https" | "http") {
        Ok(url)
    } else {
        Err(bad)
    }
}

fn is_bucket(text: &str) -> bool {
    let edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    (3..=63).contains(&text.len())
        && edge(text.bytes().next())
        && edge(text.bytes().last())
        && !text.contains("..")
        && text.bytes().all(|byte| edge(Some(byte)) || b".-".contains(&byte))
}

/// Whether a text can stand in a signature as it is.
fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> S3Settings {
        S3Settings {
            endpoint: "https://s3.example".to_owned(),
            region: "ap-northeast-2".to_owned(),
            bucket: "hexmart-pictures".to_owned(),
            access_key: "AKIAEXAMPLE".to_owned(),
            secret_key: "hush".into(),
            path_style: false,
        }
    }

    #[test]
    fn a_bucket_stands_in_the_host_or_in_the_path() {
        let mut settings = settings();
        let url = settings.bucket().unwrap().object_url("a/b.jpg");
        assert_eq!(url.as_str(), "https://hexmart-pictures.s3.example/a/b.jpg");
        settings.path_style = true;
        let url = settings.bucket().unwrap().object_url("a/b.jpg");
        assert_eq!(url.as_str(), "https://s3.example/hexmart-pictures/a/b.jpg");
    }

    #[test]
    fn settings_that_cannot_work_are_told_at_once() {
        for bad in [
            "",
            "s3.example",
            "ftp://s3.example",
            "https://s3.example/path",
            "https://s3.example?a=b",
            "https://ann@s3.example",
            "https://:hush@s3.example",
        ] {
            let endpoint = bad.to_owned();
            assert!(
                S3Settings {
                    endpoint,
                    ..settings()
                }
                .bucket()
                .is_err(),
                "{bad}"
            );
        }
        for bad in ["", "ab", "Shop", "a/../b", "a..b", "-shop", "shop.", "가게가게"] {
            let bucket = bad.to_owned();
            assert!(S3Settings { bucket, ..settings() }.bucket().is_err(), "{bad}");
        }
        for bad in ["", "a b", "eu/west"] {
            let region = bad.to_owned();
            assert!(S3Settings { region, ..settings() }.bucket().is_err(), "{bad}");
        }
        let without = S3Settings {
            secret_key: "".into(),
            ..settings()
        };
        assert!(without.credentials().is_err());
    }

    #[test]
    fn no_secret_is_printed() {
        let (settings, bad) = (settings(), settings().credentials().unwrap());
        assert!(!format!("{settings:?}{bad:?}").contains("hush"));
    }
}
