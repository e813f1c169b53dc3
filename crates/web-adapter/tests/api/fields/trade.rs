use serde_json::json;

use super::{pairs, refused};
use crate::fixture::Ports;
use crate::samples::{SELLER, USER};

#[test]
fn what_sellers_say_and_staff_decide() {
    let api = Ports::new().serve();
    let (role, rejection) = (
        format!("/commerce/staff/users/{USER}/role/"),
        format!("/commerce/staff/sellers/{SELLER}/rejection/"),
    );
    let erasure = format!("/commerce/staff/users/{USER}/");
    let bad_sheet = json!({
        "company_name": "", "business_number": "120-81-47522", "owner_name": "x".repeat(61), "contact": "02-123-4567",
        "bank_name": 1, "account_number": "12345", "state": "APPROVED",
    });
    let of_sheet = &[
        ("company_name", "required"),
        ("business_number", "malformed"),
        ("owner_name", "too_long"),
        ("contact", "malformed"),
        ("bank_name", "wrong_type"),
        ("account_number", "malformed"),
        ("account_holder", "required"),
        ("state", "unknown_field"),
    ][..];
    for (method, path, body, expected) in [
        ("POST", "/commerce/sellers/", bad_sheet.clone(), of_sheet),
        ("PUT", "/commerce/sellers/me/", bad_sheet, of_sheet),
        (
            "PUT",
            &role,
            json!({"role": "root"}),
            &[("role", "unknown_value")],
        ),
        ("PUT", &role, json!({"role": 1}), &[("role", "wrong_type")]),
        (
            "DELETE",
            &erasure,
            json!({"reason": "x".repeat(501)}),
            &[("reason", "too_long")],
        ),
        ("DELETE", &erasure, json!({"reason": " "}), &[("reason", "blank")]),
        ("POST", &rejection, json!({}), &[("reason", "required")]),
        (
            "POST",
            &rejection,
            json!({"reason": "x".repeat(501)}),
            &[("reason", "too_long")],
        ),
    ] {
        assert_eq!(
            refused(&api, method, path, "admin", &body),
            pairs(expected),
            "{path} {body}"
        );
    }
}
