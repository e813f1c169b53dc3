use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::setting::BadSetting;

/// A server that takes our mails.
pub(super) struct Relay {
    host: String,
    port: u16,
    encryption: Encryption,
    credentials: Option<Credentials>,
    hello: ClientId,
}

enum Encryption {
    FromTheStart(TlsParameters),
    StartTls(TlsParameters),
    Off,
}

impl Relay {
    /// Reads the URL of a relay, to which we are `hello`.
    pub(super) fn parse(url: &SecretString, hello: &str) -> Result<Self, BadSetting> {
        let url = Url::parse(url.expose_secret()).or(Err(bad_url()))?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(bad_url())?;
        let (encryption, usual_port) = match (url.scheme(), url.query()) {
            ("smtps", None) => (Encryption::FromTheStart(tls(host)?), 465),
            ("smtp", None) => (Encryption::StartTls(tls(host)?), 587),
            ("smtp", Some("tls=off")) => (Encryption::Off, 25),
            _ => return Err(bad_url()),
        };
        Ok(Self {
            host: host.to_owned(),
            port: url.port().unwrap_or(usual_port),
            encryption,
            credentials: credentials(&url)?,
            hello: ClientId::Domain(hello.to_owned()),
        })
    }

    /// Connects, encrypts and signs in. Only the handshake of TCP has a time limit; the caller limits the whole.
    pub(super) async fn connect(&self, limit: Duration) -> Result<AsyncSmtpConnection, Error> {
        let tls = match &self.encryption {
            Encryption::FromTheStart(tls) => Some(tls.clone()),
            Encryption::StartTls(_) | Encryption::Off => None,
        };
        let address = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(address, Some(limit), &self.hello, tls, None).await?;
        if let Encryption::StartTls(tls) = &self.encryption {
            connection.starttls(tls.clone(), &self.hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }
}

fn bad_url() -> BadSetting {
    BadSetting {
        setting: "the mail relay's URL",
        expected: "of the form smtps://user:password@host:port or smtp://user:password@host:port",
    }
}

fn tls(host: &str) -> Result<TlsParameters, BadSetting> {
    TlsParameters::new(host.to_owned()).or(Err(BadSetting {
        setting: "the system's store of certificates",
        expected: "readable",
    }))
}

fn credentials(url: &Url) -> Result<Option<Credentials>, BadSetting> {
    let decoded = |text: &str| {
        let text = percent_decode_str(text).decode_utf8().or(Err(bad_url()))?;
        Ok(text.into_owned())
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (user, Some(password)) if !user.is_empty() => {
            Ok(Some(Credentials::new(decoded(user)?, decoded(password)?)))
        }
        _ => Err(bad_url()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relay(url: &str) -> Result<Relay, BadSetting> {
        Relay::parse(&SecretString::from(url), "shop.example")
    }

    #[test]
    fn the_scheme_chooses_encryption_and_port() {
        let smtps = relay("smtps://mail.example").unwrap();
        assert!(matches!(smtps.encryption, Encryption::FromTheStart(_)));
        assert_eq!((smtps.host.as_str(), smtps.port), ("mail.example", 465));
        let smtp = relay("smtp://mail.example").unwrap();
        assert!(matches!(smtp.encryption, Encryption::StartTls(_)));
        assert_eq!(smtp.port, 587);
        let plain = relay("smtp://127.0.0.1:1025?tls=off").unwrap();
        assert!(matches!(plain.encryption, Encryption::Off));
        assert_eq!(plain.port, 1025);
    }

    #[test]
    fn user_and_password_are_decoded() {
        let relay = relay("smtps://ann%40shop.example:p%3Aw%2B%20d+@mail.example").unwrap();
        let expected = Credentials::new("ann@shop.example".to_owned(), "p:w+ d+".to_owned());
        assert_eq!(relay.credentials, Some(expected));
    }

    #[test]
    fn other_urls_are_refused_without_being_repeated() {
        for bad in [
            "",
            "mail.example:587",
            "http://mail.example",
            "smtp://",
            "smtp://ann@mail.example",
            "smtp://:secret@mail.example",
            "smtp://ann:%FF@mail.example",
            "smtp://mail.example?tls=required",
            "smtps://mail.example?tls=off",
        ] {
            assert_eq!(relay(bad).err(), Some(bad_url()), "{bad}");
        }
    }
}
