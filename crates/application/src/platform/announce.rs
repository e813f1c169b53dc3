use hexmart_domain::shared::{Instant, NotificationId};
use serde::{Deserialize, Serialize};

use super::{OutboxMessage, StoreError};

/// The topic of events that others want to hear of.
pub const EVENT: &str = "event";

/// Something that happened in the shop, as others hear of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopEvent {
    /// What, as `order.placed`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When, in RFC 3339.
    pub timestamp: String,
    /// To what, and how it is now. No personal data: who is allowed to see it asks for it.
    pub data: serde_json::Value,
}

/// An event as a row of the outbox, behind whatever else is about the same aggregate.
pub fn announce(
    id: NotificationId,
    aggregate: [u8; 16],
    kind: &str,
    data: serde_json::Value,
    now: Instant,
) -> Result<OutboxMessage, StoreError> {
    let event = ShopEvent {
        kind: kind.to_owned(),
        timestamp: now.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        data,
    };
    Ok(OutboxMessage {
        id,
        aggregate,
        topic: EVENT,
        payload: serde_json::to_string(&event).map_err(StoreError::backend)?,
        written_at: now,
    })
}
