//! Values that tests of payments work with.

use chrono::TimeDelta;
use hexmart_application::payments::GiveBack;
use hexmart_domain::catalogue::Price;
use hexmart_domain::inventory::StockKey;
use hexmart_domain::ordering::{
    Hand, LineSnapshot, LineState, Order, OrderLine, OrderNumber, Party, Pick, price_lines,
};
use hexmart_domain::payments::{Payment, PaymentKey, RefundReason};
use hexmart_domain::pricing::Quote;
use hexmart_domain::shared::{Currency, Id, Instant, ItemId, Money, OrderId, Quantity, UserId, WarehouseId};
use rust_decimal::Decimal;

use crate::given::{postal_address, start};

/// An id that everybody can name again.
pub(crate) fn id<K>(dice: u8) -> Id<K> {
    Id::mint(start(), [dice; 10])
}

/// Who pays.
pub(crate) fn buyer() -> UserId {
    id(1)
}

pub(crate) fn won(amount: i64) -> Money {
    Money::new(Decimal::from(amount), Currency::KRW)
}

pub(crate) fn key(text: &str) -> PaymentKey {
    PaymentKey::parse(text).unwrap()
}

pub(crate) fn reason(text: &str) -> RefundReason {
    RefundReason::parse(text).unwrap()
}

pub(crate) fn by(party: Party, now: Instant) -> Hand {
    Hand {
        party,
        actor: None,
        reason: None,
        now,
    }
}

/// The one line: two pieces for half of what the order costs each.
fn line(number: u8, total: i64) -> OrderLine {
    let (item, quantity): (ItemId, _) = (id(number), Quantity::try_from(2).unwrap());
    let price = Price::new(Decimal::from(total / 2), Currency::KRW).unwrap();
    let quote = Quote::of(price, None, None);
    let amounts = price_lines(&[(quote, quantity)]).unwrap();
    OrderLine {
        id: id(number),
        product: id(number),
        item,
        seller: None,
        snapshot: LineSnapshot {
            name: "Apple".to_owned(),
            sku: "A-1".to_owned(),
            options: Vec::new(),
            category: None,
            picture: None,
            seller: None,
        },
        quantity,
        quote,
        amounts: *amounts.first().unwrap(),
        state: LineState::PendingPayment,
        asked_from: None,
        picks: vec![Pick {
            key: StockKey::at_default(item),
            warehouse: WarehouseId::DEFAULT,
            distance: None,
            quantity,
        }],
        delivered_at: None,
    }
}

/// The order of a number, of so many won.
pub(crate) fn order(number: u8, total: i64, now: Instant) -> Order {
    Order {
        id: OrderId::mint(now, [number; 10]),
        number: OrderNumber::mint("20261120", [number, number >> 5, 0, 0, 0, 0, 0, 0]),
        buyer: buyer(),
        cart: None,
        deliver_to: postal_address("세종대로 110"),
        note: None,
        lines: vec![line(number, total)],
        coupon: None,
        shipping_fee: won(0),
        shipments: Vec::new(),
        pay_by: now + TimeDelta::minutes(45),
        placed_at: now,
        paid_at: None,
        paid: None,
        version: 1,
        updated_at: now,
    }
}

/// Which order is paid for.
pub(crate) fn order_of(payment: &Payment) -> OrderId {
    payment.purpose.order().unwrap()
}

/// Money that staff give back, for no line in particular.
pub(crate) fn back(amount: Money) -> GiveBack {
    GiveBack {
        amount,
        reason: reason("sorry"),
        line: None,
    }
}
