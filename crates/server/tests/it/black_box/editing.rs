//! Changing products, and what stays of it.

use serde_json::{Value, json};

use super::place::Place;
use super::shop::{PRODUCTS, Shop, path_of};

/// The version of a product's sheet.
#[track_caller]
fn tag(shop: &Shop, id: &str) -> String {
    let sheet = shop.get(&format!("{}sheet/", path_of(id)));
    sheet.ok();
    sheet.header("etag").unwrap().to_owned()
}

/// What a product's history tells: versions with their fields, the newest first.
#[track_caller]
fn history(shop: &Shop, id: &str, query: &str) -> Vec<(i64, Vec<[String; 3]>)> {
    let told = shop.get(&format!("{}history/?{query}", path_of(id))).ok();
    let text = |field: &Value, member: &str| field[member].as_str().unwrap().to_owned();
    let fields = |change: &Value| {
        let fields = change["fields"].as_array().unwrap().iter();
        let field = |field| [text(field, "field"), text(field, "from"), text(field, "to")];
        (change["version"].as_i64().unwrap(), fields.map(field).collect())
    };
    told["changes"].as_array().unwrap().iter().map(fields).collect()
}

pub(super) fn an_edit_can_insist_on_what_it_saw(place: &Place) {
    let shop = place.demo();
    let id = shop.create("머그", "1000", 1);
    let (path, first) = (path_of(&id), tag(&shop, &id));
    let hana = shop.with("If-Match", &*first);
    let changed = hana.send_json("PATCH", &path, &json!({"price": 2000}));
    assert_eq!(changed.ok()["price"], 2000);
    let second = changed.header("etag").unwrap().to_owned();
    assert_ne!(second, first);
    // Who saw the product before that would undo it.
    let late = hana.send_json("PATCH", &path, &json!({"price": 3000}));
    late.problem(412, "stale");
    assert_eq!(late.header("etag"), Some(&*second));
    hana.delete(&path).problem(412, "stale");
    for nonsense in ["v1", "\"1\"", "W/\"v1\"", "\"v1\", \"v2\""] {
        let answer = shop
            .with("If-Match", nonsense)
            .send_json("PATCH", &path, &json!({"price": 3000}));
        answer.problem(400, "malformed_tag");
    }
    assert_eq!(shop.listed(&id)["price"], 2000);
    shop.with("If-Match", "*")
        .send_json("PATCH", &path, &json!({"price": 3000}))
        .ok();
    // What changes nothing makes no version.
    let same = tag(&shop, &id);
    shop.send_json("PATCH", &path, &json!({"price": 3000})).ok();
    assert_eq!(tag(&shop, &id), same);
}

pub(super) fn every_change_stands_in_the_history(place: &Place) {
    let shop = place.demo();
    let id = shop.create("머그", "1000", 1);
    assert_eq!(history(&shop, &id, ""), []);
    let path = path_of(&id);
    for edit in [
        json!({"price": 2000}),
        json!({"name": "컵", "tags": ["백자", "수공예"]}),
        json!({"price": 1500, "state": "private"}),
        json!({"state": "on_sale"}),
    ] {
        shop.send_json("PATCH", &path, &edit).ok();
    }
    let told = history(&shop, &id, "");
    let fields = |place: usize| {
        told[place]
            .1
            .iter()
            .map(|[field, ..]| field.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        told.iter().map(|(version, _)| *version).collect::<Vec<_>>(),
        [5, 4, 3, 2]
    );
    assert_eq!([fields(0), fields(3)], [["state"], ["price"]]);
    assert_eq!(fields(1), ["price", "state"]);
    assert_eq!(told[2].1[0], ["name", "머그", "컵"].map(str::to_owned));
    let prices: Vec<_> = history(&shop, &id, "field=price")
        .into_iter()
        .flat_map(|(_, fields)| fields)
        .map(|[_, from, to]| format!("{from} to {to}"))
        .collect();
    assert_eq!(prices, ["2000 KRW to 1500 KRW", "1000 KRW to 2000 KRW"]);
    assert_eq!(history(&shop, &id, "limit=1&before=5"), told[1..2]);
    shop.get(&format!("{path}history/?field=colour"))
        .problem(422, "invalid_fields");
}

pub(super) fn what_is_deleted_is_gone_and_comes_back_private(place: &Place) {
    let shop = place.demo();
    let id = shop.create("머그", "1000", 3);
    let path = path_of(&id);
    let is_listed = || !shop.products(&format!("ids={id}")).is_empty();
    assert!(is_listed());
    shop.delete(&path).done();
    shop.delete(&path).done();
    shop.get(&path).problem(404, "product_not_found");
    assert!(!is_listed());
    shop.send_json("PATCH", &path, &json!({"price": 1}))
        .problem(409, "product_deleted");
    let restored = shop.post_nothing(&format!("{path}restore/"));
    assert_eq!(restored.ok()["state"], "private");
    shop.post_nothing(&format!("{path}restore/"))
        .problem(409, "not_deleted");
    shop.get(&path).problem(404, "product_not_found");
    assert!(!is_listed());
    shop.send_json("PATCH", &path, &json!({"state": "on_sale"})).ok();
    assert_eq!(shop.get(&path).ok()["product"]["stock_count"], 3);
    assert!(is_listed());
    // What is discontinued can be looked at, and is not offered.
    shop.send_json("PATCH", &path, &json!({"state": "discontinued"}))
        .ok();
    assert_eq!(shop.get(&path).ok()["product"]["state"], "discontinued");
    assert!(!is_listed());
}

pub(super) fn bad_edits_name_every_field(place: &Place) {
    let shop = place.demo();
    let id = shop.create("머그", "1000", 1);
    let edit = json!({
        "name": "", "price": 0, "sku": "가", "category": "CAT1", "tags": [""], "state": "deleted", "stock": 5,
        "attributes": [{"name": "무게", "value": 1}, {"name": "무게", "value": 2}],
    });
    let problem = shop
        .send_json("PATCH", &path_of(&id), &edit)
        .problem(422, "invalid_fields");
    let named: Vec<_> = crate::client::field_errors(&problem)
        .into_iter()
        .map(|(place, _)| place)
        .collect();
    for field in [
        "/name",
        "/price",
        "/sku",
        "/category",
        "/tags/0",
        "/state",
        "/stock",
        "/attributes/1/name",
    ] {
        assert!(named.iter().any(|place| place == field), "{field}: {problem}");
    }
    shop.send_json("PATCH", &path_of(&id), &json!({}))
        .problem(422, "invalid_fields");
    let elsewhere = json!({"category": "CAT01KAFXN1QM4C8N4R2B3M6YQ0ZP"});
    shop.send_json("PATCH", &path_of(&id), &elsewhere)
        .problem(422, "invalid_fields");
    shop.send_json("PATCH", &path_of(super::shop::NOBODYS), &json!({"price": 1}))
        .problem(404, "product_not_found");
    assert_eq!(
        shop.get(&format!("{PRODUCTS}?ids={id}")).ok()["products"][0]["price"],
        1000
    );
}
