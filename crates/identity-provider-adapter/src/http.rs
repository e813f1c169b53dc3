//! How providers are spoken to.

use std::fmt;
use std::io;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::crypto::ring;
use thiserror::Error;
use tokio::time::timeout;
use url::form_urlencoded::Serializer;

use crate::errors::Outage;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(3);
/// How long an answer may take, to its last byte and with the connection.
const ANSWER: Duration = Duration::from_secs(5);
/// How long an idle connection is kept.
const IDLE: Duration = Duration::from_secs(30);
/// The longest answer, in bytes. Real ones have a few thousand.
const LONGEST: usize = 1024 * 1024;

/// An HTTP client for all providers: gives up after 3 s without a connection and 5 s without an answer, follows no
/// redirect, and reads no more than 1 MiB. A clone shares its connections.
#[derive(Clone)]
pub struct HttpClient {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HttpClient")
    }
}

/// The machine trusts nobody, so no provider can prove to be itself.
#[derive(Debug, Error)]
#[error("the system has no root certificates")]
pub struct NoRoots(#[source] io::Error);

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
}

impl HttpClient {
    /// A client that trusts whom the system trusts.
    pub fn new() -> Result<Self, NoRoots> {
        let mut tcp = HttpConnector::new();
        tcp.set_connect_timeout(Some(CONNECT));
        tcp.set_nodelay(true);
        tcp.enforce_http(false);
        // The provider of the cryptography by its name: left to itself, rustls gives up when a program has two.
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(ring::default_provider())
            .map_err(NoRoots)?
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(TokioTimer::new())
            .build(connector);
        Ok(Self { client })
    }

    /// Posts a form.
    pub(crate) async fn post(&self, uri: &Uri, form: &[(&str, &str)]) -> Result<Answer, Outage> {
        let body = Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = Request::new(Full::from(body));
        *request.method_mut() = Method::POST;
        let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert(CONTENT_TYPE, form_type);
        self.send(uri, request).await
    }

    /// Gets what everybody may see.
    pub(crate) async fn get(&self, uri: &Uri) -> Result<Answer, Outage> {
        self.send(uri, Request::default()).await
    }

    /// Gets what a token opens.
    pub(crate) async fn get_as(&self, uri: &Uri, access_token: &str) -> Result<Answer, Outage> {
        let unfit = Outage::Nonsense("the access token fits no header");
        let mut bearer = HeaderValue::try_from(format!("Bearer {access_token}")).or(Err(unfit))?;
        bearer.set_sensitive(true);
        let mut request = Request::default();
        request.headers_mut().insert(AUTHORIZATION, bearer);
        self.send(uri, request).await
    }

    async fn send(&self, uri: &Uri, mut request: Request<Full<Bytes>>) -> Result<Answer, Outage> {
        *request.uri_mut() = uri.clone();
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(ACCEPT, json);
        let exchange = async { read(self.client.request(request).await?).await };
        let answer = timeout(ANSWER, exchange)
            .await
            .or(Err(Outage::TimedOut(ANSWER)))??;
        // What is left for the caller to read: success, and errors of ours. A redirect is no answer.
        let status = answer.status;
        let blames_us = status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS;
        if status.is_success() || blames_us {
            Ok(answer)
        } else {
            Err(Outage::Status(status.as_u16()))
        }
    }
}

async fn read(response: Response<Incoming>) -> Result<Answer, Outage> {
    let (head, body) = response.into_parts();
    match Limited::new(body, LONGEST).collect().await {
        Ok(body) => Ok(Answer {
            status: head.status,
            body: body.to_bytes(),
        }),
        Err(error) if error.is::<LengthLimitError>() => Err(Outage::TooLong),
        Err(error) => Err(Outage::Broken(error)),
    }
}
