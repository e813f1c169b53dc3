use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use hexmart_application::catalogue::{AlwaysFresh, Catalogue, CatalogueService, NewProduct};
use hexmart_application::funding::NothingKept;
use hexmart_application::inventory::NoMap;
use hexmart_application::marketplace::Authority;
use hexmart_application::ordering::{
    CartService, NoCouriers, OrderPorts, OrderService, OrderSettings, RefundPursuit, SoldOut, ordering_jobs,
};
use hexmart_application::payments::{PaymentPorts, PaymentService, PaymentSettings, payment_jobs};
use hexmart_application::platform::{Abort, Job, Storage, Store, StoreError, Vault, transact};
use hexmart_application::points::{Bookkeeper, PointsSettings};
use hexmart_application::settlement::Settling;
use hexmart_contracts::given;
use hexmart_domain::catalogue::{Description, Price, ProductName};
use hexmart_domain::payments::{Payment, PaymentState, Refund, Tender};
use hexmart_domain::pricing::{Coupon, CouponCode, Validity};
use hexmart_domain::shared::{BasisPoints, Currency, ItemId, PaymentId, Percentage, Quantity, UserId};
use hexmart_payment_adapter::sandbox::SandboxGateway;
use rust_decimal::Decimal;

use crate::failure::Failure;
use crate::gateway::LyingGateway;
use crate::store::LyingStore;
use crate::world::World;

/// The use cases of a shop over a store and a provider that lie.
pub(crate) struct Shop {
    pub(crate) world: Arc<World>,
    /// What it really is, to be looked at when all is over.
    pub(crate) storage: Storage,
    /// Who really has the money.
    pub(crate) provider: Arc<SandboxGateway>,
    pub(crate) orders: OrderService,
    pub(crate) carts: CartService,
    pub(crate) payments: Arc<PaymentService>,
    pub(crate) jobs: Vec<Arc<dyn Job>>,
    /// What use cases believe it to be.
    pub(crate) store: Arc<dyn Store>,
    pub(crate) books: Bookkeeper,
    /// Attempts of which buyers were told that the provider took nothing.
    declined: Mutex<BTreeSet<PaymentId>>,
}

impl Shop {
    pub(crate) fn open(world: &Arc<World>, points: PointsSettings) -> Arc<Self> {
        let storage = hexmart_memory_adapter::open();
        let mint = world.mint();
        let store: Arc<dyn Store> = Arc::new(LyingStore {
            inner: Arc::clone(&storage.store),
            world: Arc::clone(world),
        });
        let provider = Arc::new(SandboxGateway::new(world.clone(), [7; 32]));
        let gateway = Arc::new(LyingGateway {
            inner: provider.clone(),
            world: Arc::clone(world),
        });
        let vault: Arc<dyn Vault> = Arc::new(given::Ring::default());
        let books = Bookkeeper::new(points, mint.clone());
        let settling = Settling {
            books: books.clone(),
            commission: BasisPoints::NONE,
            mint: mint.clone(),
        };
        let payments = Arc::new(PaymentService::new(
            PaymentPorts {
                store: store.clone(),
                payments: Arc::clone(&storage.payments),
                orders: Arc::clone(&storage.orders),
                gateways: vec![gateway],
                vault: Arc::clone(&vault),
                settling: settling.clone(),
                changed: Arc::new(NothingKept),
                mint: mint.clone(),
            },
            PaymentSettings {
                takes_test_money: true,
                ..PaymentSettings::default()
            },
        ));
        let ports = OrderPorts {
            store: store.clone(),
            orders: Arc::clone(&storage.orders),
            requests: Arc::clone(&storage.requests),
            accounts: Arc::clone(&storage.accounts),
            catalogue: Arc::clone(&storage.catalogue),
            stock: Arc::clone(&storage.stock),
            geocoder: Arc::new(NoMap),
            roads: Arc::new(NoMap),
            tracking: Arc::new(NoCouriers),
            refunds: Arc::new(Nobody),
            sold_out: Arc::new(SoldOut::before(Arc::new(AlwaysFresh))),
            vault: Arc::clone(&vault),
            settling,
            mint: mint.clone(),
        };
        let mut jobs = ordering_jobs(&ports);
        jobs.extend(payment_jobs(&payments));
        Arc::new(Self {
            world: Arc::clone(world),
            carts: CartService::new(
                store.clone(),
                Arc::clone(&storage.orders),
                Arc::clone(&storage.catalogue),
                vault,
                mint,
            ),
            orders: OrderService::new(ports, OrderSettings::default()),
            payments,
            provider,
            jobs,
            store,
            books,
            storage,
            declined: Mutex::default(),
        })
    }

