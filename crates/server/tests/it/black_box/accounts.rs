//! Signing up and signing in.

use serde_json::json;

use super::place::Place;
use super::shop::{TOKENS, USERS, is_id, is_instant};
use crate::client::field_errors;

pub(super) fn a_new_account_signs_in_with_whatever_case(place: &Place) {
    let shop = place.guarded();
    let wanted = json!({"email": "Hana@Example.com", "password": "correct horse", "nickname": "하나 🥔"});
    let answer = shop.post_json(USERS, &wanted);
    assert_eq!(answer.status, 201, "{}", answer.text());
    let account = answer.json();
    assert!(
        is_id(&account["id"], "USER") && is_instant(&account["created_at"]),
        "{account}"
    );
    let expected = json!({
        "id": account["id"], "email": "Hana@Example.com", "nickname": "하나 🥔",
        "created_at": account["created_at"],
    });
    assert_eq!(account, expected, "and no word of the password");

    for email in ["Hana@Example.com", "hana@example.COM", " hana@example.com "] {
        let claim = json!({"email": email, "password": "correct horse"});
        let answer = shop.post_json(TOKENS, &claim);
        let token = answer.ok();
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let expected =
            json!({"access_token": token["access_token"], "token_type": "Bearer", "expires_in": 600});
        assert_eq!(token, expected);
        assert_eq!(token["access_token"].as_str().unwrap().split('.').count(), 3);
    }
}

pub(super) fn an_address_has_one_account(place: &Place) {
    let shop = place.guarded();
    shop.sign_up("hana@example.com");
    for email in ["hana@example.com", "HANA@example.com", " hana@EXAMPLE.com"] {
        let wanted = json!({"email": email, "password": "another one", "nickname": "b"});
        shop.post_json(USERS, &wanted).problem(409, "email_taken");
    }
    shop.sign_in("hana@example.com", "correct horse");
    shop.sign_up("hana@example.org");
}

pub(super) fn wrong_credentials_prove_nobody(place: &Place) {
    let shop = place.guarded();
    shop.sign_up("hana@example.com");
    let long = "x".repeat(100_000);
    for (email, password) in [
        ("hana@example.com", "correct horse "),
        ("hana@example.com", "Correct horse"),
        ("hana@example.com", "x"),
        ("hana@example.com", &long),
        ("hana@example.com", "correct horse\0"),
        ("nobody@example.com", "correct horse"),
    ] {
        let claim = json!({"email": email, "password": password});
        let answer = shop.post_json(TOKENS, &claim);
        let problem = answer.problem(401, "invalid_credentials");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        assert!(problem["errors"].is_null(), "which of the two is not told");
    }
}

pub(super) fn bad_fields_of_accounts_are_unprocessable(place: &Place) {
    let shop = place.guarded();
    let (long, local) = ("x".repeat(129), format!("{}@example.com", "x".repeat(65)));
    for (path, body, expected) in [
        (
            USERS,
            json!({}),
            json!([
                ["/email", "required"],
                ["/password", "required"],
                ["/nickname", "required"]
            ]),
        ),
        (
            USERS,
            json!({"email": "a@b", "password": "short", "nickname": " ", "role": "admin", "a/b~": 1}),
            json!([
                ["/email", "malformed"],
                ["/password", "too_short"],
                ["/nickname", "blank"],
                ["/a~1b~0", "unknown_field"],
                ["/role", "unknown_field"],
            ]),
        ),
        (
            USERS,
            json!({"email": 5, "password": [], "nickname": {}}),
            json!([
                ["/email", "wrong_type"],
                ["/password", "wrong_type"],
                ["/nickname", "wrong_type"]
            ]),
        ),
        (
            USERS,
            json!({"email": local, "password": long, "nickname": "가".repeat(31)}),
            json!([
                ["/email", "malformed"],
                ["/password", "too_long"],
                ["/nickname", "too_long"]
            ]),
        ),
        (
            USERS,
            json!({"email": "a\0@example.com", "password": "12345678\0", "nickname": "a\u{7}"}),
            json!([
                ["/email", "control_character"],
                ["/password", "control_character"],
                ["/nickname", "control_character"],
            ]),
        ),
        (
            TOKENS,
            json!({"email": null, "password": "", "x": 1}),
            json!([
                ["/email", "required"],
                ["/password", "required"],
                ["/x", "unknown_field"]
            ]),
        ),
    ] {
        let problem = shop.post_json(path, &body).problem(422, "invalid_fields");
        assert_eq!(json!(field_errors(&problem)), expected, "{body}");
    }
    let surrogate = r#"{"email": "hana@example.com", "password": "12345678\ud800", "nickname": "a"}"#;
    let client = shop.with("Content-Type", "application/json");
    let problem = client.post(USERS, surrogate).problem(422, "invalid_fields");
    assert_eq!(
        json!(field_errors(&problem)),
        json!([["/password", "wrong_type"]])
    );
    // None of them made the account.
    shop.sign_up("hana@example.com");
}

pub(super) fn bodies_of_accounts_have_to_say_that_they_are_json(place: &Place) {
    let shop = place.guarded();
    let body = r#"{"email": "hana@example.com", "password": "correct horse", "nickname": "하나"}"#;
    for path in [USERS, TOKENS] {
        for media in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "nonsense",
            "application/xml",
        ] {
            let client = shop.with("Content-Type", media);
            client.post(path, body).problem(415, "unsupported_media_type");
        }
        shop.post(path, body).problem(415, "unsupported_media_type");
    }
    let client = shop.with("Content-Type", "application/json; charset=utf-8");
    assert_eq!(client.post(USERS, body).status, 201);
}
