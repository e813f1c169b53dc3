//! The same request to pay, again.

use std::sync::Arc;

use futures_util::future::join;
use hexmart_application::payments::{Means, PaymentService, Payments as _, StartPaymentError, Started};
use hexmart_application::platform::{Answered, Once, RequestKey, StoredAnswer};
use hexmart_domain::payments::PaymentState;
use hexmart_domain::shared::OrderId;

use super::frail::{Break, Fuse};
use super::given::buyer;
use super::shop::Shop;
use crate::given::done;

const BY_PROVIDER: Means = Means {
    provider: None,
    points: None,
};
const IN_POINTS: Means = Means {
    provider: None,
    points: Some(10_000),
};

fn once(fingerprint: u8) -> Once<Started> {
    Once {
        key: RequestKey {
            scope: "buyer".to_owned(),
            key: "1".to_owned(),
            fingerprint: [fingerprint; 16],
        },
        render: Arc::new(|started| StoredAnswer {
            status: 201,
            headers: Vec::new(),
            body: body(started),
        }),
    }
}

fn body(started: &Started) -> String {
    let parameters = &started.checkout.parameters;
    format!(
        "{} {:?} {parameters:?}",
        started.payment.id, started.payment.state
    )
}

/// What the client is sent.
async fn sent(
    till: &PaymentService,
    order: OrderId,
    means: Means,
    fingerprint: u8,
) -> Result<String, StartPaymentError> {
    let started = till.start(buyer(), order.into(), means, Some(once(fingerprint)));
    Ok(match started.await? {
        Answered::Done(started) => body(&started),
        Answered::Replayed(answer) => answer.body,
    })
}

#[tokio::test]
async fn what_was_paid_in_points_is_answered_again() {
    let shop = Shop::new();
    shop.give(25_000).await;
    let order = shop.place(9, 10_000).await;
    let first = sent(&shop.till, order.id, IN_POINTS, 1).await.unwrap();
    assert!(first.contains("Captured"), "{first}");
    assert_eq!(sent(&shop.till, order.id, IN_POINTS, 1).await.unwrap(), first);
    let reused = sent(&shop.till, order.id, IN_POINTS, 2).await;
    assert!(matches!(reused, Err(StartPaymentError::KeyReused(_))));
    let unnamed = shop.till.start(buyer(), order.id.into(), IN_POINTS, None).await;
    assert!(matches!(unnamed, Err(StartPaymentError::Paid)));
    assert_eq!(
        shop.storage.wallets.wallet(buyer()).await.unwrap().balance,
        15_000
    );
    shop.is_sound().await;
}

#[tokio::test]
async fn an_attempt_at_a_provider_is_answered_again_even_when_it_is_paid() {
    let shop = Shop::new();
    let order = shop.place(9, 10_000).await;
    let first = sent(&shop.till, order.id, BY_PROVIDER, 1).await.unwrap();
    assert!(
        first.contains("Prepared") && first.contains("merchant_uid"),
        "{first}"
    );
    assert_eq!(sent(&shop.till, order.id, BY_PROVIDER, 1).await.unwrap(), first);
    let unnamed = shop.till.start(buyer(), order.id.into(), BY_PROVIDER, None).await;
    let payment = done(unnamed.unwrap()).payment;
    shop.confirm(&payment, "sandbox_ok").await.unwrap();
    assert_eq!(sent(&shop.till, order.id, BY_PROVIDER, 1).await.unwrap(), first);
    let attempts = shop.till.of_order(buyer(), order.id).await.unwrap().unwrap();
    assert_eq!(attempts.len(), 1);
    shop.is_sound().await;
}

#[tokio::test]
async fn two_of_the_same_at_once_are_answered_alike() {
    for means in [BY_PROVIDER, IN_POINTS] {
        let shop = Shop::new();
        shop.give(25_000).await;
        let order = shop.place(9, 10_000).await;
        let send = || sent(&shop.till, order.id, means, 1);
        let (one, other) = join(send(), send()).await;
        assert_eq!(one.unwrap(), other.unwrap());
        shop.is_sound().await;
    }
}

#[tokio::test]
async fn what_failed_is_tried_again() {
    let shop = Shop::new();
    let order = shop.place(9, 10_000).await;
    // The second step is the call of the provider.
    let till = shop.frail(&Fuse::new(1, Break::Refused));
    let failed = sent(&till, order.id, BY_PROVIDER, 1).await;
    assert!(matches!(failed, Err(StartPaymentError::Unavailable)));
    let later = sent(&shop.till, order.id, BY_PROVIDER, 1).await.unwrap();
    assert!(later.contains("Prepared"), "{later}");
    let attempts = shop.till.of_order(buyer(), order.id).await.unwrap().unwrap();
    assert_eq!((attempts.len(), attempts[0].state), (1, PaymentState::Prepared));
}
