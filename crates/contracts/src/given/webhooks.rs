//! Endpoints and deliveries.

use hexmart_domain::shared::WebhookId;
use hexmart_domain::webhooks::{
    Delivery, DeliveryState, EventPatterns, WebhookEndpoint, WebhookSecret, WebhookSheet, WebhookUrl,
};

use super::{id, now};

/// An endpoint that wants to hear of everything.
pub fn webhook() -> WebhookEndpoint {
    let sheet = WebhookSheet {
        url: WebhookUrl::parse("https://erp.example.com/hooks?shop=1").unwrap(),
        description: None,
        events: EventPatterns::parse(["*"]).unwrap(),
        enabled: true,
    };
    WebhookEndpoint::new(id(), sheet, WebhookSecret::from_bytes([1; 32]), now())
}

/// A delivery to an endpoint that was never tried.
pub fn delivery(endpoint: WebhookId) -> Delivery {
    Delivery {
        id: id(),
        endpoint,
        event: id(),
        kind: "order.paid".to_owned(),
        line: [7; 16],
        body: r#"{"type":"order.paid","data":{"number":"가"}}"#.to_owned(),
        state: DeliveryState::Waiting,
        tries: 0,
        last_status: None,
        last_error: None,
        last_tried_at: None,
        delivered_at: None,
        version: 1,
        created_at: now(),
    }
}
