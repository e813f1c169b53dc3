//! Options, variants and their stock.

use hexmart_application::catalogue::{CreateProductError, EditProductError};
use hexmart_application::inventory::ChangeStockError;
use hexmart_domain::catalogue::{Lifecycle, MatrixError, ProductEdit, Tag};
use serde_json::{Value, json};

use crate::client::errors;
use crate::fixture::{Api, Ports};
use crate::goods::sheet;
use crate::samples::{CATEGORY, ITEM, PRODUCT, created, stock_event};

const PRODUCTS: &str = "/commerce/products/";

fn path(rest: &str) -> String {
    format!("{PRODUCTS}{PRODUCT}/{rest}")
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(place, code): &(&str, &str)| ((*place).to_owned(), (*code).to_owned());
    expected.iter().map(owned).collect()
}

fn plan() -> Value {
    json!({
        "options": [{"name": "색상", "values": ["빨강", "파랑"]}, {"name": "크기", "values": ["S"]}],
        "variants": [
            {"sku": "R-S", "values": ["빨강", "S"], "stock": 5},
            {"sku": "B-S", "values": ["파랑", "S"], "price": 11_000.5},
            {"sku": "X", "values": [], "price": null},
        ],
    })
}

#[test]
fn a_product_is_created_with_everything() {
    let mut ports = Ports::new();
    ports
        .catalogue
        .expect_create_product()
        .withf(|new, _| {
            let particulars = &new.particulars;
            let plan = particulars.variants.as_ref().unwrap();
            let variants: Vec<_> = plan
                .variants
                .iter()
                .map(|draft| {
                    let price = draft.price.map(|price| price.money().amount().to_string());
                    (draft.sku.as_str(), draft.values.len(), price, draft.stock.get())
                })
                .collect();
            new.stock.get() == 0
                && particulars.sku.is_none()
                && particulars.category.is_some_and(|id| id.to_string() == CATEGORY)
                && particulars.tags.iter().map(Tag::as_str).eq(["new"])
                && particulars.attributes.len() == 3
                && particulars.lifecycle == Some(Lifecycle::Private)
                && plan.options.len() == 2
                && variants
                    == [
                        ("R-S", 2, None, 5),
                        ("B-S", 2, Some("11000.5".to_owned()), 0),
                        ("X", 0, None, 0),
                    ]
        })
        .returning(|new, _| Ok(created(new)));
    let mut body = plan();
    for (field, value) in [
        ("name", json!("a")),
        ("description", json!("b")),
        ("price", json!(1)),
        ("category", json!(CATEGORY)),
        ("tags", json!(["New", "NEW"])),
        (
            "attributes",
            json!([{"name": "a", "value": "x"}, {"name": "b", "value": -1.5}, {"name": "c", "value": false}]),
        ),
        ("state", json!("private")),
    ] {
        body[field] = value;
    }
    assert_eq!(ports.serve().post(PRODUCTS, body.to_string()).ok()["id"], PRODUCT);
}

#[test]
fn a_product_as_older_clients_create_it_is_a_plain_one() {
    let mut ports = Ports::new();
    ports
        .catalogue
        .expect_create_product()
        .withf(|new, _| new.particulars == hexmart_application::catalogue::Particulars::default())
        .returning(|new, _| Ok(created(new)));
    let body = r#"{"name": "a", "description": "b", "price": 1, "stock": 7}"#;
    assert_eq!(ports.serve().post(PRODUCTS, body).ok()["stock_count"], 7);
}

#[test]
fn every_bad_part_of_a_new_product_is_named() {
    let api = Ports::new().serve();
    let body = json!({
        "name": "a", "description": "b", "price": 1, "sku": "가", "category": PRODUCT, "tags": ["", 1, "x\0", "y".repeat(51)],
        "attributes": [{"name": "a"}, {"name": "b", "value": [1]}, 7, {"name": "c\n", "value": "x\r\ny"}],
        "state": "deleted", "stock": 1,
    });
    let problem = api.post(PRODUCTS, body.to_string()).problem(400, "required");
    let expected = [
        ("/sku", "malformed"),
        ("/category", "malformed"),
        ("/tags/0", "blank"),
        ("/tags/1", "wrong_type"),
        ("/tags/2", "control_character"),
        ("/tags/3", "too_long"),
        ("/attributes/0/value", "required"),
        ("/attributes/1/value", "wrong_type"),
        ("/attributes/2", "wrong_type"),
        ("/attributes/3/name", "control_character"),
        ("/attributes/3/value", "control_character"),
        ("/state", "unknown_value"),
    ];
    assert_eq!(errors(&problem), pairs(&expected));
}

