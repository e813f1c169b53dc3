use std::io;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use hexmart_application::webhooks::{Unsent, WebhookMessage, WebhookSender};
use hexmart_domain::webhooks::{Attempt, WebhookUrl, signed_content};
use hexmart_http_client::header::{CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER, USER_AGENT};
use hexmart_http_client::{Bytes, Client, HttpError, Limits, NoRoots, Request};

use crate::reach::Reach;
use crate::signature::signatures;

/// What a receiver answers is of no interest, so it is not waited for.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(5),
    exchange: Duration::from_secs(10),
    longest: 1024,
};

/// Sends webhooks by HTTP.
#[derive(Debug)]
pub struct HttpWebhooks {
    client: Client,
    reach: Reach,
}

impl HttpWebhooks {
    /// A sender that calls what is within reach, and trusts whom the system trusts.
    pub fn new(reach: Reach) -> Result<Self, NoRoots> {
        let client = Client::guarded(LIMITS, Arc::new(reach.clone()))?;
        Ok(Self { client, reach })
    }
}

#[async_trait]
impl WebhookSender for HttpWebhooks {
    fn takes(&self, url: &WebhookUrl) -> Result<(), Unsent> {
        self.reach.check(url)
    }

    async fn send(&self, message: &WebhookMessage) -> Attempt {
        // Also what was allowed when it was written down may be no more.
        if let Err(why) = self.reach.check(&message.url) {
            return Attempt::failed(format!("the URL {why}"));
        }
        let Ok(request) = request(message) else {
            return Attempt::failed("the URL cannot be called");
        };
        match self.client.send_for_head(request).await {
            Ok(answer) => Attempt {
                retry_after: retry_after(answer.headers()),
                ..Attempt::answered(answer.status().as_u16())
            },
            Err(HttpError::NoConnection {
                kind: io::ErrorKind::PermissionDenied,
                ..
            }) => Attempt::failed("the host is not on the public internet"),
            Err(error) => Attempt::failed(error.to_string()),
        }
    }
}

fn request(message: &WebhookMessage) -> Result<Request<Bytes>, UnfitRequest> {
    let (id, time) = (message.id.to_string(), message.at.timestamp());
    let content = signed_content(&id, time, &message.body);
    let keys = message.secrets.iter().map(|secret| &secret.as_bytes()[..]);
    Request::post(message.url.as_str())
        .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
        .header(USER_AGENT, HeaderValue::from_static("Hexmart-Webhooks"))
        .header("webhook-signature", signatures(keys, &content))
        .header("webhook-id", id)
        .header("webhook-timestamp", time)
        .body(Bytes::from(message.body.clone()))
        .or(Err(UnfitRequest))
}

/// An address that HTTP does not know how to call.
struct UnfitRequest;

/// How long the receiver wants to be left in peace, when it says so in seconds.
fn retry_after(headers: &HeaderMap) -> Option<TimeDelta> {
    let seconds: u32 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(TimeDelta::seconds(seconds.into()))
}
