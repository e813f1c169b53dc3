use std::fmt;
use std::sync::Arc;

use super::{AuditQueries, JobLog, Leases, Outbox, RequestQueries, Reseal, Store};
use crate::catalogue::{CatalogueQueries, ChangeFeed};
use crate::funding::CampaignQueries;
use crate::identity::{AccountQueries, CredentialQueries};
use crate::interchange::ImportQueries;
use crate::inventory::{StockLedger, StockQueries};
use crate::marketplace::SellerQueries;
use crate::ordering::OrderQueries;
use crate::payments::PaymentQueries;
use crate::points::WalletQueries;
use crate::reviews::{ReviewQueries, WishQueries};
use crate::settlement::SettlementQueries;
use crate::subscriptions::SubscriptionQueries;
use crate::webhooks::WebhookQueries;

/// Everything a storage adapter provides; what `hexmart-contracts` tests and the server wires.
#[derive(Clone)]
pub struct Storage {
    /// Changes of several aggregates at once.
    pub store: Arc<dyn Store>,
    /// Changes of one stock chain.
    pub ledger: Arc<dyn StockLedger>,
    /// What the catalogue is asked.
    pub catalogue: Arc<dyn CatalogueQueries>,
    /// What changed in the catalogue.
    pub feed: Arc<dyn ChangeFeed>,
    /// What is asked about imports.
    pub imports: Arc<dyn ImportQueries>,
    /// What the ledger is asked.
    pub stock: Arc<dyn StockQueries>,
    /// What is asked about offers, carts and orders.
    pub orders: Arc<dyn OrderQueries>,
    /// What is asked about payments.
    pub payments: Arc<dyn PaymentQueries>,
    /// What is asked about wallets.
    pub wallets: Arc<dyn WalletQueries>,
    /// What is asked about campaigns and pledges.
    pub campaigns: Arc<dyn CampaignQueries>,
    /// What is asked about subscriptions.
    pub subscriptions: Arc<dyn SubscriptionQueries>,
    /// What is asked about reviews.
    pub reviews: Arc<dyn ReviewQueries>,
    /// What is asked about wishes.
    pub wishes: Arc<dyn WishQueries>,
    /// What is asked about accounts of sellers with the shop.
    pub settlements: Arc<dyn SettlementQueries>,
    /// What is asked about accounts.
    pub accounts: Arc<dyn AccountQueries>,
    /// What is asked to know who calls.
    pub credentials: Arc<dyn CredentialQueries>,
    /// What is asked about sellers.
    pub sellers: Arc<dyn SellerQueries>,
    /// What is asked of the audit log.
    pub audit: Arc<dyn AuditQueries>,
    /// What is asked about requests that were carried out.
    pub requests: Arc<dyn RequestQueries>,
    /// Messages to be delivered.
    pub outbox: Arc<dyn Outbox>,
    /// What is asked about webhooks.
    pub webhooks: Arc<dyn WebhookQueries>,
    /// Rights to work alone.
    pub leases: Arc<dyn Leases>,
    /// What jobs did.
    pub jobs: Arc<dyn JobLog>,
    /// Personal data, sealed anew.
    pub reseal: Arc<dyn Reseal>,
    /// How the adapter is doing.
    pub gauges: Arc<dyn StorageGauges>,
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Storage")
    }
}

/// Figures of a running adapter, for `/metrics`.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
pub trait StorageGauges: Send + Sync {
    /// The figures right now. MUST not wait for anything.
    fn read(&self) -> Vec<GaugeReading>;
}

/// One figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GaugeReading {
    /// How many attempts of a use case were begun, since the start.
    Attempts {
        /// The use case.
        use_case: &'static str,
        /// Attempts, repeated ones among them.
        count: u64,
    },
    /// How often attempts of a use case were repeated after a lost race, since the start.
    Retries {
        /// The use case.
        use_case: &'static str,
        /// Repetitions.
        count: u64,
    },
    /// Connections that are open.
    Connections(u64),
    /// Connections that nobody uses right now.
    IdleConnections(u64),
    /// Callers that wait for a connection.
    ConnectionWaiters(u64),
    /// Commands that wait for their turn to be written.
    GateQueue(u64),
}
