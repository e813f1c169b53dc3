//! Somebody who comes to a sale, and what they hear.

use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt, Full};
use hyper::HeaderMap;
use hyper::body::Bytes;
use hyper::client::conn::http1::SendRequest;
use hyper::header::RETRY_AFTER;
use serde_json::Value;
use tokio::time::{sleep, sleep_until, timeout};

use crate::client::{self, Call};

/// How often somebody asks at most.
const PATIENCE: usize = 10;
/// How long somebody waits who goes away.
const HARDLY: Duration = Duration::from_millis(2);

/// An answer.
pub(super) struct Heard {
    pub(super) begun: Instant,
    pub(super) ended: Instant,
    pub(super) what: Verdict,
}

pub(super) enum Verdict {
    /// The order's id.
    Placed(String),
    OutOfStock,
    /// Come back after so long.
    Later(Duration),
    Other(String),
}

/// A buyer, on a connection of their own.
pub(super) struct Person {
    pub(super) address: SocketAddr,
    pub(super) call: Rc<Call>,
    /// Whether they wait for the answer.
    pub(super) stays: bool,
    pub(super) connection: Option<SendRequest<Full<Bytes>>>,
}

impl Person {
    /// Opens the connection.
    pub(super) async fn arrive(mut self) -> Result<Self> {
        self.connection = Some(client::connect(self.address).await?);
        Ok(self)
    }

    /// Every answer until one is final.
    pub(super) async fn buy(mut self, at: Instant) -> Vec<Heard> {
        sleep_until(at.into()).await;
        let mut heard = Vec::new();
        for _ in 0..PATIENCE {
            let begun = Instant::now();
            let what = match self.ask().await {
                Ok(Some(verdict)) => verdict,
                Ok(None) => return heard,
                Err(error) => Verdict::Other(format!("{error:#}")),
            };
            let later = match what {
                Verdict::Later(later) => Some(later),
                Verdict::Placed(_) | Verdict::OutOfStock | Verdict::Other(_) => None,
            };
            let ended = Instant::now();
            heard.push(Heard { begun, ended, what });
            match later {
                Some(later) => sleep(later).await,
                None => break,
            }
        }
        heard
    }

    /// The answer; none for who does not wait for it.
    async fn ask(&mut self) -> Result<Option<Verdict>> {
        let mut sender = match self.connection.take() {
            Some(sender) if !sender.is_closed() => sender,
            _ => client::connect(self.address).await?,
        };
        sender.ready().await?;
        let answer = sender.send_request((*self.call).clone());
        if !self.stays {
            // It is on its way by then, and is cut off wherever it is.
            timeout(HARDLY, answer).await.ok();
            return Ok(None);
        }
        let response = answer.await?;
        let status = response.status().as_u16();
        let later = later(response.headers());
        let body = response.into_body().collect().await?.to_bytes();
        self.connection = Some(sender);
        verdict(status, later, &body).map(Some)
    }
}

/// What `Retry-After` says.
fn later(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?;
    seconds.parse().ok().map(Duration::from_secs)
}

fn verdict(status: u16, later: Option<Duration>, body: &[u8]) -> Result<Verdict> {
    let said: Value = serde_json::from_slice(body).context("an answer is no JSON")?;
    let word = |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default();
    Ok(match (status, word("code")) {
        (201, _) => {
            ensure!(!word("id").is_empty(), "an order without an id");
            Verdict::Placed(word("id").to_owned())
        }
        (409, "out_of_stock") => Verdict::OutOfStock,
        (503, _) => Verdict::Later(later.context("503 without a time to come back")?),
        _ => Verdict::Other(format!("{status}: {}", client::sample(body))),
    })
}

impl Heard {
    /// The order's id, if there is one.
    pub(super) fn order(&self) -> Option<&str> {
        match &self.what {
            Verdict::Placed(id) => Some(id),
            Verdict::OutOfStock | Verdict::Later(_) | Verdict::Other(_) => None,
        }
    }
}
