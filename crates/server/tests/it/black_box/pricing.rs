//! Discounts, coupons, and what a product costs with them.

use serde_json::{Value, json};

use super::place::Place;
use super::shop::{COUPONS, Shop, coupon, is_id, is_instant, path_of};
use crate::client::Client;

/// What a product costs somebody: discount, coupon, and what remains, each under all of its names.
#[track_caller]
fn quote(client: &Client, id: &str) -> Value {
    let shown = client.get(&path_of(id)).ok();
    assert_eq!(shown["cupon_discount_amount"], shown["coupon_discount_amount"]);
    assert_eq!(shown["final_price"], shown["total_amount"]);
    json!([
        shown["product_discount_amount"],
        shown["coupon_discount_amount"],
        shown["final_price"]
    ])
}

fn listed_quote(shop: &Shop, id: &str) -> Value {
    let listed = shop.listed(id);
    json!([listed["discount_amount"], listed["final_price"]])
}

pub(super) fn a_discount_is_answered_whole_and_shown(place: &Place) {
    let shop = place.demo();
    let id = shop.create("머그", "10000", 1);
    let discount = shop.discount(&id, "10");
    assert!(is_id(&discount["discount_id"], "DISC"), "{discount}");
    assert!(
        is_instant(&discount["starts_at"]) && is_instant(&discount["ends_at"]),
        "{discount}"
    );
    let expected = json!({
        "discount_id": discount["discount_id"], "product_id": id, "percentage": 10, "is_active": true,
        "starts_at": discount["starts_at"], "ends_at": discount["ends_at"],
    });
    assert_eq!(discount, expected);
    let instant = |name| {
        discount[name]
            .as_str()
            .unwrap()
            .parse::<chrono::DateTime<chrono::Utc>>()
            .unwrap()
    };
    assert_eq!(
        instant("ends_at") - instant("starts_at"),
        chrono::TimeDelta::days(30)
    );
    assert_eq!(quote(&shop, &id), json!([1_000, 0, 9_000]));
    assert_eq!(listed_quote(&shop, &id), json!([1_000, 9_000]));
}

pub(super) fn the_second_discount_takes_the_place_of_the_first(place: &Place) {
    let shop = place.demo();
    let (id, other) = (shop.create("머그", "10000", 1), shop.create("잔", "10000", 1));
    shop.discount(&other, "50");
    for (percentage, off, left) in [("20", 2_000, 8_000), ("5", 500, 9_500), ("100", 10_000, 0)] {
        shop.discount(&id, percentage);
        assert_eq!(quote(&shop, &id), json!([off, 0, left]));
        assert_eq!(listed_quote(&shop, &id), json!([off, left]));
    }
    assert_eq!(quote(&shop, &other), json!([5_000, 0, 5_000]));
}

pub(super) fn a_coupon_is_answered_whole(place: &Place) {
    let shop = place.demo();
    let hana = shop.sign_up("hana@example.com");
    let body = json!({
        "discount_percentage": 12.5, "valid_from": "2026-11-01T09:00:00+09:00",
        "valid_to": "2026-12-31 23:59:59.1234567", "code": "Welcome 환영", "user_id": "somebody", "is_active": false,
    });
    let coupon = hana.post(COUPONS, body.to_string()).ok();
    assert!(is_id(&coupon["coupon_id"], "CUPON") && is_id(&coupon["user_id"], "USER"));
    let expected = json!({
        "cupon_id": coupon["coupon_id"], "coupon_id": coupon["coupon_id"], "user_id": coupon["user_id"],
        "code": "Welcome 환영", "discount_percentage": 12.5,
        "valid_from": "2026-11-01T00:00:00.000000Z", "valid_to": "2026-12-31T23:59:59.123456Z",
    });
    assert_eq!(coupon, expected);

    let nameless = r#"{"discount_percentage": 1, "valid_from": "2026-11-01", "valid_to": "2026-11-02"}"#;
    let (one, two) = (
        hana.post(COUPONS, nameless).ok(),
        hana.post(COUPONS, nameless).ok(),
    );
    assert!(one["code"].as_str().unwrap().starts_with("COUPON_"), "{one}");
    assert_ne!(one["code"], two["code"]);
}

