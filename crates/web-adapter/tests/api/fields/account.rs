use serde_json::json;

use super::{pairs, refused};
use crate::fixture::Ports;
use crate::samples::{ADDRESS, API_KEY};

#[test]
fn what_people_keep_about_themselves() {
    let api = Ports::new().serve();
    let address = format!("/commerce/users/me/addresses/{ADDRESS}/");
    let bad_address =
        json!({"recipient": " ", "phone": "02-123-4567", "postal_code": "4524", "is_default": 1});
    let of_address = &[
        ("recipient", "blank"),
        ("phone", "malformed"),
        ("postal_code", "malformed"),
        ("address", "required"),
        ("is_default", "wrong_type"),
    ][..];
    for (method, path, body, expected) in [
        (
            "PATCH",
            "/commerce/users/me/",
            json!({
                "nickname": null, "introduction": "x".repeat(51), "real_name": "", "customs_code": "P12345678901",
                "language": "한국어", "email": "a@b.co", "phone": null,
            }),
            &[
                ("nickname", "wrong_type"),
                ("introduction", "too_long"),
                ("real_name", "blank"),
                ("customs_code", "malformed"),
                ("language", "unknown_value"),
                ("email", "unknown_field"),
                ("phone", "unknown_field"),
            ][..],
        ),
        (
            "POST",
            "/commerce/users/me/password/",
            json!({"current_password": null, "new_password": "       "}),
            &[("current_password", "wrong_type"), ("new_password", "blank")],
        ),
        (
            "POST",
            "/commerce/users/me/dormancy/",
            json!({"password": 1}),
            &[("password", "wrong_type")],
        ),
        (
            "DELETE",
            "/commerce/users/me/",
            json!({"password": 1}),
            &[("password", "wrong_type")],
        ),
        (
            "POST",
            "/commerce/users/me/email-verification/",
            json!({"code": 12}),
            &[("code", "wrong_type")],
        ),
        (
            "POST",
            "/commerce/users/me/email/",
            json!({"email": "@", "password": 1}),
            &[("email", "malformed"), ("password", "wrong_type")],
        ),
        (
            "POST",
            "/commerce/users/me/email/confirm/",
            json!({}),
            &[("code", "required")],
        ),
        (
            "POST",
            "/commerce/users/me/phone/",
            json!({"phone": "010-1234-567"}),
            &[("phone", "malformed")],
        ),
        (
            "POST",
            "/commerce/users/me/phone/confirm/",
            json!({}),
            &[("code", "required")],
        ),
        (
            "POST",
            "/commerce/users/me/addresses/",
            bad_address.clone(),
            of_address,
        ),
        ("PUT", &address, bad_address, of_address),
    ] {
        assert_eq!(
            refused(&api, method, path, "user", &body),
            pairs(expected),
            "{path} {body}"
        );
    }
}

#[test]
fn keys_for_machines() {
    let api = Ports::new().serve();
    let rotation = format!("/commerce/users/me/api-keys/{API_KEY}/rotation/");
    for (method, path, body, expected) in [
        (
            "POST",
            "/commerce/users/me/api-keys/",
            json!({"name": "x".repeat(61), "scopes": ["stock:write", "everything"], "expires_in_days": 367}),
            &[
                ("name", "too_long"),
                ("scopes", "unknown_value"),
                ("expires_in_days", "out_of_range"),
            ][..],
        ),
        (
            "POST",
            "/commerce/users/me/api-keys/",
            json!({"name": " ", "scopes": [], "expires_in_days": 0}),
            &[
                ("name", "blank"),
                ("scopes", "required"),
                ("expires_in_days", "out_of_range"),
            ],
        ),
        (
            "POST",
            "/commerce/users/me/api-keys/",
            json!({"name": 1, "scopes": "stock:write", "expires_in_days": "1"}),
            &[
                ("name", "wrong_type"),
                ("scopes", "wrong_type"),
                ("expires_in_days", "wrong_type"),
            ],
        ),
        (
            "POST",
            &rotation,
            json!({"overlap_hours": 169}),
            &[("overlap_hours", "out_of_range")],
        ),
        (
            "POST",
            &rotation,
            json!({"overlap_hours": -1}),
            &[("overlap_hours", "out_of_range")],
        ),
    ] {
        assert_eq!(
            refused(&api, method, path, "user", &body),
            pairs(expected),
            "{path} {body}"
        );
    }
}
