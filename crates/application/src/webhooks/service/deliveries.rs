use hexmart_domain::shared::{DeliveryId, EventId, Instant, NotificationId, WebhookId};
use hexmart_domain::webhooks::{Delivery, DeliveryState, TEST_EVENT};
use serde_json::json;

use super::WebhookService;
use crate::platform::{Abort, ShopEvent, StoreError, transact};
use crate::webhooks::WebhookError;
use crate::webhooks::letter::letter;

impl WebhookService {
    pub(super) async fn send_test(&self, id: WebhookId) -> Result<Delivery, WebhookError> {
        let now = self.mint.now();
        let (test, message) = (self.test_of(id, now)?, self.mint.id(now));
        transact(&*self.store, "test_webhook", move |uow| {
            let test = test.clone();
            Box::pin(async move {
                let endpoint = uow.webhooks().find(id).await?;
                endpoint.ok_or(Abort::Refused(WebhookError::Unknown))?;
                uow.webhooks().add_delivery(&test).await?;
                uow.outbox().enqueue(&letter(message, &test, now)?).await?;
                Ok(test)
            })
        })
        .await
    }

    /// In a line of its own: whoever makes a test does not want to wait for what failed before.
    fn test_of(&self, id: WebhookId, now: Instant) -> Result<Delivery, StoreError> {
        let own: DeliveryId = self.mint.id(now);
        let event = ShopEvent {
            kind: TEST_EVENT.to_owned(),
            timestamp: now.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
            data: json!({ "webhook_id": id.to_string() }),
        };
        Ok(Delivery {
            id: own,
            endpoint: id,
            event: EventId::from_uuid(own.as_uuid()),
            kind: event.kind.clone(),
            line: own.as_uuid().into_bytes(),
            body: serde_json::to_string(&event).map_err(StoreError::backend)?,
            state: DeliveryState::Waiting,
            tries: 0,
            last_status: None,
            last_error: None,
            last_tried_at: None,
            delivered_at: None,
            version: 1,
            created_at: now,
        })
    }

    pub(super) async fn send_again(&self, id: DeliveryId) -> Result<Delivery, WebhookError> {
        let now = self.mint.now();
        let message: NotificationId = self.mint.id(now);
        transact(&*self.store, "replay_delivery", move |uow| {
            Box::pin(async move {
                let unknown = || Abort::Refused(WebhookError::UnknownDelivery);
                let delivery = uow.webhooks().delivery(id).await?.ok_or_else(unknown)?;
                let endpoint = uow
                    .webhooks()
                    .find(delivery.endpoint)
                    .await?
                    .ok_or_else(unknown)?;
                if !endpoint.sheet.enabled && delivery.kind != TEST_EVENT {
                    return Err(Abort::Refused(WebhookError::Disabled));
                }
                let again = delivery.replayed();
                let again = again.ok_or(Abort::Refused(WebhookError::UnderWay))?;
                uow.webhooks().save_delivery(&again).await?;
                uow.outbox().enqueue(&letter(message, &again, now)?).await?;
                Ok(again)
            })
        })
        .await
    }
}
