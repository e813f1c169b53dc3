//! Showing one product.

use hexmart_application::catalogue::ShowProductError;
use serde_json::{Value, json};

use crate::client::Request;
use crate::fixture::Ports;
use crate::samples::{CATEGORY, ITEM, PICTURE, PRODUCT, SELLER, USER, shown};
use crate::shelf::full_product;

/// What clients of the six first operations know of a product.
const OLD_WORDS: [&str; 8] = [
    "id",
    "name",
    "description",
    "price",
    "currency",
    "stock_count",
    "created_at",
    "updated_at",
];

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
    let in_old_words = |body: Value| {
        let Value::Object(mut members) = body else {
            panic!("{body}")
        };
        let product = members["product"].as_object_mut().unwrap();
        product.retain(|name, _| OLD_WORDS.contains(&name.as_str()));
        Value::Object(members)
    };
    let signed_in = api.send(Request::new("GET", &path()).header("authorization", "bearer user"));
    let expected = json!({
        "product": product, "product_discount_amount": 2_000, "cupon_discount_amount": 1_800,
        "coupon_discount_amount": 1_800, "final_price": 16_200, "total_amount": 16_200,
    });
    assert_eq!(in_old_words(signed_in.ok()), expected);
    let expected = json!({
        "product": product, "product_discount_amount": 2_000, "cupon_discount_amount": 0,
        "coupon_discount_amount": 0, "final_price": 18_000, "total_amount": 18_000,
    });
    assert_eq!(in_old_words(api.get(&path()).ok()), expected);
}

#[test]
fn what_is_no_product_is_not_found() {
    let mut ports = Ports::new();
    let unknown = |_, _| Err(ShowProductError::UnknownProduct);
    ports.catalogue.expect_show().returning(unknown);
    ports.interchange.expect_product_of_sku().returning(|_| Ok(None));
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

#[test]
fn a_product_is_shown_with_all_that_belongs_to_it() {
    let mut ports = Ports::new();
    ports.catalogue.expect_show().returning(|_, _| Ok(full_product()));
    let response = ports
        .serve()
        .send(Request::new("GET", &path()).header("Accept-Language", "ko"));
    let product = &response.ok()["product"];
    let file = |size| format!("/media/pictures/pic01kafxn1qm4c8n4r2b3m6yq0zp/{size}.jpg");
    let urls = json!({"large": file("large"), "medium": file("medium"), "thumbnail": file("thumbnail")});
    for (member, expected) in [
        ("state", json!("on_sale")),
        (
            "seller",
            json!({"id": SELLER, "company_name": "하나상회", "followers": 128}),
        ),
        ("category_path", json!([{"id": CATEGORY, "name": "음향기기"}])),
        ("tags", json!(["블루투스"])),
        ("options", json!([{"name": "색상", "values": ["빨강", "파랑"]}])),
        (
            "variants",
            json!([
                {
                    "id": format!("ITEM{}", &PRODUCT[4..]), "sku": "EAR-R", "values": ["빨강"], "price": 10_000,
                    "discount_amount": 1_250, "coupon_discount_amount": 875, "final_price": 7_875, "stock_count": 98,
                    "in_stock": true,
                },
                {
                    "id": ITEM, "sku": "EAR-B", "values": ["파랑"], "price": 11_000.5, "discount_amount": 1_375.06,
                    "coupon_discount_amount": 962.54, "final_price": 8_662.9, "stock_count": 0, "in_stock": false,
                },
            ]),
        ),
        (
            "pictures",
            json!([{"id": PICTURE, "alt": "흰 이어폰", "width": 2_400, "height": 1_600, "urls": urls}]),
        ),
        (
            "counters",
            json!({"sales": 1_204, "likes": 310, "ratings": 87, "stars": 4.35}),
        ),
    ] {
        assert_eq!(product[member], expected, "{member}");
    }
    let number = r#"{"name":"무게(g)","value":12345678901234567.5}"#;
    assert!(
        response.text().contains(number),
        "all digits: {}",
        response.text()
    );
}

#[test]
fn names_are_told_in_the_language_that_was_asked_for() {
    let mut ports = Ports::new();
    ports.catalogue.expect_show().returning(|_, _| Ok(full_product()));
    let api = ports.serve();
    for (language, name) in [("ko", "음향기기"), ("en-US,ko;q=0.5", "Audio"), ("fr", "Audio")] {
        let response = api.send(Request::new("GET", &path()).header("Accept-Language", language));
        assert_eq!(
            response.ok()["product"]["category_path"][0]["name"],
            name,
            "{language}"
        );
    }
}

#[test]
fn a_product_that_was_taken_over_answers_to_its_former_id() {
    let mut ports = Ports::new();
    ports
        .interchange
        .expect_product_of_sku()
        .returning(|sku| Ok((sku == "1690000000123-0042").then(|| PRODUCT.parse().unwrap())));
    ports.catalogue.expect_show().returning(|product, _| {
        assert_eq!(product.to_string(), PRODUCT);
        Ok(shown("20000", None, None))
    });
    let api = ports.serve();
    let shown = api.get("/commerce/products/1690000000123-0042/").ok();
    assert_eq!(shown["product"]["id"], PRODUCT);
    let unknown = api.get("/commerce/products/1690000000123-0043/");
    unknown.problem(404, "product_not_found");
}
