//! One's own orders.

use hexmart_application::ordering::{TrackError, TrackingError};
use hexmart_domain::ordering::LineState;
use serde_json::{Value, json};

use crate::client::errors;
use crate::fixture::Ports;
use crate::open_for_purchases::open;
use crate::purchases::{order, timeline};
use crate::samples::{CATEGORY, ITEM, LINE, NOW, ORDER, PICTURE, PRODUCT, SELLER, SHIPMENT, SOLD_LINE, USER};

fn path(rest: &str) -> String {
    format!("/commerce/orders/{ORDER}/{rest}")
}

/// A line as everybody sees it.
fn line(id: &str, seller: Option<&str>, state: &str, code: u8) -> Value {
    json!({
        "id": id, "product_id": PRODUCT, "item_id": ITEM, "name": "무선 이어폰", "sku": "EAR-1",
        "options": ["색상: 흰색"], "category": {"id": CATEGORY, "name": "이어폰"}, "picture_id": PICTURE,
        "seller_id": seller, "seller_name": seller.map(|_| "하나상회"), "quantity": 2,
        "unit": {"price": 20000, "discount_amount": 2000, "coupon_discount_amount": 1800, "final_price": 16200},
        "amounts": {"list": 40000, "discount": 4000, "coupon": 3600, "payable": 32400},
        "state": state, "state_code": code, "delivered_at": null,
    })
}

fn head() -> Value {
    json!({
        "id": ORDER, "number": "20261120-7F3K9QXM", "state": "paid", "state_code": 2, "title": "무선 이어폰",
        "line_count": 2, "total": 67800, "currency": "KRW", "paid": 67800, "placed_at": NOW, "pay_by": NOW,
        "paid_at": NOW, "version": 2, "updated_at": NOW,
    })
}

#[test]
fn an_order_explains_itself_and_keeps_the_address_to_itself() {
    let mut ports = Ports::new();
    ports
        .ordering
        .expect_show()
        .withf(|buyer, order| (buyer.to_string(), order.to_string()) == (USER.to_owned(), ORDER.to_owned()))
        .returning(|_, _| Ok(Some(order())));
    let api = ports.serve();
    let mut expected = head();
    let rest = json!({
        "lines": [line(LINE, None, "paid", 2), line(SOLD_LINE, Some(SELLER), "dispatched", 4)],
        "totals": {
            "currency": "KRW", "list": 80000, "discount": 8000, "coupon": 7200, "rounding": 0, "shipping": 3000,
            "total": 67800,
        },
        "coupon": {"code": "WELCOME10", "discount_percentage": 10},
        "deliver_to": {
            "recipient": "홍*동", "phone": "010****5678", "postal_code": "04524", "address": "서***************0",
            "detail_address": null,
        },
        "note": null,
        "shipments": [{
            "id": SHIPMENT, "line_ids": [SOLD_LINE], "courier": "cjlogistics", "tracking_number": "123456789012",
            "dispatched_at": NOW,
        }],
    });
    expected
        .as_object_mut()
        .unwrap()
        .extend(rest.as_object().unwrap().clone());
    let response = api.call("GET", &path(""), "user", "");
    assert_eq!(response.header("etag"), Some("\"v2\""));
    let mut shown = response.ok();
    // How an address is masked, others test.
    let masked = shown["deliver_to"]["address"].take();
    assert!(masked.as_str().unwrap().contains('*'), "{masked}");
    expected["deliver_to"]["address"].take();
    assert_eq!(shown, expected);

    let full = api.call("GET", &path("?view=full"), "user", "").ok();
    assert_eq!(full["deliver_to"]["recipient"], "홍길동");
    assert_eq!(full["deliver_to"]["address"], order().deliver_to.line.as_str());
    assert_eq!(full["note"], "문 앞에 놓아 주세요");
    api.call("GET", &path("?view=all"), "user", "")
        .problem(422, "invalid_fields");
}

#[test]
fn others_orders_do_not_exist() {
    let mut ports = Ports::new();
    ports.ordering.expect_show().returning(|_, _| Ok(None));
    ports.ordering.expect_timeline().returning(|_, _| Ok(None));
    ports.payments.expect_of_order().returning(|_, _| Ok(None));
    let api = ports.serve();
    for rest in ["", "timeline/", "payments/"] {
        api.call("GET", &path(rest), "user", "")
            .problem(404, "order_not_found");
        let nonsense = format!("/commerce/orders/{LINE}/{rest}");
        api.call("GET", &nonsense, "user", "")
            .problem(404, "order_not_found");
    }
}

#[test]
fn orders_are_listed_page_by_page() {
    let mut ports = Ports::new();
    ports
        .ordering
        .expect_own()
        .withf(|_, state, before, limit| {
            let first = (None, None, 2);
            let next = (Some(LineState::Paid), Some(ORDER.parse().unwrap()), 2);
            [first, next].contains(&(*state, *before, *limit))
        })
        .returning(|_, _, _, _| Ok(vec![order(), order()]));
    let api = ports.serve();
    let page = api.call("GET", "/commerce/orders/?page_size=1", "user", "").ok();
    assert_eq!(page["orders"], json!([head()]));
    let cursor = page["page"]["next_cursor"].as_str().unwrap();
    let next = format!("/commerce/orders?page_size=1&state=paid&cursor={cursor}");
    assert_eq!(api.call("GET", &next, "key", "").ok()["page"]["size"], 1);
    let bad = api.call(
        "GET",
        "/commerce/orders/?state=lost&cursor=x&page_size=0",
        "user",
        "",
    );
    let named = errors(&bad.problem(422, "invalid_fields"));
    let named: Vec<_> = named
        .iter()
        .map(|(place, code)| format!("{place} {code}"))
        .collect();
    assert_eq!(
        named,
        [
            "state unknown_value",
            "page_size out_of_range",
            "cursor malformed"
        ]
    );
}

#[test]
fn a_timeline_tells_what_happened_and_not_who_works_here() {
    let mut ports = Ports::new();
    ports
        .ordering
        .expect_timeline()
        .returning(|_, _| Ok(Some(timeline())));
    let event = |line: Option<&str>, kind, from: Option<&str>, to: Option<&str>| {
        json!({
            "version": 1, "line_id": line, "kind": kind, "from": from, "to": to, "party": "buyer", "reason": "선물",
            "at": NOW,
        })
    };
    let expected = json!({"events": [
        event(None, "placed", None, None),
        event(Some(LINE), "resized", Some("1"), Some("2")),
        event(None, "readdressed", None, None),
        event(Some(LINE), "moved", Some("pending_payment"), Some("paid")),
    ]});
    let response = ports.serve().call("GET", &path("timeline/"), "user", "");
    assert_eq!(response.ok(), expected);
}

#[test]
fn parcels_are_followed() {
    let mut ports = Ports::new();
    open(&mut ports);
    let target = path(&format!("shipments/{SHIPMENT}/tracking/"));
    let events = ports.serve().call("GET", &target, "user", "").ok();
    assert_eq!(
        events,
        json!({"events": [{"at": NOW, "place": "옥천HUB", "what": "간선상차"}]})
    );
    for (error, status, code) in [
        (TrackError::Unknown, 404, "shipment_not_found"),
        (
            TrackingError::new("secret host").into(),
            503,
            "courier_unavailable",
        ),
    ] {
        let mut ports = Ports::new();
        ports
            .ordering
            .expect_track()
            .returning(move |_, _, _| Err(error.clone()));
        let response = ports.serve().call("GET", &target, "user", "");
        response.problem(status, code);
        assert!(!response.text().contains("secret"));
    }
}
