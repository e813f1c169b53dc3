use std::sync::atomic::{AtomicUsize, Ordering as Memory};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::TimeDelta;
use hexmart_application::catalogue::{AlwaysFresh, Catalogue, CatalogueService, Freshness, NewProduct};
use hexmart_application::inventory::{Geocoder, InventoryService, MapError, RoadDistance, WarehouseService};
use hexmart_application::marketplace::Authority;
use hexmart_application::ordering::{
    AddToCart, Basket, CartService, Carts, Destination, LineChange, OrderPorts, OrderService, OrderSettings,
    Ordering, ParcelTracking, PlaceOrder, PlaceOrderError, PricedCart, RefundPursuit, SoldOut, TrackingError,
    TrackingEvent, ordering_jobs,
};
use hexmart_application::platform::{
    Job, Notification, Once, RequestKey, Rollback, Store, StoreError, StoredAnswer, UnitOfWork, Work,
};
use hexmart_application::points::{Bookkeeper, PointsSettings};
use hexmart_application::pricing::{NewCoupon, Pricing, PricingService, SetDiscount};
use hexmart_application::settlement::Settling;
use hexmart_domain::catalogue::{Lifecycle, Product};
use hexmart_domain::inventory::{Coordinates, StockCommand, StockContext, StockKey, StockLevel, decide};
use hexmart_domain::ordering::{
    CartOwner, Courier, Hand, LineState, LineStep, Order, OrderEvent, Party, RefundPolicy, TrackingNumber,
};
use hexmart_domain::payments::{MerchantUid, Payment, PaymentPurpose, PaymentState, Provider, RefundReason};
use hexmart_domain::pricing::{Coupon, CouponCode, Validity};
use hexmart_domain::settlement::counted;
use hexmart_domain::shared::{
    BasisPoints, Instant, ItemId, OrderId, OrderLineId, PaymentId, ProductId, Quantity, UserId, month_of,
};

use crate::catalogue::{given as goods, staff};
use crate::given;
use crate::given::done;
use crate::world::{Overlapping, World};

/// A shop where things are bought. Attempts of callers at the same time overlap.
pub(crate) struct Market {
    pub(crate) world: World,
    pub(crate) orders: OrderService,
    pub(crate) carts: CartService,
    pub(crate) warehouses: WarehouseService,
    pub(crate) inventory: InventoryService,
    pub(crate) maps: Arc<Maps>,
    pub(crate) ports: OrderPorts,
    /// Attempts that were begun by the use cases of orders.
    pub(crate) attempts: Arc<AtomicUsize>,
    catalogue: CatalogueService,
    pricing: PricingService,
    refunds: Arc<Begun>,
}

/// Maps that say what a test tells them, and how often they were asked.
#[derive(Default)]
pub(crate) struct Maps {
    /// Where every address is.
    pub(crate) place: Mutex<Option<Coordinates>>,
    pub(crate) fails: std::sync::atomic::AtomicBool,
    pub(crate) asked: AtomicUsize,
}

impl Maps {
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Memory::Relaxed)
    }

    fn ask(&self) -> Result<(), MapError> {
        self.asked.fetch_add(1, Memory::Relaxed);
        if self.fails.load(Memory::Relaxed) {
            return Err(MapError::new("no answer"));
        }
        Ok(())
    }
}

#[async_trait]
impl Geocoder for Maps {
    async fn locate(&self, _address: &str) -> Result<Option<Coordinates>, MapError> {
        self.ask()?;
        Ok(*self.place.lock().unwrap())
    }
}

#[async_trait]
impl RoadDistance for Maps {
    async fn between(&self, from: Coordinates, to: Coordinates) -> Result<Option<u32>, MapError> {
        self.ask()?;
        Ok(Some(from.great_circle_to(&to) * 2))
    }
}

/// A courier who knows every parcel.
struct KnownParcels;

