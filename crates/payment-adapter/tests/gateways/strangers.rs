//! Answers of tomorrow, and of no provider: unknown words are tolerated, nonsense is an error and never a panic.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta};
use hexmart_application::payments::{Charge, GatewayError, Known};
use hexmart_domain::payments::{MerchantUid, ProviderStatus};
use hexmart_domain::shared::{Currency, Money};
use rust_decimal::Decimal;

use crate::liar::Liar;
use crate::shop::{Kind, gateway};
use crate::world::SetClock;

pub(crate) const UID: &str = "0123456789abcdefghjk";

pub(crate) fn charge(amount: i64) -> Charge {
    Charge {
        merchant_uid: MerchantUid::parse(UID).unwrap(),
        amount: Money::new(Decimal::from(amount), Currency::KRW),
        title: "사과".to_owned(),
        expires_at: DateTime::UNIX_EPOCH + TimeDelta::days(100_000),
    }
}

pub(crate) fn known(charge: &Charge) -> Known {
    Known {
        merchant_uid: charge.merchant_uid.clone(),
        key: None,
        currency: Currency::KRW,
    }
}

/// Where a payment is asked for, and what else has to be answered before.
pub(crate) fn prepare(liar: &Liar, kind: Kind) -> String {
    match kind {
        Kind::V1 => {
            let token = r#"{"code":0,"response":{"access_token":"t","now":1,"expired_at":1801}}"#;
            liar.answer("/users/getToken", 200, token);
            format!("/payments/findAll/{UID}?sorting=-updated&limit=100&include_sandbox=true")
        }
        Kind::V2 | Kind::V2ByToken => format!("/payments/{UID}?storeId=store-demo"),
        Kind::Toss => format!("/v1/payments/orders/{UID}"),
    }
}

/// A payment with a word of tomorrow for how it stands, and more that nobody knows.
fn of_tomorrow(kind: Kind) -> String {
    match kind {
        Kind::V1 => format!(
            r#"{{"code":0,"message":null,"response":{{"list":[{{"imp_uid":"imp_1","merchant_uid":"{UID}","amount":1000,"status":"pondering","new":{{}}}}]}}}}"#
        ),
        Kind::V2 | Kind::V2ByToken => format!(
            r#"{{"status":"PONDERING","id":"{UID}","amount":{{"total":1000,"new":1}},"currency":"KRW","method":{{"type":"PaymentMethodTelepathy"}},"cancellations":[{{"status":"PONDERED"}}]}}"#
        ),
        Kind::Toss => format!(
            r#"{{"paymentKey":"k","orderId":"{UID}","status":"PONDERING","currency":"KRW","totalAmount":1000,"balanceAmount":1000,"new":[]}}"#
        ),
    }
}

#[tokio::test]
async fn words_of_tomorrow_decide_nothing() {
    for kind in Kind::ALL {
        let liar = Liar::start();
        let path = prepare(&liar, kind);
        liar.answer(&path, 200, of_tomorrow(kind));
        let gateway = gateway(kind, liar.url(), &Arc::new(SetClock::new()));
        let found = gateway.find(&known(&charge(1_000))).await.unwrap().unwrap();
        assert_eq!(found.status, ProviderStatus::Pending, "{kind:?}");
        assert_eq!(found.amount, charge(1_000).amount, "{kind:?}");
    }
}

#[tokio::test]
async fn nonsense_is_no_payment_and_never_none() {
    let long = format!("\"{}\"", "x".repeat(1024 * 1024 + 1));
    let deep = "[".repeat(100_000);
    for kind in Kind::ALL {
        let liar = Liar::start();
        let path = prepare(&liar, kind);
        let gateway = gateway(kind, liar.url(), &Arc::new(SetClock::new()));
        let broken = of_tomorrow(kind).replace("1000", "\"many\"");
        for (status, body) in [
            (200, ""),
            (200, "null"),
            (200, "[]"),
            (200, "<html>"),
            (200, &long),
            (200, &deep),
            (200, &broken),
            (301, "{}"),
            (404, "<html>Not Found</html>"),
            (404, r#"{"message":"no such page"}"#),
            (
                404,
                r#"{"code":"NOT_FOUND","type":"NOT_FOUND","message":"no such page"}"#,
            ),
            (429, "{}"),
            (500, "{}"),
        ] {
            liar.answer(&path, status, body);
            let found = gateway.find(&known(&charge(1_000))).await;
            let shown: String = body.chars().take(40).collect();
            assert!(
                matches!(found, Err(GatewayError::Unavailable(_))),
                "{kind:?} {status} {shown} {found:?}"
            );
        }
    }
}
