//! API keys.

use serde_json::{Value, json};

use super::person::Person;
use super::place::Place;
use super::shop::{
    API_KEYS, COUPONS, ME, PASSWORD, PRODUCTS, SESSIONS, coupon, is_id, is_instant, path_of, product,
    stock_of,
};
use crate::client::Client;

fn make(owner: &Person, scopes: &[&str]) -> Value {
    let wanted = json!({"name": "warehouse scanner", "scopes": scopes, "expires_in_days": 90});
    owner.post_json(API_KEYS, &wanted).created()
}

fn machine(shop: &Client, key: &Value) -> Client {
    shop.bearing(key["secret"].as_str().unwrap())
}

fn listed(owner: &Person) -> Vec<Value> {
    owner.get(API_KEYS).ok()["api_keys"].as_array().unwrap().clone()
}

pub(super) fn a_key_shows_its_secret_once_and_when_it_was_used(place: &Place) {
    let shop = place.demo();
    let hana = shop.join("hana@example.com");
    let key = make(&hana, &["account:read", "stock:write"]);
    assert!(
        is_id(&key["id"], "APIKEY") && is_instant(&key["expires_at"]),
        "{key}"
    );
    assert!(key["secret"].as_str().unwrap().starts_with("hxk_"));
    let expected = json!({
        "id": key["id"], "name": "warehouse scanner", "scopes": ["stock:write", "account:read"],
        "created_at": key["created_at"], "expires_at": key["expires_at"], "last_used_at": null,
    });
    assert_eq!(listed(&hana), [expected]);
    assert_eq!(machine(&shop, &key).get(ME).ok()["email"], "h**a@example.com");
    assert!(is_instant(&listed(&hana)[0]["last_used_at"]));
    let duri = shop.join("duri@example.com");
    assert!(listed(&duri).is_empty());

    for bad in [
        json!({"name": "x", "scopes": [], "expires_in_days": 1}),
        json!({"name": "x", "scopes": ["everything"], "expires_in_days": 1}),
        json!({"name": "x", "scopes": ["stock:write"], "expires_in_days": 367}),
        json!({"name": "x", "scopes": ["stock:write"], "expires_in_days": 0}),
        json!({"name": "", "scopes": ["stock:write"]}),
    ] {
        hana.post_json(API_KEYS, &bad).problem(422, "invalid_fields");
    }
    assert_eq!(listed(&hana).len(), 1);
}

pub(super) fn a_key_does_what_its_scopes_say(place: &Place) {
    let shop = place.demo();
    let id = shop.create("머그", "1000", 1);
    let hana = shop.join("hana@example.com");
    hana.post(COUPONS, coupon("10", "WELCOME")).ok();
    let scanner = machine(&shop, &make(&hana, &["stock:write"]));
    assert_eq!(
        scanner.post(&stock_of(&id), r#"{"change": 1}"#).ok()["new_stock_count"],
        2
    );
    let wanted = product(r#""a""#, r#""b""#, "1", 1);
    for refused in [
        scanner.post(PRODUCTS, &wanted),
        scanner.post(COUPONS, coupon("10", "OTHER")),
        scanner.get(ME),
        // Only people do these, whatever the scopes.
        scanner.get(API_KEYS),
        scanner.get(SESSIONS),
        scanner.post_json(
            &format!("{ME}password/"),
            &json!({"current_password": PASSWORD, "new_password": "x"}),
        ),
        scanner.send_json("DELETE", ME, &json!({"password": PASSWORD})),
    ] {
        refused.problem(403, "insufficient_scope");
    }
    // Prices are everybody's; its owner's are shown to whom its owner allowed it.
    assert_eq!(scanner.get(&path_of(&id)).ok()["final_price"], 1000);
    let reader = machine(&shop, &make(&hana, &["account:read"]));
    assert_eq!(reader.get(&path_of(&id)).ok()["final_price"], 900);
    let merchant = machine(&shop, &make(&hana, &["catalogue:write", "pricing:write"]));
    merchant.post(PRODUCTS, &wanted).ok();
    merchant.post(COUPONS, coupon("10", "OTHER")).ok();
    merchant
        .post(&stock_of(&id), r#"{"change": 1}"#)
        .problem(403, "insufficient_scope");
}

pub(super) fn a_key_that_is_called_back_is_worthless_at_once(place: &Place) {
    let shop = place.demo();
    let (hana, duri) = (shop.join("hana@example.com"), shop.join("duri@example.com"));
    let (key, other) = (make(&hana, &["account:read"]), make(&hana, &["account:read"]));
    let path = format!("{API_KEYS}{}/", key["id"].as_str().unwrap());
    machine(&shop, &key).get(ME).ok();
    duri.delete(&path).problem(404, "api_key_not_found");
    hana.delete(&path).done();
    machine(&shop, &key).get(ME).problem(401, "invalid_token");
    hana.delete(&path).problem(404, "api_key_not_found");
    let left: Vec<_> = listed(&hana).into_iter().map(|key| key["id"].clone()).collect();
    assert_eq!(left, [other["id"].clone()]);
    // A key acts for its owner as long as they are welcome themselves.
    machine(&shop, &other).get(ME).ok();
    hana.post_json(&format!("{ME}dormancy/"), &json!({"password": PASSWORD}))
        .done();
    machine(&shop, &other).get(ME).problem(401, "invalid_token");
}

pub(super) fn a_key_is_replaced_while_both_work(place: &Place) {
    let shop = place.demo();
    let hana = shop.join("hana@example.com");
    let first = make(&hana, &["account:read"]);
    let rotation = |key: &Value| format!("{API_KEYS}{}/rotation/", key["id"].as_str().unwrap());
    let second = hana.post_nothing(&rotation(&first)).created();
    assert_ne!(first["secret"], second["secret"]);
    assert_eq!(
        json!([second["name"], second["scopes"]]),
        json!([first["name"], first["scopes"]])
    );
    for key in [&first, &second] {
        machine(&shop, key).get(ME).ok();
    }
    let ends = |key: &Value| {
        let found = listed(&hana).into_iter().find(|listed| listed["id"] == key["id"]);
        let found = found.unwrap()["expires_at"].as_str().unwrap().to_owned();
        found.parse::<chrono::DateTime<chrono::Utc>>().unwrap()
    };
    let overlap = ends(&second) - ends(&first);
    assert!(
        overlap > chrono::TimeDelta::days(88),
        "a day from now, not ninety: {overlap}"
    );

    let third = hana
        .post_json(&rotation(&second), &json!({"overlap_hours": 0}))
        .created();
    machine(&shop, &second).get(ME).problem(401, "invalid_token");
    machine(&shop, &third).get(ME).ok();
    hana.post_nothing(&rotation(&second))
        .problem(404, "api_key_not_found");
    let long = hana.post_json(&rotation(&third), &json!({"overlap_hours": 169}));
    long.problem(422, "invalid_fields");
}
