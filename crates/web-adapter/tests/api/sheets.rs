//! Sheets of products: showing, editing, deleting, restoring, and what became of them.

use hexmart_application::catalogue::EditProductError;
use hexmart_application::marketplace::Authority;
use hexmart_domain::catalogue::{AttributeValue, EditError, Lifecycle, MatrixError, ProductEdit, Tag};
use serde_json::{Value, json};

use crate::client::{Request, errors};
use crate::fixture::{Api, Ports};
use crate::goods::{history, sheet};
use crate::samples::{CATEGORY, ITEM, NOW, PICTURE, PRODUCT, SELLER, SELLER_USER, USER};

fn path(rest: &str) -> String {
    format!("/commerce/products/{PRODUCT}/{rest}")
}

fn patch(body: &Value) -> Request {
    Request::new("PATCH", &path(""))
        .bearer("staff")
        .json(&body.to_string())
}

fn refusing(error: EditProductError) -> Api {
    let mut ports = Ports::new();
    let failing = error.clone();
    ports
        .merchandising
        .expect_edit()
        .returning(move |_, _| Err(failing.clone()));
    ports
        .merchandising
        .expect_sheet()
        .returning(move |_, _| Err(error.clone()));
    ports.serve()
}

#[test]
fn a_sheet_has_everything_that_can_be_edited() {
    let mut ports = Ports::new();
    let seller = Authority::Seller {
        user: SELLER_USER.parse().unwrap(),
        seller: SELLER.parse().unwrap(),
    };
    ports
        .merchandising
        .expect_sheet()
        .withf(move |product, authority| product.to_string() == PRODUCT && *authority == seller)
        .returning(|_, _| Ok(sheet()));
    let response = ports
        .serve()
        .send(Request::new("GET", &path("sheet/")).bearer("seller"));
    let media = format!("/media/pictures/{}", PICTURE.to_lowercase());
    let expected = json!({
        "id": PRODUCT, "seller_id": SELLER, "name": "무선 이어폰", "description": "블루투스", "price": 10_000,
        "currency": "KRW",
        "discount": {"percentage": 12.5, "starts_at": NOW, "ends_at": "2026-12-20T05:36:02.148000Z"},
        "sku": "EAR-R", "category": CATEGORY, "tags": ["블루투스"],
        "attributes": [
            {"name": "색", "value": "흰색"}, {"name": "무게(g)", "value": 12_345_678_901_234_567.5},
            {"name": "방수", "value": true},
        ],
        "options": [{"name": "색상", "values": ["빨강", "파랑"]}],
        "variants": [
            {"item_id": PRODUCT.replace("PROD", "ITEM"), "sku": "EAR-R", "values": ["빨강"], "price": null, "stock": 100,
                "available": 98},
            {"item_id": ITEM, "sku": "EAR-B", "values": ["파랑"], "price": 11_000.5, "stock": 0, "available": 0},
        ],
        "pictures": [{"id": PICTURE, "alt": "흰 이어폰", "width": 2_400, "height": 1_600, "urls": {
            "large": format!("{media}/large.jpg"), "medium": format!("{media}/medium.jpg"),
            "thumbnail": format!("{media}/thumbnail.jpg"),
        }}],
        "state": "on_sale", "version": 3, "created_at": NOW, "updated_at": NOW,
    });
    assert_eq!(response.ok(), expected);
    assert!(
        response.text().contains("12345678901234567.5"),
        "figures stay exact"
    );
    assert_eq!(response.header("etag"), Some("\"v3\""));
    assert_eq!(response.header("cache-control"), Some("no-store"));
}

#[test]
fn an_edit_changes_what_it_names() {
    let mut ports = Ports::new();
    ports
        .merchandising
        .expect_edit()
        .withf(|wanted, authority| {
            let edit = &wanted.edit;
            let tags = edit.tags.iter().flatten().map(Tag::as_str);
            let attributes = edit.attributes.iter().flatten().map(|one| one.value.clone());
            wanted.product.to_string() == PRODUCT
                && wanted.expected == Some(3)
                && wanted.variants.is_none()
                && edit.name.as_ref().is_some_and(|name| name.as_str() == "이름")
                && edit
                    .price
                    .is_some_and(|price| price.money().amount().to_string() == "9000.5")
                && edit.sku.as_ref().is_some_and(|sku| sku.as_str() == "a/1")
                && edit.category == Some(None)
                && edit.description.is_none()
                && tags.eq(["big", "작은"])
                && attributes.eq([AttributeValue::Number("0.1".parse().unwrap())])
                && edit.lifecycle == Some(Lifecycle::Blocked)
                && authority.user().is_some_and(|user| user.to_string() == USER)
        })
        .times(1)
        .returning(|_, _| Ok(sheet()));
    let body = json!({
        "name": "이름", "price": 9_000.5, "sku": "a/1", "category": null, "tags": ["BIG", "작은", "big"],
        "attributes": [{"name": "무게", "value": 0.1}], "state": "blocked",
    });
    let response = ports.serve().send(patch(&body).header("If-Match", "\"v3\""));
    assert_eq!(response.ok()["version"], 3);
    assert_eq!(response.header("etag"), Some("\"v3\""));
}

