//! What sellers get and buyers are given for lines that are confirmed, and what is taken back of it.

use std::sync::Arc;

use hexmart_application::funding::NothingKept;
use hexmart_application::invariants::sweep;
use hexmart_application::ordering::{OrderDesk, Ordering};
use hexmart_application::payments::{
    GiveBack, PaymentPorts, PaymentService, PaymentSettings, Payments, RefundPaymentError,
};
use hexmart_application::points::{Booking, Bookkeeper, PointsSettings};
use hexmart_application::settlement::{SellerAccounts, SellerAccountsService, SettlementPorts};
use hexmart_domain::marketplace::Seller;
use hexmart_domain::ordering::{LineState, Order};
use hexmart_domain::payments::{Payment, RefundReason};
use hexmart_domain::points::{EntryKind, Reference};
use hexmart_domain::settlement::{SellerStatistics, Settlement, SettlementKind};
use hexmart_domain::shared::{Currency, Money, OrderLineId, PaymentId, Points, SellerId, UserId};
use rust_decimal::Decimal;

use super::market::{Market, change, states};
use crate::catalogue::given::{id, new_product, seller};
use crate::catalogue::staff;
use crate::given::{done, sheet};

const SELLER: u8 = 1;

fn user() -> UserId {
    id(100 + SELLER)
}

fn seller_id() -> SellerId {
    id(200 + SELLER)
}

struct Trade {
    market: Market,
    buyer: UserId,
    order: Order,
    payment: PaymentId,
}

impl Trade {
    /// A paid order of a line of a seller and one of the shop, 10,000 won each, of which the shop keeps 2.5 %.
    async fn new() -> Self {
        let market = Market::new();
        let now = market.now();
        market
            .world
            .transact(move |uow| {
                Box::pin(async move {
                    let seller = Seller::applying(seller_id(), user(), sheet("과자 가게"), now);
                    Ok(uow.sellers().add(&seller).await?)
                })
            })
            .await;
        let buyer = market.buyer("kim").await;
        let mut lines = Vec::new();
        for (name, authority) in [("a", seller(SELLER)), ("b", staff())] {
            lines.push((market.create(new_product(name, 5), authority).await.id, 1));
        }
        let (order, payment) = market.paid_order(buyer, &lines).await;
        Self {
            market,
            buyer,
            order,
            payment,
        }
    }

    async fn deliver(&self) {
        let change = change(self.order.id, &[]);
        self.market.orders.deliver(staff(), change).await.unwrap();
    }

    async fn confirm(&self) {
        let change = change(self.order.id, &[]);
        self.market.orders.confirm(self.buyer, change).await.unwrap();
    }

    async fn balance(&self, of: UserId) -> i64 {
        self.market
            .world
            .storage
            .wallets
            .wallet(of)
            .await
            .unwrap()
            .balance
    }

    async fn statistics(&self) -> SellerStatistics {
        let ports = SettlementPorts {
            settlements: self.market.world.storage.settlements.clone(),
            books: self.books(),
            mint: self.market.world.mint.clone(),
        };
        SellerAccountsService::new(ports)
            .statistics(seller_id())
            .await
            .unwrap()
    }

    async fn account(&self) -> Vec<Settlement> {
        let day = self.books().day(self.market.now());
        let entries = &self.market.world.storage.settlements;
        entries.entries(seller_id(), (day, day), None, 9).await.unwrap()
    }

    fn books(&self) -> Bookkeeper {
        Bookkeeper::new(PointsSettings::default(), self.market.world.mint.clone())
    }

    /// Staff give money back for a line.
    async fn back(&self, line: OrderLineId, amount: i64) -> Result<Payment, RefundPaymentError> {
        let storage = &self.market.world.storage;
        let till = PaymentService::new(
            PaymentPorts {
                store: storage.store.clone(),
                payments: storage.payments.clone(),
                orders: storage.orders.clone(),
                gateways: Vec::new(),
                vault: self.market.world.ports.vault.clone(),
                settling: self.market.ports.settling.clone(),
                changed: Arc::new(NothingKept),
                mint: self.market.world.mint.clone(),
            },
            PaymentSettings::default(),
        );
        let back = GiveBack {
            amount: Money::new(Decimal::from(amount), Currency::KRW),
            reason: RefundReason::parse("broken").unwrap(),
            line: Some(line),
        };
        till.refund(id(3), self.payment, back, None).await.map(done)
    }

    async fn spend(&self, of: UserId, points: i64) {
        let (books, now) = (self.books(), self.market.now());
        self.market
            .world
            .transact(move |uow| {
                let books = books.clone();
                Box::pin(async move {
                    let reference = Reference::parse("spent").unwrap();
                    let booking = Booking::new(of, EntryKind::Adjustment, reference, now);
                    let points = Points::try_from(points).unwrap();
                    books.debit(uow, points, booking).await.unwrap();
                    Ok(())
                })
            })
            .await;
    }

