//! The keys that Google signs with (RFC 7517), fetched when they are missing, and not more often than that.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use hexmart_application::identity::ProviderError;
use hexmart_application::platform::Clock;
use hexmart_domain::shared::Instant;
use hexmart_http_client::Uri;
use jsonwebtoken::DecodingKey;
use serde::Deserialize;

use crate::errors::{Outage, refused};
use crate::http::HttpClient;

/// How long keys are believed: Google takes them back within hours.
const FRESH: TimeDelta = TimeDelta::hours(1);
/// How long the next fetch waits, whatever became of the last one: no flood of strange tokens becomes one of fetches.
const PAUSE: TimeDelta = TimeDelta::minutes(1);
/// The shortest modulus, in bytes: 2,048 bits.
const SHORTEST_MODULUS: usize = 256;

/// The keys, with where to get them.
pub(super) struct SigningKeys {
    http: HttpClient,
    uri: Uri,
    clock: Arc<dyn Clock>,
    last: Mutex<Option<Fetch>>,
    /// Who fetches; the others wait and look again.
    turn: tokio::sync::Mutex<()>,
}

/// What became of a fetch.
struct Fetch {
    at: Instant,
    /// None when it failed.
    keys: Option<Vec<(String, DecodingKey)>>,
}

/// What is known about a key.
enum Known {
    Key(DecodingKey),
    /// Nothing, and it is time to ask.
    Unasked,
    /// Nothing, and somebody asked a moment ago.
    Unknown,
    /// Nothing, for somebody asked a moment ago and got no answer.
    Failed,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Key>,
}

/// Keys of other kinds lack some of it, or all.
#[derive(Deserialize)]
struct Key {
    kid: Option<String>,
    kty: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

impl SigningKeys {
    pub(super) fn new(http: HttpClient, uri: Uri, clock: Arc<dyn Clock>) -> Self {
        Self {
            http,
            uri,
            clock,
            last: Mutex::new(None),
            turn: tokio::sync::Mutex::new(()),
        }
    }

    /// The key with this id.
    pub(super) async fn find(&self, id: &str) -> Result<DecodingKey, ProviderError> {
        let mut known = self.known(id);
        if matches!(known, Known::Unasked) {
            let _turn = self.turn.lock().await;
            known = self.known(id);
            if matches!(known, Known::Unasked) {
                // Written down when it is over: a caller who leaves meanwhile has asked nothing.
                let keys = self.fetch().await;
                self.remember(keys.as_ref().ok().cloned());
                keys?;
                known = self.known(id);
            }
        }
        match known {
            Known::Key(key) => Ok(key),
            Known::Failed => Err(Outage::Busy("no signing keys").into()),
            Known::Unasked | Known::Unknown => Err(refused("an ID token signed by an unknown key")),
        }
    }

    fn known(&self, id: &str) -> Known {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(fetch) = &*last else {
            return Known::Unasked;
        };
        // A clock that was set back makes a fetch look as if it were to come; it is forgotten then.
        let age = self.clock.now().signed_duration_since(fetch.at);
        let within = |limit| age >= TimeDelta::zero() && age < limit;
        let key = fetch
            .keys
            .iter()
            .flatten()
            .find(|(known, _)| known == id)
            .filter(|_| within(FRESH));
        match (key, &fetch.keys) {
            (Some((_, key)), _) => Known::Key(key.clone()),
            (None, _) if !within(PAUSE) => Known::Unasked,
            (None, Some(_)) => Known::Unknown,
            (None, None) => Known::Failed,
        }
    }

    fn remember(&self, keys: Option<Vec<(String, DecodingKey)>>) {
        let at = self.clock.now();
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Fetch { at, keys });
    }

    async fn fetch(&self) -> Result<Vec<(String, DecodingKey)>, Outage> {
        let answer = self.http.get(&self.uri).await?;
        if !answer.status.is_success() {
            return Err(Outage::Status(answer.status.as_u16()));
        }
        let unread = Outage::Nonsense("no key set");
        let set: KeySet = serde_json::from_slice(&answer.body).or(Err(unread))?;
        Ok(set.keys.into_iter().filter_map(Key::usable).collect())
    }
}

impl Key {
    /// The key with its id, if it is one for signatures by RS256 and strong enough.
    fn usable(self) -> Option<(String, DecodingKey)> {
        let fits = self.kty.as_deref() == Some("RSA")
            && self.alg.is_none_or(|alg| alg == "RS256")
            && self.usage.is_none_or(|usage| usage == "sig");
        let (modulus, exponent) = (self.n?, self.e?);
        let strong = URL_SAFE_NO_PAD
            .decode(&modulus)
            .is_ok_and(|bytes| bytes.len() >= SHORTEST_MODULUS);
        if !fits || !strong {
            return None;
        }
        let key = DecodingKey::from_rsa_components(&modulus, &exponent).ok()?;
        Some((self.kid?, key))
    }
}