#[async_trait]
impl ParcelTracking for KnownParcels {
    async fn events(
        &self,
        courier: &Courier,
        tracking: &TrackingNumber,
    ) -> Result<Vec<TrackingEvent>, TrackingError> {
        Ok(vec![TrackingEvent {
            at: given::start(),
            place: courier.as_str().to_owned(),
            what: tracking.as_str().to_owned(),
        }])
    }
}

/// Refunds that somebody is to see to.
#[derive(Default)]
struct Begun(Mutex<Vec<PaymentId>>);

impl RefundPursuit for Begun {
    fn begin(&self, payment: PaymentId) {
        self.0.lock().unwrap().push(payment);
    }
}

/// A store that counts attempts.
struct Counted(Arc<dyn Store>, Arc<AtomicUsize>);

struct CountedWork(Arc<dyn Work>, Arc<AtomicUsize>);

#[async_trait]
impl Store for Counted {
    async fn transact(&self, name: &'static str, work: Arc<dyn Work>) -> Result<(), StoreError> {
        let work = Arc::new(CountedWork(work, self.1.clone()));
        self.0.transact(name, work).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.0.ping().await
    }
}

#[async_trait]
impl Work for CountedWork {
    async fn attempt(&self, uow: &mut dyn UnitOfWork) -> Result<(), Rollback> {
        self.1.fetch_add(1, Memory::Relaxed);
        self.0.attempt(uow).await
    }
}

impl Market {
    pub(crate) fn new() -> Self {
        Self::with(OrderSettings::default())
    }

    pub(crate) fn with(settings: OrderSettings) -> Self {
        let world = World::new();
        let (storage, mint) = (&world.storage, &world.mint);
        let (maps, refunds) = (Arc::new(Maps::default()), Arc::new(Begun::default()));
        let sold_out = Arc::new(SoldOut::before(Arc::new(AlwaysFresh)));
        let fresh: Arc<dyn Freshness> = sold_out.clone();
        let attempts = Arc::new(AtomicUsize::new(0));
        let store: Arc<dyn Store> = Arc::new(Overlapping(storage.store.clone()));
        let store: Arc<dyn Store> = Arc::new(Counted(store, attempts.clone()));
        let (queries, feed, ledger) = (&storage.catalogue, &storage.feed, &storage.ledger);
        let ports = OrderPorts {
            store: store.clone(),
            orders: storage.orders.clone(),
            requests: storage.requests.clone(),
            accounts: storage.accounts.clone(),
            catalogue: queries.clone(),
            stock: storage.stock.clone(),
            geocoder: maps.clone(),
            roads: maps.clone(),
            tracking: Arc::new(KnownParcels),
            refunds: refunds.clone(),
            sold_out,
            vault: world.ports.vault.clone(),
            settling: Settling {
                books: Bookkeeper::new(PointsSettings::default(), mint.clone()),
                commission: BasisPoints::new(250),
                mint: mint.clone(),
            },
            mint: mint.clone(),
        };
        Self {
            orders: OrderService::new(ports.clone(), settings),
            carts: CartService::new(
                store.clone(),
                storage.orders.clone(),
                queries.clone(),
                world.ports.vault.clone(),
                mint.clone(),
            ),
            warehouses: WarehouseService::new(
                store.clone(),
                storage.stock.clone(),
                storage.orders.clone(),
                maps.clone(),
                fresh.clone(),
                mint.clone(),
            ),
            inventory: InventoryService::new(
                ledger.clone(),
                store.clone(),
                queries.clone(),
                fresh.clone(),
                mint.clone(),
            ),
            catalogue: CatalogueService::new(
                store.clone(),
                queries.clone(),
                feed.clone(),
                fresh.clone(),
                mint.clone(),
            ),
            pricing: PricingService::new(store, fresh, mint.clone()),
            ports,
            attempts,
            maps,
            refunds,
            world,
        }
    }

    pub(crate) fn now(&self) -> Instant {
        self.world.now()
    }

    pub(crate) fn turn(&self, by: TimeDelta) {
        self.world.turn(by.to_std().unwrap());
    }

    /// A product of the shop for 10,000 won.
    pub(crate) async fn product(&self, name: &str, stock: i64) -> Product {
        self.create(goods::new_product(name, stock), staff()).await
    }

