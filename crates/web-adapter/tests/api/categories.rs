//! The tree of categories.

use hexmart_application::catalogue::{CategoriesError, PlacedCategory};
use hexmart_domain::catalogue::{CategoryLabel, CategoryName, ForestError, Place};
use serde_json::{Value, json};

use crate::client::{Request, errors};
use crate::fixture::{Api, Ports};
use crate::goods::placed;
use crate::samples::{CATEGORY, PRODUCT, USER};

const PATH: &str = "/commerce/categories/";

fn path(rest: &str) -> String {
    format!("{PATH}{CATEGORY}/{rest}")
}

fn refusing(error: CategoriesError) -> Api {
    let mut ports = Ports::new();
    let categories = &mut ports.categories;
    let failing = error.clone();
    categories
        .expect_create()
        .returning(move |_| Err(failing.clone()));
    let failing = error.clone();
    categories
        .expect_rename()
        .returning(move |_, _| Err(failing.clone()));
    let failing = error.clone();
    categories
        .expect_relocate()
        .returning(move |_, _| Err(failing.clone()));
    categories
        .expect_remove()
        .returning(move |_, _, _| Err(error.clone()));
    ports.serve()
}

#[test]
fn the_tree_is_told_in_the_language_that_is_asked_for() {
    let mut ports = Ports::new();
    ports.categories.expect_all().returning(|| {
        let root = placed();
        let mut child = placed();
        child.depth = 1;
        child.category.parent = Some(root.category.id);
        child.category.name = CategoryName {
            en: None,
            ..child.category.name
        };
        Ok(vec![root, child])
    });
    let api = ports.serve();
    for (query, header, root) in [
        ("", None, "Audio"),
        ("", Some("ko-KR,ko;q=0.9"), "음향기기"),
        ("?lang=ko", None, "음향기기"),
        ("?lang=en", Some("ko"), "Audio"),
    ] {
        let request = Request::new("GET", &format!("{PATH}{query}"));
        let request = header
            .into_iter()
            .fold(request, |request, tag| request.header("Accept-Language", tag));
        let response = api.send(request);
        let category = |parent: Value, depth, name, en: Value| {
            json!({
                "id": CATEGORY, "parent": parent, "depth": depth, "position": 2, "name": name,
                "names": {"ko": "음향기기", "en": en},
            })
        };
        let expected = json!({"categories": [
            category(Value::Null, 0, root, json!("Audio")),
            category(json!(CATEGORY), 1, "음향기기", Value::Null),
        ]});
        assert_eq!(response.ok(), expected, "{query} {header:?}");
        assert_eq!(response.header("vary"), Some("Accept-Language"));
        let tag = response.header("etag").unwrap();
        let again = Request::new("GET", &format!("{PATH}{query}")).header("If-None-Match", tag);
        let again = header
            .into_iter()
            .fold(again, |request, tag| request.header("Accept-Language", tag));
        let again = api.send(again);
        assert_eq!((again.status, again.body.len()), (304, 0));
    }
    for query in ["?lang=de", "?lang=", "?lang=ko%00"] {
        let problem = api.get(&format!("{PATH}{query}")).problem(422, "invalid_fields");
        assert_eq!(
            errors(&problem),
            [("lang".to_owned(), "unknown_value".to_owned())]
        );
    }
}

#[test]
fn every_place_can_be_asked_for() {
    let target = CATEGORY.parse().unwrap();
    for (asked, expected) in [
        (json!("first"), Place::FirstRoot),
        (json!("last"), Place::LastRoot),
        (json!({"first_child_of": CATEGORY}), Place::FirstChildOf(target)),
        (json!({"last_child_of": CATEGORY}), Place::LastChildOf(target)),
        (json!({"left_of": CATEGORY}), Place::LeftOf(target)),
        (json!({"right_of": CATEGORY}), Place::RightOf(target)),
    ] {
        let mut ports = Ports::new();
        ports
            .categories
            .expect_create()
            .withf(move |new| {
                let english = new.name.en.as_ref().map(CategoryLabel::as_str);
                (new.name.ko.as_str(), english, new.place) == ("소리", Some("Sound"), expected)
            })
            .returning(|_| Ok(placed()));
        ports
            .categories
            .expect_relocate()
            .withf(move |category, place| category.to_string() == CATEGORY && *place == expected)
            .returning(|_, _| Ok(placed()));
        let api = ports.serve();
        let body = json!({"name": {"ko": "소리", "en": "Sound"}, "place": asked}).to_string();
        let response = api.call("POST", PATH, "staff", &body);
        assert_eq!((response.status, &response.json()["id"]), (201, &json!(CATEGORY)));
        let body = json!({"place": asked}).to_string();
        api.call("POST", &path("move/"), "staff", &body).ok();
    }
}

#[test]
fn a_category_gets_another_name() {
    let mut ports = Ports::new();
    ports
        .categories
        .expect_rename()
        .withf(|category, name| {
            category.to_string() == CATEGORY && name.ko.as_str() == "소리" && name.en.is_none()
        })
        .returning(|_, name| {
            let mut renamed: PlacedCategory = placed();
            renamed.category.name = name;
            Ok(renamed)
        });
    let response = ports.serve().call(
        "PATCH",
        &path(""),
        "staff",
        r#"{"name": {"ko": "소리", "en": null}}"#,
    );
    assert_eq!(response.ok()["names"], json!({"ko": "소리", "en": null}));
}

