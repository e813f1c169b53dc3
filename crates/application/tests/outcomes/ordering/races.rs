use futures_util::future::join_all;
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
    // One attempt for each piece, and one that found nothing: the others heard of it from memory.
    let attempts = market.attempts.load(std::sync::atomic::Ordering::Relaxed);
    assert!(attempts <= 7 + 1 + 1, "{attempts} attempts");
}

#[tokio::test]
async fn more_than_can_wait_are_sent_away_without_an_attempt() {
    let market = Market::new();
    let product = market.product("a", 100).await;
    market.attempts.store(0, std::sync::atomic::Ordering::Relaxed);
    let all = (0..80).map(|dice| market.orders.place(id(dice), explicit(&[(product.id, 1)]), None));
    let answers = join_all(all).await;
    let placed = answers.iter().filter(|answer| answer.is_ok()).count();
    let crowded = answers
        .iter()
        .filter(|answer| matches!(answer, Err(PlaceOrderError::Crowded)))
        .count();
    // One is through, and 64 wait.
    assert_eq!((placed, crowded), (65, 15));
    assert_eq!(market.attempts.load(std::sync::atomic::Ordering::Relaxed), 65);
    assert_eq!(market.pieces(product.id).await, (100, 65));
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
