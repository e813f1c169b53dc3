//! A shop in memory with a till, and a provider that only plays.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::future::BoxFuture;
use hexmart_application::funding::NothingKept;
use hexmart_application::invariants::sweep;
use hexmart_application::payments::{
    ConfirmPaymentError, Means, PaymentGateway, PaymentPorts, PaymentService, PaymentSettings, Payments as _,
    Started, payment_jobs,
};
use hexmart_application::platform::{Abort, Mint, Outcome, Storage, Store, StoreError, UnitOfWork, transact};
use hexmart_application::points::{Booking, Bookkeeper, PointsSettings};
use hexmart_application::settlement::Settling;
use hexmart_domain::inventory::{StockCommand, StockContext, StockKey, StockLevel, decide};
use hexmart_domain::ordering::{LineState, LineStep, Order, OrderChange, Party, RefundPolicy};
use hexmart_domain::payments::{Payment, PaymentState};
use hexmart_domain::points::{EntryKind, Reference};
use hexmart_domain::shared::{BasisPoints, Instant, Money, OrderId, PaymentId, Points, Quantity};
use hexmart_payment_adapter::sandbox::{SandboxEntry, SandboxGateway};

use super::frail::{FrailGateway, FrailStore, Fuse};
use super::given::{buyer, by, key, order, order_of};
use crate::given::{done, every_lane, start};
use crate::world::{Dice, OpenVault, Overlapping, TurnedClock, listen};

pub(crate) struct Shop {
    pub(crate) storage: Storage,
    pub(crate) clock: Arc<TurnedClock>,
    pub(crate) mint: Mint,
    pub(crate) sandbox: Arc<SandboxGateway>,
    pub(crate) till: Arc<PaymentService>,
}

/// What a payment and its order came to: how it stands, how often money was taken, what the shop has of it, and how the order
/// stands.
pub(crate) type End = (PaymentState, u32, Money, LineState);

impl Shop {
    pub(crate) fn new() -> Self {
        let clock = Arc::new(TurnedClock(Mutex::new(start())));
        let mint = Mint::new(clock.clone(), Arc::new(Dice::default()));
        let storage = hexmart_memory_adapter::open();
        listen(&storage);
        let sandbox = Arc::new(SandboxGateway::new(clock.clone(), [7; 32]));
        let store = Arc::new(Overlapping(storage.store.clone()));
        let till = till(&storage, store, sandbox.clone(), &mint, true);
        Self {
            storage,
            clock,
            mint,
            sandbox,
            till,
        }
    }

    /// A till of the same shop that takes real money only.
    pub(crate) fn strict(&self) -> Arc<PaymentService> {
        let store = self.storage.store.clone();
        till(&self.storage, store, self.sandbox.clone(), &self.mint, false)
    }

    /// A till of the same shop at another provider.
    pub(crate) fn at(&self, gateway: Arc<dyn PaymentGateway>) -> Arc<PaymentService> {
        let store = self.storage.store.clone();
        till(&self.storage, store, gateway, &self.mint, true)
    }

    /// A till of the same shop whose world breaks.
    pub(crate) fn frail(&self, fuse: &Arc<Fuse>) -> Arc<PaymentService> {
        let store = Arc::new(FrailStore(self.storage.store.clone(), fuse.clone()));
        let gateway = Arc::new(FrailGateway(self.sandbox.clone(), fuse.clone()));
        till(&self.storage, store, gateway, &self.mint, true)
    }

    pub(crate) fn now(&self) -> Instant {
        self.mint.now()
    }

    pub(crate) fn turn(&self, by: TimeDelta) {
        *self.clock.0.lock().unwrap() += by;
    }

