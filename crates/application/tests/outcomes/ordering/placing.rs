use chrono::TimeDelta;
use hexmart_application::identity::Profiles;
use hexmart_application::ordering::{
    Basket, Carts, Destination, OrderDesk, OrderSettings, Ordering, PlaceOrder, ShippingTerms,
};
use hexmart_application::platform::Message;
use hexmart_domain::ordering::{CartOwner, DeliveryNote, LineState, OrderEventKind, Party};
use hexmart_domain::pricing::CouponCode;
use hexmart_domain::shared::{Currency, ItemId, Money};
use rust_decimal::Decimal;

use super::market::{Market, explicit, pieces, states, whole_cart, won};
use crate::given::done;
use crate::given::postal_address;

#[tokio::test]
async fn what_is_in_the_cart_becomes_an_order() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let owner = CartOwner::User(buyer);
    let (a, b) = (market.product("a", 5).await, market.product("b", 5).await);
    market.discount(a.id, 10).await;
    let coupon = market.coupon(buyer, "TEN", 10).await;
    market.add(owner, a.id, 2).await;
    market.add(owner, b.id, 1).await;
    let cart = market
        .carts
        .apply_coupon(owner, Some(coupon.code.clone()), None)
        .await
        .unwrap();
    let wanted = PlaceOrder {
        note: Some(DeliveryNote::parse("문 앞에").unwrap()),
        expected_total: Some(cart.totals.unwrap().total),
        ..whole_cart()
    };
    let order = done(market.orders.place(buyer, wanted, None).await.unwrap());
    assert_eq!(order, market.shown(order.id).await);
    assert_eq!(
        (order.cart, order.buyer, order.version),
        (Some(cart.cart.id), buyer, 1)
    );
    assert_eq!(states(&order), [LineState::PendingPayment; 2]);
    let totals = order.totals().unwrap();
    assert_eq!(
        [
            totals.list,
            totals.discount,
            totals.coupon,
            totals.shipping,
            totals.total
        ]
        .map(won),
        [30_000, 2_000, 2_800, 0, 25_200]
    );
    assert_eq!(
        order.coupon.as_ref().map(|coupon| coupon.code.as_str()),
        Some("TEN")
    );
    assert_eq!(
        (order.pay_by, order.placed_at),
        (market.now() + TimeDelta::minutes(30), market.now())
    );
    // 2026-09-21 in UTC, the 22nd in Seoul.
    assert!(order.number.as_str().starts_with("20260921-") || order.number.as_str().starts_with("20260922-"));
    let line = &order.lines[0];
    assert_eq!((line.snapshot.name.as_str(), line.quantity), ("a", pieces(2)));
    assert_eq!(
        (line.picks.len(), line.picks[0].quantity, line.picks[0].distance),
        (1, pieces(2), None)
    );
    assert_eq!(
        (market.pieces(a.id).await, market.pieces(b.id).await),
        ((5, 2), (5, 1))
    );

    // The cart is over, and what comes after is another.
    let empty = market.carts.show(owner).await.unwrap();
    assert_eq!(
        (empty.cart.version, empty.lines.len(), empty.coupon),
        (0, 0, None)
    );
    assert_ne!(market.add(owner, b.id, 1).await.cart.id, cart.cart.id);
    let events = market.timeline(order.id).await;
    assert_eq!(events.len(), 1);
    assert_eq!(
        (events[0].kind, events[0].party, events[0].actor),
        (OrderEventKind::Placed, Party::Buyer, Some(buyer))
    );
    assert_eq!(market.announced().await, ["order.placed"]);
}

#[tokio::test]
async fn the_buyer_gets_a_letter_to_where_they_are_by_then() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 5).await;
    let order = market.order(buyer, &[(product.id, 2)]).await;
    let letters = market.letters().await;
    let [letter] = &letters[..] else {
        panic!("{letters:?}");
    };
    let Message::OrderPlaced { number, total } = &letter.message else {
        panic!("another message");
    };
    assert_eq!(
        (number.as_str(), total.as_str()),
        (order.number.as_str(), "20,000 KRW")
    );
    assert_eq!(market.world.sketches().await, []);
    market.order(buyer, &[(product.id, 1)]).await;
    // Who is gone by then is not written to.
    market
        .world
        .rewrite(buyer, |account| {
            let mut account = account;
            account.personal.email = None;
            account
        })
        .await;
    assert_eq!(market.world.sketches().await, []);
    assert_eq!(market.world.storage.outbox.dead_letters(10).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_not_ordered_stays_in_another_cart() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let owner = CartOwner::User(buyer);
    let (a, b) = (market.product("a", 5).await, market.product("b", 5).await);
    market.add(owner, a.id, 2).await;
    let before = market.add(owner, b.id, 1).await.cart;
    let some = PlaceOrder {
        of: Basket::Cart {
            items: Some(vec![b.id.into()]),
            seen: Some(before.version),
        },
        ..whole_cart()
    };
    let order = done(market.orders.place(buyer, some, None).await.unwrap());
    assert_eq!((order.lines.len(), order.cart), (1, Some(before.id)));
    let after = market.carts.show(owner).await.unwrap();
    assert_eq!((after.lines.len(), after.lines[0].item), (1, ItemId::from(a.id)));
    assert_ne!(after.cart.id, before.id);
    // And can be ordered in its turn.
    let rest = done(market.orders.place(buyer, whole_cart(), None).await.unwrap());
    assert_eq!(rest.cart, Some(after.cart.id));
    assert_eq!(market.orders_of(buyer).await.len(), 2);
}

