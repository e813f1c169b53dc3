//! What must never stand in a problem or in the log.

use hexmart_application::ordering::ChangeOrderError;
use hexmart_application::payments::ConfirmPaymentError;
use hexmart_application::platform::StoreError;
use serde_json::{Value, json};

use crate::client::{Request, Response};
use crate::fixture::Ports;
use crate::log::{listen, logged};
use crate::samples::{ITEM, ORDER, PAYMENT, WAREHOUSE};

const CANARIES: [&str; 4] = ["카나리아", "010-4242-4242", "canary-key", "비밀쪽지"];

fn address() -> Value {
    json!({
        "recipient": "카나리아", "phone": "010-4242-4242", "postal_code": "99999", "address": "카나리아로 1",
        "detail_address": "카나리아 2층",
    })
}

/// Nothing of an answer that is a problem, and nothing that was logged with it, has a canary in it.
#[track_caller]
fn is_silent(response: &Response, id: &str) {
    assert!(response.status >= 400, "{response:?}");
    let log = logged(id);
    assert!(!log.is_empty(), "{id}");
    for canary in CANARIES {
        assert!(!response.text().contains(canary), "{}", response.text());
        assert!(!log.contains(canary), "{log}");
    }
}

#[test]
fn where_people_live_is_told_to_nobody() {
    listen();
    let lost = || StoreError::backend("no such column");
    let mut ports = Ports::new();
    ports
        .ordering
        .expect_place()
        .times(1)
        .returning(move |_, _, _| Err(lost().into()));
    ports
        .ordering
        .expect_place()
        .returning(|_, wanted, _| panic!("cannot place {wanted:?}"));
    ports
        .ordering
        .expect_readdress()
        .returning(|_, _, _, _| Err(ChangeOrderError::UnknownAddress));
    ports
        .warehousing
        .expect_change_warehouse()
        .returning(|_, _, _| Err(StoreError::backend("no such table").into()));
    ports
        .payments
        .expect_confirm()
        .returning(|_, _, _, _| Err(ConfirmPaymentError::Store(StoreError::backend("no such index"))));
    ports
        .payments
        .expect_hear()
        .returning(|_, message| panic!("cannot hear {message:?}"));
    let api = ports.serve();
    let basket = json!({
        "lines": [{"item_id": ITEM, "quantity": 1}], "address": address(), "note": "비밀쪽지",
    });
    let mut wrong = basket.clone();
    wrong["address"]["카나리아"] = json!(1);
    let mut bad = basket.clone();
    bad["address"]["phone"] = json!("010-4242-4242 카나리아");
    let (order, payment) = (
        format!("/commerce/orders/{ORDER}/"),
        format!("/commerce/payments/{PAYMENT}/confirm/"),
    );
    let warehouse = format!("/commerce/warehouses/{WAREHOUSE}/");
    let contact = json!({"name": "a", "contact": {"name": "카나리아", "phone": "010-4242-4242"}});
    let elsewhere = json!({"address": address()});
    let key = json!({"payment_key": "canary-key", "amount": 1});
    for (place, (method, target, body)) in [
        ("POST", "/commerce/orders/", &basket),
        ("POST", "/commerce/orders/", &basket),
        ("POST", "/commerce/orders/", &bad),
        ("PATCH", &*order, &elsewhere),
        ("PUT", &*warehouse, &contact),
        ("POST", &*payment, &key),
        ("POST", "/commerce/webhooks/payments/toss/", &key),
    ]
    .into_iter()
    .enumerate()
    {
        let request = Request::new(method, target).bearer("admin");
        let request = request
            .header("Idempotency-Key", "canary-key")
            .header("If-Match", "\"v1\"");
        let id = format!("canary-{place}");
        let request = request.header("X-Request-Id", &id);
        is_silent(&api.send(request.json(&body.to_string())), &id);
    }
    // The name of a field that nobody knows is told to whoever sent it, and to nobody else.
    let request = Request::new("POST", "/commerce/orders/").bearer("user");
    let request = request
        .header("Idempotency-Key", "k")
        .header("X-Request-Id", "canary-field");
    let response = api.send(request.json(&wrong.to_string()));
    response.problem(422, "invalid_fields");
    assert!(!logged("canary-field").contains("카나리아"));
}
