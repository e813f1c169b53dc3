//! Requests that are sent again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use hexmart_application::platform::{Answered, Once, StoredAnswer};
use hexmart_domain::ordering::Order;
use hexmart_domain::shared::UserId;
use serde_json::{Value, json};

use crate::client::{Request, Response};
use crate::fixture::{Api, Ports};
use crate::operations::{Operation, operations};
use crate::purchases::order;
use crate::samples::ITEM;
use crate::willing;

/// Where a key is needed.
const NEEDED: [&str; 5] = [
    "/commerce/orders/",
    "/commerce/stock/movements/",
    "/commerce/stock/transfers/",
    "/commerce/staff/payments/{payment_id}/refunds/",
    "/commerce/staff/users/{user_id}/points/",
];
/// Where it is welcome.
const WELCOME: [&str; 7] = [
    "/commerce/products/{product_id}/stock/",
    "/commerce/products/{product_id}/variants/{item_id}/stock/",
    "/commerce/orders/{order_id}/cancel/",
    "/commerce/sellers/me/orders/{order_id}/cancel/",
    "/commerce/sellers/me/orders/{order_id}/refund/",
    "/commerce/staff/orders/{order_id}/cancel/",
    "/commerce/staff/orders/{order_id}/refund/",
];

fn of(patterns: &[&str]) -> Vec<Operation> {
    let found: Vec<_> = operations()
        .into_iter()
        .filter(|operation| operation.method == "POST" && patterns.contains(&operation.pattern))
        .collect();
    assert_eq!(found.len(), patterns.len());
    found
}

fn with_key(api: &Api, operation: &Operation, key: Option<&str>) -> Response {
    let mut request = Request::new("POST", &operation.path()).bearer(operation.served().unwrap());
    if let Some(key) = key {
        request = request.header("Idempotency-Key", key);
    }
    api.send(request.json(&operation.body.to_string()))
}

#[test]
fn what_moves_stock_or_money_has_a_name() {
    let api = willing::ports().serve();
    for operation in of(&NEEDED) {
        with_key(&api, &operation, None).problem(400, "idempotency_key_required");
    }
    for operation in of(&WELCOME) {
        assert_eq!(
            with_key(&api, &operation, None).status,
            200,
            "{}",
            operation.pattern
        );
    }
    let (long, longest) = ("k".repeat(256), "k".repeat(255));
    for operation in of(&NEEDED).into_iter().chain(of(&WELCOME)) {
        for wrong in ["", "a b", "\"a", "\u{e9}", &long] {
            with_key(&api, &operation, Some(wrong)).problem(400, "invalid_idempotency_key");
        }
        for key in ["a", "\"a\"", &longest] {
            let response = with_key(&api, &operation, Some(key));
            assert_eq!(response.status, operation.status, "{} {key}", operation.pattern);
        }
    }
}

/// A port that remembers as a store does, and places no order twice.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Answers>>);

/// What was asked, and answered, by scope and key.
type Answers = HashMap<(String, String), ([u8; 16], StoredAnswer)>;

impl Memory {
    fn place(
        &self,
        once: Option<Once<Order>>,
    ) -> Result<Answered<Order>, hexmart_application::ordering::PlaceOrderError> {
        let once = once.unwrap();
        let mut known = self.0.lock().unwrap();
        let key = (once.key.scope.clone(), once.key.key.clone());
        if let Some((fingerprint, answer)) = known.get(&key) {
            let is_same = *fingerprint == once.key.fingerprint;
            return is_same
                .then(|| Answered::Replayed(answer.clone()))
                .ok_or(hexmart_application::platform::KeyReused.into());
        }
        known.insert(key, (once.key.fingerprint, (once.render)(&order())));
        Ok(Answered::Done(order()))
    }

    fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

fn place(api: &Api, caller: &str, key: &str, target: &str, body: &str) -> Response {
    let request = Request::new("POST", target).bearer(caller);
    api.send(request.header("Idempotency-Key", key).json(body))
}

#[test]
fn the_same_request_is_answered_the_same_byte_by_byte() {
    let memory = Memory::default();
    let mut ports = Ports::new();
    let port = memory.clone();
    ports
        .ordering
        .expect_place()
        .returning(move |_, _, once| port.place(once));
    let api = ports.serve();
    let body = json!({"lines": [{"item_id": ITEM, "quantity": 1}], "note": "a"}).to_string();
    let first = place(&api, "user", "key-1", "/commerce/orders/", &body);
    assert_eq!((first.status, first.header("idempotency-replayed")), (201, None));
    // Another order of fields, other blanks, the key in quotation marks, no slash at the end: the same request.
    let again = format!("{{\"note\":\"a\",  \"lines\": [{{\"quantity\": 1, \"item_id\": \"{ITEM}\"}}]}}");
    for response in [
        place(&api, "user", "key-1", "/commerce/orders/", &body),
        place(&api, "user", "\"key-1\"", "/commerce/orders", &again),
    ] {
        assert_eq!((response.status, &response.body), (201, &first.body));
        assert_eq!(response.header("idempotency-replayed"), Some("true"));
        for header in ["location", "etag", "content-type", "cache-control"] {
            assert_eq!(response.header(header), first.header(header), "{header}");
        }
    }
    assert_eq!(memory.count(), 1);
    let other: Value = json!({"lines": [{"item_id": ITEM, "quantity": 2}], "note": "a"});
    place(&api, "user", "key-1", "/commerce/orders/", &other.to_string())
        .problem(422, "idempotency_key_reused");
    assert_eq!(memory.count(), 1);
}

#[test]
fn keys_are_everybodys_own() {
    let memory = Memory::default();
    let mut ports = Ports::new();
    let port = memory.clone();
    ports
        .ordering
        .expect_place()
        .returning(move |_, _, once| port.place(once));
    let api = ports.serve();
    let body = json!({"lines": [{"item_id": ITEM, "quantity": 1}]}).to_string();
    for caller in ["user", "seller"] {
        let response = place(&api, caller, "key-1", "/commerce/orders/", &body);
        assert_eq!(
            (response.status, response.header("idempotency-replayed")),
            (201, None)
        );
    }
    assert_eq!(memory.count(), 2);
    let scopes: Vec<_> = memory
        .0
        .lock()
        .unwrap()
        .keys()
        .map(|(scope, _)| scope.clone())
        .collect();
    for scope in scopes {
        let (user, operation) = scope.split_once(' ').unwrap();
        assert!(user.parse::<UserId>().is_ok(), "{scope}");
        assert_eq!(operation, "POST /commerce/orders/");
    }
}
