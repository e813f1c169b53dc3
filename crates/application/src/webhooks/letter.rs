//! How a delivery lies in the outbox.

use hexmart_domain::shared::{DeliveryId, Instant, NotificationId};
use hexmart_domain::webhooks::Delivery;
use serde::{Deserialize, Serialize};

use crate::platform::{OutboxMessage, StoreError};

/// The topic of deliveries to endpoints.
pub const WEBHOOK: &str = "webhook";

/// Only which: what is sent is in the delivery, which outlives the message.
#[derive(Serialize, Deserialize)]
struct Letter {
    delivery: String,
}

/// A delivery as a row of the outbox, at the end of its line.
pub(super) fn letter(
    id: NotificationId,
    delivery: &Delivery,
    now: Instant,
) -> Result<OutboxMessage, StoreError> {
    let letter = Letter {
        delivery: delivery.id.to_string(),
    };
    Ok(OutboxMessage {
        id,
        aggregate: delivery.line,
        topic: WEBHOOK,
        payload: serde_json::to_string(&letter).map_err(StoreError::backend)?,
        written_at: now,
    })
}

/// Which delivery a message is about.
pub(super) fn delivery_of(payload: &str) -> Option<DeliveryId> {
    let letter: Letter = serde_json::from_str(payload).ok()?;
    letter.delivery.parse().ok()
}
