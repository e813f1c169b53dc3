//! Events, and those who want to hear of them.

use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::Postman;
use hexmart_application::webhooks::{
    Courier, FanOut, Unsent, WebhookMessage, WebhookSender, WebhookService, Webhooks,
};
use hexmart_domain::webhooks::{Attempt, WebhookUrl};

use super::Shop;

/// For commands, which send nothing themselves: a running server does.
pub(super) struct NobodyListens;

#[async_trait]
impl WebhookSender for NobodyListens {
    fn takes(&self, _url: &WebhookUrl) -> Result<(), Unsent> {
        Err(Unsent("is not known to a command"))
    }

    async fn send(&self, _message: &WebhookMessage) -> Attempt {
        Attempt::failed("a command sends nothing")
    }
}

impl Shop {
    /// Where events go.
    pub(crate) fn webhooks(&self) -> Arc<dyn Webhooks> {
        Arc::new(WebhookService::new(
            Arc::clone(&self.storage.store),
            Arc::clone(&self.storage.webhooks),
            Arc::clone(&self.webhooks),
            Arc::clone(&self.vault),
            self.mint.clone(),
        ))
    }

    /// What delivers events, each in a lane of its own: how many want to hear of them, and how slow they are, holds up no mail.
    pub(crate) fn heralds(&self) -> [Postman; 2] {
        let (store, vault) = (Arc::clone(&self.storage.store), Arc::clone(&self.vault));
        let fan_out = FanOut::new(Arc::clone(&store), Arc::clone(&vault), self.mint.clone());
        let queries = Arc::clone(&self.storage.webhooks);
        let sender = Arc::clone(&self.webhooks);
        let courier = Courier::new(store, queries, sender, vault, self.mint.clone());
        [
            self.delivering(Arc::new(fan_out)),
            self.delivering(Arc::new(courier)),
        ]
    }
}
