//! Events for others: who wants to hear of them, and that they do.
//!
//! An event is a row of the outbox, written in the commit of what it tells. The [`FanOut`] turns it into one delivery for
//! each endpoint that wants it, and the [`Courier`] sends deliveries. Each has a lane of the outbox, so neither holds up mails.
//! What lists show of products is told by a job that reads the catalogue's feed.

mod courier;
mod fan_out;
mod inbound;
mod jobs;
mod letter;
mod ports;
mod publisher;
mod service;
mod traffic;

pub use courier::Courier;
pub use fan_out::FanOut;
pub use inbound::{MadeWebhook, WebhookError, Webhooks};
pub use jobs::webhook_jobs;
pub use letter::WEBHOOK;
pub use ports::{NewsRepository, Unsent, WebhookMessage, WebhookQueries, WebhookRepository, WebhookSender};
pub use service::WebhookService;

#[cfg(any(test, feature = "testing"))]
pub use inbound::MockWebhooks;
#[cfg(any(test, feature = "testing"))]
pub use ports::{MockNewsRepository, MockWebhookQueries, MockWebhookRepository, MockWebhookSender};
