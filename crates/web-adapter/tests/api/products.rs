//! Creating products.

use serde_json::json;

use crate::client::{Request, errors};
use crate::fixture::{Api, Ports};
use crate::samples::{PRODUCT, created};

const PATH: &str = "/commerce/products/";

/// A server that creates whatever passes the field check.
fn willing() -> Api {
    let mut ports = Ports::new();
    ports
        .catalogue
        .expect_create_product()
        .returning(|new, _| Ok(created(new)));
    ports.serve()
}

fn body(name: &str, description: &str, price: &str, stock: &str) -> String {
    format!(r#"{{"name": {name}, "description": {description}, "price": {price}, "stock": {stock}}}"#)
}

#[test]
fn a_created_product_is_answered_whole() {
    let response = willing().post(PATH, body(r#""무선 이어폰""#, r#""블루투스""#, "10000", "100"));
    assert_eq!(
        response.ok(),
        json!({
            "id": PRODUCT, "name": "무선 이어폰", "description": "블루투스", "price": 10_000, "stock_count": 100,
            "discount_amount": null, "final_price": null, "currency": "KRW",
            "created_at": "2026-11-20T05:36:02.148000Z", "updated_at": "2026-11-20T05:36:02.148000Z",
        })
    );
    assert!(response.text().contains("무선 이어폰"), "Korean is not escaped");
    assert!(response.text().contains("10000,"), "whole numbers stay whole");
    assert_eq!(
        response.header("location"),
        Some(format!("{PATH}{PRODUCT}/").as_str())
    );
    assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
}

#[test]
fn the_caller_is_remembered() {
    let mut ports = Ports::new();
    ports
        .catalogue
        .expect_create_product()
        .withf(|_, authority| {
            authority.user().map(|user| user.to_string()).as_deref() == Some(crate::samples::USER)
        })
        .returning(|new, _| Ok(created(new)));
    let response = ports.serve().post(PATH, body(r#""a""#, r#""b""#, "1", "1"));
    response.ok();
}

#[test]
fn numbers_are_what_they_say_in_whatever_form() {
    let api = willing();
    for (price, stock, expected) in [
        ("0.01", "0", json!([0.01, 0])),
        ("99999999.99", "2147483647", json!([99_999_999.99, 2_147_483_647])),
        ("1e2", "1e1", json!([100, 10])),
        ("10.50", "10.0", json!([10.5, 10])),
        ("1999e-2", "0e9", json!([19.99, 0])),
    ] {
        let product = api.post(PATH, body(r#""a""#, r#""b""#, price, stock)).ok();
        assert_eq!(json!([product["price"], product["stock_count"]]), expected);
    }
}

#[test]
fn bodies_are_read_as_json_whatever_stands_around_them() {
    let api = willing();
    let plain = body(r#""a""#, r#""b""#, "1", "1");
    let with_more = r#"{"id": "x", "is_active": false, "user_id": [{}], "name": 5, "name": "a", "description": "b",
        "price": 1, "stock": 1}"#;
    for body in [plain.as_str(), with_more, &format!("\u{feff}{plain}")] {
        assert_eq!(api.post(PATH, body).ok()["id"], PRODUCT, "{body}");
        for media in ["text/plain", "application/x-www-form-urlencoded", "nonsense"] {
            let request = Request::new("POST", PATH)
                .bearer("staff")
                .header("Content-Type", media);
            assert_eq!(api.send(request.body(body)).status, 200, "{media}");
        }
    }
}

#[test]
fn what_is_missing_is_named_as_older_clients_know_it() {
    let api = Ports::new().serve();
    for (sent, first, all) in [
        (
            "",
            "name",
            ["/name", "/description", "/price", "/stock"].as_slice(),
        ),
        ("{}", "name", &["/name", "/description", "/price", "/stock"]),
        (
            &body("null", r#""""#, "1", "1"),
            "name",
            &["/name", "/description"],
        ),
        (
            &body(r#""a""#, r#""b""#, r#""""#, "null"),
            "price",
            &["/price", "/stock"],
        ),
    ] {
        let problem = api.post(PATH, sent).problem(400, "required");
        assert_eq!(
            (&problem["msg"], &problem["detail"]),
            (&json!("Parameter required"), &json!(first))
        );
        let expected: Vec<_> = all
            .iter()
            .map(|place| ((*place).to_owned(), "required".to_owned()))
            .collect();
        assert_eq!(errors(&problem), expected);
    }
}

#[test]
fn every_bad_field_is_named() {
    let api = Ports::new().serve();
    let long = format!("\"{}\"", "가".repeat(256));
    let digits = "9".repeat(5000);
    let good = (r#""a""#, r#""b""#, "1", "1");
    let (name, description, price, stock) = good;
    for (sent, place, code) in [
        (body("5", description, price, stock), "/name", "wrong_type"),
        (body("[]", description, price, stock), "/name", "wrong_type"),
        (body(r#""  ""#, description, price, stock), "/name", "blank"),
        (body(&long, description, price, stock), "/name", "too_long"),
        (
            body(r#""a\u0000""#, description, price, stock),
            "/name",
            "control_character",
        ),
        (
            body(r#""\ud800""#, description, price, stock),
            "/name",
            "wrong_type",
        ),
        (body(name, "\"\u{3000}\"", price, stock), "/description", "blank"),
        (body(name, description, r#""10""#, stock), "/price", "wrong_type"),
        (body(name, description, "true", stock), "/price", "wrong_type"),
        (body(name, description, "0", stock), "/price", "out_of_range"),
        (body(name, description, "-1000", stock), "/price", "out_of_range"),
        (
            body(name, description, "100000000", stock),
            "/price",
            "out_of_range",
        ),
        (body(name, description, "1e400", stock), "/price", "out_of_range"),
        (body(name, description, &digits, stock), "/price", "out_of_range"),
        (
            body(name, description, "0.001", stock),
            "/price",
            "too_many_decimals",
        ),
        (
            body(name, description, "10.005", stock),
            "/price",
            "too_many_decimals",
        ),
        (
            body(name, description, &format!("0.{digits}"), stock),
            "/price",
            "too_many_decimals",
        ),
        (body(name, description, price, "-1"), "/stock", "out_of_range"),
        (
            body(name, description, price, "2147483648"),
            "/stock",
            "out_of_range",
        ),
        (body(name, description, price, &digits), "/stock", "out_of_range"),
        (body(name, description, price, "1.5"), "/stock", "wrong_type"),
        (body(name, description, price, r#""1""#), "/stock", "wrong_type"),
        (body(name, description, price, "false"), "/stock", "wrong_type"),
    ] {
        let problem = api.post(PATH, &sent).problem(400, "invalid_parameter");
        assert_eq!(problem["msg"], "Invalid parameter");
        assert!(
            problem["detail"].as_str().unwrap().starts_with(&place[1..]),
            "{problem}"
        );
        assert_eq!(errors(&problem), [(place.to_owned(), code.to_owned())]);
    }
    let problem = api
        .post(PATH, body("5", r#"" ""#, "-1", "1.5"))
        .problem(400, "invalid_parameter");
    assert_eq!(errors(&problem).len(), 4);
}

#[test]
fn a_missing_field_is_told_before_a_wrong_one() {
    let problem = Ports::new()
        .serve()
        .post(PATH, r#"{"name": 5, "description": "b", "stock": 1}"#)
        .problem(400, "required");
    assert_eq!(problem["detail"], "price");
    let expected = [("/name", "wrong_type"), ("/price", "required")];
    assert_eq!(
        errors(&problem),
        expected.map(|(place, code)| (place.to_owned(), code.to_owned()))
    );
}

#[test]
fn bodies_that_are_no_objects_are_malformed() {
    let api = Ports::new().serve();
    let bomb = format!(r#"{{"x": {}{}}}"#, "[".repeat(50_000), "]".repeat(50_000));
    let deep = format!(r#"{{"x": {}1{}}}"#, r#"{"a":"#.repeat(65), "}".repeat(65));
    for sent in [
        "[]".as_bytes(),
        b"\"x\"",
        b"null",
        b"5",
        b"{",
        b"{\"price\": NaN}",
        b"{\"price\": Infinity}",
        b"{\"name\": \"\xff\xfe\"}",
        b"{\"name\": \"a\0\"}",
        bomb.as_bytes(),
        deep.as_bytes(),
    ] {
        api.post(PATH, sent).problem(400, "malformed_json");
    }
}
