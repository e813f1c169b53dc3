//! Creating products and showing one.

use serde_json::json;

use super::place::Place;
use super::shop::{PRODUCTS, is_id, is_instant, path_of, product};

pub(super) fn a_created_product_is_answered_whole(place: &Place) {
    let shop = place.demo();
    let answer = shop.post(
        PRODUCTS,
        product(r#""무선 이어폰""#, r#""블루투스 🎧""#, "10000", 100),
    );
    let created = answer.ok();
    assert!(is_id(&created["id"], "PROD"), "{created}");
    assert!(is_instant(&created["created_at"]), "{created}");
    let expected = json!({
        "id": created["id"], "name": "무선 이어폰", "description": "블루투스 🎧", "price": 10_000, "stock_count": 100,
        "discount_amount": null, "final_price": null, "currency": "KRW",
        "created_at": created["created_at"], "updated_at": created["created_at"],
    });
    assert_eq!(created, expected);
    assert!(answer.text().contains("무선 이어폰"), "Korean is not escaped");
    let place = path_of(created["id"].as_str().unwrap());
    assert_eq!(answer.header("location"), Some(place.as_str()));

    let empty = shop.post(PRODUCTS, product(r#""a""#, r#""b""#, "0.01", 0)).ok();
    assert_eq!(empty["stock_count"], 0, "a product may start without stock");
}

pub(super) fn numbers_are_what_they_say_in_whatever_form(place: &Place) {
    let shop = place.demo();
    for (price, stock, shown_price, shown_stock) in [
        ("0.01", "0", json!(0.01), 0),
        (
            "99999999.99",
            "2147483647",
            json!(99_999_999.99),
            2_147_483_647_i64,
        ),
        ("1e2", "1e1", json!(100), 10),
        ("10.50", "10.0", json!(10.5), 10),
        ("1999e-2", "0e9", json!(19.99), 0),
    ] {
        let created = shop
            .post(PRODUCTS, product(r#""수""#, r#""b""#, price, stock))
            .ok();
        let id = created["id"].as_str().unwrap();
        let (listed, shown) = (shop.listed(id), shop.get(&path_of(id)).ok());
        for seen in [&created["price"], &listed["price"], &shown["product"]["price"]] {
            assert_eq!(*seen, shown_price, "{price}");
        }
        for seen in [
            &created["stock_count"],
            &listed["stock_count"],
            &shown["product"]["stock_count"],
        ] {
            assert_eq!(*seen, shown_stock, "{stock}");
        }
    }
}

pub(super) fn texts_are_kept_as_they_were_sent(place: &Place) {
    let shop = place.demo();
    let longest = ("가".repeat(255), "🥔".repeat(20_000));
    for (name, description) in [
        (" 앞뒤에 빈칸 ", "두 줄\r\n그리고\t탭"),
        ("\"quotes\" \\ </script> '; --", "e\u{301} é \u{200b} ﷺ"),
        (&*longest.0, &*longest.1),
    ] {
        let body = product(&json!(name).to_string(), &json!(description).to_string(), "1", 1);
        let created = shop.post(PRODUCTS, body).ok();
        let id = created["id"].as_str().unwrap();
        let shown = shop.get(&path_of(id)).ok();
        for seen in [&created, &shop.listed(id), &shown["product"]] {
            assert_eq!(seen["name"], name);
            assert_eq!(seen["description"], description);
        }
    }
}

pub(super) fn a_shown_product_says_what_it_costs_everybody(place: &Place) {
    let shop = place.demo();
    let created = shop
        .post(PRODUCTS, product(r#""머그""#, r#""백자""#, "20000", 7))
        .ok();
    let shown = shop.get(&path_of(created["id"].as_str().unwrap())).ok();
    let expected = json!({
        "product": {
            "id": created["id"], "name": "머그", "description": "백자", "price": 20_000, "currency": "KRW",
            "stock_count": 7, "created_at": created["created_at"], "updated_at": created["updated_at"],
            "state": "on_sale", "seller": null, "category_path": [], "tags": [], "attributes": [], "options": [],
            "variants": [{
                "id": shown["product"]["variants"][0]["id"], "sku": created["id"], "values": [], "price": 20_000,
                "discount_amount": 0, "coupon_discount_amount": 0, "final_price": 20_000, "stock_count": 7,
                "in_stock": true,
            }],
            "pictures": [], "counters": {"sales": 0, "likes": 0, "ratings": 0, "stars": 0},
        },
        "product_discount_amount": 0, "cupon_discount_amount": 0, "coupon_discount_amount": 0,
        "final_price": 20_000, "total_amount": 20_000,
    });
    assert_eq!(shown, expected);
}

pub(super) fn unknown_fields_are_ignored_and_the_last_of_equal_keys_counts(place: &Place) {
    let shop = place.demo();
    let body = r#"{"id": "PROD1", "is_active": false, "user_id": [{}], "created_at": null, "name": 5, "name": "a",
        "description": "b", "price": -1, "price": 2, "stock": "x", "stock": 3, "stock_count": 9}"#;
    let created = shop.post(PRODUCTS, body).ok();
    assert!(is_id(&created["id"], "PROD"), "{created}");
    assert_eq!(
        json!([created["name"], created["price"], created["stock_count"]]),
        json!(["a", 2, 3])
    );
    let id = created["id"].as_str().unwrap();
    let discount = r#"{"discount_id": "x", "product_id": "y", "is_active": false, "percentage": 5}"#;
    let discount = shop.post(&super::shop::discounts_of(id), discount).ok();
    assert_eq!(
        json!([discount["product_id"], discount["is_active"]]),
        json!([id, true])
    );
}

pub(super) fn any_content_type_and_a_byte_order_mark_are_read_as_json(place: &Place) {
    let shop = place.demo();
    let plain = product(r#""a""#, r#""b""#, "1", 1);
    for body in [
        plain.clone(),
        format!("\u{feff}{plain}"),
        format!("\r\n\t {plain}\n"),
    ] {
        for media in [
            "application/json",
            "application/x-www-form-urlencoded",
            "text/plain; charset=euc-kr",
            "nonsense",
        ] {
            let client = shop.with("Content-Type", media);
            assert_eq!(client.post(PRODUCTS, &body).ok()["name"], "a", "{media}");
        }
        assert_eq!(shop.post(PRODUCTS, &body).ok()["name"], "a");
    }
}
