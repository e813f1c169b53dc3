//! Paying.

use hexmart_application::payments::{
    Bill, ConfirmPaymentError, Means, PaymentFilter, RefundPaymentError, StartPaymentError,
};
use hexmart_application::platform::{Answered, KeyReused, StoredAnswer};
use hexmart_domain::payments::{ConfirmError, Failure, PaymentState, Provider, RefundError};
use serde_json::{Value, json};

use crate::client::{Request, Response, errors};
use crate::fixture::{Api, Ports};
use crate::open_for_purchases::open;
use crate::purchases::{payment, started, won};
use crate::samples::{NOW, ORDER, PAYMENT, REFUND, USER};

pub(crate) fn of_order() -> String {
    format!("/commerce/orders/{ORDER}/payments/")
}

fn confirmation() -> String {
    format!("/commerce/payments/{PAYMENT}/confirm/")
}

fn failure() -> Failure {
    Failure {
        code: "REJECT_CARD_PAYMENT".to_owned(),
        message: "한도초과".to_owned(),
    }
}

fn shown() -> Value {
    json!({
        "id": PAYMENT, "purpose": "order", "order_id": ORDER, "campaign_id": null, "tier_id": null, "attempt": 1, "provider": "sandbox", "points": 0,
        "merchant_uid": "3f9k2m7q0x5c8v1b6n4t",
        "amount": 67800, "currency": "KRW", "state": "captured", "method": "카드",
        "receipt_url": "https://receipt.example/1", "failure": null,
        "refunds": [{
            "id": REFUND, "tender": "provider", "amount": 1000, "reason": "배송 지연", "state": "succeeded", "requested_at": NOW,
            "settled_at": NOW, "failure": null,
        }],
        "refunded": 1000, "refundable": 66800, "expires_at": NOW, "captured_at": NOW, "created_at": NOW,
        "updated_at": NOW,
    })
}

