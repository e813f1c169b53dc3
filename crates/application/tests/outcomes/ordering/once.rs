use std::sync::Arc;

use futures_util::future::{join, join_all};
use hexmart_application::inventory::{ChangeStock, ChangeStockError, Inventory as _};
use hexmart_application::ordering::{Ordering, PlaceOrderError};
use hexmart_application::platform::{Answered, Once, StoredAnswer};
use hexmart_domain::inventory::StockEvent;
use hexmart_domain::ordering::{CartOwner, Order};

use super::market::{Market, change, explicit, once, whole_cart};

fn number(answer: &Answered<Order>) -> String {
    match answer {
        Answered::Done(order) => order.number.as_str().to_owned(),
        Answered::Replayed(answer) => answer.body.clone(),
    }
}

/// I37: the same request again is the same answer, and nothing else.
#[tokio::test]
async fn a_request_that_is_repeated_is_answered_as_before() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 2).await;
    let place = |key, fingerprint| {
        let wanted = explicit(&[(product.id, 2)]);
        market.orders.place(buyer, wanted, Some(once(key, fingerprint)))
    };
    let first = place("one", 1).await.unwrap();
    // Although nothing is left, and somebody else was told so.
    let other = place("other", 1).await;
    assert!(
        matches!(other, Err(PlaceOrderError::OutOfStock { .. })),
        "{other:?}"
    );
    for _ in 0..2 {
        let again = place("one", 1).await.unwrap();
        assert!(matches!(again, Answered::Replayed(_)));
        assert_eq!(number(&again), number(&first));
        market.turn(chrono::TimeDelta::seconds(2));
    }
    let reused = place("one", 2).await;
    assert!(matches!(reused, Err(PlaceOrderError::KeyReused(_))), "{reused:?}");
    assert_eq!(market.orders_of(buyer).await.len(), 1);
}

#[tokio::test]
async fn an_order_of_a_cart_is_repeated_although_the_cart_is_gone() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 9).await;
    market.add(CartOwner::User(buyer), product.id, 1).await;
    let place = || market.orders.place(buyer, whole_cart(), Some(once("one", 1)));
    let (one, other) = join(place(), place()).await;
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(number(&one), number(&other));
    assert_eq!(number(&place().await.unwrap()), number(&one));
    market.add(CartOwner::User(buyer), product.id, 1).await;
    assert_eq!(number(&place().await.unwrap()), number(&one));
    assert_eq!(market.orders_of(buyer).await.len(), 1);
    assert_eq!(market.pieces(product.id).await, (9, 1));
}

#[tokio::test]
async fn twins_at_once_are_one_order() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 9).await;
    let twins = (0..8).map(|_| {
        market
            .orders
            .place(buyer, explicit(&[(product.id, 1)]), Some(once("one", 1)))
    });
    let mut numbers: Vec<_> = join_all(twins)
        .await
        .iter()
        .map(|answer| number(answer.as_ref().unwrap()))
        .collect();
    numbers.dedup();
    assert_eq!(numbers.len(), 1, "{numbers:?}");
    assert_eq!(market.pieces(product.id).await, (9, 1));
}

#[tokio::test]
async fn what_is_refused_is_not_remembered() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 1).await;
    let place = || {
        market
            .orders
            .place(buyer, explicit(&[(product.id, 2)]), Some(once("one", 1)))
    };
    assert!(matches!(place().await, Err(PlaceOrderError::OutOfStock { .. })));
    let more = ChangeStock {
        product: product.id,
        item: None,
        change: 1.try_into().unwrap(),
        authority: crate::catalogue::staff(),
    };
    market.inventory.change_stock(more).await.unwrap();
    assert!(matches!(place().await, Ok(Answered::Done(_))));
}

#[tokio::test]
async fn a_cancellation_is_repeated_without_an_effect() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 9).await;
    let (order, payment) = market.paid_order(buyer, &[(product.id, 2)]).await;
    let cancel = || {
        market
            .orders
            .cancel(buyer, change(order.id, &[]), Some(once("off", 1)))
    };
    let (one, other) = join(cancel(), cancel()).await;
    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    assert!(matches!(cancel().await, Ok(Answered::Replayed(_))));
    assert_eq!(market.pieces(product.id).await, (9, 0));
    assert_eq!(market.payment(payment).await.refunds.len(), 1);
    assert_eq!(market.begun(), [payment]);
}

#[tokio::test]
async fn a_change_of_stock_is_repeated_without_an_effect() {
    let market = Market::new();
    let product = market.product("a", 9).await;
    let take = |pieces: i64, key, body| {
        let wanted = ChangeStock {
            product: product.id,
            item: None,
            change: pieces.try_into().unwrap(),
            authority: crate::catalogue::staff(),
        };
        let request = Once {
            key: once(key, body).key,
            render: Arc::new(|event: &StockEvent| StoredAnswer {
                status: 200,
                headers: Vec::new(),
                body: event.version.to_string(),
            }),
        };
        market.inventory.change_stock_once(wanted, request)
    };
    let twins = join_all((0..4).map(|_| take(-2, "one", 1))).await;
    let done = |answer: &&Result<Answered<_>, _>| matches!(answer, Ok(Answered::Done(_)));
    assert_eq!(twins.iter().filter(done).count(), 1, "{twins:?}");
    match take(-2, "one", 1).await.unwrap() {
        Answered::Replayed(answer) => assert_eq!(answer.body, "2"),
        Answered::Done(event) => panic!("{event:?}"),
    }
    assert_eq!(market.pieces(product.id).await, (7, 0));
    let reused = take(-3, "one", 2).await;
    assert!(
        matches!(reused, Err(ChangeStockError::KeyReused(_))),
        "{reused:?}"
    );
    // What is refused is not remembered.
    let too_many = take(-8, "two", 1).await;
    assert!(
        matches!(too_many, Err(ChangeStockError::Refused { .. })),
        "{too_many:?}"
    );
    take(1, "three", 1).await.unwrap();
    assert!(matches!(take(-8, "two", 1).await, Ok(Answered::Done(_))));
    assert_eq!(market.pieces(product.id).await, (0, 0));
}
