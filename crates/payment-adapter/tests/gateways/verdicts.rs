//! What the gateways make of what providers say about calls that move money.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta};
use hexmart_application::payments::{Confirmation, GatewayError, PaymentGateway as _, RefundOrder};
use hexmart_contracts::gateway::{Course, Till as _};
use hexmart_domain::payments::{PaymentKey, ProviderStatus, RefundReason};
use hexmart_domain::shared::RefundId;
use hexmart_payment_adapter::HttpClient;
use hexmart_payment_adapter::toss::{Toss, TossSettings};

use crate::liar::Liar;
use crate::shop::{Kind, Shop, gateway};
use crate::strangers::{UID, charge, known};
use crate::world::SetClock;

fn confirmation(key: &str) -> Confirmation {
    let charge = charge(1_000);
    Confirmation {
        merchant_uid: charge.merchant_uid,
        key: PaymentKey::parse(key).unwrap(),
        amount: charge.amount,
    }
}

/// What came of a call.
fn verdict<T: std::fmt::Debug>(answer: &Result<T, GatewayError>) -> &'static str {
    match answer {
        Ok(_) => "ok",
        Err(GatewayError::Declined(_)) => "declined",
        Err(GatewayError::Unknown(_)) => "unknown",
        Err(GatewayError::Unavailable(_)) => "unavailable",
        Err(GatewayError::Misconfigured { .. }) => "misconfigured",
    }
}

