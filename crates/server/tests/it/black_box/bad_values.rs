//! Fields that are wrong: each refusal names them, and nothing is written.

use serde_json::Value;

use super::place::Place;
use super::shop::{COUPONS, NOBODYS, PRODUCTS, Shop, coupon, discounts_of, path_of, product, stock_of};
use crate::client::{Client, field_errors};

const TEXT: &str = r#""글""#;

/// A shop with a product, and what everybody sees of it: nothing of that may change.
pub(super) struct Untouched {
    pub(super) shop: Shop,
    pub(super) id: String,
    list: Vec<Value>,
}

impl Untouched {
    pub(super) fn at(place: &Place) -> Self {
        let shop = place.demo();
        let id = shop.create("머그", "1000", 30);
        shop.discount(&id, "10");
        let list = shop.all_products();
        Self { shop, id, list }
    }

    /// The same products, stock and discounts as before; and no change of stock was counted.
    #[track_caller]
    pub(super) fn verify(&self) {
        assert_eq!(self.shop.all_products(), self.list);
        assert_eq!(self.shop.change(&self.id, 1).ok()["version"], 2);
    }
}

/// The refusal of a body in which one field is wrong.
#[track_caller]
fn refuses(client: &Client, path: &str, body: &str, field: &str, code: &str) {
    let word = if code == "required" {
        "required"
    } else {
        "invalid_parameter"
    };
    let problem = client.post(path, body).problem(400, word);
    assert_eq!(
        field_errors(&problem),
        [(format!("/{field}"), code.to_owned())],
        "{}",
        body.get(..200).unwrap_or(body)
    );
    let (msg, detail) = (&problem["msg"], problem["detail"].as_str().unwrap());
    if code == "required" {
        assert_eq!((msg.as_str(), detail), (Some("Parameter required"), field));
    } else {
        assert_eq!(msg, "Invalid parameter");
        assert!(detail.starts_with(field), "{detail}");
    }
}