#[test]
fn products_change_over_to_an_heir() {
    let heir = CATEGORY.replace("ZP", "ZQ");
    for named in [None, Some(heir)] {
        let mut ports = Ports::new();
        let expected = named.clone();
        ports
            .categories
            .expect_remove()
            .withf(move |category, heir, actor| {
                category.to_string() == CATEGORY
                    && heir.map(|heir| heir.to_string()) == expected
                    && actor.is_some_and(|actor| actor.to_string() == USER)
            })
            .returning(|_, _, _| Ok(12));
        let query = named.map_or_else(String::new, |heir| format!("?heir={heir}"));
        let request = Request::new("DELETE", &path(&query)).bearer("staff");
        assert_eq!(ports.serve().send(request).ok(), json!({"moved": 12}));
    }
}

#[test]
fn what_the_tree_refuses_is_told() {
    let (create, relocate) = (
        json!({"name": {"ko": "a"}, "place": "last"}),
        json!({"place": "last"}),
    );
    let requests = [
        ("POST", PATH.to_owned(), create.to_string()),
        ("POST", path("move/"), relocate.to_string()),
        ("DELETE", path(""), String::new()),
    ];
    for (error, status, code, place) in [
        (ForestError::Unknown.into(), 404, "category_not_found", None),
        (
            ForestError::UnknownTarget.into(),
            422,
            "invalid_fields",
            Some("/place"),
        ),
        (ForestError::Cycle.into(), 409, "category_cycle", None),
        (
            ForestError::HasChildren.into(),
            409,
            "category_has_children",
            None,
        ),
        (ForestError::TooMany.into(), 409, "too_many_categories", None),
        (CategoriesError::InUse, 409, "category_in_use", None),
        (CategoriesError::UnknownHeir, 422, "invalid_fields", Some("heir")),
    ] {
        let api = refusing(error);
        for (method, path, body) in &requests {
            let problem = api.call(method, path, "staff", body).problem(status, code);
            let expected: Vec<_> = place
                .into_iter()
                .map(|place| (place.to_owned(), "unknown_value".to_owned()))
                .collect();
            assert_eq!(errors(&problem), expected);
        }
    }
}

#[test]
fn every_bad_part_of_a_category_is_named() {
    let api = Ports::new().serve();
    let long = "가".repeat(101);
    for (body, expected) in [
        (json!({}), vec![("/name", "required"), ("/place", "required")]),
        (
            json!({"name": "a", "place": "middle"}),
            vec![("/name", "wrong_type"), ("/place", "unknown_value")],
        ),
        (
            json!({"name": {"ko": " ", "en": 1, "fr": "x"}, "place": {}}),
            vec![
                ("/name/ko", "blank"),
                ("/name/en", "wrong_type"),
                ("/place", "unknown_value"),
                ("/name/fr", "unknown_field"),
            ],
        ),
        (
            json!({"name": {"ko": long, "en": "a\0"}, "place": {"left_of": PRODUCT}}),
            vec![
                ("/name/ko", "too_long"),
                ("/name/en", "control_character"),
                ("/place/left_of", "malformed"),
            ],
        ),
        (
            json!({"name": {"ko": "a\r\n"}, "place": {"left_of": CATEGORY, "right_of": CATEGORY}}),
            vec![("/name/ko", "control_character"), ("/place", "unknown_value")],
        ),
        (
            json!({"name": {"ko": "a"}, "place": {"above": CATEGORY}, "id": CATEGORY}),
            vec![
                ("/place", "unknown_value"),
                ("/id", "unknown_field"),
                ("/place/above", "unknown_field"),
            ],
        ),
        (
            json!({"name": {"en": "a"}, "place": [CATEGORY]}),
            vec![("/name/ko", "required"), ("/place", "wrong_type")],
        ),
    ] {
        let problem = api
            .call("POST", PATH, "staff", &body.to_string())
            .problem(422, "invalid_fields");
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(place, code)| (place.to_owned(), code.to_owned()))
            .collect();
        assert_eq!(errors(&problem), expected, "{body}");
    }
}

#[test]
fn what_cannot_be_a_category_is_none() {
    let api = Ports::new().serve();
    for id in [PRODUCT, "x", "CAT", "%00"] {
        let path = format!("{PATH}{id}/");
        let rename = r#"{"name": {"ko": "a"}}"#;
        api.call("PATCH", &path, "staff", rename)
            .problem(404, "category_not_found");
        let request = Request::new("DELETE", &path).bearer("staff");
        api.send(request).problem(404, "category_not_found");
        let relocate = r#"{"place": "first"}"#;
        api.call("POST", &format!("{path}move/"), "staff", relocate)
            .problem(404, "category_not_found");
    }
    let request = Request::new("DELETE", &path("?heir=x")).bearer("staff");
    let problem = api.send(request).problem(422, "invalid_fields");
    assert_eq!(errors(&problem), [("heir".to_owned(), "malformed".to_owned())]);
}