#[test]
fn lists_have_an_end() {
    let api = Ports::new().serve();
    let many = |count: usize, value: Value| Value::Array(vec![value; count]);
    let cases = [
        ("tags", many(31, json!("a")), "/tags"),
        ("attributes", many(51, json!({})), "/attributes"),
        ("options", many(6, json!({})), "/options"),
        ("variants", many(1_001, json!({})), "/variants"),
    ];
    for (field, list, place) in cases {
        let mut body = json!({"name": "a", "description": "b", "price": 1, "stock": 1});
        if ["options", "variants"].contains(&field) {
            body["options"] = json!([]);
            body["variants"] = json!([{"sku": "a"}]);
        }
        body[field] = list;
        let problem = api
            .post(PRODUCTS, body.to_string())
            .problem(400, "invalid_parameter");
        assert_eq!(errors(&problem), pairs(&[(place, "too_many")]));
    }
}

#[test]
fn options_and_variants_come_together_and_bring_their_own_skus() {
    let api = Ports::new().serve();
    let body = |more: &str| format!(r#"{{"name": "a", "description": "b", "price": 1, {more}}}"#);
    for (more, code, expected) in [
        (
            r#""options": [{"name": "a", "values": ["b"]}]"#,
            "required",
            ("/variants", "required"),
        ),
        (
            r#""variants": [{"sku": "a", "values": []}]"#,
            "required",
            ("/options", "required"),
        ),
        (
            r#""sku": "a", "options": [], "variants": [{"sku": "b"}]"#,
            "invalid_parameter",
            ("/sku", "conflicting"),
        ),
        (
            r#""options": [{"name": "a", "values": []}], "variants": [{"sku": "b"}]"#,
            "required",
            ("/options/0/values", "required"),
        ),
    ] {
        let problem = api.post(PRODUCTS, body(more)).problem(400, code);
        assert_eq!(errors(&problem), pairs(&[expected]), "{more}");
    }
}

#[test]
fn a_product_that_cannot_be_made_says_why() {
    let body = json!({"name": "a", "description": "b", "price": 1, "stock": 1}).to_string();
    for (error, status, code, places) in [
        (CreateProductError::SkuTaken, 409, "sku_taken", vec![]),
        (
            CreateProductError::UnknownCategory,
            400,
            "invalid_parameter",
            pairs(&[("/category", "unknown_value")]),
        ),
        (
            MatrixError::SameSku { variant: 4 }.into(),
            422,
            "invalid_variants",
            pairs(&[("/variants/4/sku", "repeated")]),
        ),
    ] {
        let mut ports = Ports::new();
        let create = ports.catalogue.expect_create_product();
        create.returning(move |_, _| Err(error.clone()));
        let problem = ports.serve().post(PRODUCTS, &body).problem(status, code);
        assert_eq!(errors(&problem), places);
    }
}

#[test]
fn a_plan_takes_the_place_of_the_old_one() {
    let mut ports = Ports::new();
    ports
        .merchandising
        .expect_edit()
        .withf(|wanted, _| {
            let plan = wanted.variants.as_ref().unwrap();
            wanted.edit == ProductEdit::default()
                && wanted.expected == Some(12)
                && (plan.options.len(), plan.variants.len()) == (2, 3)
        })
        .returning(|_, _| Ok(sheet()));
    let request = crate::client::Request::new("PUT", &path("variants/"))
        .bearer("seller")
        .header("If-Match", "\"v12\"")
        .json(&plan().to_string());
    assert_eq!(ports.serve().send(request).ok()["options"][0]["name"], "색상");
}

/// A server whose catalogue refuses every plan.
fn refusing(error: MatrixError) -> Api {
    let mut ports = Ports::new();
    let edit = ports.merchandising.expect_edit();
    edit.returning(move |_, _| Err(EditProductError::Matrix(error.clone())));
    ports.serve()
}

#[test]
fn what_does_not_go_together_is_named_where_it_stands() {
    for (error, place, code) in [
        (MatrixError::TooManyOptions, "/options", "too_many"),
        (
            MatrixError::OptionTwice { option: 1 },
            "/options/1/name",
            "repeated",
        ),
        (MatrixError::Values { option: 1 }, "/options/1/values", "repeated"),
        (MatrixError::Count, "/variants", "conflicting"),
        (
            MatrixError::NotAChoice { variant: 2 },
            "/variants/2/values",
            "conflicting",
        ),
        (
            MatrixError::SameChoice { variant: 2 },
            "/variants/2/values",
            "repeated",
        ),
        (MatrixError::SameSku { variant: 2 }, "/variants/2/sku", "repeated"),
        (
            MatrixError::Currency { variant: 2 },
            "/variants/2/price",
            "conflicting",
        ),
    ] {
        let response = refusing(error).call("PUT", &path("variants/"), "staff", &plan().to_string());
        let problem = response.problem(422, "invalid_variants");
        assert_eq!(errors(&problem), pairs(&[(place, code)]));
    }
}

#[test]
fn every_bad_part_of_a_plan_is_named() {
    let api = Ports::new().serve();
    let body = json!({
        "options": [{"name": "", "values": ["x", 1], "is_default": true}, "x"],
        "variants": [
            {"sku": "a b", "values": "x", "price": 0, "stock": -1, "item_id": ITEM},
            {"values": ["\0"], "price": "1", "stock": 1.5},
        ],
        "force": true,
    });
    let response = api.call("PUT", &path("variants/"), "staff", &body.to_string());
    let expected = [
        ("/options/0/name", "required"),
        ("/options/0/values/1", "wrong_type"),
        ("/options/1", "wrong_type"),
        ("/variants/0/sku", "malformed"),
        ("/variants/0/values", "wrong_type"),
        ("/variants/0/price", "out_of_range"),
        ("/variants/0/stock", "out_of_range"),
        ("/variants/1/sku", "required"),
        ("/variants/1/values/0", "control_character"),
        ("/variants/1/price", "wrong_type"),
        ("/variants/1/stock", "wrong_type"),
        ("/force", "unknown_field"),
        ("/options/0/is_default", "unknown_field"),
        ("/variants/0/item_id", "unknown_field"),
    ];
    assert_eq!(errors(&response.problem(422, "invalid_fields")), pairs(&expected));
}

#[test]
fn each_variant_has_its_own_stock() {
    let mut ports = Ports::new();
    ports
        .inventory
        .expect_change_stock()
        .withf(|wanted| {
            let item = wanted.item.map(|item| item.to_string());
            (
                wanted.product.to_string().as_str(),
                item.as_deref(),
                wanted.change.get(),
            ) == (PRODUCT, Some(ITEM), -3)
        })
        .returning(|_| Ok(stock_event(150, 20, 7)));
    let response = ports
        .serve()
        .post(&path(&format!("variants/{ITEM}/stock/")), r#"{"change": -3}"#);
    assert_eq!(response.ok(), json!({"new_stock_count": 130, "version": 7}));
}

#[test]
fn what_is_no_variant_has_no_stock() {
    let mut ports = Ports::new();
    ports
        .inventory
        .expect_change_stock()
        .returning(|_| Err(ChangeStockError::UnknownVariant));
    let api = ports.serve();
    for id in [ITEM, PRODUCT, "x", "%00"] {
        let path = path(&format!("variants/{id}/stock/"));
        api.post(&path, r#"{"change": 1}"#)
            .problem(404, "variant_not_found");
        api.post(&path, r#"{"change": 0}"#)
            .problem(400, "invalid_parameter");
    }
}
