//! Signing up and signing in.

use std::collections::BTreeSet;

use serde_json::json;

use super::place::Place;
use super::shop::{ME, PASSWORD, TOKENS, USERS, is_id};
use crate::client::field_errors;

pub(super) fn a_new_account_signs_in_with_whatever_case(place: &Place) {
    let shop = place.guarded();
    let wanted = json!({"email": "Hana@Example.com", "password": PASSWORD, "nickname": "하나 🥔"});
    let answer = shop.post_json(USERS, &wanted);
    let expected = json!({"email": "Hana@Example.com", "nickname": "하나 🥔", "state": "UNVERIFIED"});
    assert_eq!(answer.created(), expected, "and no word of the password");
    assert_eq!(answer.header("location"), Some(ME));
    assert_eq!(answer.header("cache-control"), Some("no-store"));

    let mut sessions = BTreeSet::new();
    for email in ["Hana@Example.com", "hana@example.COM", " hana@example.com "] {
        let claim = json!({"email": email, "password": PASSWORD});
        let answer = shop.post_json(TOKENS, &claim);
        let tokens = answer.ok();
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let expected = json!({
            "access_token": tokens["access_token"], "token_type": "Bearer", "expires_in": 600,
            "refresh_token": tokens["refresh_token"], "refresh_expires_in": 14 * 24 * 3600,
            "session_id": tokens["session_id"],
        });
        assert_eq!(tokens, expected);
        assert_eq!(tokens["access_token"].as_str().unwrap().split('.').count(), 3);
        assert!(is_id(&tokens["session_id"], "SESS"), "{tokens}");
        sessions.insert(tokens["session_id"].to_string());
    }
    assert_eq!(sessions.len(), 3, "each sign-in opens a session");
}

pub(super) fn wrong_credentials_prove_nobody(place: &Place) {
    let shop = place.guarded();
    shop.sign_up("hana@example.com");
    let long = "x".repeat(1_000);
    for (email, password) in [
        ("hana@example.com", "correct horse "),
        ("hana@example.com", "Correct horse"),
        ("hana@example.com", "x"),
        ("hana@example.com", &long),
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
            json!({"email": "hana@example.com", "password": "x".repeat(1_025)}),
            json!([["/password", "too_long"]]),
        ),
        (
            TOKENS,
            json!({"email": "hana@example.com", "password": "correct horse\0"}),
            json!([["/password", "control_character"]]),
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