/// JSON values that are no text, and how each is refused where one is needed.
fn no_text() -> Vec<(String, &'static str)> {
    let wrong = [
        ("null", "required"),
        (r#""""#, "required"),
        ("5", "wrong_type"),
        ("true", "wrong_type"),
        ("[]", "wrong_type"),
        (r#"{"a": 1}"#, "wrong_type"),
        (r#"" ""#, "blank"),
        ("\"\u{3000}\\t\"", "blank"),
        (r#""a\u0000b""#, "control_character"),
        (r#""a\u001bb""#, "control_character"),
        (r#""\ud800""#, "wrong_type"),
        (r#""a\udc00b""#, "wrong_type"),
        (r#""\ud83c\ud83c""#, "wrong_type"),
    ];
    wrong.map(|(json, code)| (json.to_owned(), code)).into()
}

/// JSON values that are no number, or none that anything is counted in.
fn no_number() -> Vec<(String, &'static str)> {
    let wrong = [
        ("null", "required"),
        (r#""""#, "required"),
        (r#""10""#, "wrong_type"),
        (r#""NaN""#, "wrong_type"),
        ("true", "wrong_type"),
        ("[1]", "wrong_type"),
        ("{}", "wrong_type"),
        ("1e400", "out_of_range"),
        ("-1e400", "out_of_range"),
        ("1e99999999999999999999", "out_of_range"),
    ];
    let mut wrong: Vec<_> = wrong.map(|(json, code)| (json.to_owned(), code)).into();
    wrong.push(("9".repeat(5_000), "out_of_range"));
    wrong.push((format!("-{}", "9".repeat(5_000)), "out_of_range"));
    wrong
}

/// The same, where the number has to be whole.
fn no_whole_number() -> Vec<(String, &'static str)> {
    let mut wrong = no_number();
    for fraction in ["0.5", "-1.000000001", "1e-3", "1e-400"] {
        wrong.push((fraction.to_owned(), "wrong_type"));
    }
    wrong.push((format!("0.{}", "1".repeat(5_000)), "wrong_type"));
    wrong
}

pub(super) fn bad_products_are_refused(place: &Place) {
    let untouched = Untouched::at(place);
    let shop = &untouched.shop;
    let refuses = |name: &str, description: &str, price: &str, stock: &str, field: &str, code: &str| {
        let body = product(name, description, price, stock);
        refuses(shop, PRODUCTS, &body, field, code);
    };
    let long = |count| format!("\"{}\"", "가".repeat(count));
    for (wrong, code) in no_text() {
        refuses(&wrong, TEXT, "1", "1", "name", code);
        refuses(TEXT, &wrong, "1", "1", "description", code);
    }
    refuses(&long(256), TEXT, "1", "1", "name", "too_long");
    refuses(r#""two\nlines""#, TEXT, "1", "1", "name", "control_character");
    refuses(TEXT, &long(20_001), "1", "1", "description", "too_long");

    let mut prices = no_number();
    for (price, code) in [
        ("0", "out_of_range"),
        ("-1", "out_of_range"),
        ("-0.01", "out_of_range"),
        ("100000000", "out_of_range"),
        ("99999999.991", "out_of_range"),
        ("0.001", "too_many_decimals"),
        ("10.005", "too_many_decimals"),
        ("1e-400", "too_many_decimals"),
    ] {
        prices.push((price.to_owned(), code));
    }
    for (wrong, code) in prices {
        refuses(TEXT, TEXT, &wrong, "1", "price", code);
    }
    let mut stocks = no_whole_number();
    stocks.push(("-1".to_owned(), "out_of_range"));
    stocks.push(("2147483648".to_owned(), "out_of_range"));
    for (wrong, code) in stocks {
        refuses(TEXT, TEXT, "1", &wrong, "stock", code);
    }
    untouched.verify();
}

pub(super) fn bad_stock_changes_are_refused(place: &Place) {
    let untouched = Untouched::at(place);
    let mut changes = no_whole_number();
    for change in [
        "0",
        "-0",
        "0.0",
        "2147483648",
        "-2147483648",
        "9223372036854775808",
    ] {
        changes.push((change.to_owned(), "out_of_range"));
    }
    for (wrong, code) in changes {
        let body = format!(r#"{{"change": {wrong}}}"#);
        refuses(&untouched.shop, &stock_of(&untouched.id), &body, "change", code);
        refuses(&untouched.shop, &stock_of(NOBODYS), &body, "change", code);
    }
    untouched.verify();
}

pub(super) fn bad_discounts_are_refused(place: &Place) {
    let untouched = Untouched::at(place);
    let mut percentages = no_number();
    for (percentage, code) in [
        ("0", "out_of_range"),
        ("-10", "out_of_range"),
        ("100.01", "out_of_range"),
        ("150", "out_of_range"),
        ("33.333", "too_many_decimals"),
        ("0.001", "too_many_decimals"),
    ] {
        percentages.push((percentage.to_owned(), code));
    }
    for (wrong, code) in percentages {
        let body = format!(r#"{{"percentage": {wrong}}}"#);
        refuses(
            &untouched.shop,
            &discounts_of(&untouched.id),
            &body,
            "percentage",
            code,
        );
    }
    untouched.verify();
}

/// A body that creates a coupon, with one member replaced.
fn coupon_with(field: &str, json: &str) -> String {
    let mut members = [
        ("discount_percentage", "10"),
        ("valid_from", r#""2026-01-01""#),
        ("valid_to", r#""2099-12-31""#),
        ("code", r#""CODE""#),
    ];
    for (name, value) in &mut members {
        if *name == field {
            *value = json;
        }
    }
    let members = members.map(|(name, value)| format!(r#""{name}": {value}"#));
    format!("{{{}}}", members.join(", "))
}

pub(super) fn bad_coupons_are_refused(place: &Place) {
    let untouched = Untouched::at(place);
    let hana = untouched.shop.sign_up("hana@example.com");
    let refuses = |field: &str, json: &str, code: &str| {
        refuses(&hana, COUPONS, &coupon_with(field, json), field, code);
    };
    for (wrong, code) in no_text() {
        // The code may be left out; one that is there has to be one.
        let as_code = match (&*wrong, code) {
            ("null", _) => "wrong_type",
            (_, "required") => "blank",
            (_, code) => code,
        };
        refuses("code", &wrong, as_code);
        let as_date = if ["required", "wrong_type"].contains(&code) {
            code
        } else {
            "malformed"
        };
        refuses("valid_from", &wrong, as_date);
        refuses("valid_to", &wrong, as_date);
    }
    refuses("code", &format!("\"{}\"", "가".repeat(51)), "too_long");
    for (wrong, code) in no_number() {
        refuses("discount_percentage", &wrong, code);
    }
    for wrong in ["101", "100.01", "0", "-5"] {
        refuses("discount_percentage", wrong, "out_of_range");
    }
    for wrong in [
        "tomorrow",
        "2026-02-30",
        "2026-13-01",
        "2026-01-01T25:00:00Z",
        "2026-01-01T00:00:00+99:00",
        "1767225600",
        "99999-01-01",
        "0000-00-00",
        "0999-12-31",
        "9999-12-31T23:59:59-01:00",
    ] {
        refuses("valid_from", &format!("\"{wrong}\""), "malformed");
        refuses("valid_to", &format!("\"{wrong}\""), "malformed");
    }
    refuses("valid_from", "1767225600", "wrong_type");
    for end in [
        "2026-01-01",
        "2026-01-01T00:00:00Z",
        "2025-12-31",
        "2026-01-01T08:59:59+09:00",
    ] {
        refuses("valid_to", &format!("\"{end}\""), "out_of_range");
    }
    // Not one of them took the code, or lowers a price.
    let shown = hana.get(&path_of(&untouched.id)).ok();
    assert_eq!(shown["coupon_discount_amount"], 0);
    hana.post(COUPONS, coupon("10", "code")).ok();
    untouched.verify();
}

pub(super) fn every_bad_field_is_named_at_once(place: &Place) {
    let untouched = Untouched::at(place);
    let shop = &untouched.shop;
    let hana = shop.sign_up("hana@example.com");
    let (wrong, mixed) = (
        product("5", r#"" ""#, "0.001", -1),
        r#"{"name": 5, "description": "b", "price": "", "stock": 1.5}"#.to_owned(),
    );
    for (client, path, body, word, expected) in [
        (
            &**shop,
            PRODUCTS,
            wrong,
            "invalid_parameter",
            vec![
                ("/name", "wrong_type"),
                ("/description", "blank"),
                ("/price", "too_many_decimals"),
                ("/stock", "out_of_range"),
            ],
        ),
        (
            shop,
            PRODUCTS,
            mixed,
            "required",
            vec![
                ("/name", "wrong_type"),
                ("/price", "required"),
                ("/stock", "wrong_type"),
            ],
        ),
        (
            &hana,
            COUPONS,
            r#"{"discount_percentage": 101, "valid_from": "x", "code": 5}"#.to_owned(),
            "required",
            vec![
                ("/discount_percentage", "out_of_range"),
                ("/valid_from", "malformed"),
                ("/valid_to", "required"),
                ("/code", "wrong_type"),
            ],
        ),
    ] {
        let problem = client.post(path, body).problem(400, word);
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(place, code)| (place.to_owned(), code.to_owned()))
            .collect();
        assert_eq!(field_errors(&problem), expected);
        if word == "required" {
            let missing = expected.iter().find(|(_, code)| code == "required");
            let missing = missing.map(|(place, _)| place.trim_start_matches('/'));
            assert_eq!(
                problem["detail"].as_str(),
                missing,
                "what is missing is told first"
            );
        }
    }
    untouched.verify();
}

pub(super) fn unknown_products_are_not_found(place: &Place) {
    let untouched = Untouched::at(place);
    let (shop, id) = (&untouched.shop, &untouched.id);
    let trailing = format!("{id}%20");
    let leading = format!("%20{id}");
    let long = "9".repeat(5_000);
    for unknown in [
        NOBODYS,
        "1763617000000-1234",
        "x",
        "%00",
        "%FF%FE",
        "%EC%83%81%ED%92%88",
        "'%20OR%201=1--",
        &trailing,
        &leading,
        &id.to_lowercase(),
        &id.replace("PROD", "ITEM"),
        &format!("{id}0"),
        &format!("{id}%00"),
        &format!("{id}%0A"),
        &long,
    ] {
        shop.get(&path_of(unknown)).problem(404, "product_not_found");
        shop.change(unknown, 1).problem(404, "product_not_found");
        shop.post(&discounts_of(unknown), r#"{"percentage": 20}"#)
            .problem(404, "product_not_found");
        // Bad fields are told first.
        shop.change(unknown, 0).problem(400, "invalid_parameter");
    }
    untouched.verify();
}
