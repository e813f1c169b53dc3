use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::crypto::ring;
use tokio::time::timeout;
use tower_service::Service;

use crate::guard::{Guard, Resolver, check_literal};

type Https = HttpsConnector<HttpConnector<Resolver>>;

/// Connects with TLS or without, and gives up in time. hyper's own limit is for the handshake of TCP alone.
#[derive(Clone)]
pub(crate) struct Connector {
    https: Https,
    limit: Duration,
    guard: Arc<dyn Guard>,
}

impl Connector {
    /// A connector that trusts whom the system trusts, as far as the guard lets it; fails when that is nobody.
    pub(crate) fn new(limit: Duration, guard: Arc<dyn Guard>) -> io::Result<Self> {
        let mut tcp = HttpConnector::new_with_resolver(Resolver(Arc::clone(&guard)));
        // Divided among the addresses of a host, so that the first one does not use up all of it.
        tcp.set_connect_timeout(Some(limit));
        tcp.set_nodelay(true);
        tcp.enforce_http(false);
        // The provider of the cryptography by its name: left to itself, rustls gives up when a program has two.
        let https = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(ring::default_provider())?
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        Ok(Self { https, limit, guard })
    }
}

impl Service<Uri> for Connector {
    type Response = <Https as Service<Uri>>::Response;
    type Error = <Https as Service<Uri>>::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.https.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        if let Err(refused) = check_literal(&*self.guard, &uri) {
            return Box::pin(async move { Err(refused.into()) });
        }
        let connection = timeout(self.limit, self.https.call(uri));
        Box::pin(async move { connection.await? })
    }
}
