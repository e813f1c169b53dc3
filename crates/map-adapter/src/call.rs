//! How a map is asked.

use std::time::Duration;

use hexmart_application::inventory::MapError;
use hexmart_http_client::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use hexmart_http_client::{Bytes, Client, HttpError, Limits, NoRoots, Request};
use serde::de::DeserializeOwned;
use thiserror::Error;
use url::Url;

/// Why there is no answer that makes sense.
#[derive(Debug, Error)]
pub(crate) enum Trouble {
    #[error("the map did not answer")]
    Silence(#[from] HttpError),
    #[error("status {0}")]
    Status(u16),
    #[error("the answer makes no sense: {0}")]
    Nonsense(&'static str),
}

impl From<Trouble> for MapError {
    fn from(trouble: Trouble) -> Self {
        Self::new(trouble)
    }
}

/// A map that is asked with a key, and given up in time.
pub(crate) struct Map {
    client: Client,
    credentials: HeaderValue,
}

impl Map {
    /// `patience` is for all of it, from the connection to the last byte of the answer.
    pub(crate) fn new(credentials: HeaderValue, patience: Duration) -> Result<Self, NoRoots> {
        let limits = Limits {
            connect: patience,
            exchange: patience,
            longest: 1024 * 1024,
        };
        let client = Client::new(limits)?;
        Ok(Self { client, credentials })
    }

    pub(crate) async fn ask<T: DeserializeOwned>(&self, url: &Url) -> Result<T, Trouble> {
        let mut request = Request::new(Bytes::new());
        let unfit = Trouble::Nonsense("a question that fits into no address");
        *request.uri_mut() = url.as_str().parse().or(Err(unfit))?;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(AUTHORIZATION, self.credentials.clone());
        let answer = self.client.send(request).await?;
        if !answer.status().is_success() {
            return Err(Trouble::Status(answer.status().as_u16()));
        }
        // The parser quotes what it stumbles over, so its error is left behind.
        serde_json::from_slice(answer.body()).or(Err(Trouble::Nonsense("no answer of its kind")))
    }
}
