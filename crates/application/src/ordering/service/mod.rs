//! The use cases of carts and orders.

mod carry_out;
mod cart_pricing;
mod carts;
mod changing;
mod desk;
mod gate;
mod jobs;
mod known;
mod ordering;
mod placement;
mod placing;
mod ranking;
mod resizing;
mod sold_out;
mod standpoint;
mod telling;

use std::fmt;
use std::sync::Arc;

use chrono::TimeDelta;
use hexmart_domain::identity::PostalAddress;
use hexmart_domain::ordering::RefundPolicy;
use hexmart_domain::shared::{Money, PaymentId, SEOUL, UserId};

use super::{Destination, OrderQueries, ParcelTracking};
use crate::catalogue::CatalogueQueries;
use crate::identity::AccountQueries;
use crate::inventory::{Geocoder, RoadDistance, StockQueries};
use crate::platform::{Mint, RequestQueries, Store, StoreError, Vault};
use crate::settlement::Settling;

pub(crate) use carry_out::carry_out;
pub use carts::CartService;
use gate::Gate;
pub use jobs::ordering_jobs;
use ranking::Ranking;
pub use sold_out::SoldOut;
pub(crate) use telling::amount;

/// What the use cases of orders need of the world.
#[derive(Clone)]
pub struct OrderPorts {
    /// Changes.
    pub store: Arc<dyn Store>,
    /// What is asked about offers, carts and orders.
    pub orders: Arc<dyn OrderQueries>,
    /// What is asked about requests that may be repetitions.
    pub requests: Arc<dyn RequestQueries>,
    /// Address books.
    pub accounts: Arc<dyn AccountQueries>,
    /// What categories are called.
    pub catalogue: Arc<dyn CatalogueQueries>,
    /// Where the buildings are.
    pub stock: Arc<dyn StockQueries>,
    /// Where addresses are.
    pub geocoder: Arc<dyn Geocoder>,
    /// How far it is.
    pub roads: Arc<dyn RoadDistance>,
    /// Where parcels are.
    pub tracking: Arc<dyn ParcelTracking>,
    /// Who sees to it that money goes back.
    pub refunds: Arc<dyn RefundPursuit>,
    /// What was refused a moment ago, and who else is told of changes.
    pub sold_out: Arc<SoldOut>,
    /// What the audit log is sealed by.
    pub vault: Arc<dyn Vault>,
    /// How lines are closed that were confirmed.
    pub settling: Settling,
    /// The clock and the dice.
    pub mint: Mint,
}

impl fmt::Debug for OrderPorts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OrderPorts")
    }
}

/// What the shop's owner decides about orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderSettings {
    /// What the way to the buyer costs; nothing when nothing is said.
    pub shipping: Option<ShippingTerms>,
    /// How long a buyer may take to pay.
    pub pay_within: TimeDelta,
    /// Until when refunds can be asked for.
    pub refunds: RefundPolicy,
    /// By how much the shop's time zone is ahead of UTC. Summer time is not regarded: Asia/Seoul has none.
    pub ahead_of_utc: TimeDelta,
}

/// What the way to the buyer costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShippingTerms {
    /// For each order.
    pub fee: Money,
    /// From which price of the goods on it costs nothing.
    pub free_from: Option<Money>,
}

impl Default for OrderSettings {
    fn default() -> Self {
        Self {
            shipping: None,
            pay_within: TimeDelta::minutes(30),
            refunds: RefundPolicy::default(),
            ahead_of_utc: SEOUL,
        }
    }
}

/// Sees to it that money goes back.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
pub trait RefundPursuit: Send + Sync {
    /// A refund of this payment was written down, and the provider is to be told. MUST return at once: nobody waits here for
    /// a provider. It may be lost; what is left undone, the jobs of payments do.
    fn begin(&self, payment: PaymentId);
}

/// The use cases of buyers, and of those who sell.
pub struct OrderService {
    ports: OrderPorts,
    settings: OrderSettings,
    ranking: Ranking,
    gate: Gate,
}

impl fmt::Debug for OrderService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OrderService")
    }
}

impl OrderService {
    /// Joins the ports.
    pub fn new(ports: OrderPorts, settings: OrderSettings) -> Self {
        let ranking = Ranking::new(
            Arc::clone(&ports.stock),
            Arc::clone(&ports.geocoder),
            Arc::clone(&ports.roads),
        );
        Self {
            ports,
            settings,
            ranking,
            gate: Gate::default(),
        }
    }

    /// The address that somebody means; none when there is no such address in their book.
    async fn address(&self, of: UserId, meant: Destination) -> Result<Option<PostalAddress>, StoreError> {
        let entry = match meant {
            Destination::Typed(address) => return Ok(Some(*address)),
            Destination::Saved(id) => Some(id),
            Destination::Default => None,
        };
        let book = self.ports.accounts.address_book(of).await?;
        let entry = entry.or(book.default).and_then(|id| book.entry(id));
        Ok(entry.map(|entry| entry.address.clone()))
    }
}