    /// Puts somebody's products on the shelves, past all lies.
    pub(crate) async fn stock_up(&self, pieces: &[i64], whose: Authority) -> Result<Vec<ItemId>, Failure> {
        let storage = &self.storage;
        let catalogue = CatalogueService::new(
            Arc::clone(&storage.store),
            Arc::clone(&storage.catalogue),
            Arc::clone(&storage.feed),
            Arc::new(AlwaysFresh),
            self.world.mint(),
        );
        let mut items = Vec::new();
        for (place, pieces) in pieces.iter().enumerate() {
            let cents = i64::try_from(place).unwrap_or_default() * 1_111 + 99_950;
            let price = Price::new(Decimal::new(cents, 2), Currency::KRW).map_err(Failure::setup)?;
            let product = NewProduct::plain(
                ProductName::parse(format!("Thing {place}")).map_err(Failure::setup)?,
                Description::parse("A thing that everybody wants").map_err(Failure::setup)?,
                price,
                Quantity::try_from(*pieces).map_err(Failure::setup)?,
            );
            let created = catalogue.create_product(product, whose).await;
            items.push(created.map_err(Failure::setup)?.product.id.into());
        }
        Ok(items)
    }

    /// Gives somebody a coupon, past all lies.
    pub(crate) async fn give_coupon(&self, owner: UserId) -> Result<CouponCode, Failure> {
        let mint = self.world.mint();
        let now = mint.now();
        let id = mint.id(now);
        let validity = Validity::new(now, now + chrono::TimeDelta::days(30)).map_err(Failure::setup)?;
        let coupon = Coupon {
            id,
            owner,
            code: CouponCode::generated(id),
            percentage: Percentage::try_from(Decimal::from(15)).map_err(Failure::setup)?,
            validity,
            active: true,
            created_at: now,
        };
        let code = coupon.code.clone();
        let added = transact(&*self.storage.store, "give_coupon", move |uow| {
            let coupon = coupon.clone();
            Box::pin(async move {
                uow.coupons().add(&coupon).await?;
                Ok::<_, Abort<StoreError>>(())
            })
        });
        added.await.map_err(Failure::setup)?;
        Ok(code)
    }

    /// A buyer was told that the provider took nothing.
    pub(crate) fn was_declined(&self, payment: PaymentId) {
        self.declined
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(payment);
    }

    /// Whoever was told that nothing was taken was told the truth: nothing came of it later.
    pub(crate) fn none_taken_after_all(&self, payments: &[Payment]) -> Result<(), Failure> {
        let declined = self.declined.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = payments.iter().find(|payment| {
            // Points that were laid aside for it come back, and are no money.
            let gives_money = |refund: &Refund| refund.tender != Tender::Points;
            let is_taken = payment.state == PaymentState::Captured || payment.refunds.iter().any(gives_money);
            is_taken && declined.contains(&payment.id)
        });
        taken.map_or(Ok(()), |payment| {
            Err(Failure::new(format!("{} was declined, and taken", payment.id)))
        })
    }

    /// Every job once, failures and all: the next round comes.
    pub(crate) async fn housekeeping(&self) -> u64 {
        let mut done = 0;
        for job in &self.jobs {
            done += job.run(self.world.mint().now()).await.unwrap_or_default();
        }
        done
    }
}

/// Nobody pursues refunds before the jobs do.
struct Nobody;

impl RefundPursuit for Nobody {
    fn begin(&self, _payment: PaymentId) {}
}
