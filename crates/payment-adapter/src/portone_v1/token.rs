use std::sync::Arc;

use chrono::TimeDelta;
use hexmart_application::payments::GatewayError;
use hexmart_application::platform::Clock;
use hexmart_domain::shared::Instant;
use hexmart_http_client::StatusCode;
use hexmart_http_client::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;
use url::form_urlencoded::Serializer;

use super::wire::Envelope;
use crate::http::{Call, HttpClient, Purpose, Trouble};

/// How long before its end a token is replaced. The provider makes a new one only when the old one has a minute left.
const MARGIN: TimeDelta = TimeDelta::seconds(60);

/// The token that opens everything else for half an hour. One caller fetches it, the others wait: the provider answers the
/// same token to all, so asking more often would gain nothing.
pub(super) struct Tokens {
    http: HttpClient,
    url: Url,
    key: String,
    secret: SecretString,
    clock: Arc<dyn Clock>,
    held: Mutex<Option<Token>>,
}

struct Token {
    header: HeaderValue,
    until: Instant,
}

#[derive(Deserialize)]
struct Issued {
    access_token: String,
    expired_at: i64,
    now: i64,
}

impl Tokens {
    pub(super) fn new(
        http: HttpClient,
        url: Url,
        key: String,
        secret: SecretString,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            http,
            url,
            key,
            secret,
            clock,
            held: Mutex::new(None),
        }
    }

    /// The header of a call.
    pub(super) async fn get(&self) -> Result<HeaderValue, GatewayError> {
        let mut held = self.held.lock().await;
        if let Some(token) = held.as_ref().filter(|token| self.clock.now() < token.until) {
            return Ok(token.header.clone());
        }
        let token = self.fetch().await?;
        let header = token.header.clone();
        *held = Some(token);
        Ok(header)
    }

    /// Lets go of a token that the provider does not take any more; not of one that somebody else fetched since.
    pub(super) async fn forget(&self, stale: &HeaderValue) {
        let mut held = self.held.lock().await;
        held.take_if(|token| token.header == *stale);
    }

    async fn fetch(&self) -> Result<Token, GatewayError> {
        let form = Serializer::new(String::new())
            .append_pair("imp_key", &self.key)
            .append_pair("imp_secret", self.secret.expose_secret())
            .finish();
        let call = Call::post_form(self.url.clone(), form);
        let answer = self.http.send(Purpose::Look, call).await?;
        let read: Result<Envelope<Issued>, _> = answer.read("no token answer");
        if answer.status == StatusCode::UNAUTHORIZED || read.as_ref().is_ok_and(|read| read.code != 0) {
            return Err(GatewayError::Misconfigured {
                what: "the key or the secret of PortOne V1 is wrong".to_owned(),
            });
        }
        let unread = |trouble| Purpose::Look.error(trouble);
        let issued = read.map_err(unread)?.response;
        let issued = issued.ok_or_else(|| unread(Trouble::Nonsense("no token")))?;
        self.keep(&issued)
            .ok_or_else(|| unread(Trouble::Nonsense("a token that fits into no header")))
    }

    /// The time that is left counts by the provider's own clock, and from now on by ours.
    fn keep(&self, issued: &Issued) -> Option<Token> {
        let mut header = HeaderValue::try_from(format!("Bearer {}", issued.access_token)).ok()?;
        header.set_sensitive(true);
        let left = TimeDelta::try_seconds(issued.expired_at.checked_sub(issued.now)?)?;
        let until = self
            .clock
            .now()
            .checked_add_signed(left)?
            .checked_sub_signed(MARGIN)?;
        Some(Token { header, until })
    }
}
