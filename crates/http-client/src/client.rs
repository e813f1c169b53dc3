use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::{Request, Response};
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use thiserror::Error;
use tokio::time::{Instant, timeout, timeout_at};

use crate::connector::Connector;
use crate::error::HttpError;
use crate::guard::{Anywhere, Guard};

/// How long an idle connection is kept.
const IDLE: Duration = Duration::from_secs(30);

/// How patient a client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How long a connection may take, from the name of the host to the end of the handshakes.
    pub connect: Duration,
    /// How long an exchange may take, from the connection to the last byte of the answer.
    pub exchange: Duration,
    /// The longest body of an answer, in bytes.
    pub longest: usize,
}

/// A client that gives up in time. A clone shares its connections.
#[derive(Clone)]
pub struct Client {
    client: legacy::Client<Connector, Full<Bytes>>,
    limits: Limits,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client")
    }
}

/// The machine trusts nobody, so no service can prove to be itself.
#[derive(Debug, Error)]
#[error("the system has no root certificates")]
pub struct NoRoots(#[source] io::Error);

impl Client {
    /// A client that trusts whom the system trusts. It reads the system's certificates: make one, and clone it.
    pub fn new(limits: Limits) -> Result<Self, NoRoots> {
        Self::guarded(limits, Arc::new(Anywhere))
    }

    /// The same, as far as a guard lets it connect.
    pub fn guarded(limits: Limits, guard: Arc<dyn Guard>) -> Result<Self, NoRoots> {
        let connector = Connector::new(limits.connect, guard).map_err(NoRoots)?;
        let client = legacy::Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(TokioTimer::new())
            .build(connector);
        Ok(Self { client, limits })
    }

    /// Sends a request to its absolute URI, and reads the answer whatever its status is.
    pub async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        timeout(self.limits.exchange, self.exchange(request))
            .await
            .unwrap_or(Err(HttpError::TimedOut))
    }

    /// Sends a request, and reads what kind of answer comes. Of its body no more is read than the limit, in the hope that the
    /// connection can be used again, and nothing is kept.
    pub async fn send_for_head(&self, request: Request<Bytes>) -> Result<Response<()>, HttpError> {
        let end = Instant::now() + self.limits.exchange;
        let answer = self.client.request(request.map(Full::new));
        let answer = timeout_at(end, answer).await.or(Err(HttpError::TimedOut))??;
        let (head, body) = answer.into_parts();
        let _whatever = timeout_at(end, Limited::new(body, self.limits.longest).collect()).await;
        Ok(Response::from_parts(head, ()))
    }

    async fn exchange(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let answer = self.client.request(request.map(Full::new)).await?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, self.limits.longest)
            .collect()
            .await
            .map_err(HttpError::of_body)?;
        Ok(Response::from_parts(head, body.to_bytes()))
    }
}
