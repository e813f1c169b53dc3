//! Carts, orders, payments and warehouses.

use std::sync::Arc;

use hexmart_application::catalogue::{CatalogueQueries, Freshness};
use hexmart_application::funding::CampaignsChanged;
use hexmart_application::inventory::{Geocoder, NoMap, RoadDistance, WarehouseService};
use hexmart_application::ordering::{
    CartService, NoCouriers, OrderPorts, OrderService, OrderSettings, ParcelTracking, RefundPursuit, SoldOut,
    ordering_jobs,
};
use hexmart_application::payments::{
    PaymentGateway, PaymentPorts, PaymentService, PaymentSettings, Payments, payment_jobs,
};
use hexmart_application::platform::{Job, Mint, Storage, Vault};
use hexmart_application::points::Bookkeeper;
use hexmart_application::settlement::{SellerAccountsService, SettlementPorts, Settling};
use hexmart_domain::shared::{BasisPoints, PaymentId};
use tokio::runtime::Handle;

/// What buying needs of the world outside, and what the owner decides about it.
pub(crate) struct Trade {
    /// Who takes money.
    pub(crate) gateways: Vec<Arc<dyn PaymentGateway>>,
    pub(crate) payments: PaymentSettings,
    pub(crate) orders: OrderSettings,
    /// What the shop keeps of what sellers sell.
    pub(crate) commission: BasisPoints,
    pub(crate) geocoder: Arc<dyn Geocoder>,
    pub(crate) roads: Arc<dyn RoadDistance>,
    pub(crate) tracking: Arc<dyn ParcelTracking>,
}

impl Default for Trade {
    /// A shop that takes no money, and has no map.
    fn default() -> Self {
        Self {
            gateways: Vec::new(),
            payments: PaymentSettings::default(),
            orders: OrderSettings::default(),
            commission: BasisPoints::NONE,
            geocoder: Arc::new(NoMap),
            roads: Arc::new(NoMap),
            tracking: Arc::new(NoCouriers),
        }
    }
}

/// What the rest of a shop lends to the purchase.
pub(super) struct Lent<'s> {
    pub(super) storage: &'s Storage,
    pub(super) queries: &'s Arc<dyn CatalogueQueries>,
    pub(super) sold_out: &'s Arc<SoldOut>,
    pub(super) vault: &'s Arc<dyn Vault>,
    pub(super) books: &'s Bookkeeper,
    pub(super) changed: &'s Arc<dyn CampaignsChanged>,
    pub(super) mint: &'s Mint,
}

/// The use cases of buying.
pub(crate) struct Purchase {
    pub(crate) carts: Arc<CartService>,
    pub(crate) orders: Arc<OrderService>,
    pub(crate) payments: Arc<PaymentService>,
    pub(crate) accounts: Arc<SellerAccountsService>,
    pub(crate) warehouses: Arc<WarehouseService>,
    ports: OrderPorts,
}

impl Purchase {
    pub(super) fn new(trade: Trade, lent: &Lent<'_>) -> Self {
        let Lent {
            storage,
            queries,
            sold_out,
            vault,
            books,
            changed,
            mint,
        } = *lent;
        let books = books.clone();
        let accounts = SettlementPorts {
            settlements: Arc::clone(&storage.settlements),
            books: books.clone(),
            mint: mint.clone(),
        };
        let settling = Settling {
            books,
            commission: trade.commission,
            mint: mint.clone(),
        };
        let payments = Arc::new(PaymentService::new(
            PaymentPorts {
                store: Arc::clone(&storage.store),
                payments: Arc::clone(&storage.payments),
                orders: Arc::clone(&storage.orders),
                gateways: trade.gateways,
                vault: Arc::clone(vault),
                settling: settling.clone(),
                changed: Arc::clone(changed),
                mint: mint.clone(),
            },
            trade.payments,
        ));
        let freshness: Arc<dyn Freshness> = sold_out.clone();
        let warehouses = WarehouseService::new(
            Arc::clone(&storage.store),
            Arc::clone(&storage.stock),
            Arc::clone(&storage.orders),
            Arc::clone(&trade.geocoder),
            freshness,
            mint.clone(),
        );
        let ports = OrderPorts {
            store: Arc::clone(&storage.store),
            orders: Arc::clone(&storage.orders),
            requests: Arc::clone(&storage.requests),
            accounts: Arc::clone(&storage.accounts),
            catalogue: Arc::clone(queries),
            stock: Arc::clone(&storage.stock),
            geocoder: trade.geocoder,
            roads: trade.roads,
            tracking: trade.tracking,
            refunds: Arc::new(AtOnce(Arc::clone(&payments))),
            sold_out: Arc::clone(sold_out),
            vault: Arc::clone(vault),
            settling,
            mint: mint.clone(),
        };
        Self {
            carts: Arc::new(CartService::new(
                Arc::clone(&storage.store),
                Arc::clone(&storage.orders),
                Arc::clone(queries),
                Arc::clone(vault),
                mint.clone(),
            )),
            orders: Arc::new(OrderService::new(ports.clone(), trade.orders)),
            payments,
            accounts: Arc::new(SellerAccountsService::new(accounts)),
            warehouses: Arc::new(warehouses),
            ports,
        }
    }

    pub(super) fn jobs(&self) -> Vec<Arc<dyn Job>> {
        let mut jobs = ordering_jobs(&self.ports);
        jobs.extend(payment_jobs(&self.payments));
        jobs
    }
}

/// Asks the provider for a refund as soon as it is written down, on a task of its own. What fails, the jobs do again.
struct AtOnce(Arc<PaymentService>);

impl RefundPursuit for AtOnce {
    fn begin(&self, payment: PaymentId) {
        let payments = Arc::clone(&self.0);
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        runtime.spawn(async move {
            if let Err(error) = payments.pursue(payment).await {
                tracing::warn!(%payment, %error, "a refund waits for its job");
            }
        });
    }
}
