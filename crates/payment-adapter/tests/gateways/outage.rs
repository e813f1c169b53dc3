//! Providers that are slow, or not there.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use hexmart_application::payments::{Confirmation, GatewayError, PaymentGateway, RefundOrder};
use hexmart_contracts::gateway::{Course, Till as _};
use hexmart_domain::payments::RefundReason;
use hexmart_domain::shared::RefundId;
use hexmart_fakes::payments::{Mishap, Step};
use tokio::time::Instant;

use crate::shop::{Kind, Shop, gateway};
use crate::strangers::{charge, known};
use crate::world::SetClock;

/// Waits until a call has arrived, which takes real time, and skips all the time from then on: nothing else happens.
async fn given_up<T: Send + 'static>(
    call: impl Future<Output = T> + Send + 'static,
    arrived: impl Fn() -> bool,
) -> (T, Duration) {
    let begun = Instant::now();
    let waiting = tokio::spawn(call);
    while !arrived() {
        tokio::task::yield_now().await;
    }
    tokio::time::pause();
    let answer = waiting.await.unwrap();
    let waited = begun.elapsed();
    tokio::time::resume();
    (answer, waited)
}

fn within(waited: Duration, seconds: u64) -> bool {
    (seconds..=seconds + 1).contains(&waited.as_secs())
}

#[tokio::test]
async fn a_provider_that_says_nothing_to_a_confirmation_is_in_doubt_after_a_minute() {
    let shop = Shop::open(Kind::Toss);
    let charge = charge(30_000);
    let key = shop.agree(&charge, Course::Well).await.unwrap();
    shop.fakes
        .spoil(Kind::Toss.provider(), Step::Confirm, Mishap::Silence);
    let confirmation = Confirmation {
        merchant_uid: charge.merchant_uid.clone(),
        key,
        amount: charge.amount,
    };
    let (gateway, same) = (Arc::clone(&shop.gateway), confirmation.clone());
    let arrived = || shop.moved(&charge.merchant_uid).charges > 0;
    let (answer, waited) = given_up(async move { gateway.confirm(&same).await }, arrived).await;
    assert!(matches!(answer, Err(GatewayError::Unknown(_))), "{answer:?}");
    assert!(within(waited, 60), "{waited:?}");
    let again = shop.gateway.confirm(&confirmation).await.unwrap();
    assert_eq!(again.amount, charge.amount);
    assert_eq!(shop.moved(&charge.merchant_uid).charges, 1);
}

#[tokio::test]
async fn a_provider_that_says_nothing_to_a_question_is_given_up_after_ten_seconds() {
    for kind in Kind::ALL {
        let shop = Shop::open(kind);
        let charge = charge(30_000);
        shop.agree(&charge, Course::Well).await.unwrap();
        // So that there is a token, where one is needed.
        shop.gateway.find(&known(&charge)).await.unwrap();
        let before = shop.fakes.calls().len();
        shop.fakes.spoil(kind.provider(), Step::Look, Mishap::Silence);
        let (gateway, question) = (Arc::clone(&shop.gateway), known(&charge));
        let arrived = || shop.fakes.calls().len() > before;
        let (answer, waited) = given_up(async move { gateway.find(&question).await }, arrived).await;
        assert!(
            matches!(answer, Err(GatewayError::Unavailable(_))),
            "{kind:?} {answer:?}"
        );
        assert!(within(waited, 10), "{kind:?} {waited:?}");
    }
}

/// A gateway to an address where nobody is.
fn nowhere(kind: Kind) -> Arc<dyn PaymentGateway> {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    gateway(kind, format!("http://{address}"), &Arc::new(SetClock::new()))
}

#[tokio::test]
async fn a_provider_that_is_not_there_took_nothing() {
    let charge = charge(30_000);
    let confirmation = Confirmation {
        merchant_uid: charge.merchant_uid.clone(),
        key: hexmart_domain::payments::PaymentKey::parse("key").unwrap(),
        amount: charge.amount,
    };
    let order = RefundOrder {
        id: RefundId::mint(chrono::DateTime::UNIX_EPOCH, [1; 10]),
        merchant_uid: charge.merchant_uid.clone(),
        key: confirmation.key.clone(),
        amount: charge.amount,
        refundable: charge.amount,
        reason: RefundReason::parse("no").unwrap(),
    };
    for kind in Kind::ALL {
        let gateway = nowhere(kind);
        assert!(matches!(
            gateway.find(&known(&charge)).await,
            Err(GatewayError::Unavailable(_))
        ));
        assert!(matches!(
            gateway.refund(&order).await,
            Err(GatewayError::Unavailable(_))
        ));
        let confirmed = gateway.confirm(&confirmation).await;
        if kind == Kind::Toss {
            assert!(
                matches!(confirmed, Err(GatewayError::Unavailable(_))),
                "{confirmed:?}"
            );
        } else {
            // The buyer may have paid in the window, and nobody could ask.
            assert!(
                matches!(confirmed, Err(GatewayError::Unknown(_))),
                "{kind:?} {confirmed:?}"
            );
        }
    }
}