pub(super) fn a_coupon_takes_its_share_of_the_discounted_price_for_its_holder_alone(place: &Place) {
    let shop = place.demo();
    let id = shop.create("달토끼 머그", "20000", 100);
    shop.discount(&id, "10");
    let (hana, duri) = (shop.sign_up("hana@example.com"), shop.sign_up("duri@example.com"));
    assert_eq!(quote(&hana, &id), json!([2_000, 0, 18_000]), "no coupon yet");
    hana.post(COUPONS, coupon("10", "WELCOME10")).ok();
    assert_eq!(quote(&hana, &id), json!([2_000, 1_800, 16_200]));
    assert_eq!(quote(&duri, &id), json!([2_000, 0, 18_000]));
    assert_eq!(quote(&shop, &id), json!([2_000, 0, 18_000]));
    assert_eq!(listed_quote(&shop, &id), json!([2_000, 18_000]));
}

pub(super) fn the_best_coupon_that_is_valid_now_counts(place: &Place) {
    let shop = place.demo();
    let id = shop.create("머그", "1000", 1);
    let hana = shop.sign_up("hana@example.com");
    let with = |percentage: u8, from: &str, to: &str| {
        let body = json!({"discount_percentage": percentage, "valid_from": from, "valid_to": to});
        hana.post(COUPONS, body.to_string()).ok();
    };
    with(90, "2000-01-01", "2000-12-31");
    with(80, "2098-01-01", "2099-01-01");
    assert_eq!(quote(&hana, &id), json!([0, 0, 1_000]));
    for (percentage, off, left) in [(20, 200, 800), (5, 200, 800), (30, 300, 700)] {
        with(percentage, "2026-01-01", "2099-12-31");
        assert_eq!(quote(&hana, &id), json!([0, off, left]));
    }
}

pub(super) fn the_smallest_fractions_are_exact(place: &Place) {
    let shop = place.demo();
    let hana = shop.sign_up("hana@example.com");
    hana.post(COUPONS, coupon("33.33", "THIRD")).ok();
    for (price, percentage, expected) in [
        ("19.99", "10", json!([2, 6, 11.99])),
        ("0.1", "10", json!([0.01, 0.03, 0.06])),
        ("0.01", "50", json!([0.01, 0, 0])),
        ("99999999.99", "0.01", json!([10_000, 33_326_667, 66_663_332.99])),
        ("10.05", "99.99", json!([10.05, 0, 0])),
    ] {
        let id = shop.create("분수", price, 1);
        let discount = shop.discount(&id, percentage);
        let echoed: Value = serde_json::from_str(percentage).unwrap();
        assert_eq!(discount["percentage"], echoed);
        assert_eq!(quote(&hana, &id), expected, "{price} less {percentage} %");
    }
}

pub(super) fn a_code_is_taken_whatever_its_case(place: &Place) {
    let shop = place.demo();
    let (hana, duri) = (shop.sign_up("hana@example.com"), shop.sign_up("duri@example.com"));
    hana.post(COUPONS, coupon("10", "Welcome-É")).ok();
    for taken in ["Welcome-É", "WELCOME-é", " welcome-É "] {
        for holder in [&hana, &duri] {
            holder
                .post(COUPONS, coupon("10", taken))
                .problem(409, "coupon_code_taken");
        }
    }
    for free in ["Welcome-E", "Welcome-É2", "🍎", "🍊"] {
        duri.post(COUPONS, coupon("10", free)).ok();
    }
    let longest = "가".repeat(50);
    assert_eq!(hana.post(COUPONS, coupon("100", &longest)).ok()["code"], longest);
}