#[test]
fn a_payment_begins_at_the_provider_of_choice() {
    let mut ports = Ports::new();
    ports
        .payments
        .expect_providers()
        .returning(|| vec![Provider::Toss, Provider::PortoneV2]);
    ports
        .payments
        .expect_start()
        .withf(|buyer, bill, means, _| {
            let whose = buyer.to_string() == USER && *bill == Bill::Order(ORDER.parse().unwrap());
            whose && [Means::default(), Means::by(Provider::Toss)].contains(means)
        })
        .times(2)
        .returning(|_, _, _, _| Ok(Answered::Done(started())));
    let api = ports.serve();
    let providers = api.get("/commerce/payment_providers/").ok();
    assert_eq!(providers, json!({"providers": ["toss", "portone"]}));
    let response = api.call("POST", &of_order(), "user", r#"{"provider": "toss"}"#);
    assert_eq!(response.status, 201);
    let location = format!("/commerce/payments/{PAYMENT}/");
    assert_eq!(response.header("location"), Some(&*location));
    let answer = response.json();
    assert_eq!(
        answer["checkout"],
        json!({"parameters": {"orderId": "3f9k2m7q0x5c8v1b6n4t"}})
    );
    assert_eq!(answer["payment"]["state"], "prepared");
    let bare = api.send(Request::new("POST", &of_order()).bearer("user"));
    assert_eq!(bare.status, 201);
    let unknown = api.call("POST", &of_order(), "user", r#"{"provider": "cash"}"#);
    unknown.problem(422, "invalid_fields");
}

#[test]
fn why_no_payment_begins() {
    for (error, status, code) in [
        (StartPaymentError::UnknownOrder, 404, "order_not_found"),
        (StartPaymentError::Paid, 409, "order_paid"),
        (StartPaymentError::NotPayable, 409, "not_payable"),
        (StartPaymentError::UnknownProvider, 422, "invalid_fields"),
        (StartPaymentError::Unavailable, 503, "payment_unavailable"),
        (StartPaymentError::Declined(failure()), 409, "payment_declined"),
        (KeyReused.into(), 422, "idempotency_key_reused"),
    ] {
        let mut ports = Ports::new();
        ports
            .payments
            .expect_start()
            .returning(move |_, _, _, _| Err(error.clone()));
        let response = ports.serve().call("POST", &of_order(), "user", "{}");
        response.problem(status, code);
    }
}

#[test]
fn a_payment_that_began_before_is_answered_as_before() {
    let mut ports = Ports::new();
    ports.payments.expect_start().returning(|_, _, _, once| {
        let key = once.unwrap().key;
        assert_eq!(key.key, "k");
        assert!(key.scope.contains(USER), "{}", key.scope);
        Ok(Answered::Replayed(StoredAnswer {
            status: 201,
            headers: vec![("location".to_owned(), "/before/".to_owned())],
            body: r#"{"as": "before"}"#.to_owned(),
        }))
    });
    let api = ports.serve();
    let request = Request::new("POST", &of_order()).bearer("user").json("{}");
    let response = api.send(request.header("Idempotency-Key", "k"));
    assert_eq!(response.status, 201);
    assert_eq!(response.header("idempotency-replayed"), Some("true"));
    assert_eq!(response.header("location"), Some("/before/"));
    assert_eq!(response.json(), json!({"as": "before"}));
    let request = Request::new("POST", &of_order()).bearer("user").json("{}");
    let response = api.send(request.header("Idempotency-Key", "a b"));
    response.problem(400, "invalid_idempotency_key");
}

fn confirm(api: &Api) -> Response {
    let body = json!({"payment_key": "secret-key", "amount": 67800}).to_string();
    api.call("POST", &confirmation(), "user", &body)
}

fn confirmed_as(state: PaymentState) -> Response {
    let mut ports = Ports::new();
    ports
        .payments
        .expect_confirm()
        .withf(|buyer, payment, key, amount| {
            let whose = (buyer.to_string(), payment.to_string()) == (USER.to_owned(), PAYMENT.to_owned());
            whose && key.as_str() == "secret-key" && *amount == won(67_800)
        })
        .returning(move |_, _, _, _| Ok(payment(state)));
    confirm(&ports.serve())
}

#[test]
fn a_payment_is_confirmed_or_in_doubt() {
    let response = confirmed_as(PaymentState::Captured);
    assert_eq!(response.ok(), shown());
    assert_eq!(response.header("retry-after"), None);
    assert!(!response.text().contains("secret-key"));
    let response = confirmed_as(PaymentState::Confirming);
    assert_eq!(response.status, 202);
    assert_eq!(response.header("retry-after"), Some("15"));
    let location = format!("/commerce/payments/{PAYMENT}/");
    assert_eq!(response.header("location"), Some(&*location));
    assert_eq!(response.json()["state"], "confirming");
}

#[test]
fn why_a_payment_is_not_confirmed() {
    for (error, status, code, retryable) in [
        (
            ConfirmPaymentError::Unknown,
            404,
            "payment_not_found",
            json!(null),
        ),
        (
            ConfirmError::AmountMismatch.into(),
            422,
            "amount_mismatch",
            json!(null),
        ),
        (
            ConfirmError::UnderWay.into(),
            409,
            "payment_under_way",
            json!(null),
        ),
        (ConfirmError::Over.into(), 409, "payment_over", json!(null)),
        (
            ConfirmPaymentError::Declined(failure()),
            409,
            "payment_declined",
            json!(null),
        ),
        (
            ConfirmPaymentError::Unavailable,
            503,
            "payment_unavailable",
            json!(true),
        ),
        (
            ConfirmPaymentError::Unfulfillable,
            409,
            "unfulfillable",
            json!(null),
        ),
    ] {
        let mut ports = Ports::new();
        ports
            .payments
            .expect_confirm()
            .returning(move |_, _, _, _| Err(error.clone()));
        let problem = confirm(&ports.serve()).problem(status, code);
        assert_eq!(problem["retryable"], retryable);
        if code == "payment_declined" {
            let said = (
                &problem["provider_code"],
                &problem["provider_message"],
                &problem["detail"],
            );
            let (code, message) = (json!("REJECT_CARD_PAYMENT"), json!("한도초과"));
            assert_eq!(said, (&code, &message, &message));
        }
    }
    let api = Ports::new().serve();
    let response = api.call(
        "POST",
        &confirmation(),
        "user",
        r#"{"payment_key": "a b", "amount": "1"}"#,
    );
    let named = errors(&response.problem(422, "invalid_fields"));
    let expected = [
        ("/payment_key".to_owned(), "malformed".to_owned()),
        ("/amount".to_owned(), "wrong_type".to_owned()),
    ];
    assert_eq!(named, expected);
    let nonsense = api.call(
        "POST",
        "/commerce/payments/1/confirm/",
        "user",
        r#"{"payment_key": "k", "amount": 1}"#,
    );
    nonsense.problem(404, "payment_not_found");
}

#[test]
fn payments_are_remembered() {
    let mut ports = Ports::new();
    ports
        .payments
        .expect_page()
        .withf(|filter, before, limit| {
            let own = PaymentFilter {
                buyer: Some(USER.parse().unwrap()),
                state: Some(PaymentState::Captured),
                provider: Some(Provider::Sandbox),
            };
            *filter == own && before.is_none() && *limit == 2
        })
        .times(2)
        .returning(|_, _, _| {
            Ok(vec![
                payment(PaymentState::Captured),
                payment(PaymentState::Captured),
            ])
        });
    ports
        .payments
        .expect_of_order()
        .returning(|_, _| Ok(Some(vec![payment(PaymentState::Captured)])));
    ports
        .payments
        .expect_show()
        .times(1)
        .returning(|_, _| Ok(Some(payment(PaymentState::Captured))));
    ports.payments.expect_show().times(1).returning(|_, _| Ok(None));
    let api = ports.serve();
    let query = "state=captured&provider=sandbox&page_size=1";
    let page = api
        .call("GET", &format!("/commerce/payments/?{query}"), "user", "")
        .ok();
    assert_eq!(page["payments"], json!([shown()]));
    assert!(page["page"]["next_cursor"].is_string());
    let all = format!("/commerce/staff/payments/?{query}&buyer={USER}");
    let page = api.call("GET", &all, "staff", "").ok();
    assert_eq!(page["payments"][0]["buyer_id"], USER);
    assert_eq!(page["payments"][0]["transaction"], "tx-1");
    assert_eq!(
        api.call("GET", &of_order(), "user", "").ok(),
        json!({"payments": [shown()]})
    );
    let one = format!("/commerce/payments/{PAYMENT}/");
    assert_eq!(api.call("GET", &one, "user", "").ok(), shown());
    api.call("GET", &one, "user", "")
        .problem(404, "payment_not_found");
    for path in ["/commerce/payments/", "/commerce/staff/payments/"] {
        let response = api.call("GET", &format!("{path}?state=x&provider=x"), "staff", "");
        let named = errors(&response.problem(422, "invalid_fields"));
        assert_eq!(named.len(), 2, "{named:?}");
    }
}

fn refund(api: &Api, body: &Value) -> Response {
    let target = format!("/commerce/staff/payments/{PAYMENT}/refunds/");
    let request = Request::new("POST", &target)
        .bearer("staff")
        .header("Idempotency-Key", "k");
    api.send(request.json(&body.to_string()))
}

#[test]
fn staff_give_money_back_out_of_goodwill() {
    let mut ports = Ports::new();
    ports
        .payments
        .expect_refund()
        .withf(|actor, payment, back, once| {
            let whose = (actor.to_string(), payment.to_string()) == (USER.to_owned(), PAYMENT.to_owned());
            let sum = (back.amount, back.reason.as_str(), back.line) == (won(1000), "지연", None);
            whose && sum && once.is_some()
        })
        .returning(|_, _, _, _| Ok(Answered::Done(payment(PaymentState::Captured))));
    let response = refund(&ports.serve(), &json!({"amount": 1000, "reason": "지연"}));
    assert_eq!(response.status, 201);
    assert_eq!(response.json()["refunded"], 1000);
    let api = Ports::new().serve();
    for (amount, code) in [
        (json!(0), "out_of_range"),
        (json!(-1), "out_of_range"),
        (json!(0.5), "too_many_decimals"),
        (json!("1"), "wrong_type"),
        (json!(null), "required"),
    ] {
        let response = refund(&api, &json!({"amount": amount, "reason": "a"}));
        let named = errors(&response.problem(422, "invalid_fields"));
        assert_eq!(named, [("/amount".to_owned(), code.to_owned())]);
    }
}

#[test]
fn why_nothing_goes_back() {
    let left = rust_decimal::Decimal::new(5005, 1);
    for (error, status, code, refundable) in [
        (RefundPaymentError::Unknown, 404, "payment_not_found", json!(null)),
        (RefundError::NotCaptured.into(), 409, "not_captured", json!(null)),
        (
            RefundError::TooMuch { left }.into(),
            409,
            "refund_too_large",
            json!(500.5),
        ),
        (RefundError::Amount.into(), 422, "invalid_fields", json!(null)),
        (
            RefundPaymentError::UnknownLine,
            404,
            "line_not_found",
            json!(null),
        ),
        (RefundPaymentError::LineSettled, 409, "line_settled", json!(null)),
        (RefundPaymentError::Pledged, 409, "money_pledged", json!(null)),
        (
            RefundPaymentError::PointsSpent { usable: 4 },
            409,
            "points_spent",
            json!(null),
        ),
        (KeyReused.into(), 422, "idempotency_key_reused", json!(null)),
    ] {
        let mut ports = Ports::new();
        ports
            .payments
            .expect_refund()
            .returning(move |_, _, _, _| Err(error.clone()));
        let problem = refund(&ports.serve(), &json!({"amount": 1, "reason": "a"})).problem(status, code);
        assert_eq!(problem["refundable"], refundable);
    }
    let mut ports = Ports::new();
    open(&mut ports);
    let api = ports.serve();
    let body = r#"{"amount": 1, "reason": "a"}"#;
    let target = format!("/commerce/staff/payments/{PAYMENT}/refunds/");
    api.call("POST", &target, "staff", body)
        .problem(400, "idempotency_key_required");
}