#[test]
fn a_tag_is_ours_or_nothing_is_changed() {
    let api = Ports::new().serve();
    let operations = [
        patch(&json!({"name": "a"})),
        Request::new("DELETE", &path("")).bearer("staff"),
        Request::new("POST", &path("restore/")).bearer("staff"),
        Request::new("PUT", &path("pictures/"))
            .bearer("staff")
            .json(r#"{"pictures": []}"#),
        Request::new("PUT", &path("variants/"))
            .bearer("staff")
            .json(r#"{"options": [], "variants": [{"sku": "a"}]}"#),
    ];
    for request in operations {
        for tag in [
            "W/\"v3\"",
            "v3",
            "\"3\"",
            "\"v\"",
            "\"v-3\"",
            "\"v+3\"",
            "\"v99999999999999999999\"",
            "\"v3\", \"v4\"",
            "",
            "\"v3",
        ] {
            let request = request.clone().header("If-Match", tag);
            api.send(request).problem(400, "malformed_tag");
        }
    }
}

#[test]
fn any_version_will_do_when_none_is_named() {
    for tag in [None, Some("*")] {
        let mut ports = Ports::new();
        let edit = ports.merchandising.expect_edit();
        edit.withf(|wanted, _| wanted.expected.is_none())
            .returning(|_, _| Ok(sheet()));
        let request = patch(&json!({"state": "private"}));
        let request = tag
            .into_iter()
            .fold(request, |request, tag| request.header("If-Match", tag));
        ports.serve().send(request).ok();
    }
}

#[test]
fn who_saw_another_version_is_told_which_one_there_is() {
    let api = refusing(EditProductError::Outdated { version: 7 });
    let response = api.send(patch(&json!({"name": "a"})).header("If-Match", "\"v3\""));
    response.problem(412, "stale");
    assert_eq!(response.header("etag"), Some("\"v7\""));
}

#[test]
fn an_edit_of_nothing_is_none() {
    Ports::new()
        .serve()
        .send(patch(&json!({})))
        .problem(422, "invalid_fields");
}

#[test]
fn what_the_catalogue_refuses_is_told() {
    let body = json!({"name": "a", "sku": "b", "price": 1, "category": CATEGORY, "state": "private"});
    for (error, status, code) in [
        (EditProductError::UnknownProduct, 404, "product_not_found"),
        (EditError::StaffOnly.into(), 403, "forbidden"),
        (EditError::Deleted.into(), 409, "product_deleted"),
        (EditProductError::SkuTaken, 409, "sku_taken"),
        (
            EditProductError::VariantInStock {
                sku: "EAR-B".to_owned(),
            },
            409,
            "variant_in_stock",
        ),
        (EditError::Currency.into(), 422, "invalid_fields"),
        (EditProductError::UnknownCategory, 422, "invalid_fields"),
        (
            MatrixError::NotAChoice { variant: 2 }.into(),
            422,
            "invalid_variants",
        ),
    ] {
        let problem = refusing(error).send(patch(&body)).problem(status, code);
        let detail = problem["detail"].as_str().unwrap();
        assert_eq!(detail.contains("EAR-B"), code == "variant_in_stock", "{detail}");
    }
    let problem = refusing(EditProductError::UnknownCategory)
        .send(patch(&body))
        .problem(422, "invalid_fields");
    assert_eq!(
        errors(&problem),
        [("/category".to_owned(), "unknown_value".to_owned())]
    );
}

#[test]
fn what_cannot_be_a_product_is_none() {
    let api = Ports::new().serve();
    for id in ["x", "PROD", &PRODUCT.to_lowercase(), ITEM, "%00", "..%2f"] {
        for (method, rest) in [
            ("PATCH", ""),
            ("DELETE", ""),
            ("POST", "restore/"),
            ("GET", "sheet/"),
            ("GET", "history/"),
        ] {
            let request = Request::new(method, &format!("/commerce/products/{id}/{rest}")).bearer("staff");
            let request = match method {
                "PATCH" => request.json(r#"{"name": "a"}"#),
                _ => request,
            };
            api.send(request).problem(404, "product_not_found");
        }
    }
}

#[test]
fn deleting_is_an_edit_that_can_come_twice() {
    let mut ports = Ports::new();
    let edit = ports.merchandising.expect_edit().times(2);
    let mut calls = 0;
    edit.returning(move |wanted, _| {
        calls += 1;
        assert_eq!(wanted.edit, ProductEdit::to(Lifecycle::Deleted));
        assert_eq!(wanted.expected, Some(3));
        match calls {
            1 => Ok(sheet()),
            _ => Err(EditError::Deleted.into()),
        }
    });
    let api = ports.serve();
    for _ in 0..2 {
        let request = Request::new("DELETE", &path("")).bearer("staff");
        let response = api.send(request.header("If-Match", "\"v3\""));
        assert_eq!((response.status, response.body.len()), (204, 0), "{response:?}");
    }
}

#[test]
fn only_what_was_deleted_is_restored() {
    for lifecycle in Lifecycle::ALL {
        let mut ports = Ports::new();
        ports.merchandising.expect_sheet().returning(move |_, _| {
            let mut found = sheet();
            found.product.lifecycle = lifecycle;
            Ok(found)
        });
        let is_deleted = lifecycle == Lifecycle::Deleted;
        ports
            .merchandising
            .expect_edit()
            .times(usize::from(is_deleted))
            .returning(|wanted, _| {
                assert_eq!(wanted.edit, ProductEdit::to(Lifecycle::Private));
                assert_eq!(wanted.expected, Some(3), "what was seen is what is restored");
                let mut restored = sheet();
                restored.product.lifecycle = Lifecycle::Private;
                Ok(restored)
            });
        let response = ports.serve().post(&path("restore/"), "");
        if is_deleted {
            assert_eq!(response.ok()["state"], "private");
        } else {
            response.problem(409, "not_deleted");
        }
    }
}

#[test]
fn the_history_tells_who_changed_what_and_when() {
    let mut ports = Ports::new();
    ports
        .merchandising
        .expect_history()
        .withf(|product, field, before, limit, _| {
            (product.to_string().as_str(), *field, *before, *limit) == (PRODUCT, Some("price"), Some(9), 5)
        })
        .returning(|_, _, _, _, _| Ok(history()));
    let request = Request::new("GET", &path("history/?field=price&before=9&limit=5")).bearer("staff");
    let expected = json!({
        "changes": [{"version": 3, "changed_by": USER, "changed_at": NOW,
            "fields": [{"field": "price", "from": "10000 KRW", "to": "9000 KRW"}]}],
        "next_before": 3,
    });
    assert_eq!(ports.serve().send(request).ok(), expected);
}

#[test]
fn a_history_is_asked_for_in_known_words() {
    let mut ports = Ports::new();
    ports
        .merchandising
        .expect_history()
        .withf(|_, field, before, limit, _| (*field, *before, *limit) == (None, None, 30))
        .returning(|_, _, _, _, _| {
            Ok(hexmart_application::catalogue::ProductHistory {
                more: false,
                ..history()
            })
        });
    let api = ports.serve();
    let get = |query: &str| api.send(Request::new("GET", &path(query)).bearer("staff"));
    assert_eq!(get("history/").ok()["next_before"], Value::Null);
    for (query, place, code) in [
        ("field=colour", "field", "unknown_value"),
        ("field=", "field", "unknown_value"),
        ("field=price%00", "field", "unknown_value"),
        ("before=0", "before", "out_of_range"),
        ("before=-1", "before", "out_of_range"),
        ("before=99999999999999999999", "before", "out_of_range"),
        ("limit=0", "limit", "out_of_range"),
        ("limit=201", "limit", "out_of_range"),
        ("limit=ten", "limit", "out_of_range"),
    ] {
        let problem = get(&format!("history/?{query}")).problem(422, "invalid_fields");
        assert_eq!(errors(&problem), [(place.to_owned(), code.to_owned())], "{query}");
    }
}
