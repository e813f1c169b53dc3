use serde_json::{Value, json};

use super::goods::OWN;
use super::table::operation;
use super::table::{
    A, ACCOUNT_NO_KEYS, ACTIVE, F, I, NOTHING, PUBLIC, S, STAFF, STAFF_NO_KEYS, U, VIEWER_NO_KEYS,
};
use super::{Operation, Refusals};
use crate::samples::{ADDRESS, ITEM, LINE, ORDER, OTHER_RACK, PRODUCT, RACK, TIER};

/// Whoever proved their address, and machines with the scope.
const BUYER: Refusals = [A, I, U, "", "", "", "", "", "", S, U];
const OPERATOR: Refusals = [A, I, F, F, F, "", "", "", "", S, U];
const OPERATOR_NO_KEYS: Refusals = [A, I, F, F, F, "", "", "", S, S, U];

pub(super) fn the_cart() -> Vec<Operation> {
    let line = json!({"product_id": PRODUCT, "item_id": ITEM, "quantity": 1});
    let again = json!({"order_id": ORDER, "line_id": LINE});
    let one = "/commerce/cart/lines/{item_id}/";
    let guest = |method, pattern, body, status| operation(method, pattern, body, status, VIEWER_NO_KEYS);
    vec![
        guest("GET", "/commerce/cart/", NOTHING, 200),
        guest("DELETE", "/commerce/cart/", NOTHING, 200),
        guest("POST", "/commerce/cart/lines/", line, 200),
        guest("DELETE", "/commerce/cart/lines/", NOTHING, 200),
        guest("PATCH", one, json!({"quantity": 2}), 200),
        guest("DELETE", one, NOTHING, 200),
        guest("PUT", "/commerce/cart/coupon/", json!({"code": "ABC"}), 200),
        guest("DELETE", "/commerce/cart/coupon/", NOTHING, 200),
        guest("POST", "/commerce/carts/", NOTHING, 201),
        operation("POST", "/commerce/cart/merge/", NOTHING, 200, ACCOUNT_NO_KEYS),
        operation("POST", "/commerce/cart/reorder/", again, 200, ACCOUNT_NO_KEYS),
    ]
}

/// Lines of an order, by name.
fn lines() -> Value {
    json!({"line_ids": [LINE], "reason": "a"})
}

pub(super) fn orders() -> Vec<Operation> {
    let basket = json!({
        "lines": [{"item_id": ITEM, "quantity": 1}], "coupon_code": "ABC", "address_id": ADDRESS, "note": "b",
        "expected_total": 1,
    });
    let tracking = "/commerce/orders/{order_id}/shipments/{shipment_id}/tracking/";
    let size = "/commerce/orders/{order_id}/lines/{line_id}/";
    let own = |method, pattern, body, status| operation(method, pattern, body, status, BUYER);
    vec![
        own("POST", "/commerce/orders/", basket, 201),
        own("GET", "/commerce/orders/", NOTHING, 200),
        own("GET", "/commerce/orders/{order_id}/", NOTHING, 200),
        own(
            "PATCH",
            "/commerce/orders/{order_id}/",
            json!({"address_id": ADDRESS}),
            200,
        ),
        own("PATCH", size, json!({"quantity": 1}), 200),
        own("GET", "/commerce/orders/{order_id}/timeline/", NOTHING, 200),
        own("GET", tracking, NOTHING, 200),
        own("POST", "/commerce/orders/{order_id}/cancel/", lines(), 200),
        own(
            "POST",
            "/commerce/orders/{order_id}/request_refund/",
            lines(),
            200,
        ),
        own(
            "POST",
            "/commerce/orders/{order_id}/withdraw_refund/",
            lines(),
            200,
        ),
        own("POST", "/commerce/orders/{order_id}/confirm/", lines(), 200),
        own("GET", "/commerce/orders/{order_id}/payments/", NOTHING, 200),
    ]
}

pub(super) fn the_desk() -> Vec<Operation> {
    let parcel = json!({"courier": "a", "tracking_number": "1", "line_ids": [LINE], "reason": "b"});
    let own = |step, body| operation("POST", step, body, 200, OWN);
    let shop = |step, body| operation("POST", step, body, 200, OPERATOR);
    let staff = |step| operation("POST", step, lines(), 200, STAFF);
    let look = |pattern, refusals| operation("GET", pattern, NOTHING, 200, refusals);
    vec![
        look("/commerce/sellers/me/settlements/", OWN),
        look("/commerce/sellers/me/statistics/", OWN),
        look("/commerce/sellers/me/order_lines/", OWN),
        own("/commerce/sellers/me/orders/{order_id}/prepare/", lines()),
        own("/commerce/sellers/me/orders/{order_id}/dispatch/", parcel.clone()),
        own("/commerce/sellers/me/orders/{order_id}/deliver/", lines()),
        own("/commerce/sellers/me/orders/{order_id}/cancel/", lines()),
        own("/commerce/sellers/me/orders/{order_id}/refund/", lines()),
        look("/commerce/staff/order_lines/", OPERATOR),
        look("/commerce/staff/orders/", STAFF),
        look("/commerce/staff/orders/{order_id}/", STAFF),
        shop("/commerce/staff/orders/{order_id}/prepare/", lines()),
        shop("/commerce/staff/orders/{order_id}/dispatch/", parcel),
        shop("/commerce/staff/orders/{order_id}/deliver/", lines()),
        staff("/commerce/staff/orders/{order_id}/cancel/"),
        staff("/commerce/staff/orders/{order_id}/refund/"),
    ]
}

