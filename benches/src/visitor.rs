//! The HTTP client of a load: repeats prepared requests on one connection.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use http_body_util::{BodyExt, Full};
use hyper::Response;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::SendRequest;

use crate::client::{self, Call};
use crate::load::Client;

/// One keep-alive connection and the requests it goes through in a circle.
#[derive(Debug)]
pub(crate) struct Visitor {
    address: SocketAddr,
    calls: Arc<[Call]>,
    next: usize,
    connection: Option<SendRequest<Full<Bytes>>>,
}

impl Visitor {
    /// Client `number` of `clients`: they start evenly spread over the requests and over the servers.
    pub(crate) fn new(addresses: &[SocketAddr], calls: &Arc<[Call]>, number: usize, clients: usize) -> Self {
        let address = addresses.iter().cycle().nth(number).copied();
        // Even, because a stock load pairs each +1 with the -1 behind it.
        let first = number * calls.len() / clients / 2 * 2;
        Self {
            address: address.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0))),
            calls: Arc::clone(calls),
            next: first,
            connection: None,
        }
    }

    async fn visit(&self, sender: &mut SendRequest<Full<Bytes>>) -> Result<()> {
        let call = self.calls.get(self.next).context("there is nothing to request")?;
        let response = client::send(sender, call).await?;
        if response.status().is_success() {
            drain(response).await
        } else {
            refused(response).await
        }
    }
}

impl Client for Visitor {
    async fn step(&mut self) -> Result<()> {
        let mut sender = match self.connection.take() {
            Some(sender) if !sender.is_closed() => sender,
            _ => client::connect(self.address).await?,
        };
        let result = self.visit(&mut sender).await;
        self.next = (self.next + 1) % self.calls.len().max(1);
        // After a broken exchange the connection reports itself closed and is replaced in the next step.
        self.connection = Some(sender);
        result
    }
}

async fn drain(response: Response<Incoming>) -> Result<()> {
    let mut body = response.into_body();
    while let Some(frame) = body.frame().await {
        frame?;
    }
    Ok(())
}

async fn refused(response: Response<Incoming>) -> Result<()> {
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    bail!("answered {status}: {}", client::sample(&body))
}
