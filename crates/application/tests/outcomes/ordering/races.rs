use std::sync::atomic::Ordering as Memory;

use chrono::TimeDelta;
use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use hexmart_application::ordering::{Basket, Ordering, PlaceOrder, PlaceOrderError};
use hexmart_domain::ordering::CartOwner;
use hexmart_domain::pricing::CouponCode;

use super::market::{Market, explicit, is_out_of_stock, pieces, whole_cart};
use crate::catalogue::given::id;

/// I4, I5: as many as there are pieces, and not one more.
#[tokio::test]
async fn of_many_buyers_exactly_as_many_get_something_as_there_is() {
    let market = Market::new();
    let product = market.product("a", 7).await;
    let all = (0..60).map(|dice| market.orders.place(id(dice), explicit(&[(product.id, 1)]), None));
    let (got, refused): (Vec<_>, Vec<_>) = join_all(all).await.into_iter().partition(Result::is_ok);
    assert_eq!((got.len(), refused.len()), (7, 53));
    assert!(
        refused
            .iter()
            .all(|answer| is_out_of_stock(answer.as_ref().unwrap_err()))
    );
    assert_eq!(market.pieces(product.id).await, (7, 7));
    assert_eq!(market.world.storage.stock.faults(10).await.unwrap(), []);
    // One attempt for each piece: the others heard from memory that there is none.
    // The product was created in one, too.
    let attempts = market.attempts.load(Memory::Relaxed);
    assert!(attempts <= 7 + 1, "{attempts} attempts");
}

#[tokio::test]
async fn more_than_can_wait_are_sent_away_without_an_attempt() {
    let market = Market::new();
    let product = market.product("a", 100).await;
    market.attempts.store(0, Memory::Relaxed);
    let all = (0..80).map(|dice| market.orders.place(id(dice), explicit(&[(product.id, 1)]), None));
    let answers = join_all(all).await;
    let placed = answers.iter().filter(|answer| answer.is_ok()).count();
    let crowded = answers
        .iter()
        .filter(|answer| matches!(answer, Err(PlaceOrderError::Crowded)))
        .count();
    // One is through, and 64 wait.
    assert_eq!((placed, crowded), (65, 15));
    assert_eq!(market.attempts.load(Memory::Relaxed), 65);
    assert_eq!(market.pieces(product.id).await, (100, 65));
}

/// Those who wait when the last piece goes, and those who come then, hear that there is none. Nobody is told to come again for
/// what is sold out, and nobody asks the store what the buyer of the last piece knows.
#[tokio::test]
async fn when_the_last_piece_is_gone_everybody_knows() {
    let market = Market::new();
    let product = market.product("a", 7).await;
    market.attempts.store(0, Memory::Relaxed);
    let buy = |dice| market.orders.place(id(dice), explicit(&[(product.id, 1)]), None);
    // One is through, and 64 wait.
    let mut buying: FuturesUnordered<_> = (0..65).map(buy).collect();
    for _ in 0..7 {
        assert!(buying.next().await.unwrap().is_ok());
    }
    // The last one has an answer, and none of the others was told anything yet.
    buying.extend((65..165).map(buy));
    let told: Vec<_> = buying.collect().await;
    assert_eq!(told.len(), 65 - 7 + 100);
    for answer in told {
        let refusal = answer.unwrap_err();
        assert!(is_out_of_stock(&refusal), "{refusal:?}");
    }
    assert_eq!(market.attempts.load(Memory::Relaxed), 7);
    assert_eq!(market.pieces(product.id).await, (7, 7));
}

/// What was found out is believed for a second. Then one asks, and the others go on believing it meanwhile.
#[tokio::test]
async fn what_is_sold_out_for_long_is_asked_for_by_one_at_a_time() {
    let market = Market::new();
    let product = market.product("a", 1).await;
    let buy = |dice| market.orders.place(id(dice), explicit(&[(product.id, 1)]), None);
    assert!(buy(0).await.is_ok());
    market.attempts.store(0, Memory::Relaxed);
    for asked in 1..4 {
        market.turn(TimeDelta::milliseconds(1_001));
        let answers = join_all((1..=200).map(buy)).await;
        let all_are_told = answers
            .iter()
            .all(|answer| is_out_of_stock(answer.as_ref().unwrap_err()));
        assert!(all_are_told);
        assert_eq!(market.attempts.load(Memory::Relaxed), asked);
    }
    market.bring_elsewhere(product.id, 2).await;
    market.turn(TimeDelta::milliseconds(1_001));
    let answers = join_all((1..=9).map(buy)).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    // Whoever asked bought one, and now everybody knows that there are some.
    assert!(buy(10).await.is_ok());
    let refusal = buy(11).await.unwrap_err();
    assert!(is_out_of_stock(&refusal), "{refusal:?}");
    assert_eq!(market.pieces(product.id).await, (3, 3));
}

#[tokio::test]
async fn orders_of_the_same_items_in_another_order_do_not_wait_for_each_other() {
    let market = Market::new();
    let (a, b) = (market.product("a", 20).await, market.product("b", 20).await);
    let all = (0..20).map(|dice| {
        let lines = if dice % 2 == 0 {
            [(a.id, 1), (b.id, 1)]
        } else {
            [(b.id, 1), (a.id, 1)]
        };
        market.orders.place(id(dice), explicit(&lines), None)
    });
    assert!(join_all(all).await.iter().all(Result::is_ok));
    assert_eq!(
        (market.pieces(a.id).await, market.pieces(b.id).await),
        ((20, 20), (20, 20))
    );
}

/// I13: a cart is one order.
#[tokio::test]
async fn a_cart_is_ordered_once_however_often_it_is_tried_at_once() {
    let market = Market::new();
    let product = market.product("a", 20).await;
    market.add(CartOwner::User(id(1)), product.id, 2).await;
    let all = (0..6).map(|_| market.orders.place(id(1), whole_cart(), None));
    let answers = join_all(all).await;
    let placed = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(placed, 1, "{answers:?}");
    assert!(
        answers
            .iter()
            .filter_map(|answer| answer.as_ref().err())
            .all(|refused| matches!(refused, PlaceOrderError::Empty | PlaceOrderError::Stale))
    );
    assert_eq!(market.pieces(product.id).await, (20, 2));
}

/// I28: a coupon is redeemed once.
#[tokio::test]
async fn a_coupon_is_redeemed_once_however_many_orders_want_it() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    market.coupon(buyer, "TEN", 10).await;
    let mut products = Vec::new();
    for name in ["a", "b", "c", "d"] {
        products.push(market.product(name, 5).await);
    }
    let all = products.iter().map(|product| {
        let wanted = PlaceOrder {
            of: Basket::Lines {
                items: vec![(product.id.into(), pieces(1))],
                coupon: Some(CouponCode::parse("TEN").unwrap()),
            },
            ..explicit(&[])
        };
        market.orders.place(buyer, wanted, None)
    });
    let answers = join_all(all).await;
    let placed = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(placed, 1, "{answers:?}");
    assert!(
        answers
            .iter()
            .filter_map(|answer| answer.as_ref().err())
            .all(|refused| matches!(refused, PlaceOrderError::CouponUnusable))
    );
}
