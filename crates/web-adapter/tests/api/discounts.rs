//! Setting discounts.

use hexmart_application::pricing::SetDiscountError;
use hexmart_domain::pricing::Discount;
use serde_json::json;

use crate::client::errors;
use crate::fixture::Ports;
use crate::samples::{PRODUCT, id, now};

fn path() -> String {
    format!("/commerce/products/{PRODUCT}/discounts/")
}

#[test]
fn a_discount_is_active_and_runs_for_thirty_days() {
    let mut ports = Ports::new();
    ports.pricing.expect_set_discount().returning(|wanted| {
        Ok(Discount::replacing(
            None,
            id(3),
            wanted.product,
            wanted.percentage,
            now(),
        ))
    });
    let api = ports.serve();
    for (sent, percentage) in [
        ("12.50", json!(12.5)),
        ("100", json!(100)),
        ("1e1", json!(10)),
        ("0.01", json!(0.01)),
    ] {
        let discount = api.post(&path(), format!(r#"{{"percentage": {sent}}}"#)).ok();
        let expected = json!({
            "discount_id": discount["discount_id"], "product_id": PRODUCT, "percentage": percentage, "is_active": true,
            "starts_at": "2026-11-20T05:36:02.148000Z", "ends_at": "2026-12-20T05:36:02.148000Z",
        });
        assert_eq!(discount, expected);
        assert!(discount["discount_id"].as_str().unwrap().starts_with("DISC"));
    }
}

#[test]
fn bad_percentages_are_refused() {
    let api = Ports::new().serve();
    for (sent, code) in [
        ("0", "out_of_range"),
        ("-5", "out_of_range"),
        ("100.01", "out_of_range"),
        ("150", "out_of_range"),
        ("1e99", "out_of_range"),
        ("33.333", "too_many_decimals"),
        ("100.00000000000000000000000000001", "too_many_decimals"),
        (r#""10""#, "wrong_type"),
        ("{}", "wrong_type"),
    ] {
        let problem = api
            .post(&path(), format!(r#"{{"percentage": {sent}}}"#))
            .problem(400, "invalid_parameter");
        assert_eq!(
            errors(&problem),
            [("/percentage".to_owned(), code.to_owned())],
            "{sent}"
        );
    }
    assert_eq!(
        api.post(&path(), "{}").problem(400, "required")["detail"],
        "percentage"
    );
}

#[test]
fn an_unknown_product_has_no_discounts() {
    let mut ports = Ports::new();
    let unknown = |_| Err(SetDiscountError::UnknownProduct);
    ports.pricing.expect_set_discount().returning(unknown);
    let api = ports.serve();
    api.post(&path(), r#"{"percentage": 10}"#)
        .problem(404, "product_not_found");
    let path = "/commerce/products/COUPON_1/discounts/";
    api.post(path, r#"{"percentage": 10}"#)
        .problem(404, "product_not_found");
}