#[tokio::test]
async fn codes_of_toss_become_verdicts() {
    for (status, code, expected) in [
        (403, "REJECT_CARD_COMPANY", "declined"),
        (400, "INVALID_CARD_EXPIRATION", "declined"),
        (400, "INVALID_REQUEST", "declined"),
        (404, "NOT_FOUND_PAYMENT_SESSION", "declined"),
        (400, "PROVIDER_ERROR", "unknown"),
        (409, "IDEMPOTENT_REQUEST_PROCESSING", "unknown"),
        (400, "A_CODE_OF_TOMORROW", "unknown"),
        (500, "FAILED_INTERNAL_SYSTEM_PROCESSING", "unknown"),
        (502, "whatever", "unknown"),
        (429, "whatever", "unavailable"),
        (401, "UNAUTHORIZED_KEY", "misconfigured"),
        (403, "INCORRECT_BASIC_AUTH_FORMAT", "misconfigured"),
    ] {
        let liar = Liar::start();
        let refusal = format!(r#"{{"code":"{code}","message":"안 됩니다"}}"#);
        liar.answer("/v1/payments/confirm", status, refusal);
        let none = r#"{"code":"NOT_FOUND_PAYMENT","message":""}"#;
        liar.answer(&format!("/v1/payments/orders/{UID}"), 404, none);
        let gateway = gateway(Kind::Toss, liar.url(), &Arc::new(SetClock::new()));
        let answer = gateway.confirm(&confirmation("key")).await;
        assert_eq!(verdict(&answer), expected, "{code} {answer:?}");
    }
}

#[tokio::test]
async fn what_toss_did_before_is_looked_up() {
    let liar = Liar::start();
    let refusal = r#"{"code":"ALREADY_PROCESSED_PAYMENT","message":""}"#;
    liar.answer("/v1/payments/confirm", 400, refusal);
    let gateway = gateway(Kind::Toss, liar.url(), &Arc::new(SetClock::new()));
    let path = format!("/v1/payments/orders/{UID}");
    // Nobody knows what became of it while the look fails.
    assert_eq!(verdict(&gateway.confirm(&confirmation("key")).await), "unknown");
    liar.answer(&path, 404, r#"{"code":"NOT_FOUND_PAYMENT","message":""}"#);
    assert_eq!(verdict(&gateway.confirm(&confirmation("key")).await), "declined");
    let done = format!(
        r#"{{"paymentKey":"key","orderId":"{UID}","status":"DONE","currency":"KRW","totalAmount":1000,"balanceAmount":1000}}"#
    );
    liar.answer(&path, 200, done);
    let said = gateway.confirm(&confirmation("key")).await.unwrap();
    assert_eq!(
        (said.status, said.amount),
        (ProviderStatus::Paid, charge(1_000).amount)
    );
}

#[tokio::test]
async fn an_agreement_of_eleven_minutes_ago_is_declined() {
    let shop = Shop::open(Kind::Toss);
    let charge = charge(1_000);
    let key = shop.agree(&charge, Course::Well).await.unwrap();
    shop.clock.advance(TimeDelta::minutes(11));
    let late = Confirmation {
        key,
        ..confirmation("key")
    };
    // Expired, and not only refused: nothing more can come of it.
    let said = shop.gateway.confirm(&late).await.unwrap();
    assert_eq!(said.status, ProviderStatus::Failed);
    assert_eq!(shop.moved(&charge.merchant_uid).charges, 0);
}

#[tokio::test]
async fn a_deposit_that_is_waited_for_is_pending() {
    for kind in Kind::ALL {
        let shop = Shop::open(kind);
        let charge = charge(10_003);
        let key = shop.agree(&charge, Course::Well).await.unwrap();
        let waiting = Confirmation {
            key,
            amount: charge.amount,
            ..confirmation("key")
        };
        let said = shop.gateway.confirm(&waiting).await.unwrap();
        assert_eq!(said.status, ProviderStatus::Pending, "{kind:?}");
        assert_eq!(
            shop.gateway.find(&known(&charge)).await.unwrap(),
            Some(said),
            "{kind:?}"
        );
        assert_eq!(shop.moved(&charge.merchant_uid).charges, 0, "{kind:?}");
    }
}

#[tokio::test]
async fn wrong_credentials_are_for_somebody_to_look_at() {
    let shop = Shop::open(Kind::Toss);
    let key = shop.agree(&charge(1_000), Course::Well).await.unwrap();
    let settings = TossSettings {
        base_url: shop.base_url(),
        secret_key: "test_gsk_of_somebody_else".into(),
        client_key: String::new(),
    };
    let toss = Toss::new(settings, HttpClient::new().unwrap()).unwrap();
    let answer = toss
        .confirm(&Confirmation {
            key,
            ..confirmation("key")
        })
        .await;
    assert_eq!(verdict(&answer), "misconfigured");
    assert_eq!(verdict(&toss.find(&known(&charge(1_000))).await), "misconfigured");
}

/// By our names alone, so that whatever else a caller says, the provider takes it for the same call.
#[tokio::test]
async fn the_keys_of_idempotency_are_made_of_our_names() {
    let refund = RefundOrder {
        id: RefundId::mint(DateTime::UNIX_EPOCH, [1; 10]),
        merchant_uid: charge(1_000).merchant_uid,
        key: PaymentKey::parse("key").unwrap(),
        amount: charge(1_000).amount,
        refundable: charge(1_000).amount,
        reason: RefundReason::parse("no").unwrap(),
    };
    let id = refund.id.to_string().to_lowercase();
    let liar = Liar::start();
    let none = r#"{"code":"NOT_FOUND_PAYMENT","message":""}"#;
    liar.answer(&format!("/v1/payments/orders/{UID}"), 404, none);
    let toss = gateway(Kind::Toss, liar.url(), &Arc::new(SetClock::new()));
    for key in ["key", "another"] {
        assert_eq!(verdict(&toss.confirm(&confirmation(key)).await), "unknown");
        assert_eq!(verdict(&toss.refund(&refund).await), "unknown");
    }
    let confirm = format!("confirm-{UID}");
    assert_eq!(liar.headers("idempotency-key"), [&*confirm, &id, &confirm, &id]);

    let liar = Liar::start();
    let path = format!("/payments/{UID}?storeId=store-demo");
    let ready = format!(r#"{{"status":"READY","id":"{UID}","amount":{{"total":1000}},"currency":"KRW"}}"#);
    liar.answer(&path, 200, ready);
    let portone = gateway(Kind::V2ByToken, liar.url(), &Arc::new(SetClock::new()));
    for key in ["key", "another"] {
        assert_eq!(verdict(&portone.confirm(&confirmation(key)).await), "unknown");
        assert_eq!(verdict(&portone.refund(&refund).await), "unknown");
    }
    let (confirm, id) = (format!("\"confirm-{UID}\""), format!("\"{id}\""));
    assert_eq!(liar.headers("idempotency-key"), [&*confirm, &id, &confirm, &id]);
}

#[tokio::test]
async fn a_confirmation_that_nobody_waited_for_is_not_made_twice() {
    let shop = Shop::open(Kind::Toss);
    let charge = charge(30_002);
    let key = shop.agree(&charge, Course::Well).await.unwrap();
    let ours = Confirmation {
        key,
        amount: charge.amount,
        ..confirmation("key")
    };
    // The provider takes 30,002 won and says nothing; the test does not wait for that.
    let gateway = Arc::clone(&shop.gateway);
    let first = ours.clone();
    let waiting = tokio::spawn(async move { gateway.confirm(&first).await });
    while shop.moved(&charge.merchant_uid).charges == 0 {
        tokio::task::yield_now().await;
    }
    waiting.abort();
    let said = shop.gateway.confirm(&ours).await.unwrap();
    assert_eq!(said.status, ProviderStatus::Paid);
    // The double gives the same answer to the same key, whatever key of a payment comes along.
    let other = Confirmation {
        key: PaymentKey::parse("another").unwrap(),
        ..ours
    };
    assert_eq!(shop.gateway.confirm(&other).await.unwrap(), said);
    assert_eq!(shop.moved(&charge.merchant_uid).charges, 1);
}