    /// A product of the shop with one option, one value for each variant; with what each starts with.
    pub(crate) async fn sized(&self, name: &str, variants: &[(&str, i64)]) -> Product {
        let mut product = goods::new_product(name, 0);
        product.particulars.variants = Some(goods::plan(variants));
        self.create(product, staff()).await
    }

    pub(crate) async fn create(&self, product: NewProduct, authority: Authority) -> Product {
        self.turn(given::TICK);
        let created = self.catalogue.create_product(product, authority).await;
        created.unwrap().product
    }

    pub(crate) async fn discount(&self, product: ProductId, percent: i64) {
        let discount = SetDiscount {
            product,
            percentage: percentage(percent),
            authority: staff(),
        };
        self.pricing.set_discount(discount).await.unwrap();
    }

    /// A coupon that can be used from now on for a day.
    pub(crate) async fn coupon(&self, owner: UserId, code: &str, percent: i64) -> Coupon {
        let coupon = NewCoupon {
            owner,
            code: Some(CouponCode::parse(code).unwrap()),
            percentage: percentage(percent),
            validity: Validity::new(self.now(), self.now() + TimeDelta::days(1)).unwrap(),
        };
        self.pricing.create_coupon(coupon).await.unwrap()
    }

    /// Decides something about a product, as no use case is needed for here.
    pub(crate) async fn decide(&self, id: ProductId, lifecycle: Lifecycle) {
        self.world
            .transact(move |uow| {
                Box::pin(async move {
                    let mut product = uow.products().find(id).await?.unwrap();
                    product.lifecycle = lifecycle;
                    product.version += 1;
                    Ok(uow.products().save(&[product]).await?)
                })
            })
            .await;
        self.ports.sold_out.product_changed(id);
    }

    pub(crate) async fn buyer(&self, local: &str) -> UserId {
        self.world.person(local).await.id
    }

    pub(crate) async fn add(&self, owner: CartOwner, product: ProductId, quantity: i64) -> PricedCart {
        let added = self.carts.add(owner, wanted(product, quantity), None).await;
        added.unwrap()
    }

    /// Puts pieces into the cart of a buyer, and orders it.
    pub(crate) async fn order(&self, buyer: UserId, lines: &[(ProductId, i64)]) -> Order {
        done(self.orders.place(buyer, explicit(lines), None).await.unwrap())
    }

    /// An order of one line that is paid.
    pub(crate) async fn paid_order(&self, buyer: UserId, lines: &[(ProductId, i64)]) -> (Order, PaymentId) {
        let order = self.order(buyer, lines).await;
        let payment = self.pay(order.id).await;
        (self.shown(order.id).await, payment)
    }

    /// The order as it is stored.
    pub(crate) async fn shown(&self, order: OrderId) -> Order {
        self.world.storage.orders.order(order).await.unwrap().unwrap()
    }

    pub(crate) async fn timeline(&self, order: OrderId) -> Vec<OrderEvent> {
        self.world.storage.orders.timeline(order).await.unwrap()
    }

    pub(crate) async fn orders_of(&self, buyer: UserId) -> Vec<Order> {
        self.orders.own(buyer, None, None, 1_000).await.unwrap()
    }

    /// What lies in the chain of a product at the default location.
    pub(crate) async fn level(&self, product: ProductId) -> StockLevel {
        self.level_at(StockKey::at_default(product)).await
    }

    pub(crate) async fn level_at(&self, key: StockKey) -> StockLevel {
        let level = self
            .world
            .transact(move |uow| Box::pin(async move { Ok(uow.stock().level(key).await?) }))
            .await;
        level.unwrap_or_default()
    }

    /// On hand and reserved.
    pub(crate) async fn pieces(&self, product: ProductId) -> (i64, i64) {
        let level = self.level(product).await;
        (level.on_hand.get(), level.reserved.get())
    }