    /// An order over so many won, promised of a chain of its own.
    pub(crate) async fn place(&self, number: u8, total: i64) -> Order {
        let placed = order(number, total, self.now()).placed(&by(Party::Buyer, self.now()));
        let change = placed.clone();
        let mint = self.mint.clone();
        self.transact(move |uow| {
            let (change, mint) = (change.clone(), mint.clone());
            Box::pin(async move {
                let now = change.order.placed_at;
                for (key, _) in &change.stock {
                    let opening = StockCommand::Open(Quantity::try_from(5).unwrap());
                    let level = StockLevel::default();
                    append(uow, *key, &level, opening, &mint, now).await?;
                }
                uow.orders().add(&change.order, &change.events).await?;
                Ok(move_stock(uow, &change, &mint, now).await?)
            })
        })
        .await;
        placed.order
    }

    /// Calls an order off that nobody paid.
    pub(crate) async fn call_off(&self, order: OrderId) {
        let hand = by(Party::System, self.now());
        let mint = self.mint.clone();
        self.transact(move |uow| {
            let (hand, mint) = (hand.clone(), mint.clone());
            Box::pin(async move {
                let order = uow.orders().find(order).await?.unwrap();
                let policy = RefundPolicy::default();
                let change = order.step_all(LineState::PendingPayment, LineStep::Cancel, &hand, policy);
                let Some(change) = change.unwrap() else {
                    return Ok(());
                };
                uow.orders().save(&change).await?;
                Ok(move_stock(uow, &change, &mint, hand.now).await?)
            })
        })
        .await;
    }

    /// Gives the buyer points.
    pub(crate) async fn give(&self, points: i64) {
        let now = self.now();
        let books = Bookkeeper::new(PointsSettings::default(), self.mint.clone());
        self.transact(move |uow| {
            let books = books.clone();
            Box::pin(async move {
                let given = Reference::parse("given").unwrap();
                let booking = Booking::new(buyer(), EntryKind::Adjustment, given, now);
                let points = Points::try_from(points).unwrap();
                books.credit(uow, points, booking).await.unwrap();
                Ok(())
            })
        })
        .await;
    }

    pub(crate) async fn order(&self, order: OrderId) -> Order {
        self.storage.orders.order(order).await.unwrap().unwrap()
    }

    pub(crate) async fn payment(&self, payment: PaymentId) -> Payment {
        self.storage.payments.payment(payment).await.unwrap().unwrap()
    }

    pub(crate) async fn start(&self, order: OrderId) -> Started {
        let started = self
            .till
            .start(buyer(), order.into(), Means::default(), None)
            .await;
        done(started.unwrap())
    }

    /// An order of 10,000 won, and an attempt to pay for it.
    pub(crate) async fn started(&self) -> Payment {
        let order = self.place(9, 10_000).await;
        self.start(order.id).await.payment
    }

    /// The buyer agrees, with a key that says what goes wrong.
    pub(crate) async fn confirm(
        &self,
        payment: &Payment,
        scenario: &str,
    ) -> Result<Payment, ConfirmPaymentError> {
        self.till
            .confirm(buyer(), payment.id, key(scenario), payment.amount)
            .await
    }

    /// An order of 10,000 won that was paid, the key of its payment as given.
    pub(crate) async fn paid(&self, scenario: &str) -> Payment {
        let payment = self.started().await;
        let paid = self.confirm(&payment, scenario).await.unwrap();
        assert_eq!(paid.state, PaymentState::Captured);
        paid
    }

    pub(crate) fn entry(&self, payment: &Payment) -> SandboxEntry {
        self.sandbox.entry(&payment.merchant_uid).unwrap()
    }

    /// What everything came to.
    pub(crate) async fn end(&self, payment: &Payment) -> End {
        let stored = self.payment(payment.id).await;
        let order = self.order(order_of(payment)).await;
        let (charges, kept) = self.sandbox.entry(&payment.merchant_uid).map_or_else(
            || (0, Money::zero(payment.amount.currency())),
            |entry| (entry.charges, entry.charged.checked_sub(entry.returned).unwrap()),
        );
        (stored.state, charges, kept, order.state().get())
    }

