//! The subscription: starting it, ending it, and what it comes to by itself.

mod inbound;
mod ports;
mod renewal;
mod service;

pub use inbound::{EndSubscriptionError, StartSubscriptionError, Subscriptions};
pub use ports::{SubscriptionQueries, SubscriptionRepository};
pub use renewal::subscription_jobs;
pub use service::{SubscriptionPorts, SubscriptionService, SubscriptionSettings};

#[cfg(any(test, feature = "testing"))]
pub use inbound::MockSubscriptions;
#[cfg(any(test, feature = "testing"))]
pub use ports::{MockSubscriptionQueries, MockSubscriptionRepository};
