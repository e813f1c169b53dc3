//! Placing orders.

use std::collections::BTreeSet;

use hexmart_application::ordering::{Basket, Destination, PlaceOrder, PlaceOrderError};
use hexmart_application::platform::{Answered, KeyReused, StoreError};
use hexmart_domain::ordering::{CartError, TotalsError};
use hexmart_domain::shared::ItemId;
use serde_json::{Value, json};

use crate::client::{Request, Response, errors};
use crate::fixture::{Api, Ports};
use crate::purchases::{order, won};
use crate::samples::{ADDRESS, ITEM, ORDER, PRODUCT, USER, quantity};

const PATH: &str = "/commerce/orders/";

fn place(api: &Api, body: &Value) -> Response {
    let request = Request::new("POST", PATH).bearer("user");
    api.send(request.header("Idempotency-Key", "key-1").json(&body.to_string()))
}

/// A server that takes the order that is expected, and no other.
fn expecting(expected: PlaceOrder) -> Api {
    let mut ports = Ports::new();
    ports
        .ordering
        .expect_place()
        .withf(move |buyer, wanted, once| {
            assert_eq!(*wanted, expected);
            buyer.to_string() == USER && once.is_some()
        })
        .returning(|_, _, _| Ok(Answered::Done(order())));
    ports.serve()
}

fn refusing(error: PlaceOrderError) -> Api {
    let mut ports = Ports::new();
    ports
        .ordering
        .expect_place()
        .returning(move |_, _, _| Err(error.clone()));
    ports.serve()
}

/// The least that is an order.
fn least() -> Value {
    json!({"lines": [{"item_id": ITEM, "quantity": 1}]})
}

#[test]
fn what_is_ordered_is_what_is_placed() {
    let item: ItemId = ITEM.parse().unwrap();
    let own: ItemId = PRODUCT
        .parse::<hexmart_domain::shared::ProductId>()
        .unwrap()
        .into();
    let lines = Basket::Lines {
        items: vec![(item, quantity(2)), (own, quantity(1))],
        coupon: Some(hexmart_domain::pricing::CouponCode::parse("WELCOME10").unwrap()),
    };
    let body = json!({
        "lines": [{"item_id": ITEM, "quantity": 2}, {"product_id": PRODUCT, "quantity": 1}], "coupon_code": "WELCOME10",
        "address_id": ADDRESS, "note": "문 앞에 놓아 주세요", "expected_total": 67800.5,
    });
    let expected = PlaceOrder {
        of: lines,
        to: Destination::Saved(ADDRESS.parse().unwrap()),
        note: order().note,
        expected_total: Some(hexmart_domain::shared::Money::new(
            "67800.5".parse().unwrap(),
            hexmart_domain::shared::Currency::KRW,
        )),
    };
    let response = place(&expecting(expected), &body);
    assert_eq!(response.status, 201, "{response:?}");
    let location = format!("/commerce/orders/{ORDER}/");
    assert_eq!(response.header("location"), Some(&*location));
    assert_eq!(response.header("etag"), Some("\"v2\""));
    assert_eq!(response.header("idempotency-replayed"), None);
}

#[test]
fn a_cart_is_ordered_whole_or_in_part() {
    for (cart, items, seen) in [
        (json!({}), None, None),
        (
            json!({"item_ids": [ITEM], "version": 3}),
            Some(vec![ITEM.parse().unwrap()]),
            Some(3),
        ),
    ] {
        let expected = PlaceOrder {
            of: Basket::Cart { items, seen },
            to: Destination::Default,
            note: None,
            expected_total: None,
        };
        assert_eq!(place(&expecting(expected), &json!({"cart": cart})).status, 201);
    }
}

#[test]
fn an_address_can_be_typed() {
    let address = json!({
        "recipient": "홍길동", "phone": "010-1234-5678", "postal_code": "04524", "address": "서울특별시 중구 세종대로 110",
        "detail_address": "3층",
    });
    let mut ports = Ports::new();
    ports
        .ordering
        .expect_place()
        .withf(|_, wanted, _| match &wanted.to {
            Destination::Typed(address) => {
                let detail = address
                    .detail
                    .as_ref()
                    .map(hexmart_domain::identity::AddressLine::as_str);
                let phone = address.phone.is_some() && detail == Some("3층");
                phone && address.line.as_str() == "서울특별시 중구 세종대로 110"
            }
            Destination::Saved(_) | Destination::Default => false,
        })
        .returning(|_, _, _| Ok(Answered::Done(order())));
    let mut body = least();
    body["address"] = address;
    assert_eq!(place(&ports.serve(), &body).status, 201);
}

