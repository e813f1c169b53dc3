use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::payments::{
    Charge, Checkout, Confirmation, Forged, GatewayError, Hint, Known, PaymentGateway, ProviderPage,
    RefundOrder, WebhookMessage,
};
use hexmart_domain::payments::{Provider, ProviderPayment, RefundOutcome};
use hexmart_domain::shared::Instant;

use crate::world::World;

/// How often a call of the provider fails, in thousandths.
mod often {
    /// It is never made.
    pub(super) const UNREACHABLE: u64 = 40;
    /// Nobody answers, and nothing was done.
    pub(super) const LOST_BEFORE: u64 = 40;
    /// It is done, and nobody answers.
    pub(super) const LOST_AFTER: u64 = 80;
}

/// A provider that does what it is asked, mostly, and does not always say so.
pub(crate) struct LyingGateway {
    pub(crate) inner: Arc<dyn PaymentGateway>,
    pub(crate) world: Arc<World>,
}

impl LyingGateway {
    async fn before(&self) -> Result<(), GatewayError> {
        self.world.dawdle().await;
        if self.world.trouble(often::UNREACHABLE) {
            return Err(GatewayError::unavailable("nobody picks up"));
        }
        if self.world.trouble(often::LOST_BEFORE) {
            return Err(GatewayError::unknown("the line went dead"));
        }
        Ok(())
    }

    async fn after<T>(&self, outcome: Result<T, GatewayError>) -> Result<T, GatewayError> {
        self.world.dawdle().await;
        if self.world.trouble(often::LOST_AFTER) {
            return Err(GatewayError::unknown("the line went dead"));
        }
        outcome
    }
}

#[async_trait]
impl PaymentGateway for LyingGateway {
    fn provider(&self) -> Provider {
        self.inner.provider()
    }

    async fn prepare(&self, charge: &Charge) -> Result<Checkout, GatewayError> {
        self.before().await?;
        self.after(self.inner.prepare(charge).await).await
    }

    async fn confirm(&self, confirmation: &Confirmation) -> Result<ProviderPayment, GatewayError> {
        self.before().await?;
        self.after(self.inner.confirm(confirmation).await).await
    }

    async fn find(&self, known: &Known) -> Result<Option<ProviderPayment>, GatewayError> {
        self.before().await?;
        self.after(self.inner.find(known).await).await
    }

    async fn refund(&self, order: &RefundOrder) -> Result<RefundOutcome, GatewayError> {
        self.before().await?;
        self.after(self.inner.refund(order).await).await
    }

    async fn changed(
        &self,
        from: Instant,
        until: Instant,
        cursor: Option<String>,
    ) -> Result<ProviderPage, GatewayError> {
        self.before().await?;
        self.after(self.inner.changed(from, until, cursor).await).await
    }

    fn read_webhook(&self, message: &WebhookMessage) -> Result<Hint, Forged> {
        self.inner.read_webhook(message)
    }
}
