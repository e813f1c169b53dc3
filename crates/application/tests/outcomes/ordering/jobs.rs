use std::time::Duration;

use chrono::TimeDelta;
use hexmart_application::ordering::{CartChangeError, Carts, OrderDesk, Ordering};
use hexmart_domain::ordering::{CartOwner, LineState, Party};
use hexmart_domain::payments::PaymentState;

use super::market::{Market, change, explicit, once, states};
use crate::catalogue::staff;
use crate::given::TICK;

#[tokio::test]
async fn an_order_that_nobody_pays_ends_after_half_an_hour() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 5).await;
    let order = market.order(buyer, &[(product.id, 2)]).await;
    let open = market.attempt(order.id, PaymentState::Prepared).await;
    market.turn(TimeDelta::minutes(30) - TICK);
    assert_eq!(market.run("expire_unpaid_orders").await, 0);
    market.turn(TICK);
    assert_eq!(market.run("expire_unpaid_orders").await, 1);
    let ended = market.shown(order.id).await;
    assert_eq!((states(&ended), ended.version), (vec![LineState::Cancelled], 2));
    assert_eq!(market.pieces(product.id).await, (5, 0));
    assert_eq!(market.payment(open).await.state, PaymentState::Expired);
    let last = market.timeline(order.id).await.pop().unwrap();
    assert_eq!((last.party, last.actor), (Party::System, None));
    assert_eq!(market.run("expire_unpaid_orders").await, 0);
    assert_eq!(
        market.job("expire_unpaid_orders").interval(),
        Duration::from_secs(10)
    );
    assert_eq!(market.announced().await, ["order.placed", "order.cancelled"]);
}

#[tokio::test]
async fn an_order_that_is_being_paid_is_waited_for() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 5).await;
    let waiting = market.order(buyer, &[(product.id, 1)]).await;
    market.attempt(waiting.id, PaymentState::Confirming).await;
    let (paid, _) = market.paid_order(buyer, &[(product.id, 1)]).await;
    let late = market.order(buyer, &[(product.id, 1)]).await;
    market.turn(TimeDelta::hours(1));
    assert_eq!(market.run("expire_unpaid_orders").await, 1);
    assert_eq!(market.shown(waiting.id).await, waiting);
    assert_eq!(market.shown(paid.id).await, paid);
    assert_eq!(states(&market.shown(late.id).await), [LineState::Cancelled]);
    assert_eq!(market.pieces(product.id).await, (4, 1));
}

#[tokio::test]
async fn what_nobody_complains_about_for_a_week_is_confirmed() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let (a, b) = (market.product("a", 5).await, market.product("b", 5).await);
    let (order, _) = market.paid_order(buyer, &[(a.id, 1), (b.id, 1)]).await;
    let [first, second] = [order.lines[0].id, order.lines[1].id];
    market
        .orders
        .deliver(staff(), change(order.id, &[first]))
        .await
        .unwrap();
    market.turn(TimeDelta::days(1));
    market
        .orders
        .deliver(staff(), change(order.id, &[second]))
        .await
        .unwrap();
    market.turn(TimeDelta::days(6));
    assert_eq!(market.run("confirm_delivered_lines").await, 0);
    market.turn(TICK);
    assert_eq!(market.run("confirm_delivered_lines").await, 1);
    assert_eq!(
        states(&market.shown(order.id).await),
        [LineState::Confirmed, LineState::Delivered]
    );
    market
        .orders
        .request_refund(buyer, change(order.id, &[]))
        .await
        .unwrap();
    market.turn(TimeDelta::days(30));
    assert_eq!(market.run("confirm_delivered_lines").await, 0);
    assert_eq!(
        states(&market.shown(order.id).await),
        [LineState::Confirmed, LineState::RefundRequested]
    );
}

#[tokio::test]
async fn carts_without_guests_are_forgotten_and_those_of_users_are_not() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 5).await;
    let (_, old) = market.carts.open().await.unwrap();
    market.add(CartOwner::User(buyer), product.id, 1).await;
    market.turn(TimeDelta::days(30));
    let (_, young) = market.carts.open().await.unwrap();
    assert_eq!(market.run("forget_guest_carts").await, 0);
    market.turn(TICK);
    assert_eq!(market.run("forget_guest_carts").await, 1);
    let show = |token: String| market.carts.show(market.carts.guest(&token));
    assert!(matches!(show(old).await, Err(CartChangeError::Unknown)));
    assert!(show(young).await.is_ok());
    assert_eq!(
        market
            .carts
            .show(CartOwner::User(buyer))
            .await
            .unwrap()
            .lines
            .len(),
        1
    );
}

#[tokio::test]
async fn answers_are_remembered_for_fifteen_days() {
    let market = Market::new();
    let buyer = market.buyer("kim").await;
    let product = market.product("a", 5).await;
    let place = || {
        market
            .orders
            .place(buyer, explicit(&[(product.id, 1)]), Some(once("one", 1)))
    };
    place().await.unwrap();
    market.turn(TimeDelta::days(15) - TICK);
    assert_eq!(market.run("forget_completed_requests").await, 0);
    market.turn(TICK * 2);
    assert_eq!(market.run("forget_completed_requests").await, 1);
    place().await.unwrap();
    assert_eq!(market.orders_of(buyer).await.len(), 2);
}
