use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use hexmart_domain::payments::{Provider, ProviderPayment, RefundOutcome};
use hexmart_domain::shared::Instant;
use thiserror::Error;

use super::breaker::{Breaker, Pass};
use super::{
    Charge, Checkout, Confirmation, Forged, GatewayError, Hint, Known, PaymentGateway, ProviderPage,
    RefundOrder, WebhookMessage,
};
use crate::platform::Mint;

/// A gateway that is not called for a while when it does not answer.
pub(super) struct GuardedGateway {
    gateway: Arc<dyn PaymentGateway>,
    breaker: Mutex<Breaker>,
    mint: Mint,
}

impl fmt::Debug for GuardedGateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GuardedGateway({})", self.provider().as_str())
    }
}

/// Too many calls failed.
#[derive(Debug, Error)]
#[error("the provider is not called for a while, because too many calls failed")]
struct Paused;

impl GuardedGateway {
    pub(super) fn new(gateway: Arc<dyn PaymentGateway>, mint: Mint) -> Self {
        Self {
            gateway,
            breaker: Mutex::default(),
            mint,
        }
    }

    fn admit(&self) -> Result<Pass, GatewayError> {
        let mut breaker = self.breaker.lock().unwrap_or_else(PoisonError::into_inner);
        breaker
            .admit(self.mint.now())
            .ok_or_else(|| GatewayError::unavailable(Paused))
    }

    /// A refusal is an answer; only silence counts against the provider.
    fn report<T>(&self, pass: Pass, answer: Result<T, GatewayError>) -> Result<T, GatewayError> {
        let failed = matches!(
            answer,
            Err(GatewayError::Unknown(_) | GatewayError::Unavailable(_))
        );
        let mut breaker = self.breaker.lock().unwrap_or_else(PoisonError::into_inner);
        breaker.report(pass, failed, self.mint.now());
        answer
    }
}

#[async_trait]
impl PaymentGateway for GuardedGateway {
    fn provider(&self) -> Provider {
        self.gateway.provider()
    }

    async fn prepare(&self, charge: &Charge) -> Result<Checkout, GatewayError> {
        let pass = self.admit()?;
        self.report(pass, self.gateway.prepare(charge).await)
    }

    async fn confirm(&self, confirmation: &Confirmation) -> Result<ProviderPayment, GatewayError> {
        let pass = self.admit()?;
        self.report(pass, self.gateway.confirm(confirmation).await)
    }

    async fn find(&self, known: &Known) -> Result<Option<ProviderPayment>, GatewayError> {
        let pass = self.admit()?;
        self.report(pass, self.gateway.find(known).await)
    }

    async fn refund(&self, order: &RefundOrder) -> Result<RefundOutcome, GatewayError> {
        let pass = self.admit()?;
        self.report(pass, self.gateway.refund(order).await)
    }

    async fn changed(
        &self,
        from: Instant,
        until: Instant,
        cursor: Option<String>,
    ) -> Result<ProviderPage, GatewayError> {
        let pass = self.admit()?;
        self.report(pass, self.gateway.changed(from, until, cursor).await)
    }

    fn read_webhook(&self, message: &WebhookMessage) -> Result<Hint, Forged> {
        self.gateway.read_webhook(message)
    }
}
