use std::str::FromStr;

use actix_web::http::header::HeaderValue;

/// A site, as browsers name it: scheme, host and port, and nothing behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(HeaderValue);

/// The text is no origin as a browser would write it, and would never match one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OriginError;

impl std::fmt::Display for OriginError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an origin is http:// or https:// and a host in lower case, with its port if that is not the usual one")
    }
}

impl std::error::Error for OriginError {}

impl FromStr for Origin {
    type Err = OriginError;

    /// Takes exactly what browsers send: no path, no slash at the end, no capitals, no usual port, no `*`.
    fn from_str(text: &str) -> Result<Self, OriginError> {
        let (scheme, host) = text.split_once("://").ok_or(OriginError)?;
        let usual_port = match scheme {
            "http" => ":80",
            "https" => ":443",
            _ => return Err(OriginError),
        };
        let is_host =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.:[]".contains(&byte);
        if host.is_empty() || !host.bytes().all(is_host) || host.ends_with(usual_port) {
            return Err(OriginError);
        }
        Ok(Self(HeaderValue::from_str(text).or(Err(OriginError))?))
    }
}

impl Origin {
    /// What answers are marked with.
    pub(crate) const fn header(&self) -> &HeaderValue {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_what_a_browser_sends() {
        for good in [
            "https://shop.example",
            "http://localhost:3000",
            "http://[::1]:3000",
        ] {
            assert!(good.parse::<Origin>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "*",
            "null",
            "shop.example",
            "https://",
            "https://*.shop.example",
            "https://shop.example/",
            "https://Shop.example",
            "https://shop.example:443",
            "http://shop.example:80",
            "https://a@shop.example",
            "https://shop.example\r\nX: y",
            "ftp://shop.example",
        ] {
            assert_eq!(bad.parse::<Origin>(), Err(OriginError), "{bad}");
        }
    }
}
