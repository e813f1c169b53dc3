use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use hexmart_application::webhooks::Unsent;
use hexmart_domain::webhooks::WebhookUrl;
use hexmart_http_client::{Guard, LookUp};
use thiserror::Error;
use url::{Host, Url};

use crate::public::is_public;

/// Which addresses may be called.
#[derive(Clone)]
pub struct Reach {
    ports: Vec<u16>,
    /// Whether whatever can be reached may be called, without TLS too.
    everything: bool,
    names: Option<Names>,
}

/// Who knows what names mean, instead of the system.
type Names = Arc<dyn Fn(String) -> LookUp + Send + Sync>;

/// Port 0 is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("webhooks can be sent to the ports 1 to 65535")]
pub struct BadPort;

impl Default for Reach {
    /// The ports at which HTTPS is served.
    fn default() -> Self {
        Self {
            ports: vec![443, 8443],
            everything: false,
            names: None,
        }
    }
}

impl fmt::Debug for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reach")
            .field("ports", &self.ports)
            .field("everything", &self.everything)
            .finish_non_exhaustive()
    }
}

impl Reach {
    /// Public machines at these ports, by HTTPS.
    pub fn ports(ports: Vec<u16>) -> Result<Self, BadPort> {
        if ports.is_empty() || ports.contains(&0) {
            return Err(BadPort);
        }
        Ok(Self {
            ports,
            ..Self::default()
        })
    }

    /// Everything that can be reached, this machine too, with TLS or without. For demonstrations and tests: whoever may say
    /// where events go can make the shop call its own network.
    pub fn everything() -> Self {
        Self {
            everything: true,
            ..Self::default()
        }
    }

    /// The same, where somebody else than the system knows what names mean.
    #[must_use]
    pub fn with_names(self, names: impl Fn(String) -> LookUp + Send + Sync + 'static) -> Self {
        Self {
            names: Some(Arc::new(names)),
            ..self
        }
    }

    /// Whether an address may be called, as far as it tells itself.
    pub(crate) fn check(&self, url: &WebhookUrl) -> Result<(), Unsent> {
        if self.everything {
            return Ok(());
        }
        if url.is_plain() {
            return Err(Unsent("must begin with https://"));
        }
        let url = Url::parse(url.as_str()).or(Err(Unsent("must be a URL")))?;
        if !url
            .port_or_known_default()
            .is_some_and(|port| self.ports.contains(&port))
        {
            return Err(Unsent("must have a port that webhooks may be sent to"));
        }
        let is_fine = match url.host() {
            None => false,
            Some(Host::Domain(_)) => true,
            Some(Host::Ipv4(address)) => is_public(address.into()),
            Some(Host::Ipv6(address)) => is_public(address.into()),
        };
        if is_fine {
            Ok(())
        } else {
            Err(Unsent("must be an address on the public internet"))
        }
    }
}

impl Guard for Reach {
    fn look_up(&self, host: String) -> LookUp {
        match &self.names {
            Some(names) => names(host),
            None => hexmart_http_client::system_look_up(host),
        }
    }

    fn allows(&self, address: IpAddr) -> bool {
        self.everything || is_public(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(reach: &Reach, url: &str) -> Result<(), Unsent> {
        reach.check(&WebhookUrl::parse(url).unwrap())
    }

    #[test]
    fn an_address_tells_much_by_itself() {
        let reach = Reach::default();
        for fine in [
            "https://shop.example/",
            "https://shop.example:8443/hooks?a=b",
            "https://1.1.1.1/",
            "https://[2606:4700::1111]/",
        ] {
            assert_eq!(check(&reach, fine), Ok(()), "{fine}");
        }
        for nasty in [
            "http://shop.example/",
            "https://shop.example:22/",
            "https://shop.example:6379/",
            "https://127.0.0.1/",
            // The same in other words.
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://127.0.0.1./",
            "https://１２７.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[2002:7f00:1::]/",
            "https://169.254.169.254/latest/meta-data/",
            "https://192.168.0.1:8443/",
            "https://0/",
        ] {
            assert!(check(&reach, nasty).is_err(), "{nasty}");
            assert_eq!(check(&Reach::everything(), nasty), Ok(()), "{nasty}");
        }
    }

    #[test]
    fn ports_are_the_operators_choice() {
        let reach = Reach::ports(vec![9_443]).unwrap();
        assert_eq!(check(&reach, "https://shop.example:9443/"), Ok(()));
        assert!(check(&reach, "https://shop.example/").is_err());
        assert!(Reach::ports(Vec::new()).is_err() && Reach::ports(vec![443, 0]).is_err());
    }
}
