//! How providers are spoken to.

use std::time::Duration;

use hexmart_http_client::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hexmart_http_client::{Bytes, Client, Limits, Method, NoRoots, Request, StatusCode, Uri};
use url::form_urlencoded::Serializer;

use crate::errors::Outage;

/// Real answers have a few thousand bytes.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(3),
    exchange: Duration::from_secs(5),
    longest: 1024 * 1024,
};

/// An HTTP client for all providers: gives up after 3 s without a connection and 5 s without an answer, follows no
/// redirect, and reads no more than 1 MiB. A clone shares its connections.
#[derive(Debug, Clone)]
pub struct HttpClient(Client);

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
}

impl HttpClient {
    /// A client that trusts whom the system trusts.
    pub fn new() -> Result<Self, NoRoots> {
        Client::new(LIMITS).map(Self)
    }

    /// Posts a form.
    pub(crate) async fn post(&self, uri: &Uri, form: &[(&str, &str)]) -> Result<Answer, Outage> {
        let body = Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = Request::new(Bytes::from(body));
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

    async fn send(&self, uri: &Uri, mut request: Request<Bytes>) -> Result<Answer, Outage> {
        *request.uri_mut() = uri.clone();
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(ACCEPT, json);
        let answer = self.0.send(request).await?;
        // What is left for the caller to read: success, and errors of ours. A redirect is no answer.
        let status = answer.status();
        let blames_us = status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS;
        if status.is_success() || blames_us {
            let body = answer.into_body();
            Ok(Answer { status, body })
        } else {
            Err(Outage::Status(status.as_u16()))
        }
    }
}
