//! Showing one product.

use hexmart_application::catalogue::ShowProductError;
use serde_json::json;

use crate::client::Request;
use crate::fixture::Ports;
use crate::samples::{PRODUCT, USER, shown};

fn path() -> String {
    format!("/commerce/products/{PRODUCT}/")
}

#[test]
fn whoever_signed_in_sees_the_price_with_their_coupon() {
    let mut ports = Ports::new();
    ports.catalogue.expect_show().returning(|_, viewer| {
        let coupon = viewer.filter(|viewer| viewer.to_string() == USER).map(|_| "10");
        Ok(shown("20000", Some("10"), coupon))
    });
    let api = ports.serve();
    let product = json!({
        "id": PRODUCT, "name": "무선 이어폰", "description": "소음 차단 \"블루투스\"", "price": 20_000, "currency": "KRW",
        "stock_count": 100,
        "created_at": "2026-11-20T05:36:02.148000Z", "updated_at": "2026-11-20T05:36:02.148000Z",
    });
    let signed_in = api.send(Request::new("GET", &path()).header("authorization", "bearer user"));
    let expected = json!({
        "product": product, "product_discount_amount": 2_000, "cupon_discount_amount": 1_800,
        "coupon_discount_amount": 1_800, "final_price": 16_200, "total_amount": 16_200,
    });
    assert_eq!(signed_in.ok(), expected);
    let expected = json!({
        "product": product, "product_discount_amount": 2_000, "cupon_discount_amount": 0,
        "coupon_discount_amount": 0, "final_price": 18_000, "total_amount": 18_000,
    });
    assert_eq!(api.get(&path()).ok(), expected);
}

#[test]
fn what_is_no_product_is_not_found() {
    let mut ports = Ports::new();
    let unknown = |_, _| Err(ShowProductError::UnknownProduct);
    ports.catalogue.expect_show().returning(unknown);
    let api = ports.serve();
    let padded = format!("{PRODUCT}%20");
    for id in [
        PRODUCT,
        "1",
        "1763617000000-1234",
        &padded,
        "%F0%9F%98%80",
        "%FF",
        "a%2Fb",
        "%00",
    ] {
        let problem = api.get(&format!("/commerce/products/{id}/"));
        problem.problem(404, "product_not_found");
    }
}
