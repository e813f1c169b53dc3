//! Two thousand requests of a purchase that nobody should send.

use hexmart_web_adapter::openapi_json;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::client::Request;
use crate::operations::{Operation, operations};
use crate::samples::{ITEM, LINE, ORDER, PRODUCT, RACK};
use crate::willing;

const ROOTS: [&str; 12] = [
    "/commerce/cart",
    "/commerce/orders/",
    "/commerce/payments/",
    "/commerce/webhooks/",
    "/commerce/warehouses/",
    "/commerce/racks/",
    "/commerce/stock/",
    "/commerce/staff/orders/",
    "/commerce/sellers/me/order",
    "/commerce/points/",
    "/commerce/subscription/",
    "/commerce/staff/users/{user_id}/points/",
];

fn purchase() -> Vec<Operation> {
    let known = operations().into_iter();
    let known = known.filter(|operation| ROOTS.iter().any(|root| operation.pattern.starts_with(root)));
    known.collect()
}

/// Anything that JSON can say, and what is said here.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|flag| json!(flag)),
        any::<i64>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        select(vec![
            json!(0),
            json!(1),
            json!(-1),
            json!(999),
            json!(1e30),
            json!(0.5)
        ]),
        select(vec![
            ITEM, PRODUCT, RACK, LINE, ORDER, "receive", "agree", "toss", "", " ", "\0"
        ])
        .prop_map(|word| json!(word)),
        ".{0,40}".prop_map(|text| json!(text)),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(|list| json!(list)),
            proptest::collection::vec((select(names()), inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// The fields that these operations know, and some that none does.
fn names() -> Vec<String> {
    let words = "product_id item_id quantity code order_id line_id cart lines coupon_code address_id address note \
        expected_total item_ids version line_ids reason courier tracking_number provider payment_key amount name \
        postal_code coordinates contact available latitude longitude phone position location_id kind change ceiling low \
        from_location_id to_location_id recipient detail_address __proto__";
    words.split_whitespace().map(str::to_owned).collect()
}

/// A good body, in which some fields are something else, or gone.
fn body(good: &Value) -> BoxedStrategy<String> {
    let good = good.as_object().cloned().unwrap_or_default();
    let spoilt = proptest::collection::vec((select(names()), proptest::option::of(value())), 0..4);
    let spoilt = spoilt.prop_map(move |changes| {
        let mut body = good.clone();
        for (name, value) in changes {
            match value {
                Some(value) => body.insert(name, value),
                None => body.remove(&name),
            };
        }
        Value::Object(body).to_string()
    });
    prop_oneof![8 => spoilt, 1 => value().prop_map(|value| value.to_string()), 1 => ".{0,30}"].boxed()
}

fn query() -> impl Strategy<Value = String> {
    let name = select(
        "state number buyer from until page_size cursor view reason item_ids at item_id location_id kind actor_id name \
            address available provider"
            .split_whitespace()
            .collect::<Vec<_>>(),
    );
    let word = select(vec![
        "",
        "0",
        "-1",
        "1",
        "201",
        "paid",
        "captured",
        "x",
        "%00",
        "%ff",
        "full",
        "2026-01-01",
        "true",
        ITEM,
        "AA",
    ]);
    let pair = (name, word).prop_map(|(name, word)| format!("{name}={word}"));
    proptest::collection::vec(pair, 0..4).prop_map(|pairs| pairs.join("&"))
}

#[test]
fn nonsense_is_refused_and_breaks_nothing() {
    let document: Value = serde_json::from_str(&openapi_json()).unwrap();
    let api = willing::ports().serve();
    let purchase = purchase();
    assert!(purchase.len() > 50, "{}", purchase.len());
    let requests = select(purchase).prop_flat_map(|operation| {
        let body = body(&operation.body);
        (Just(operation.clone()), body, query(), any::<bool>())
    });
    let config = Config {
        cases: 2_000,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let counts = std::cell::RefCell::new([0, 0]);
    let outcome = runner.run(&requests, |(operation, body, query, by_head)| {
        let target = format!(
            "{}{}{query}",
            operation.path(),
            if operation.path().contains('?') { "&" } else { "?" }
        );
        let mut request = Request::new(operation.method, &target);
        if let Some(caller) = operation.served() {
            request = request.bearer(caller);
        }
        if by_head {
            request = operation.with_headers(request);
        }
        let response = api.send(if operation.method == "GET" {
            request
        } else {
            request.json(&body)
        });
        let what = format!("{} {target} {body}: {}", operation.method, response.text());
        prop_assert!(response.status < 500, "{what}");
        let known = &document["paths"][operation.pattern][operation.method.to_lowercase()]["responses"];
        let status = response.status.to_string();
        // Of any query at all, what cannot be read is told alike everywhere.
        let is_known = known.get(&status).is_some() || response.status == 400;
        prop_assert!(is_known, "{what}");
        let place = usize::from(response.status >= 400);
        counts.borrow_mut()[place] += 1;
        Ok(())
    });
    outcome.unwrap();
    let [good, bad] = counts.into_inner();
    assert!(good > 200 && bad > 200, "{good} good, {bad} bad");
}
