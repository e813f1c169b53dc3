use serde_json::json;

use super::table::{ACCOUNT, NOTHING, PUBLIC, STAFF, STOCK, TRADER, VIEWER, operation};
use super::{Operation, Refusals};
use crate::samples::{CATEGORY, PICTURE};

/// An operation that takes a file.
fn intake(
    pattern: &'static str,
    file: (&'static str, &'static str),
    status: u16,
    refusals: Refusals,
) -> Operation {
    Operation {
        file: Some(file),
        ..operation("POST", pattern, NOTHING, status, refusals)
    }
}

pub(super) fn the_shop() -> Vec<Operation> {
    let product = json!({
        "name": "a", "description": "b", "price": 1, "stock": 0, "sku": "A-1", "category": CATEGORY, "tags": ["c"],
        "attributes": [{"name": "d", "value": 1}], "state": "private",
    });
    let coupon = json!({"discount_percentage": 1, "valid_from": "2026-01-01", "valid_to": "2026-01-02", "code": "ABC"});
    let (stock, discount) = (json!({"change": 1}), json!({"percentage": 1}));
    vec![
        operation("POST", "/commerce/products/", product, 200, TRADER),
        operation("GET", "/commerce/products/", NOTHING, 200, PUBLIC),
        operation("GET", "/commerce/products/{product_id}/", NOTHING, 200, VIEWER),
        operation(
            "POST",
            "/commerce/products/{product_id}/stock/",
            stock,
            200,
            STOCK,
        ),
        operation(
            "POST",
            "/commerce/products/{product_id}/discounts/",
            discount,
            200,
            TRADER,
        ),
        operation("POST", "/commerce/coupons/", coupon, 200, ACCOUNT),
    ]
}

pub(super) fn the_shelves() -> Vec<Operation> {
    let edit = json!({
        "name": "a", "description": "b", "price": 1, "sku": "A-1", "category": CATEGORY, "tags": ["c"],
        "attributes": [{"name": "d", "value": true}], "state": "private",
    });
    let options = json!([{"name": "a", "values": ["b"]}]);
    let plan =
        json!({"options": options, "variants": [{"sku": "A-1", "values": ["b"], "price": 1, "stock": 1}]});
    let order = json!({"pictures": [{"id": PICTURE, "alt": "a"}]});
    let pictures = "/commerce/products/{product_id}/pictures/";
    let stock = "/commerce/products/{product_id}/variants/{item_id}/stock/";
    let own = |method, pattern, body, status| operation(method, pattern, body, status, TRADER);
    vec![
        own("PATCH", "/commerce/products/{product_id}/", edit, 200),
        own("DELETE", "/commerce/products/{product_id}/", NOTHING, 204),
        own("POST", "/commerce/products/{product_id}/restore/", NOTHING, 200),
        own("GET", "/commerce/products/{product_id}/sheet/", NOTHING, 200),
        own("GET", "/commerce/products/{product_id}/history/", NOTHING, 200),
        own("PUT", "/commerce/products/{product_id}/variants/", plan, 200),
        operation("POST", stock, json!({"change": 1}), 200, STOCK),
        intake(pictures, ("image/png", "a picture"), 201, TRADER),
        own("PUT", pictures, order, 200),
        operation("GET", "/media/pictures/{picture}/{file}", NOTHING, 200, PUBLIC),
    ]
}

pub(super) fn the_tree() -> Vec<Operation> {
    let category = json!({"name": {"ko": "a", "en": "b"}, "place": {"left_of": CATEGORY}});
    let (all, one) = ("/commerce/categories/", "/commerce/categories/{category_id}/");
    let relocation = "/commerce/categories/{category_id}/move/";
    vec![
        operation("GET", all, NOTHING, 200, PUBLIC),
        operation("POST", all, category, 201, STAFF),
        operation("PATCH", one, json!({"name": {"ko": "a"}}), 200, STAFF),
        operation("DELETE", one, NOTHING, 200, STAFF),
        operation("POST", relocation, json!({"place": "first"}), 200, STAFF),
    ]
}

pub(super) fn in_bulk() -> Vec<Operation> {
    let own = |pattern| operation("GET", pattern, NOTHING, 200, TRADER);
    vec![
        intake("/commerce/imports/", ("text/csv", "sku,name"), 202, TRADER),
        own("/commerce/imports/{import_id}/"),
        own("/commerce/imports/{import_id}/rejects/"),
        own("/commerce/exports/products/"),
    ]
}

/// Approved sellers alone, by whatever else they are.
pub(super) const OWN: Refusals = [
    "authentication_required",
    "invalid_token",
    "unverified",
    "forbidden",
    "",
    "forbidden",
    "forbidden",
    "forbidden",
    "forbidden",
    "insufficient_scope",
    "unverified",
];

pub(super) fn the_window() -> Vec<Operation> {
    let look = |pattern, refusals| operation("GET", pattern, NOTHING, 200, refusals);
    vec![
        look("/commerce/deals/", PUBLIC),
        look("/commerce/search/", PUBLIC),
        look("/commerce/suggestions/", PUBLIC),
        look("/commerce/sellers/me/products/", OWN),
        look("/commerce/staff/products/", STAFF),
    ]
}