#[test]
fn every_bad_field_is_named_at_once() {
    let api = Ports::new().serve();
    let named = |body: Value| {
        let problem = place(&api, &body).problem(422, "invalid_fields");
        let errors = errors(&problem);
        let errors = errors.into_iter().map(|(place, code)| format!("{place} {code}"));
        errors.collect::<Vec<_>>()
    };
    let body = json!({
        "lines": [{"item_id": ITEM, "product_id": PRODUCT, "quantity": 0}, {"quantity": 1}, 7, {"item_id": "x", "quantity": 1}],
        "coupon_code": "", "address": {"recipient": "", "postal_code": "1"}, "address_id": ADDRESS, "note": "a\nb",
        "expected_total": "1", "total": 1,
    });
    assert_eq!(
        named(body),
        [
            "/lines/0/product_id conflicting",
            "/lines/0/quantity out_of_range",
            "/lines/1/item_id required",
            "/lines/2 wrong_type",
            "/lines/3/item_id malformed",
            "/coupon_code blank",
            "/address/recipient required",
            "/address/postal_code malformed",
            "/address/address required",
            "/address_id conflicting",
            "/note control_character",
            "/expected_total wrong_type",
            "/total unknown_field"
        ]
    );
    for (body, expected) in [
        (json!({}), "/cart required"),
        (json!({"lines": []}), "/lines required"),
        (json!({"cart": {"item_ids": []}}), "/cart/item_ids required"),
        (
            json!({"cart": {}, "lines": [{"item_id": ITEM, "quantity": 1}]}),
            "/lines conflicting",
        ),
        (
            json!({"cart": {}, "coupon_code": "A"}),
            "/coupon_code conflicting",
        ),
        (json!({"cart": null}), "/cart wrong_type"),
        (json!({"cart": {"version": -1}}), "/cart/version out_of_range"),
        (
            json!({"lines": vec![json!({"item_id": ITEM, "quantity": 1}); 101]}),
            "/lines too_many",
        ),
    ] {
        assert_eq!(named(body), [expected]);
    }
}

#[test]
fn every_refusal_has_its_code_and_its_facts() {
    let item: ItemId = ITEM.parse().unwrap();
    for (error, status, code, facts) in [
        (PlaceOrderError::Empty, 409, "nothing_to_order", json!({})),
        (
            PlaceOrderError::NotForSale { item },
            409,
            "not_for_sale",
            json!({"item_id": ITEM}),
        ),
        (
            PlaceOrderError::OutOfStock {
                item,
                available: 1,
                requested: 2,
            },
            409,
            "out_of_stock",
            json!({"item_id": ITEM, "available": 1, "requested": 2}),
        ),
        (CartError::Pieces.into(), 409, "too_many_pieces", json!({})),
        (CartError::Full.into(), 409, "cart_full", json!({})),
        (CartError::UnknownItem.into(), 404, "line_not_found", json!({})),
        (PlaceOrderError::CouponUnusable, 409, "coupon_unusable", json!({})),
        (
            PlaceOrderError::PriceChanged { total: won(67_800) },
            409,
            "price_changed",
            json!({"total": 67800}),
        ),
        (PlaceOrderError::Stale, 412, "stale", json!({})),
        (TotalsError.into(), 409, "amount_too_large", json!({})),
        (
            PlaceOrderError::Crowded,
            503,
            "crowded",
            json!({"retryable": true}),
        ),
        (KeyReused.into(), 422, "idempotency_key_reused", json!({})),
        (
            StoreError::unavailable("secret").into(),
            503,
            "unavailable",
            json!({"retryable": true}),
        ),
    ] {
        let response = place(&refusing(error), &least());
        let problem = response.problem(status, code);
        for (name, fact) in facts.as_object().unwrap() {
            assert_eq!(problem[name], *fact, "{problem}");
        }
        // Those who are too many are told other times, below.
        if code != "crowded" {
            assert_eq!(response.header("retry-after"), (status == 503).then_some("1"));
        }
    }
    let problem = place(&refusing(PlaceOrderError::UnknownAddress), &least());
    let problem = problem.problem(422, "invalid_fields");
    assert_eq!(
        errors(&problem),
        [("/address_id".to_owned(), "unknown_value".to_owned())]
    );
}

#[test]
fn those_who_are_too_many_do_not_come_back_together() {
    let api = refusing(PlaceOrderError::Crowded);
    let seconds = |_| place(&api, &least()).header("retry-after").map(str::to_owned);
    let waits: BTreeSet<_> = (0..30).filter_map(seconds).collect();
    assert_eq!(waits, BTreeSet::from(["1", "2", "3"].map(str::to_owned)));
}
