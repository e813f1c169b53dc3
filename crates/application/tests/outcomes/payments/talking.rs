//! A provider that does something of its own while the shop waits for its answer.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use hexmart_application::payments::{
    Charge, Checkout, Confirmation, Forged, GatewayError, Hint, Known, PaymentGateway, ProviderPage,
    RefundOrder, WebhookMessage,
};
use hexmart_domain::payments::{Provider, ProviderPayment, RefundOutcome};
use hexmart_domain::shared::Instant;

type Meanwhile = BoxFuture<'static, ()>;

/// Calls go through, and what is to happen meanwhile happens behind the next one that confirms, before it is answered.
pub(crate) struct Talking {
    pub(crate) gateway: Arc<dyn PaymentGateway>,
    pub(crate) meanwhile: Mutex<Option<Meanwhile>>,
}

#[async_trait]
impl PaymentGateway for Talking {
    fn provider(&self) -> Provider {
        self.gateway.provider()
    }

    async fn prepare(&self, charge: &Charge) -> Result<Checkout, GatewayError> {
        self.gateway.prepare(charge).await
    }

    async fn confirm(&self, confirmation: &Confirmation) -> Result<ProviderPayment, GatewayError> {
        let answer = self.gateway.confirm(confirmation).await;
        let meanwhile = self.meanwhile.lock().unwrap().take();
        if let Some(meanwhile) = meanwhile {
            meanwhile.await;
        }
        answer
    }

    async fn find(&self, known: &Known) -> Result<Option<ProviderPayment>, GatewayError> {
        self.gateway.find(known).await
    }

    async fn refund(&self, order: &RefundOrder) -> Result<RefundOutcome, GatewayError> {
        self.gateway.refund(order).await
    }

    async fn changed(
        &self,
        from: Instant,
        until: Instant,
        cursor: Option<String>,
    ) -> Result<ProviderPage, GatewayError> {
        self.gateway.changed(from, until, cursor).await
    }

    fn read_webhook(&self, message: &WebhookMessage) -> Result<Hint, Forged> {
        self.gateway.read_webhook(message)
    }
}
