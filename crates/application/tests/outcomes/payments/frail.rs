//! A world that breaks at a chosen step: between any two of them, or so that only an answer is lost.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use hexmart_application::payments::{
    Charge, Checkout, Confirmation, Forged, GatewayError, Hint, Known, PaymentGateway, ProviderPage,
    RefundOrder, WebhookMessage,
};
use hexmart_application::platform::{Store, StoreError, Work};
use hexmart_domain::payments::{Provider, ProviderPayment, RefundOutcome};
use hexmart_domain::shared::Instant;

/// How it breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Break {
    /// The process is gone: neither this step nor any later one happens.
    Dead,
    /// This step happens, nobody hears of it, and the process is gone.
    DeadAfter,
    /// This step happens, and nobody hears of it.
    Unheard,
    /// This step does not happen.
    Refused,
}

impl Break {
    pub(crate) const ALL: [Self; 4] = [Self::Dead, Self::DeadAfter, Self::Unheard, Self::Refused];
}

/// Burns down by one with every step: a transaction, or a call of the provider. Never is one made inside the other.
#[derive(Debug)]
pub(crate) struct Fuse {
    left: Mutex<(usize, Break)>,
    /// Whether a transaction is open.
    is_open: AtomicBool,
}

enum Step {
    Works,
    Fails,
    IsNotHeardOf,
}

impl Fuse {
    /// Breaks at the step of a number, from 0.
    pub(crate) fn new(at: usize, how: Break) -> Arc<Self> {
        Arc::new(Self {
            left: Mutex::new((at + 1, how)),
            is_open: AtomicBool::new(false),
        })
    }

    /// Whether that step was reached.
    pub(crate) fn is_burnt(&self) -> bool {
        self.left.lock().unwrap().0 == 0
    }

    fn step(&self) -> Step {
        let mut fuse = self.left.lock().unwrap();
        let (left, how) = *fuse;
        fuse.0 = left.saturating_sub(1);
        match (left, how) {
            (0, Break::Dead | Break::DeadAfter) | (1, Break::Dead | Break::Refused) => Step::Fails,
            (1, Break::DeadAfter | Break::Unheard) => Step::IsNotHeardOf,
            _ => Step::Works,
        }
    }
}

/// A store that breaks.
pub(crate) struct FrailStore(pub(crate) Arc<dyn Store>, pub(crate) Arc<Fuse>);

impl FrailStore {
    async fn run(&self, name: &'static str, work: Arc<dyn Work>) -> Result<(), StoreError> {
        self.1.is_open.store(true, Ordering::SeqCst);
        let end = self.0.transact(name, work).await;
        self.1.is_open.store(false, Ordering::SeqCst);
        end
    }
}

#[async_trait]
impl Store for FrailStore {
    async fn transact(&self, name: &'static str, work: Arc<dyn Work>) -> Result<(), StoreError> {
        match self.1.step() {
            Step::Works => self.run(name, work).await,
            Step::Fails => Err(StoreError::unavailable("gone")),
            Step::IsNotHeardOf => {
                self.run(name, work).await?;
                Err(StoreError::unresolved("gone"))
            }
        }
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.0.ping().await
    }
}

/// A provider that breaks.
pub(crate) struct FrailGateway(pub(crate) Arc<dyn PaymentGateway>, pub(crate) Arc<Fuse>);

impl FrailGateway {
    async fn call<T>(&self, call: impl Future<Output = Result<T, GatewayError>>) -> Result<T, GatewayError> {
        let is_open = self.1.is_open.load(Ordering::SeqCst);
        assert!(!is_open, "the provider is called while a transaction is open");
        match self.1.step() {
            Step::Works => call.await,
            Step::Fails => Err(GatewayError::unavailable("gone")),
            Step::IsNotHeardOf => {
                call.await?;
                Err(GatewayError::unknown("gone"))
            }
        }
    }
}

#[async_trait]
impl PaymentGateway for FrailGateway {
    fn provider(&self) -> Provider {
        self.0.provider()
    }

    async fn prepare(&self, charge: &Charge) -> Result<Checkout, GatewayError> {
        self.call(self.0.prepare(charge)).await
    }

    async fn confirm(&self, confirmation: &Confirmation) -> Result<ProviderPayment, GatewayError> {
        self.call(self.0.confirm(confirmation)).await
    }

    async fn find(&self, known: &Known) -> Result<Option<ProviderPayment>, GatewayError> {
        self.call(self.0.find(known)).await
    }

    async fn refund(&self, order: &RefundOrder) -> Result<RefundOutcome, GatewayError> {
        self.call(self.0.refund(order)).await
    }

    async fn changed(
        &self,
        from: Instant,
        until: Instant,
        cursor: Option<String>,
    ) -> Result<ProviderPage, GatewayError> {
        self.call(self.0.changed(from, until, cursor)).await
    }

    fn read_webhook(&self, message: &WebhookMessage) -> Result<Hint, Forged> {
        self.0.read_webhook(message)
    }
}
