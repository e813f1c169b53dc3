//! Products with something to choose, and what being sold out means.

use serde_json::{Value, json};

use super::place::Place;
use super::shop::{PRODUCTS, Shop, path_of};
use crate::client::{Answer, field_errors};

/// A shirt in three sizes, the largest dearer and not there.
fn shirt() -> Value {
    json!({
        "name": "셔츠", "description": "면", "price": 1000,
        "options": [{"name": "크기", "values": ["S", "M", "L"]}],
        "variants": [
            {"sku": "SHIRT-S", "values": ["S"], "stock": 2},
            {"sku": "SHIRT-M", "values": ["M"], "stock": 1},
            {"sku": "SHIRT-L", "values": ["L"], "price": 1500},
        ],
    })
}

/// Changes the stock of a variant of a product.
#[track_caller]
fn change(shop: &Shop, product: &str, item: &Value, change: i64) -> Answer {
    let path = format!("{}variants/{}/stock/", path_of(product), item.as_str().unwrap());
    shop.post(&path, format!(r#"{{"change": {change}}}"#))
}

/// The state of a product, which the detail, the list and its filters tell alike.
#[track_caller]
fn state(shop: &Shop, id: &str) -> String {
    let shown = shop.get(&path_of(id)).ok();
    let listed = shop.listed(id);
    for member in ["state", "stock_count"] {
        assert_eq!(shown["product"][member], listed[member], "{member}");
    }
    let state = listed["state"].as_str().unwrap();
    for (query, shows) in [
        ("in_stock=true", state == "on_sale"),
        ("in_stock=false", state == "sold_out"),
        ("state=on_sale", state == "on_sale"),
        ("state=sold_out", state == "sold_out"),
    ] {
        let found = shop.products(&format!("ids={id}&{query}"));
        assert_eq!(found.len(), usize::from(shows), "{query}");
    }
    state.to_owned()
}

pub(super) fn each_variant_has_its_price_and_its_stock(place: &Place) {
    let shop = place.demo();
    let created = shop.post_json(PRODUCTS, &shirt()).ok();
    let id = created["id"].as_str().unwrap();
    assert_eq!(created["stock_count"], 3, "of all variants together");
    assert_eq!(shop.listed(id)["variants"], 3);
    shop.discount(id, "10");
    let shown = shop.get(&path_of(id)).ok();
    let shown = &shown["product"];
    assert_eq!(
        shown["options"],
        json!([{"name": "크기", "values": ["S", "M", "L"]}])
    );
    let variants = shown["variants"].as_array().unwrap();
    let said = |variant: &Value| {
        let of = |member: &str| variant[member].clone();
        json!([
            of("sku"),
            of("values"),
            of("price"),
            of("final_price"),
            of("stock_count"),
            of("in_stock")
        ])
    };
    assert_eq!(
        variants.iter().map(said).collect::<Vec<_>>(),
        [
            json!(["SHIRT-S", ["S"], 1000, 900, 2, true]),
            json!(["SHIRT-M", ["M"], 1000, 900, 1, true]),
            json!(["SHIRT-L", ["L"], 1500, 1350, 0, false]),
        ]
    );
    let large = &variants[2]["id"];
    assert_eq!(
        change(&shop, id, large, 5).ok(),
        json!({"new_stock_count": 5, "version": 2})
    );
    change(&shop, id, large, -6).problem(400, "insufficient_stock");
    change(&shop, id, &json!("ITEM01KAFXN1QM4C8N4R2B3M6YQ0ZP"), 1).problem(404, "variant_not_found");
    assert_eq!(shop.get(&path_of(id)).ok()["product"]["stock_count"], 8);
}

pub(super) fn sold_out_follows_the_stock_both_ways(place: &Place) {
    let shop = place.demo();
    let created = shop.post_json(PRODUCTS, &shirt()).ok();
    let id = created["id"].as_str().unwrap();
    let shown = shop.get(&path_of(id)).ok();
    let variants = shown["product"]["variants"].as_array().unwrap();
    let [small, medium, large] = [0, 1, 2].map(|place: usize| &variants[place]["id"]);
    assert_eq!(state(&shop, id), "on_sale");
    change(&shop, id, small, -2).ok();
    assert_eq!(state(&shop, id), "on_sale", "there is another size");
    change(&shop, id, medium, -1).ok();
    assert_eq!(state(&shop, id), "sold_out");
    change(&shop, id, large, 1).ok();
    assert_eq!(state(&shop, id), "on_sale");
    change(&shop, id, large, -1).ok();
    assert_eq!(state(&shop, id), "sold_out");

    let plain = shop.create("컵", "1000", 1);
    for (by, expected) in [
        (-1, "sold_out"),
        (3, "on_sale"),
        (-2, "on_sale"),
        (-1, "sold_out"),
    ] {
        shop.change(&plain, by).ok();
        assert_eq!(state(&shop, &plain), expected);
    }
    let empty = shop.create("빈 컵", "1000", 0);
    assert_eq!(state(&shop, &empty), "sold_out");
    shop.change(&empty, 1).ok();
    assert_eq!(state(&shop, &empty), "on_sale");
}

pub(super) fn variants_are_replaced_and_keep_their_stock(place: &Place) {
    let shop = place.demo();
    let created = shop.post_json(PRODUCTS, &shirt()).ok();
    let id = created["id"].as_str().unwrap();
    let variants = format!("{}variants/", path_of(id));
    let plan = |skus: &[(&str, &str)]| {
        let variants = skus
            .iter()
            .map(|(sku, size)| json!({"sku": sku, "values": [size], "stock": 9}));
        let sizes: Vec<_> = skus.iter().map(|(_, size)| *size).collect();
        json!({"options": [{"name": "크기", "values": sizes}], "variants": variants.collect::<Vec<_>>()})
    };
    let without_small = plan(&[("SHIRT-M", "M")]);
    shop.send_json("PUT", &variants, &without_small)
        .problem(409, "variant_in_stock");
    let wanted = plan(&[("SHIRT-S", "S"), ("SHIRT-M", "M"), ("SHIRT-XL", "XL")]);
    let sheet = shop.send_json("PUT", &variants, &wanted).ok();
    let stocks: Vec<_> = sheet["variants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|variant| {
            (
                variant["sku"].as_str().unwrap(),
                variant["stock"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(stocks, [("SHIRT-S", 2), ("SHIRT-M", 1), ("SHIRT-XL", 9)]);
    assert_eq!(shop.listed(id)["stock_count"], 12);
}

pub(super) fn variants_that_do_not_fit_their_options_are_refused(place: &Place) {
    let shop = place.demo();
    shop.post_json(PRODUCTS, &shirt()).ok();
    let count = shop.all_products().len();
    let taken = json!({"name": "a", "description": "b", "price": 1, "stock": 1, "sku": "shirt-s"});
    shop.post_json(PRODUCTS, &taken).problem(409, "sku_taken");
    for (place, value, status, code, pointer) in [
        (
            "/variants/0/values",
            json!(["XS"]),
            422,
            "invalid_variants",
            "/variants/0",
        ),
        (
            "/variants/1/values",
            json!(["S"]),
            422,
            "invalid_variants",
            "/variants/1",
        ),
        (
            "/variants/1/values",
            json!(["M", "빨강"]),
            422,
            "invalid_variants",
            "/variants/1",
        ),
        (
            "/variants/2/sku",
            json!("other-s"),
            422,
            "invalid_variants",
            "/variants/2",
        ),
        (
            "/options/0/values",
            json!([]),
            422,
            "invalid_variants",
            "/options/0",
        ),
        ("/variants", json!([]), 422, "invalid_variants", "/variants"),
    ] {
        let mut wanted = shirt();
        for (number, size) in ["OTHER-S", "OTHER-M", "OTHER-L"].into_iter().enumerate() {
            wanted["variants"][number]["sku"] = json!(size);
        }
        *wanted.pointer_mut(place).unwrap() = value;
        let problem = shop.post_json(PRODUCTS, &wanted);
        // Which of the two families of codes it is depends on whether it can be seen without the other fields.
        let problem = match problem.status {
            400 => problem.json(),
            _ => problem.problem(status, code),
        };
        let (found, _) = &field_errors(&problem)[0];
        assert!(found.starts_with(pointer), "{place}: {problem}");
    }
    assert_eq!(shop.all_products().len(), count, "nothing is half-written");
}
