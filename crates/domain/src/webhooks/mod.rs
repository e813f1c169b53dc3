//! Who outside wants to hear what happens in the shop, and what becomes of what they are told. The form is that of
//! Standard Webhooks.

mod delivery;
mod endpoint;
mod events;
mod secret;
mod url;

pub use delivery::{Attempt, Delivery, DeliveryState, Verdict, line_of, receiver_of, wait_after};
pub use endpoint::{WebhookDescription, WebhookEndpoint, WebhookSheet};
pub use events::{EVENT_TYPES, EventPatterns, EventPatternsError, EventType, TEST_EVENT};
pub use secret::{WebhookSecret, WebhookSecrets, signed_content};
pub use url::{WebhookUrl, WebhookUrlError};
