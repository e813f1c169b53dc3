use serde_json::json;

use super::{pairs, refused};
use crate::fixture::Ports;

#[test]
fn signing_up_and_in() {
    let api = Ports::new().serve();
    for (path, body, expected) in [
        (
            "/commerce/users/",
            json!({}),
            &[
                ("email", "required"),
                ("password", "required"),
                ("nickname", "required"),
            ][..],
        ),
        (
            "/commerce/users/",
            json!({"email": "a@b", "password": "short", "nickname": " ", "language": "fr", "a/b~": 1, "role": "admin"}),
            &[
                ("email", "malformed"),
                ("password", "too_short"),
                ("nickname", "blank"),
                ("language", "unknown_value"),
                ("a~1b~0", "unknown_field"),
                ("role", "unknown_field"),
            ],
        ),
        (
            "/commerce/users/",
            json!({"email": 5, "password": [], "nickname": {}, "language": null}),
            &[
                ("email", "wrong_type"),
                ("password", "wrong_type"),
                ("nickname", "wrong_type"),
                ("language", "wrong_type"),
            ],
        ),
        (
            "/commerce/users/",
            json!({"email": format!("{}@b.co", "x".repeat(250)), "password": "x".repeat(129), "nickname": "x".repeat(31)}),
            &[
                ("email", "too_long"),
                ("password", "too_long"),
                ("nickname", "too_long"),
            ],
        ),
        (
            "/commerce/auth/token/",
            json!({"email": "a@b.co", "password": "", "x": 1}),
            &[("password", "required"), ("x", "unknown_field")],
        ),
        (
            "/commerce/auth/token/",
            json!({"email": "", "password": "x".repeat(1025)}),
            &[("email", "required"), ("password", "too_long")],
        ),
        (
            "/commerce/auth/refresh/",
            json!({"refresh_token": 1}),
            &[("refresh_token", "wrong_type")],
        ),
        (
            "/commerce/auth/refresh/",
            json!({"refresh_token": "x".repeat(2049)}),
            &[("refresh_token", "too_long")],
        ),
        (
            "/commerce/auth/password-resets/",
            json!({"email": "a"}),
            &[("email", "malformed")],
        ),
        (
            "/commerce/auth/password-resets/confirm/",
            json!({"email": "a", "code": null, "password": "1234567"}),
            &[
                ("email", "malformed"),
                ("code", "required"),
                ("password", "too_short"),
            ],
        ),
        (
            "/commerce/auth/providers/kakao/",
            json!({"redirect_uri": 1, "link": "yes"}),
            &[("redirect_uri", "wrong_type"), ("link", "wrong_type")],
        ),
        (
            "/commerce/auth/providers/kakao/callback/",
            json!({"state": "", "code": 1, "language": "KO"}),
            &[
                ("state", "required"),
                ("code", "wrong_type"),
                ("binding", "required"),
                ("language", "unknown_value"),
            ],
        ),
    ] {
        assert_eq!(
            refused(&api, "POST", path, "user", &body),
            pairs(expected),
            "{path} {body}"
        );
    }
}
