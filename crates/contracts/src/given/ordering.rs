//! Carts and orders.

use std::slice::from_ref;

use chrono::TimeDelta;
use hexmart_application::platform::Entropy;
use hexmart_domain::inventory::StockKey;
use hexmart_domain::ordering::{
    AppliedCoupon, Cart, CartLine, CartOwner, Courier, DeliveryNote, Hand, LineSnapshot, LineState, Order,
    OrderLine, OrderNumber, OrderReason, Party, Pick, TrackingNumber, price_lines,
};
use hexmart_domain::pricing::{CouponCode, Quote};
use hexmart_domain::shared::{Currency, ItemId, Money, Quantity, SellerId, UserId, WarehouseId};

use super::{CountingEntropy, id, now, percentage, pieces, postal_address, price};

/// Somebody who did not sign in, with a token of their own.
pub fn guest() -> CartOwner {
    CartOwner::Guest(CountingEntropy.secret())
}

/// So many pieces of an item of its own in a cart.
pub fn cart_line(quantity: i64) -> CartLine {
    CartLine {
        product: id(),
        item: id(),
        quantity: pieces(quantity),
        added_at: now(),
    }
}

/// The first version of a cart with these lines.
pub fn cart(owner: CartOwner, lines: &[CartLine]) -> Cart {
    Cart {
        lines: lines.to_vec(),
        version: 1,
        ..Cart::empty(id(), owner, now())
    }
}

/// A line of an order: so many pieces of an item that lie on the default rack, and are not paid.
pub fn order_line(item: ItemId, quantity: i64) -> OrderLine {
    let quote = Quote::of(price("12900.5", "KRW"), None, None);
    let quantity = pieces(quantity);
    OrderLine {
        id: id(),
        product: id(),
        item,
        seller: None,
        snapshot: LineSnapshot {
            name: "무선 이어폰 Pro".to_owned(),
            sku: "EAR-1".to_owned(),
            options: Vec::new(),
            category: None,
            picture: None,
            seller: None,
        },
        quantity,
        quote,
        amounts: price_lines(&[(quote, quantity)]).unwrap()[0],
        state: LineState::PendingPayment,
        asked_from: None,
        picks: vec![pick(item, quantity)],
        delivered_at: None,
    }
}

fn pick(item: ItemId, quantity: Quantity) -> Pick {
    Pick {
        key: StockKey::at_default(item),
        warehouse: WarehouseId::DEFAULT,
        distance: None,
        quantity,
    }
}

/// A line of an order of which everything is said that can be, without what comes later.
pub fn order_line_in_full(seller: Option<SellerId>) -> OrderLine {
    let line = order_line(id(), 7);
    let quote = Quote::of(
        price("99999.99", "KRW"),
        Some(percentage("33.33")),
        Some(percentage("10")),
    );
    let far = Pick {
        key: StockKey {
            location: id(),
            ..line.picks[0].key
        },
        warehouse: id(),
        distance: Some(u32::MAX),
        quantity: pieces(4),
    };
    let near = Pick {
        distance: Some(0),
        ..pick(line.item, pieces(3))
    };
    OrderLine {
        seller,
        snapshot: LineSnapshot {
            name: "사과 \"10kg\" 'A' \\ 🍎".to_owned(),
            sku: "Ä/1-b".to_owned(),
            options: vec!["사이즈: 엑스라지".to_owned(), "색: \"빨강\"".to_owned()],
            category: Some((id(), "과일 · 채소".to_owned())),
            picture: Some(id()),
            seller: Some("청과 상회 🏪".to_owned()),
        },
        quote,
        amounts: price_lines(&[(quote, line.quantity)]).unwrap()[0],
        picks: vec![near, far],
        ..line
    }
}

/// An order of these lines that was placed now and is to be paid for within half an hour.
pub fn order(buyer: UserId, lines: &[OrderLine]) -> Order {
    Order {
        id: id(),
        number: order_number(),
        buyer,
        cart: None,
        deliver_to: postal_address(),
        note: None,
        lines: lines.to_vec(),
        coupon: None,
        shipping_fee: won(3_000),
        shipments: Vec::new(),
        pay_by: now() + TimeDelta::minutes(30),
        placed_at: now(),
        paid_at: None,
        paid: None,
        version: 1,
        updated_at: now(),
    }
}

/// An order of one line of one piece.
pub fn small_order(buyer: UserId) -> Order {
    order(buyer, from_ref(&order_line(id(), 1)))
}

/// An order of which everything is said that can be when it is placed.
pub fn order_in_full(buyer: UserId, seller: Option<SellerId>) -> Order {
    let coupon = AppliedCoupon {
        id: id(),
        code: CouponCode::parse("쿠폰 'Ten' \\ 😀").unwrap(),
        percentage: percentage("10"),
    };
    Order {
        cart: Some(id()),
        note: Some(DeliveryNote::parse("문 앞에 놓아 주세요 🚪 'quoted' \\").unwrap()),
        coupon: Some(coupon),
        ..order(buyer, &[order_line_in_full(seller), order_line_in_full(None)])
    }
}

/// A number that no other order has.
pub fn order_number() -> OrderNumber {
    // Five bits of each byte count.
    let count = super::count();
    OrderNumber::mint(
        "20260921",
        [0, 5, 10, 15, 20, 25, 30, 35].map(|bits| (count >> bits).to_le_bytes()[0]),
    )
}

/// Somebody who changes an order now, and says why.
pub fn hand(party: Party) -> Hand {
    Hand {
        party,
        actor: (party != Party::System).then(id),
        reason: Some(OrderReason::parse("마음이 바뀜\n'quoted' \\ 😀").unwrap()),
        now: now(),
    }
}

/// A courier and a number of theirs.
pub fn parcel() -> (Courier, TrackingNumber) {
    let courier = Courier::parse("cjlogistics").unwrap();
    (courier, TrackingNumber::parse("6890-1234 가").unwrap())
}

/// So many won.
pub fn won(amount: i64) -> Money {
    Money::new(amount.into(), Currency::KRW)
}