pub(super) fn money() -> Vec<Operation> {
    let confirmation = json!({"payment_key": "k", "amount": 1});
    let refund = json!({"amount": 1, "reason": "a"});
    let webhook = Operation {
        file: Some(("application/json", "{}")),
        ..operation(
            "POST",
            "/commerce/webhooks/payments/{provider}/",
            NOTHING,
            200,
            PUBLIC,
        )
    };
    vec![
        operation("GET", "/commerce/payment_providers/", NOTHING, 200, PUBLIC),
        operation(
            "POST",
            "/commerce/orders/{order_id}/payments/",
            json!({"provider": "sandbox"}),
            201,
            ACTIVE,
        ),
        operation(
            "POST",
            "/commerce/points/top_ups/",
            json!({"points": 10_000}),
            201,
            ACTIVE,
        ),
        operation(
            "POST",
            "/commerce/campaigns/{campaign_id}/payments/",
            json!({"tier_id": TIER, "provider": "sandbox"}),
            201,
            ACTIVE,
        ),
        operation("GET", "/commerce/payments/", NOTHING, 200, BUYER),
        operation("GET", "/commerce/payments/{payment_id}/", NOTHING, 200, BUYER),
        operation(
            "POST",
            "/commerce/payments/{payment_id}/confirm/",
            confirmation,
            200,
            ACTIVE,
        ),
        operation("GET", "/commerce/staff/payments/", NOTHING, 200, STAFF),
        operation(
            "POST",
            "/commerce/staff/payments/{payment_id}/refunds/",
            refund,
            201,
            STAFF_NO_KEYS,
        ),
        webhook,
    ]
}

pub(super) fn points() -> Vec<Operation> {
    let adjustment = json!({"points": -500, "reason": "a"});
    let own = |method, pattern, status| operation(method, pattern, NOTHING, status, ACTIVE);
    let look = |pattern| operation("GET", pattern, NOTHING, 200, BUYER);
    let staff = |pattern| operation("GET", pattern, NOTHING, 200, STAFF);
    vec![
        look("/commerce/points/"),
        look("/commerce/points/entries/"),
        look("/commerce/points/statistics/"),
        operation("GET", "/commerce/points/terms/", NOTHING, 200, PUBLIC),
        own("POST", "/commerce/points/attendance/", 201),
        look("/commerce/subscription/"),
        own("POST", "/commerce/subscription/", 201),
        own("POST", "/commerce/subscription/cancel/", 200),
        own("POST", "/commerce/subscription/resume/", 200),
        staff("/commerce/staff/users/{user_id}/points/"),
        operation(
            "POST",
            "/commerce/staff/users/{user_id}/points/",
            adjustment,
            201,
            STAFF_NO_KEYS,
        ),
        staff("/commerce/staff/users/{user_id}/points/entries/"),
    ]
}

pub(super) fn warehouses() -> Vec<Operation> {
    let sheet = json!({
        "name": "a", "address": "b", "postal_code": "04524", "coordinates": {"latitude": 1, "longitude": 1.5},
        "contact": {"name": "c", "phone": "010-1234-5678"}, "available": true,
    });
    let rack = json!({"name": "a", "position": "b"});
    let movement =
        json!({"item_id": ITEM, "location_id": RACK, "kind": "receive", "quantity": 1, "reason": "a"});
    let transfer = json!({
        "item_id": ITEM, "from_location_id": RACK, "to_location_id": OTHER_RACK, "quantity": 1, "reason": "a",
    });
    let one = "/commerce/warehouses/{warehouse_id}/";
    let racks = "/commerce/warehouses/{warehouse_id}/racks/";
    let look = |pattern| operation("GET", pattern, NOTHING, 200, OPERATOR);
    let people = |method, pattern, body, status| operation(method, pattern, body, status, OPERATOR_NO_KEYS);
    vec![
        look("/commerce/warehouses/"),
        people("POST", "/commerce/warehouses/", sheet.clone(), 201),
        look(one),
        people("PUT", one, sheet, 200),
        look(racks),
        people("POST", racks, rack.clone(), 201),
        look("/commerce/warehouses/{warehouse_id}/stock/"),
        people("PUT", "/commerce/racks/{rack_id}/", rack, 200),
        look("/commerce/racks/{rack_id}/stock/"),
        look("/commerce/stock/items/{item_id}/"),
        look("/commerce/stock/ledger/"),
        operation("POST", "/commerce/stock/movements/", movement, 200, OPERATOR),
        operation("POST", "/commerce/stock/transfers/", transfer, 200, OPERATOR),
    ]
}
