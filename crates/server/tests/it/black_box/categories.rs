//! The tree of categories, and what hangs on it.

use serde_json::{Value, json};

use super::person::Person;
use super::place::Place;
use super::shop::{CATEGORIES, PRODUCTS, Shop, path_of};
use crate::client::field_errors;

/// Plants a category and answers its id.
#[track_caller]
fn plant(staff: &Person, ko: &str, en: &str, place: &Value) -> String {
    let wanted = json!({"name": {"ko": ko, "en": en}, "place": place});
    let answer = staff.post_json(CATEGORIES, &wanted);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().unwrap().to_owned()
}

fn category(id: &str) -> String {
    format!("{CATEGORIES}{id}/")
}

/// Moves a category to a place.
#[track_caller]
fn relocate(staff: &Person, id: &str, place: &Value) {
    let moved = staff.post_json(&format!("{}move/", category(id)), &json!({"place": place}));
    assert_eq!(moved.ok()["id"], id);
}

/// The tree as one line per category: dots for what lies above, then its name.
#[track_caller]
fn tree(shop: &Shop, language: &str) -> Vec<String> {
    let list = shop.get(&format!("{CATEGORIES}?lang={language}")).ok();
    let categories = list["categories"].as_array().unwrap().iter();
    let line = |category: &Value| {
        let depth = category["depth"].as_u64().unwrap().try_into().unwrap();
        format!("{}{}", ".".repeat(depth), category["name"].as_str().unwrap())
    };
    categories.map(line).collect()
}

/// Creates a product in a category.
#[track_caller]
fn product_in(staff: &Person, name: &str, category: &str) -> String {
    let wanted =
        json!({"name": name, "description": "설명", "price": 1000, "stock": 1, "category": category});
    staff.post_json(PRODUCTS, &wanted).ok()["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn names_in(shop: &Shop, category: &str) -> Vec<String> {
    let products = shop.products(&format!("category={category}"));
    let name = |product: &Value| product["name"].as_str().unwrap().to_owned();
    products.iter().map(name).collect()
}

pub(super) fn a_tree_is_planted_renamed_and_rearranged(place: &Place) {
    let shop = place.guarded();
    let staff = place.employ(&shop, "staff");
    let food = plant(&staff, "식품", "Food", &json!("last"));
    let home = plant(&staff, "생활", "Home", &json!("first"));
    let fruit = plant(&staff, "과일", "Fruit", &json!({"first_child_of": food}));
    let tea = plant(&staff, "차", "Tea", &json!({"right_of": fruit}));
    plant(&staff, "사과", "Apples", &json!({"left_of": fruit}));
    plant(&staff, "녹차", "Green tea", &json!({"last_child_of": tea}));
    assert_eq!(
        tree(&shop, "en"),
        ["Home", "Food", ".Apples", ".Fruit", ".Tea", "..Green tea"]
    );

    // Everything below moves along.
    relocate(&staff, &tea, &json!({"first_child_of": home}));
    relocate(&staff, &fruit, &json!("first"));
    relocate(&staff, &home, &json!({"last_child_of": fruit}));
    assert_eq!(
        tree(&shop, "en"),
        ["Fruit", ".Home", "..Tea", "...Green tea", "Food", ".Apples"]
    );
    let renaming = json!({"name": {"ko": "마실 것"}});
    let renamed = staff.send_json("PATCH", &category(&tea), &renaming).ok();
    assert_eq!(renamed["names"], json!({"ko": "마실 것", "en": null}));
    assert_eq!(tree(&shop, "en")[2], "..마실 것", "the nearest there is");
    assert_eq!(tree(&shop, "ko")[4], "식품");
}

pub(super) fn what_would_break_the_tree_is_refused(place: &Place) {
    let shop = place.guarded();
    let staff = place.employ(&shop, "staff");
    let food = plant(&staff, "식품", "Food", &json!("last"));
    let fruit = plant(&staff, "과일", "Fruit", &json!({"first_child_of": food}));
    let apples = plant(&staff, "사과", "Apples", &json!({"first_child_of": fruit}));
    let before = tree(&shop, "en");
    for place in [
        json!({"first_child_of": apples}),
        json!({"last_child_of": food}),
        json!({"left_of": apples}),
        json!({"right_of": food}),
    ] {
        let wanted = json!({"place": place});
        let refused = staff.post_json(&format!("{}move/", category(&food)), &wanted);
        refused.problem(409, "category_cycle");
    }
    let nobodys = "CAT01KAFXN1QM4C8N4R2B3M6YQ0ZP";
    for (place, pointer) in [
        (json!({"first_child_of": nobodys}), "/place"),
        (json!("middle"), "/place"),
        (json!({}), "/place"),
        (json!({"left_of": food, "right_of": fruit}), "/place"),
        (json!({"left_of": "CAT1"}), "/place/left_of"),
    ] {
        let wanted = json!({"name": {"ko": "새것"}, "place": place});
        let problem = staff
            .post_json(CATEGORIES, &wanted)
            .problem(422, "invalid_fields");
        let (found, _code) = &field_errors(&problem)[0];
        assert!(found.starts_with(pointer), "{problem}");
    }
    let wanted = json!({"place": "last"});
    let unknown = staff.post_json(&format!("{}move/", category(nobodys)), &wanted);
    unknown.problem(404, "category_not_found");
    staff
        .delete(&category(&food))
        .problem(409, "category_has_children");

    let user = shop.sign_up("hana@example.com");
    let wanted = json!({"name": {"ko": "새것"}, "place": "last"});
    shop.post_json(CATEGORIES, &wanted)
        .problem(401, "authentication_required");
    user.post_json(CATEGORIES, &wanted).problem(403, "forbidden");
    assert_eq!(tree(&shop, "en"), before);
}

pub(super) fn products_hang_on_the_tree(place: &Place) {
    let shop = place.guarded();
    let staff = place.employ(&shop, "staff");
    let food = plant(&staff, "식품", "Food", &json!("last"));
    let fruit = plant(&staff, "과일", "Fruit", &json!({"first_child_of": food}));
    let home = plant(&staff, "생활", "Home", &json!("last"));
    let apple = product_in(&staff, "사과", &fruit);
    product_in(&staff, "쌀", &food);
    product_in(&staff, "컵", &home);
    assert_eq!(names_in(&shop, &food), ["사과", "쌀"]);
    assert_eq!(names_in(&shop, &fruit), ["사과"]);
    let path = |id: &str| {
        let shown = shop.with("Accept-Language", "en").get(&path_of(id)).ok();
        let path = shown["product"]["category_path"].as_array().unwrap().clone();
        path.iter()
            .map(|step| step["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(path(&apple), ["Food", "Fruit"]);

    relocate(&staff, &fruit, &json!({"first_child_of": home}));
    assert_eq!(names_in(&shop, &food), ["쌀"]);
    assert_eq!(names_in(&shop, &home), ["사과", "컵"]);
    assert_eq!(path(&apple), ["Home", "Fruit"]);

    staff.delete(&category(&fruit)).problem(409, "category_in_use");
    let heir = format!("{}?heir=", category(&fruit));
    staff
        .delete(&format!("{heir}{fruit}"))
        .problem(422, "invalid_fields");
    assert_eq!(staff.delete(&format!("{heir}{food}")).ok(), json!({"moved": 1}));
    assert_eq!(tree(&shop, "en"), ["Food", "Home"]);
    assert_eq!(names_in(&shop, &food), ["사과", "쌀"]);
    assert_eq!(path(&apple), ["Food"]);
    shop.get(&format!("{PRODUCTS}?category={fruit}"))
        .problem(400, "invalid_parameter");
}