    async fn is_sound(&self) {
        let swept = sweep(&self.market.world.storage, 10).await.unwrap();
        assert_eq!(swept.breaches, []);
    }
}

fn counts(statistics: &SellerStatistics) -> (Decimal, i64, i64, i64) {
    let total = statistics.total;
    (total.profit, total.sent, total.unsent, total.unpaid)
}

#[tokio::test]
async fn a_confirmed_line_is_settled_once() {
    let trade = Trade::new().await;
    assert_eq!(counts(&trade.statistics().await), (Decimal::ZERO, 0, 1, 0));
    trade.deliver().await;
    assert_eq!(counts(&trade.statistics().await), (Decimal::ZERO, 0, 0, 1));
    assert_eq!(trade.account().await, []);
    trade.confirm().await;
    assert_eq!(counts(&trade.statistics().await), (Decimal::from(9_750), 1, 0, 0));
    let account = trade.account().await;
    let [settled] = account.as_slice() else {
        panic!("{account:?}");
    };
    let line = &trade.order.lines[0];
    assert_eq!((settled.line, settled.kind), (line.id, SettlementKind::Sale));
    assert_eq!(settled.net.amount(), Decimal::from(9_750));
    assert_eq!(trade.balance(user()).await, 9_750);
    // 5 % of both lines.
    assert_eq!(trade.balance(trade.buyer).await, 1_000);
    let again = trade
        .market
        .orders
        .confirm(trade.buyer, change(trade.order.id, &[]))
        .await;
    assert!(again.is_err());
    assert_eq!(trade.market.run("confirm_delivered_lines").await, 0);
    assert_eq!(trade.balance(user()).await, 9_750);
    trade.is_sound().await;
}

#[tokio::test]
async fn what_is_called_off_was_never_sent() {
    let trade = Trade::new().await;
    let off = change(trade.order.id, &[]);
    trade.market.orders.call_off(staff(), off, None).await.unwrap();
    assert_eq!(
        states(&trade.market.shown(trade.order.id).await)[0],
        LineState::Cancelled
    );
    assert_eq!(counts(&trade.statistics().await), (Decimal::ZERO, 0, 0, 0));
    assert_eq!(
        (trade.balance(user()).await, trade.balance(trade.buyer).await),
        (0, 0)
    );
    trade.is_sound().await;
}

#[tokio::test]
async fn what_goes_back_after_all_is_taken_off_again_once() {
    let trade = Trade::new().await;
    let [own, shops] = [trade.order.lines[0].id, trade.order.lines[1].id];
    trade.deliver().await;
    // Nothing was given yet that could be taken back.
    let early = trade.back(own, 1_000).await;
    assert!(matches!(early, Err(RefundPaymentError::UnknownLine)));
    trade.confirm().await;
    let too_much = trade.back(own, 10_001).await;
    assert!(matches!(too_much, Err(RefundPaymentError::LineSettled)));
    trade.back(own, 4_000).await.unwrap();
    assert_eq!(trade.balance(user()).await, 9_750 - 3_900);
    assert_eq!(trade.balance(trade.buyer).await, 1_000 - 200);
    assert_eq!(counts(&trade.statistics().await), (Decimal::from(5_850), 1, 0, 0));
    for (line, amount) in [(own, 1_000), (id(77), 1_000)] {
        assert!(trade.back(line, amount).await.is_err());
    }
    // A line of the shop itself has no seller.
    trade.back(shops, 10_000).await.unwrap();
    assert_eq!(trade.balance(trade.buyer).await, 300);
    assert!(trade.back(shops, 1).await.is_err());
    assert_eq!(trade.market.payment(trade.payment).await.refunds.len(), 2);
    trade.is_sound().await;
}

#[tokio::test]
async fn a_seller_who_spent_it_owes_the_rest() {
    let trade = Trade::new().await;
    trade.deliver().await;
    trade.confirm().await;
    trade.spend(user(), 9_000).await;
    trade.back(trade.order.lines[0].id, 10_000).await.unwrap();
    assert_eq!(trade.balance(user()).await, 0);
    let account = trade.account().await;
    let is_reversal = |entry: &&Settlement| entry.kind == SettlementKind::Reversal;
    let reversal = account.iter().find(is_reversal).unwrap();
    assert_eq!(reversal.points, -750);
    assert_eq!(reversal.net.amount(), Decimal::from(-9_750));
    assert_eq!(counts(&trade.statistics().await), (Decimal::ZERO, 1, 0, 0));
    trade.is_sound().await;
}