    /// Pieces that another process brings: nobody here is told of them.
    pub(crate) async fn bring_elsewhere(&self, product: ProductId, count: i64) {
        let (key, now) = (StockKey::at_default(product), self.now());
        let receive = StockCommand::Receive(pieces(count));
        self.world
            .transact(move |uow| Box::pin(async move { Ok(move_stock(uow, key, receive, now).await?) }))
            .await;
    }

    /// An attempt to pay, as it stands.
    pub(crate) async fn attempt(&self, order: OrderId, state: PaymentState) -> PaymentId {
        let order = self.shown(order).await;
        let now = self.now();
        let before = self.world.storage.payments.of_order(order.id).await.unwrap();
        let payment = Payment {
            id: self.world.mint.id(now),
            purpose: PaymentPurpose::Order(order.id),
            attempt: i64::try_from(before.len()).unwrap() + 1,
            buyer: order.buyer,
            provider: Some(Provider::Sandbox),
            merchant_uid: MerchantUid::mint(self.world.mint.secret()),
            amount: order.totals().unwrap().total,
            points: 0,
            state,
            key: None,
            transaction: None,
            method: None,
            receipt_url: None,
            failure: None,
            refunds: Vec::new(),
            ask_at: None,
            asked: 0,
            expires_at: now + Payment::PATIENCE,
            captured_at: (state == PaymentState::Captured).then_some(now),
            created_at: now,
            version: 1,
            updated_at: now,
        };
        let id = payment.id;
        self.world
            .transact(move |uow| {
                let payment = payment.clone();
                Box::pin(async move { Ok(uow.payments().add(&payment).await?) })
            })
            .await;
        id
    }

    pub(crate) async fn payment(&self, id: PaymentId) -> Payment {
        self.world.storage.payments.payment(id).await.unwrap().unwrap()
    }

    /// Asks for all of a payment back.
    pub(crate) async fn give_back(&self, id: PaymentId) {
        let (refund, now) = (self.world.mint.id(self.now()), self.now());
        self.world
            .transact(move |uow| {
                Box::pin(async move {
                    let payment = uow.payments().find(id).await?.unwrap();
                    let reason = RefundReason::parse("too late").unwrap();
                    let back = payment.refunding(refund, payment.amount, reason, now).unwrap();
                    Ok(uow.payments().save(&back).await?)
                })
            })
            .await;
    }

    /// What a payment that arrives writes.
    pub(crate) async fn pay(&self, order: OrderId) -> PaymentId {
        let payment = self.attempt(order, PaymentState::Captured).await;
        let by = Hand {
            party: Party::System,
            actor: None,
            reason: None,
            now: self.now(),
        };
        self.world
            .transact(move |uow| {
                let by = by.clone();
                Box::pin(async move {
                    let order = uow.orders().find(order).await?.unwrap();
                    let policy = RefundPolicy::default();
                    let paid = order.step_all(LineState::PendingPayment, LineStep::Pay, &by, policy);
                    let paid = paid.unwrap().unwrap();
                    uow.orders().save(&paid).await?;
                    for (seller, tally) in counted(&paid) {
                        let (month, _) = month_of(by.now.date_naive());
                        uow.settlements().count(seller, month, tally).await?;
                    }
                    for (key, command) in paid.stock {
                        move_stock(uow, key, command, by.now).await?;
                    }
                    Ok(uow.payments().pays_for(order.id, payment).await?)
                })
            })
            .await;
        payment
    }

    /// The refunds that were begun since the last look.
    pub(crate) fn begun(&self) -> Vec<PaymentId> {
        std::mem::take(&mut *self.refunds.0.lock().unwrap())
    }

    /// A job of orders, by its name.
    pub(crate) fn job(&self, name: &str) -> Arc<dyn Job> {
        let mut jobs = ordering_jobs(&self.ports).into_iter();
        jobs.find(|job| job.name() == name).unwrap()
    }

    pub(crate) async fn run(&self, job: &str) -> u64 {
        self.job(job).run(self.now()).await.unwrap()
    }

