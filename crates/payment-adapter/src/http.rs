//! How providers are spoken to.

use std::time::Duration;

use hexmart_application::payments::GatewayError;
use hexmart_http_client::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hexmart_http_client::{Bytes, Client, HttpError, Limits, Method, NoRoots, Request, StatusCode, Uri};
use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;
use tokio::time::timeout;
use url::Url;

/// Providers may think about a payment for a minute.
const MINUTE: Duration = Duration::from_mins(1);
/// Nobody has to think about a look.
const LOOK: Duration = Duration::from_secs(10);

/// A page of a list has at most some hundred payments of some thousand bytes.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(3),
    exchange: MINUTE,
    longest: 1024 * 1024,
};

/// An HTTP client for all providers: gives up after 3 s without a connection, 10 s without an answer to a question and
/// 60 s without one to a request that moves money. Follows no redirect, and reads no more than 1 MiB. A clone shares its
/// connections.
#[derive(Debug, Clone)]
pub struct HttpClient(Client);

impl HttpClient {
    /// A client that trusts whom the system trusts.
    pub fn new() -> Result<Self, NoRoots> {
        Client::new(LIMITS).map(Self)
    }
}

/// What a call is for, and so what it means when nothing comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It moves no money.
    Look,
    /// It may.
    Move,
}

/// Why there is no answer that says anything.
#[derive(Debug, Error)]
pub(crate) enum Trouble {
    #[error("the provider cannot be reached")]
    Unreached(#[source] HttpError),
    #[error("the provider did not answer")]
    Lost(#[source] HttpError),
    #[error("no answer in time")]
    Slow,
    #[error("status {0}")]
    Status(u16),
    #[error("the provider said {0}")]
    Said(String),
    #[error("the answer makes no sense: {0}")]
    Nonsense(&'static str),
}

impl Purpose {
    /// What a trouble means for the caller: a call that moves money may have done so, unless nobody can have heard it.
    pub(crate) fn error(self, trouble: Trouble) -> GatewayError {
        let unheard = matches!(trouble, Trouble::Unreached(_) | Trouble::Status(429));
        if self == Self::Look || unheard {
            GatewayError::unavailable(trouble)
        } else {
            GatewayError::unknown(trouble)
        }
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    body: Bytes,
}

impl Answer {
    /// The body, if it is what it should be. The parser quotes what it stumbles over, so its error is left behind.
    pub(crate) fn read<T: DeserializeOwned>(&self, what: &'static str) -> Result<T, Trouble> {
        serde_json::from_slice(&self.body).or(Err(Trouble::Nonsense(what)))
    }
}

/// A call that is not made yet.
#[derive(Clone)]
pub(crate) struct Call {
    method: Method,
    url: Url,
    headers: Vec<(&'static str, HeaderValue)>,
    body: Bytes,
}

impl Call {
    pub(crate) fn get(url: Url) -> Self {
        Self {
            method: Method::GET,
            url,
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    pub(crate) fn post_json(url: Url, body: &Value) -> Self {
        Self {
            method: Method::POST,
            body: body.to_string().into(),
            ..Self::get(url).with(
                CONTENT_TYPE.as_str(),
                HeaderValue::from_static("application/json"),
            )
        }
    }

    pub(crate) fn post_form(url: Url, form: String) -> Self {
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        Self {
            method: Method::POST,
            body: form.into(),
            ..Self::get(url).with(CONTENT_TYPE.as_str(), kind)
        }
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    #[must_use]
    pub(crate) fn authorized(self, credentials: &HeaderValue) -> Self {
        self.with(AUTHORIZATION.as_str(), credentials.clone())
    }

    fn request(self) -> Result<Request<Bytes>, Trouble> {
        let unfit = Trouble::Nonsense("a key that fits into no address");
        let uri: Uri = self.url.as_str().parse().or(Err(unfit))?;
        let mut request = Request::new(self.body);
        *request.method_mut() = self.method;
        *request.uri_mut() = uri;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        for (name, value) in self.headers {
            headers.insert(name, value);
        }
        Ok(request)
    }
}

impl HttpClient {
    /// Makes a call. Success and errors of ours come back, for the caller to read; all else is an error.
    pub(crate) async fn send(&self, purpose: Purpose, call: Call) -> Result<Answer, GatewayError> {
        self.exchange(purpose, call)
            .await
            .map_err(|trouble| purpose.error(trouble))
    }

    async fn exchange(&self, purpose: Purpose, call: Call) -> Result<Answer, Trouble> {
        let patience = if purpose == Purpose::Look { LOOK } else { MINUTE };
        // Nobody has heard what fits into no address.
        let request = call.request()?;
        let exchange = timeout(patience, self.0.send(request)).await;
        let answer = exchange
            .unwrap_or(Err(HttpError::TimedOut))
            .map_err(|error| match error {
                HttpError::NoConnection { .. } => Trouble::Unreached(error),
                HttpError::TimedOut | HttpError::Broken(_) | HttpError::TooLong => Trouble::Lost(error),
            })?;
        let status = answer.status();
        // A redirect is no answer. Errors of the provider's side are read where they have codes that say more.
        if status.is_success() || status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS {
            let body = answer.into_body();
            Ok(Answer { status, body })
        } else {
            Err(Trouble::Status(status.as_u16()))
        }
    }
}

/// Lets a method of a gateway take a minute, whatever number of calls it is made of.
pub(crate) async fn within_a_minute<T>(
    purpose: Purpose,
    work: impl Future<Output = Result<T, GatewayError>>,
) -> Result<T, GatewayError> {
    timeout(MINUTE, work)
        .await
        .unwrap_or_else(|_elapsed| Err(purpose.error(Trouble::Slow)))
}

/// An error of a look at a payment that the buyer may have made: nobody knows whether money was taken.
pub(crate) fn in_doubt(error: GatewayError) -> GatewayError {
    match error {
        GatewayError::Unavailable(source) => GatewayError::Unknown(source),
        other => other,
    }
}
