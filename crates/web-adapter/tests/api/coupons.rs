//! Creating coupons.

use hexmart_application::pricing::{CreateCouponError, NewCoupon};
use hexmart_domain::pricing::{Coupon, CouponCode};
use serde_json::{Value, json};

use crate::client::{Request, Response, errors};
use crate::fixture::{Api, Ports};
use crate::samples::{USER, id, now};

const PATH: &str = "/commerce/coupons/";

fn willing() -> Api {
    let mut ports = Ports::new();
    ports
        .pricing
        .expect_create_coupon()
        .returning(|new| Ok(coupon(new)));
    ports.serve()
}

fn coupon(new: NewCoupon) -> Coupon {
    Coupon {
        id: id(4),
        owner: new.owner,
        code: new.code.unwrap_or_else(|| CouponCode::generated(id(4))),
        percentage: new.percentage,
        validity: new.validity,
        active: true,
        created_at: now(),
    }
}

fn post(api: &Api, body: &Value) -> Response {
    api.send(Request::new("POST", PATH).bearer("user").body(body.to_string()))
}

/// A good body, with one member replaced.
fn with(name: &str, value: Value) -> Value {
    let mut body = json!({"discount_percentage": 10, "valid_from": "2026-11-01", "valid_to": "2026-12-31"});
    body[name] = value;
    body
}

#[test]
fn a_coupon_belongs_to_whoever_creates_it() {
    let body = json!({
        "discount_percentage": 12.5, "valid_from": "2026-11-01T09:00:00+09:00", "valid_to": "2026-12-31T23:59:59.1234567",
        "code": " Welcome ", "user_id": "somebody", "active": false,
    });
    let coupon = post(&willing(), &body).ok();
    assert!(coupon["coupon_id"].as_str().unwrap().starts_with("CUPON"));
    let expected = json!({
        "cupon_id": coupon["coupon_id"], "coupon_id": coupon["coupon_id"], "user_id": USER, "code": "Welcome",
        "discount_percentage": 12.5,
        "valid_from": "2026-11-01T00:00:00.000000Z", "valid_to": "2026-12-31T23:59:59.123456Z",
    });
    assert_eq!(coupon, expected);
}

#[test]
fn a_coupon_without_a_code_gets_one() {
    let coupon = post(&willing(), &with("unknown", json!(1))).ok();
    assert!(coupon["code"].as_str().unwrap().starts_with("COUPON_"));
    assert_eq!(coupon["valid_from"], "2026-11-01T00:00:00.000000Z");
}

#[test]
fn bad_coupons_are_refused() {
    let api = Ports::new().serve();
    for (name, value, place, code) in [
        ("code", json!(null), "/code", "wrong_type"),
        ("code", json!(5), "/code", "wrong_type"),
        ("code", json!(""), "/code", "blank"),
        ("code", json!("  "), "/code", "blank"),
        ("code", json!("x".repeat(51)), "/code", "too_long"),
        ("code", json!("a\u{0}b"), "/code", "control_character"),
        (
            "discount_percentage",
            json!(101),
            "/discount_percentage",
            "out_of_range",
        ),
        (
            "discount_percentage",
            json!("10"),
            "/discount_percentage",
            "wrong_type",
        ),
        ("valid_from", json!("tomorrow"), "/valid_from", "malformed"),
        ("valid_from", json!(1_767_225_600), "/valid_from", "wrong_type"),
        ("valid_to", json!("2026-02-30"), "/valid_to", "malformed"),
        ("valid_to", json!("99999-01-01"), "/valid_to", "malformed"),
        ("valid_to", json!("2026-11-01"), "/valid_to", "out_of_range"),
        (
            "valid_to",
            json!("2026-10-31T23:59:59Z"),
            "/valid_to",
            "out_of_range",
        ),
    ] {
        let problem = post(&api, &with(name, value)).problem(400, "invalid_parameter");
        assert_eq!(problem["msg"], "Invalid parameter");
        assert_eq!(errors(&problem), [(place.to_owned(), code.to_owned())]);
    }
    let problem = post(&api, &json!({"valid_to": "", "code": 1})).problem(400, "required");
    assert_eq!(
        (&problem["msg"], &problem["detail"]),
        (&json!("Parameter required"), &json!("discount_percentage"))
    );
    assert_eq!(errors(&problem).len(), 4);
}

#[test]
fn a_code_is_taken_once() {
    let mut ports = Ports::new();
    let taken = |_| Err(CreateCouponError::CodeTaken);
    ports.pricing.expect_create_coupon().returning(taken);
    post(&ports.serve(), &with("code", json!("WELCOME"))).problem(409, "coupon_code_taken");
}

#[test]
fn anonymous_callers_are_told_so_before_their_body_is_read() {
    let api = Ports::new().serve();
    for body in ["", "[", "{}"] {
        let response = api.send(Request::new("POST", PATH).body(body));
        let problem = response.problem(401, "authentication_required");
        assert_eq!(problem["error"], "Authentication required for coupon creation");
        assert_eq!(response.header("www-authenticate"), Some("Bearer"));
    }
    // A body that is announced and never sent.
    let response = api.send(Request::new("POST", PATH).header("Content-Length", "100"));
    response.problem(401, "authentication_required");
}