    /// What was announced since the last look, as kinds.
    pub(crate) async fn announced(&self) -> Vec<String> {
        let mut kinds = Vec::new();
        // The postman gives up what nobody listens to; so it is taken from the line of what is due, one after another.
        loop {
            let due = self
                .world
                .storage
                .outbox
                .due(&given::every_lane(), self.now(), 1_000)
                .await
                .unwrap();
            let events: Vec<_> = due.into_iter().filter(|due| due.topic == "event").collect();
            if events.is_empty() {
                return kinds;
            }
            for event in events {
                let told: serde_json::Value = serde_json::from_str(&event.payload).unwrap();
                kinds.push(told.get("type").unwrap().as_str().unwrap().to_owned());
                let lease = self.world.storage.leases.acquire(
                    "outbox",
                    [9; 16],
                    self.now(),
                    std::time::Duration::from_secs(1),
                );
                let lease = lease.await.unwrap().unwrap();
                let delivered = hexmart_application::platform::Outcome::Delivered { at: self.now() };
                assert!(
                    self.world
                        .storage
                        .outbox
                        .settle(&lease, event.id, delivered)
                        .await
                        .unwrap()
                );
                self.world.storage.leases.release(&lease).await.unwrap();
            }
        }
    }

    pub(crate) async fn letters(&self) -> Vec<Notification> {
        self.world.letters().await
    }
}

async fn move_stock(
    uow: &mut dyn UnitOfWork,
    key: StockKey,
    command: StockCommand,
    now: Instant,
) -> Result<(), StoreError> {
    let level = uow.stock().level(key).await?.unwrap();
    let operation = goods::id(u8::try_from(level.version % 200).unwrap());
    let context = StockContext::plain(operation, None, now);
    let event = decide(key, &level, command, &context).unwrap();
    uow.stock().append(&[event]).await
}

fn percentage(percent: i64) -> hexmart_domain::shared::Percentage {
    rust_decimal::Decimal::from(percent).try_into().unwrap()
}

pub(crate) fn wanted(product: ProductId, quantity: i64) -> AddToCart {
    AddToCart {
        product,
        item: None,
        quantity: pieces(quantity),
    }
}

pub(crate) fn pieces(count: i64) -> Quantity {
    goods::pieces(count)
}

/// An order of these, to an address that is typed.
pub(crate) fn explicit(lines: &[(ProductId, i64)]) -> PlaceOrder {
    let items = lines
        .iter()
        .map(|(product, count)| (ItemId::from(*product), pieces(*count)));
    PlaceOrder {
        of: Basket::Lines {
            items: items.collect(),
            coupon: None,
        },
        to: Destination::Typed(Box::new(given::postal_address("세종대로 110"))),
        note: None,
        expected_total: None,
    }
}

/// An order of one's whole cart.
pub(crate) fn whole_cart() -> PlaceOrder {
    PlaceOrder {
        of: Basket::Cart {
            items: None,
            seen: None,
        },
        ..explicit(&[])
    }
}

/// A change of these lines, or of all that can.
pub(crate) fn change(order: OrderId, lines: &[OrderLineId]) -> LineChange {
    LineChange {
        order,
        lines: lines.to_vec(),
        reason: None,
        seen: None,
    }
}

/// A request that may be a repetition, answered with the number of the order.
pub(crate) fn once(key: &str, fingerprint: u8) -> Once<Order> {
    Once {
        key: RequestKey {
            scope: "tester".to_owned(),
            key: key.to_owned(),
            fingerprint: [fingerprint; 16],
        },
        render: Arc::new(|order: &Order| StoredAnswer {
            status: 201,
            headers: Vec::new(),
            body: order.number.as_str().to_owned(),
        }),
    }
}

/// What amounts are, in won.
pub(crate) fn won(money: hexmart_domain::shared::Money) -> i64 {
    money.amount().normalize().to_string().parse().unwrap()
}

/// The states of the lines.
pub(crate) fn states(order: &Order) -> Vec<LineState> {
    order.lines.iter().map(|line| line.state).collect()
}

pub(crate) fn is_out_of_stock(refused: &PlaceOrderError) -> bool {
    matches!(refused, PlaceOrderError::OutOfStock { .. })
}
