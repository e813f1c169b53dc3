//! Who takes money: as strict as the originals.

use serde_json::{Value, json};

use crate::served::{Answer, Served};

const TOSS: (&str, &str) = ("authorization", "Basic dGVzdF9nc2tfZGVtbzo=");

fn post(served: &Served, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
    served.post_json(path, headers, body)
}

fn window(served: &Served, provider: &str, amount: i64) -> String {
    let visit = json!({ "provider": provider, "merchant_uid": "order-0001", "amount": amount });
    let answer = post(served, "/payments/window", &[], &visit);
    answer.json()["key"].as_str().unwrap().to_owned()
}

fn moved(served: &Served) -> Vec<i64> {
    let money = served.get("/payments/money", &[]).json();
    let moves = money["moved"].as_array().unwrap().clone();
    moves
        .iter()
        .map(|moved| moved["amount"].as_i64().unwrap())
        .collect()
}

#[test]
fn toss_wants_its_key_and_says_which_error_it_is_told_to() {
    let served = Served::start();
    let key = window(&served, "toss", 10_000);
    let asked = json!({ "paymentKey": key, "orderId": "order-0001", "amount": 10_000 });
    let path = "/toss/v1/payments/confirm";
    for (headers, status, code) in [
        (vec![], 403, "INCORRECT_BASIC_AUTH_FORMAT"),
        (
            vec![("authorization", "Basic c2VjcmV0Og==")],
            401,
            "UNAUTHORIZED_KEY",
        ),
        (
            vec![TOSS, ("tosspayments-test-code", "REJECT_CARD_COMPANY")],
            403,
            "REJECT_CARD_COMPANY",
        ),
    ] {
        let answer = post(&served, path, &headers, &asked);
        assert_eq!((answer.status, &answer.json()["code"]), (status, &json!(code)));
    }
    let long = "k".repeat(301);
    let answer = post(&served, path, &[TOSS, ("idempotency-key", &long)], &asked);
    assert_eq!(answer.json()["code"], json!("INVALID_IDEMPOTENCY_KEY"));
    assert_eq!(moved(&served), [0; 0]);
    assert_eq!(
        post(&served, path, &[TOSS], &asked).json()["status"],
        json!("DONE")
    );
    let again = post(&served, path, &[TOSS], &asked);
    assert_eq!(again.json()["code"], json!("ALREADY_PROCESSED_PAYMENT"));
    assert_eq!(moved(&served), [10_000]);
}

#[test]
fn toss_looks_at_the_key_of_idempotency_and_not_at_the_body() {
    let served = Served::start();
    let key = window(&served, "toss", 10_000);
    let headers = [TOSS, ("idempotency-key", "the-same")];
    let asked = json!({ "paymentKey": key, "orderId": "order-0001", "amount": 10_000 });
    let first = post(&served, "/toss/v1/payments/confirm", &headers, &asked).json();
    let other = json!({ "paymentKey": "another", "orderId": "order-0002", "amount": 1 });
    assert_eq!(
        post(&served, "/toss/v1/payments/confirm", &headers, &other).json(),
        first
    );
}

#[test]
fn portone_wants_quotes_around_a_key_of_idempotency() {
    let served = Served::start();
    let portone = ("authorization", "PortOne demo-portone-secret");
    let announced = json!({ "storeId": "store-demo", "totalAmount": 5_000, "currency": "KRW" });
    let path = "/portone/payments/order-0001/pre-register";
    for (key, status) in [
        ("0123456789abcdef", 400),
        ("\"0123456789abcde\"", 400),
        ("\"0123456789abcdef\"", 200),
    ] {
        let answer = post(&served, path, &[portone, ("idempotency-key", key)], &announced);
        assert_eq!(answer.status, status, "{key}");
    }
    assert_eq!(post(&served, path, &[], &announced).status, 401);
    let elsewhere = json!({ "storeId": "another", "totalAmount": 5_000, "currency": "KRW" });
    assert_eq!(post(&served, path, &[portone], &elsewhere).status, 403);
    // The window is shut for another amount than the announced one.
    let visit = json!({ "provider": "portone", "merchant_uid": "order-0001", "amount": 4_000 });
    assert_eq!(post(&served, "/payments/window", &[], &visit).status, 409);
}

#[test]
fn iamport_takes_a_refund_of_nothing_for_one_of_everything() {
    let served = Served::start();
    let credentials = [("imp_key", "demo-iamport"), ("imp_secret", "demo-iamport-secret")];
    let token = served.post("/iamport/users/getToken", &credentials).json();
    let again = served.post("/iamport/users/getToken", &credentials).json();
    assert_eq!(
        token["response"]["access_token"],
        again["response"]["access_token"]
    );
    let bearer = format!("Bearer {}", token["response"]["access_token"].as_str().unwrap());
    let key = window(&served, "portone_v1", 7_000);
    let bare = served.get(&format!("/iamport/payments/{key}"), &[("authorization", &bearer)]);
    // Paid by a test channel, which has to be asked for.
    assert_eq!((bare.status, &bare.json()["code"]), (404, &json!(-1)));
    let cancel = [("imp_uid", key.as_str()), ("amount", "0")];
    assert_eq!(served.post("/iamport/payments/cancel", &cancel).status, 401);
    let refunded = served
        .post_as("/iamport/payments/cancel", &bearer, &cancel)
        .json();
    assert_eq!(refunded["response"]["cancel_amount"], json!(7_000));
    assert_eq!(moved(&served), [7_000, -7_000]);
}
