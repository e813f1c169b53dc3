//! Paying, for whatever it is.
//!
//! A provider is never called while a transaction is open. What is about to be asked is written down before, so a call whose
//! answer is lost is found again by its row: the row says when somebody is to ask, and [`PaymentService::pursue`] does.
//! Whatever a provider says, by whichever way, is settled in one place (`settle`), in one transaction with all that follows.

mod confirm;
mod jobs;
mod pledges;
mod purpose;
mod pursue;
mod reconcile;
mod refunds;
mod settle;
mod start;
mod top_ups;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::payments::{MerchantUid, Payment, PaymentKey, Provider};
use hexmart_domain::shared::{Instant, Money, OrderId, PaymentId, Points, UserId};

use super::guarded::GuardedGateway;
use super::{
    Bill, ConfirmPaymentError, Discrepancy, GiveBack, HearError, Means, PaymentFilter, PaymentGateway,
    PaymentQueries, Payments, RefundPaymentError, StartPaymentError, Started, WebhookMessage,
};
use crate::funding::CampaignsChanged;
use crate::ordering::OrderQueries;
use crate::platform::{Answered, Mint, Once, Store, StoreError, Vault};
use crate::settlement::Settling;

pub use jobs::payment_jobs;

/// What paying needs of the world.
#[derive(Clone)]
pub struct PaymentPorts {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// What is asked about payments.
    pub payments: Arc<dyn PaymentQueries>,
    /// What is asked about orders.
    pub orders: Arc<dyn OrderQueries>,
    /// Who takes money, the one that the shop proposes first; each provider once.
    pub gateways: Vec<Arc<dyn PaymentGateway>>,
    /// The seal of the audit log.
    pub vault: Arc<dyn Vault>,
    /// How what was given for a line is taken back.
    pub settling: Settling,
    /// Who is told that lists of campaigns are to be asked for anew: somebody paid for a pledge.
    pub changed: Arc<dyn CampaignsChanged>,
    /// The clock and the dice.
    pub mint: Mint,
}

impl fmt::Debug for PaymentPorts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PaymentPorts")
    }
}

/// What the shop's owner decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaymentSettings {
    /// Whether money that is not real pays for orders: in a shop that is tried out.
    pub takes_test_money: bool,
    /// The fewest points that somebody buys at once.
    pub least_top_up: Points,
    /// The most.
    pub most_top_up: Points,
}

impl Default for PaymentSettings {
    fn default() -> Self {
        Self {
            takes_test_money: false,
            least_top_up: Points::try_from(1_000).unwrap_or(Points::MAX),
            most_top_up: Points::try_from(2_000_000).unwrap_or(Points::MAX),
        }
    }
}

/// The use cases of payments.
pub struct PaymentService {
    store: Arc<dyn Store>,
    payments: Arc<dyn PaymentQueries>,
    orders: Arc<dyn OrderQueries>,
    gateways: Vec<Arc<GuardedGateway>>,
    vault: Arc<dyn Vault>,
    settling: Settling,
    changed: Arc<dyn CampaignsChanged>,
    mint: Mint,
    settings: PaymentSettings,
}

impl fmt::Debug for PaymentService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PaymentService")
    }
}

impl PaymentService {
    /// Joins the ports.
    pub fn new(ports: PaymentPorts, settings: PaymentSettings) -> Self {
        let guarded = |gateway| Arc::new(GuardedGateway::new(gateway, ports.mint.clone()));
        Self {
            store: ports.store,
            payments: ports.payments,
            orders: ports.orders,
            gateways: ports.gateways.into_iter().map(guarded).collect(),
            vault: ports.vault,
            settling: ports.settling,
            changed: ports.changed,
            mint: ports.mint,
            settings,
        }
    }

    fn gateway_of(&self, payment: &Payment) -> Option<&GuardedGateway> {
        payment.provider.and_then(|provider| self.gateway(provider))
    }

    fn gateway(&self, provider: Provider) -> Option<&GuardedGateway> {
        let gateway = self.gateways.iter().find(|known| known.provider() == provider);
        gateway.map(AsRef::as_ref)
    }
}

#[async_trait]
impl Payments for PaymentService {
    fn providers(&self) -> Vec<Provider> {
        self.gateways.iter().map(|gateway| gateway.provider()).collect()
    }

    async fn start(
        &self,
        buyer: UserId,
        bill: Bill,
        means: Means,
        once: Option<Once<Started>>,
    ) -> Result<Answered<Started>, StartPaymentError> {
        self.begin(buyer, bill, means, once).await
    }

    async fn confirm(
        &self,
        buyer: UserId,
        payment: PaymentId,
        key: PaymentKey,
        amount: Money,
    ) -> Result<Payment, ConfirmPaymentError> {
        self.take(buyer, payment, key, amount).await
    }

    async fn show(&self, buyer: UserId, payment: PaymentId) -> Result<Option<Payment>, StoreError> {
        let payment = self.payments.payment(payment).await?;
        Ok(payment.filter(|payment| payment.buyer == buyer))
    }

    async fn of_order(&self, buyer: UserId, order: OrderId) -> Result<Option<Vec<Payment>>, StoreError> {
        let order = self.orders.order(order).await?;
        match order.filter(|order| order.buyer == buyer) {
            Some(order) => self.payments.of_order(order.id).await.map(Some),
            None => Ok(None),
        }
    }

    async fn page(
        &self,
        filter: PaymentFilter,
        before: Option<PaymentId>,
        limit: u64,
    ) -> Result<Vec<Payment>, StoreError> {
        self.payments.payments(&filter, before, limit).await
    }

    async fn refund(
        &self,
        actor: UserId,
        payment: PaymentId,
        back: GiveBack,
        once: Option<Once<Payment>>,
    ) -> Result<Answered<Payment>, RefundPaymentError> {
        self.refund_by_staff(actor, payment, back, once).await
    }

    async fn hear(&self, provider: Provider, message: WebhookMessage) -> Result<(), HearError> {
        let gateway = self.gateway(provider).ok_or(HearError::UnknownProvider)?;
        let hint = gateway.read_webhook(&message).or(Err(HearError::Forged))?;
        let Some(uid) = hint.payment.and_then(|uid| MerchantUid::parse(&uid).ok()) else {
            return Ok(());
        };
        // One that nobody here knows is another shop's, or was made up.
        match self.payments.by_merchant_uid(&uid).await? {
            Some(payment) if payment.provider == Some(provider) => {
                Ok(self.follow(payment, Some(hint.message)).await?)
            }
            _ => Ok(()),
        }
    }

    async fn pursue(&self, payment: PaymentId) -> Result<(), StoreError> {
        match self.payments.payment(payment).await? {
            Some(payment) => self.follow(payment, None).await,
            None => Ok(()),
        }
    }

    async fn reconcile(&self, from: Instant, until: Instant) -> Result<Vec<Discrepancy>, StoreError> {
        self.compare(from, until).await
    }
}
