//! Who may do what.

use super::place::Place;
use super::shop::{COUPONS, PRODUCTS, Shop, coupon, discounts_of, path_of, product, stock_of};
use crate::client::Client;

/// What only staff may do, with a body that is fine.
fn writes(id: &str) -> [(String, String); 3] {
    [
        (PRODUCTS.to_owned(), product(r#""a""#, r#""b""#, "1", 1)),
        (stock_of(id), r#"{"change": 1}"#.to_owned()),
        (discounts_of(id), r#"{"percentage": 10}"#.to_owned()),
    ]
}

pub(super) fn strangers_and_users_change_nothing_in_a_guarded_shop(place: &Place) {
    let shop = place.guarded();
    let user = shop.sign_up("hana@example.com");
    for (path, body) in writes(super::shop::NOBODYS) {
        // Who calls is looked at before the body, and before the product.
        for body in [body.as_str(), "[", ""] {
            let answer = shop.post(&path, body);
            answer.problem(401, "authentication_required");
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
            user.post(&path, body).problem(403, "unverified");
        }
    }
    assert!(shop.all_products().is_empty());
    shop.get(&path_of(super::shop::NOBODYS))
        .problem(404, "product_not_found");
    user.post(COUPONS, coupon("10", "WELCOME")).ok();
}

pub(super) fn staff_and_admins_change_a_guarded_shop(place: &Place) {
    let shop = place.guarded();
    for (role, version) in [("staff", 2), ("admin", 2)] {
        let employee = place.employ(&shop, role);
        let created = employee
            .post(PRODUCTS, product(r#""a""#, r#""b""#, "1000", 1))
            .ok();
        let id = created["id"].as_str().unwrap();
        let [_, (stock, change), (discounts, discount)] = writes(id);
        assert_eq!(employee.post(&stock, change).ok()["version"], version);
        employee.post(&discounts, discount).ok();
        assert_eq!(shop.listed(id)["final_price"], 900);
    }
    // An account of a user that the command line made is a user's.
    let user = place.employ(&shop, "user");
    let body = product(r#""a""#, r#""b""#, "1", 1);
    user.post(PRODUCTS, body).problem(403, "forbidden");
    assert_eq!(shop.all_products().len(), 2);
}

pub(super) fn a_coupon_asks_for_a_signed_in_user_before_anything_else(place: &Place) {
    for shop in [place.demo(), place.guarded()] {
        for body in [coupon("10", "WELCOME").as_str(), "", "[", "{}"] {
            let answer = shop.post(COUPONS, body);
            let problem = answer.problem(401, "authentication_required");
            assert_eq!(problem["error"], "Authentication required for coupon creation");
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        }
    }
}

/// Tokens that prove nobody, made from one that proves somebody.
fn bad_tokens(shop: &Shop) -> Vec<Client> {
    let claim = serde_json::json!({"email": "hana@example.com", "password": "correct horse"});
    let token = shop.post_json(super::shop::TOKENS, &claim).ok();
    let token = token["access_token"].as_str().unwrap();
    let [header, claims, signature] = <[&str; 3]>::try_from(token.split('.').collect::<Vec<_>>()).unwrap();
    // {"alg":"none","typ":"JWT"}
    let unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    let mut reversed: String = signature.chars().rev().collect();
    if reversed == signature {
        reversed.push('A');
    }
    let bad = [
        "x".to_owned(),
        format!("{header}.{claims}."),
        format!("{header}.{claims}.{reversed}"),
        format!("{unsigned}.{claims}."),
        format!("{unsigned}.{claims}.{signature}"),
        format!("{token}.{signature}"),
        "x".repeat(5_000),
    ];
    let mut clients: Vec<_> = bad.iter().map(|token| shop.bearing(token)).collect();
    for header in ["Basic aGFuYTpwYXNz", "Bearer", token] {
        clients.push(shop.with("Authorization", header));
    }
    clients
}

pub(super) fn a_bad_token_is_refused_wherever_callers_are_looked_at(place: &Place) {
    let shop = place.demo();
    let user = shop.sign_up("hana@example.com");
    let id = shop.create("머그", "1000", 1);
    for bad in bad_tokens(&shop) {
        let mut answers = vec![bad.get(&path_of(&id)), bad.post(COUPONS, coupon("10", "WELCOME"))];
        answers.extend(writes(&id).map(|(path, body)| bad.post(&path, body)));
        for answer in answers {
            answer.problem(401, "invalid_token");
            let challenge = r#"Bearer error="invalid_token""#;
            assert_eq!(answer.header("www-authenticate"), Some(challenge));
        }
        // The list shows everybody the same.
        bad.get(PRODUCTS).ok();
    }
    assert_eq!(shop.listed(&id)["stock_count"], 1);
    user.post(COUPONS, coupon("10", "WELCOME")).ok();
}
