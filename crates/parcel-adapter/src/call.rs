//! How the service is asked.

use std::time::Duration;

use hexmart_application::ordering::TrackingError;
use hexmart_http_client::{Bytes, Client, HttpError, Limits, Request};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;
use url::Url;

/// For everything that is asked about a parcel.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

const LIMITS: Limits = Limits {
    connect: Duration::from_secs(3),
    exchange: PATIENCE,
    longest: 1024 * 1024,
};

/// Why there is no answer that makes sense.
#[derive(Debug, Error)]
pub(crate) enum Trouble {
    #[error("the tracking service did not answer")]
    Silence(#[from] HttpError),
    #[error("no answer in time")]
    Slow,
    #[error("status {0}")]
    Status(u16),
    #[error("the tracking service refused: {0}")]
    Refused(i64),
    #[error("the answer makes no sense: {0}")]
    Nonsense(&'static str),
    #[error("a courier that nobody knows")]
    UnknownCourier,
    #[error("the system has no root certificates")]
    NoRoots,
}

impl From<Trouble> for TrackingError {
    fn from(trouble: Trouble) -> Self {
        Self::new(trouble)
    }
}

/// A refusal, which comes with status 200.
#[derive(Deserialize)]
struct Refusal {
    status: Option<bool>,
    code: Option<Value>,
}

pub(crate) struct Service {
    client: Client,
    key: SecretString,
}

impl Service {
    pub(crate) fn new(key: SecretString) -> Result<Self, Trouble> {
        let client = Client::new(LIMITS).or(Err(Trouble::NoRoots))?;
        Ok(Self { client, key })
    }

    /// Asks, with the key in the address as the service wants it: no error repeats the address.
    pub(crate) async fn ask<T: DeserializeOwned>(&self, mut url: Url) -> Result<T, Trouble> {
        url.query_pairs_mut()
            .append_pair("t_key", self.key.expose_secret());
        let mut request = Request::new(Bytes::new());
        let unfit = Trouble::Nonsense("a question that fits into no address");
        *request.uri_mut() = url.as_str().parse().or(Err(unfit))?;
        let answer = self.client.send(request).await?;
        if !answer.status().is_success() {
            return Err(Trouble::Status(answer.status().as_u16()));
        }
        // The parser quotes what it stumbles over, so its errors are left behind.
        let refusal: Result<Refusal, _> = serde_json::from_slice(answer.body());
        if let Some(refusal) = refusal.ok().filter(|refusal| refusal.status == Some(false)) {
            return Err(Trouble::Refused(number(refusal.code.as_ref())));
        }
        serde_json::from_slice(answer.body()).or(Err(Trouble::Nonsense("no answer of its kind")))
    }
}

/// A code, which is a number at times, and a text at others.
fn number(code: Option<&Value>) -> i64 {
    match code {
        Some(Value::String(text)) => text.parse().unwrap_or(0),
        Some(value) => value.as_i64().unwrap_or(0),
        None => 0,
    }
}
