use chrono::TimeDelta;
use futures_util::future::join_all;
use hexmart_application::payments::{Bill, Means, Payments as _, StartPaymentError};
use hexmart_domain::payments::{Payment, PaymentState, Provider};

use super::frail::{Break, Fuse};
use super::given::{buyer, id, order_of, won};
use super::shop::Shop;

#[tokio::test]
async fn the_amount_is_that_of_the_order() {
    let shop = Shop::new();
    let order = shop.place(9, 10_000).await;
    let started = shop.start(order.id).await;
    let payment = &started.payment;
    assert_eq!((payment.amount, payment.attempt), (won(10_000), 1));
    assert_eq!(payment.state, PaymentState::Prepared);
    assert_eq!(payment.expires_at, shop.now() + Payment::PATIENCE);
    let uid = payment.merchant_uid.as_str().to_owned();
    assert!(
        started
            .checkout
            .parameters
            .contains(&("merchant_uid".to_owned(), uid))
    );
    let title = ("order_name".to_owned(), "Apple".to_owned());
    assert!(started.checkout.parameters.contains(&title));
}

#[tokio::test]
async fn whoever_begins_again_goes_on() {
    let shop = Shop::new();
    let payment = shop.started().await;
    assert_eq!(shop.start(order_of(&payment)).await.payment, payment);
}

#[tokio::test]
async fn twelve_who_begin_at_once_have_one_attempt() {
    let shop = Shop::new();
    let order = shop.place(9, 10_000).await;
    let started = join_all((0..12).map(|_| shop.start(order.id))).await;
    assert!(started.iter().all(|one| one.payment.id == started[0].payment.id));
    let attempts = shop.till.of_order(buyer(), order.id).await.unwrap().unwrap();
    assert_eq!(attempts.len(), 1);
}

#[tokio::test]
async fn an_attempt_the_provider_does_not_know_of_is_prepared_later() {
    let shop = Shop::new();
    let order = shop.place(9, 10_000).await;
    // The second step is the call of the provider.
    let till = shop.frail(&Fuse::new(1, Break::Refused));
    let failed = till.start(buyer(), order.id.into(), Means::default(), None).await;
    assert!(matches!(failed, Err(StartPaymentError::Unavailable)));
    let attempts = shop.till.of_order(buyer(), order.id).await.unwrap().unwrap();
    assert_eq!(attempts[0].state, PaymentState::Created);
    let started = shop.start(order.id).await.payment;
    assert_eq!(
        (started.id, started.state),
        (attempts[0].id, PaymentState::Prepared)
    );
}

#[tokio::test]
async fn after_a_refusal_another_attempt_begins() {
    let shop = Shop::new();
    let first = shop.started().await;
    shop.confirm(&first, "sandbox_decline").await.unwrap_err();
    let second = shop.start(order_of(&first)).await.payment;
    assert_eq!((second.attempt, second.state), (2, PaymentState::Prepared));
    assert_ne!(second.merchant_uid, first.merchant_uid);
}

#[tokio::test]
async fn what_is_over_makes_room_for_another() {
    let shop = Shop::new();
    let order = shop.place(9, 10_000).await;
    let first = shop.start(order.id).await.payment;
    shop.turn(Payment::PATIENCE - TimeDelta::seconds(1));
    assert_eq!(shop.start(order.id).await.payment.id, first.id);
    shop.turn(TimeDelta::seconds(1));
    let second = shop.start(order.id).await.payment;
    assert_eq!(second.attempt, 2);
    assert_eq!(shop.payment(first.id).await.state, PaymentState::Expired);
    // Nobody keeps the goods for longer than the order says.
    assert_eq!(second.expires_at, order.pay_by);
    shop.turn(TimeDelta::minutes(15));
    let late = shop
        .till
        .start(buyer(), order.id.into(), Means::default(), None)
        .await;
    assert!(matches!(late, Err(StartPaymentError::NotPayable)));
}

#[tokio::test]
async fn who_may_not_pay_hears_why() {
    let shop = Shop::new();
    let order = shop.place(9, 10_000).await;
    let start = |who, which, by| shop.till.start(who, Bill::Order(which), by, None);
    let others = start(id(2), order.id, Means::default()).await;
    assert!(matches!(others, Err(StartPaymentError::UnknownOrder)));
    let unknown = start(buyer(), id(77), Means::default()).await;
    assert!(matches!(unknown, Err(StartPaymentError::UnknownOrder)));
    let elsewhere = start(buyer(), order.id, Means::by(Provider::Toss)).await;
    assert!(matches!(elsewhere, Err(StartPaymentError::UnknownProvider)));

    let payment = shop.start(order.id).await.payment;
    shop.confirm(&payment, "sandbox_ok").await.unwrap();
    let paid = start(buyer(), order.id, Means::default()).await;
    assert!(matches!(paid, Err(StartPaymentError::Paid)));

    let gone = shop.place(10, 10_000).await;
    shop.call_off(gone.id).await;
    let late = start(buyer(), gone.id, Means::default()).await;
    assert!(matches!(late, Err(StartPaymentError::NotPayable)));
}