    /// Runs what looks after payments, but for the lists, every five seconds of so many minutes.
    pub(crate) async fn work(&self, minutes: i64) {
        let jobs = payment_jobs(&self.till);
        let until = self.now() + TimeDelta::minutes(minutes);
        while self.now() < until {
            for job in jobs.iter().filter(|job| job.interval() < Duration::from_mins(1)) {
                job.run(self.now()).await.unwrap();
            }
            self.turn(TimeDelta::seconds(5));
        }
    }

    /// What others heard since the last look, each order's in its order.
    pub(crate) async fn heard(&self) -> Vec<String> {
        let mut heard = Vec::new();
        let now = self.now();
        let term = Duration::from_mins(1);
        let lease = self.storage.leases.acquire("test", [1; 16], now, term).await;
        let lease = lease.unwrap().unwrap();
        loop {
            let due = self.storage.outbox.due(&every_lane(), now, 100).await.unwrap();
            if due.is_empty() {
                self.storage.leases.release(&lease).await.unwrap();
                return heard;
            }
            for message in due {
                let outcome = Outcome::Delivered { at: now };
                assert!(
                    self.storage
                        .outbox
                        .settle(&lease, message.id, outcome)
                        .await
                        .unwrap()
                );
                let event: serde_json::Value = serde_json::from_str(&message.payload).unwrap();
                heard.push(event.get("type").unwrap().as_str().unwrap().to_owned());
            }
        }
    }

    /// Whatever happened: nothing is as it must not be.
    pub(crate) async fn is_sound(&self) {
        let swept = sweep(&self.storage, 10).await.unwrap();
        assert_eq!(swept.breaches, []);
        for entry in self.sandbox.entries() {
            assert!(entry.charges <= 1, "{entry:?}");
            assert!(entry.returned.amount() <= entry.charged.amount(), "{entry:?}");
        }
    }

    pub(super) async fn transact<F>(&self, attempt: F)
    where
        F: for<'u> Fn(&'u mut dyn UnitOfWork) -> BoxFuture<'u, Result<(), Abort<StoreError>>>
            + Send
            + Sync
            + 'static,
    {
        transact(&*self.storage.store, "test", attempt).await.unwrap();
    }
}

fn till(
    storage: &Storage,
    store: Arc<dyn Store>,
    gateway: Arc<dyn PaymentGateway>,
    mint: &Mint,
    takes_test_money: bool,
) -> Arc<PaymentService> {
    let ports = PaymentPorts {
        store,
        payments: storage.payments.clone(),
        orders: storage.orders.clone(),
        gateways: vec![gateway],
        vault: Arc::new(OpenVault),
        settling: Settling {
            books: Bookkeeper::new(PointsSettings::default(), mint.clone()),
            commission: BasisPoints::NONE,
            mint: mint.clone(),
        },
        changed: Arc::new(NothingKept),
        mint: mint.clone(),
    };
    Arc::new(PaymentService::new(
        ports,
        PaymentSettings {
            takes_test_money,
            ..PaymentSettings::default()
        },
    ))
}

async fn append(
    uow: &mut dyn UnitOfWork,
    key: StockKey,
    level: &StockLevel,
    command: StockCommand,
    mint: &Mint,
    now: Instant,
) -> Result<(), StoreError> {
    let context = StockContext {
        operation: mint.id(now),
        actor: None,
        now,
        reason: None,
        reference: None,
    };
    let event = decide(key, level, command, &context).unwrap();
    uow.stock().append(&[event]).await
}

async fn move_stock(
    uow: &mut dyn UnitOfWork,
    change: &OrderChange,
    mint: &Mint,
    now: Instant,
) -> Result<(), StoreError> {
    for (key, command) in &change.stock {
        let level = uow.stock().level(*key).await?.unwrap();
        append(uow, *key, &level, *command, mint, now).await?;
    }
    Ok(())
}