/// I8: demands of one item are added up before anything is promised.
#[tokio::test]
async fn the_same_item_twice_is_one_line() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 5).await;
    let order = market.order(buyer, &[(product.id, 2), (product.id, 2)]).await;
    assert_eq!((order.lines.len(), order.lines[0].quantity), (1, pieces(4)));
    let answer = market
        .orders
        .place(buyer, explicit(&[(product.id, 1), (product.id, 1)]), None)
        .await;
    assert!(answer.is_err(), "one piece is left: {answer:?}");
    assert_eq!(market.pieces(product.id).await, (5, 4));
}

#[tokio::test]
async fn the_way_costs_what_the_shop_says() {
    let won_of = |amount: i64| Money::new(Decimal::from(amount), Currency::KRW);
    let market = Market::with(OrderSettings {
        shipping: Some(ShippingTerms {
            fee: won_of(3_000),
            free_from: Some(won_of(20_000)),
        }),
        ..OrderSettings::default()
    });
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 9).await;
    for (count, fee) in [(1, 3_000), (2, 0), (3, 0)] {
        let order = market.order(buyer, &[(product.id, count)]).await;
        assert_eq!(won(order.shipping_fee), fee);
        assert_eq!(won(order.totals().unwrap().total), count * 10_000 + fee);
    }
}

#[tokio::test]
async fn what_costs_nothing_is_paid_at_once() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 5).await;
    market.coupon(buyer, "ALL", 100).await;
    let wanted = PlaceOrder {
        of: Basket::Lines {
            items: vec![(product.id.into(), pieces(2))],
            coupon: Some(CouponCode::parse("all").unwrap()),
        },
        ..explicit(&[])
    };
    let order = done(market.orders.place(buyer, wanted, None).await.unwrap());
    assert_eq!(order, market.shown(order.id).await);
    assert_eq!((states(&order), order.version), (vec![LineState::Paid], 2));
    assert_eq!(
        (order.paid.map(won), order.paid_at),
        (Some(0), Some(market.now()))
    );
    assert_eq!(market.pieces(product.id).await, (3, 0));
    assert_eq!(market.announced().await, ["order.placed", "order.paid"]);
}

#[tokio::test]
async fn an_order_goes_to_an_address_of_ones_book() {
    let market = Market::new();
    let (kim, lee) = (market.buyer("kim").await, market.buyer("lee").await);
    let product = market.product("a", 9).await;
    let add = |line| {
        market
            .world
            .identity
            .add_address(kim, postal_address(line), false)
    };
    add("첫째 길 1").await.unwrap();
    let (second, _) = add("둘째 길 2").await.unwrap();
    let place = |who, to| {
        let wanted = PlaceOrder {
            to,
            ..explicit(&[(product.id, 1)])
        };
        market.orders.place(who, wanted, None)
    };
    for (to, line) in [
        (Destination::Default, "첫째 길 1"),
        (Destination::Saved(second), "둘째 길 2"),
    ] {
        let order = done(place(kim, to).await.unwrap());
        assert_eq!(order.deliver_to.line.as_str(), line);
    }
    for to in [Destination::Default, Destination::Saved(second)] {
        assert!(place(lee, to).await.is_err());
    }
    assert_eq!(market.orders.placed_today().await.unwrap(), 2);
}

#[tokio::test]
async fn today_is_counted_from_midnight_in_seoul() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 9).await;
    // Just before midnight in Seoul, the afternoon in London.
    let eve = "2026-09-22T14:59:59Z".parse().unwrap();
    market.world.turn_to(eve);
    let order = market.order(buyer, &[(product.id, 1)]).await;
    assert!(
        order.number.as_str().starts_with("20260922-"),
        "{:?}",
        order.number
    );
    assert_eq!(market.orders.placed_today().await.unwrap(), 1);
    market.turn(TimeDelta::seconds(1));
    assert_eq!(market.orders.placed_today().await.unwrap(), 0);
    let order = market.order(buyer, &[(product.id, 1)]).await;
    assert!(
        order.number.as_str().starts_with("20260923-"),
        "{:?}",
        order.number
    );
    assert_eq!(market.orders.placed_today().await.unwrap(), 1);
}
