//! Listing products.

use serde_json::{Value, json};

use super::place::Place;
use super::shop::{PRODUCTS, Shop};
use crate::client::field_errors;

/// How many products a demo begins with.
const DEMO: usize = 60;

fn names(products: &[Value]) -> Vec<&str> {
    products
        .iter()
        .map(|product| product["name"].as_str().unwrap())
        .collect()
}

/// Creates products whose names end in 01, 02 and so on.
fn numbered(shop: &Shop, name: &str, count: usize) -> Vec<String> {
    let names: Vec<_> = (1..=count).map(|number| format!("{name} {number:02}")).collect();
    for name in &names {
        shop.create(name, "1000", 1);
    }
    names
}

/// Every page from `query` on, by cursor.
fn walk(shop: &Shop, query: &str) -> Vec<Vec<Value>> {
    let mut pages = Vec::new();
    let mut at = query.to_owned();
    loop {
        let answer = shop.get(&format!("{PRODUCTS}?{at}"));
        let list = answer.ok();
        pages.push(list["products"].as_array().unwrap().clone());
        let Some(cursor) = list["page"]["next_cursor"].as_str() else {
            assert_eq!(answer.header("link"), None);
            return pages;
        };
        at = format!("{query}&cursor={cursor}");
        let link = format!("<{PRODUCTS}?{at}>; rel=\"next\"");
        assert_eq!(answer.header("link"), Some(link.as_str()));
        assert!(pages.len() < 100, "the list has no end");
    }
}

pub(super) fn a_listed_product_is_answered_whole(place: &Place) {
    let shop = place.demo();
    let id = shop.create("달항아리", "10000", 3);
    shop.discount(&id, "10");
    let list = shop.get(&format!(
        "{PRODUCTS}?product_name=%EB%8B%AC%ED%95%AD%EC%95%84%EB%A6%AC"
    ));
    let products = list.ok()["products"].as_array().unwrap().clone();
    let expected = json!({
        "id": id, "name": "달항아리", "description": "백자", "price": 10_000, "stock_count": 3,
        "discount_amount": 1_000, "final_price": 9_000,
        "seller_id": null, "category": null, "state": "on_sale", "variants": 1, "picture": null,
        "counters": {"sales": 0, "likes": 0, "ratings": 0, "stars": 0},
    });
    assert_eq!(products.last(), Some(&expected));
    assert_eq!(
        list.ok()["page"],
        json!({"size": 30, "index": 1, "next_cursor": null, "has_more": false, "total": null})
    );

    let plain = shop.create("할인 없는 잔", "19.99", 0);
    let listed = shop.listed(&plain);
    let amounts = json!([
        listed["discount_amount"],
        listed["final_price"],
        listed["stock_count"]
    ]);
    assert_eq!(amounts, json!([0, 19.99, 0]));
}

pub(super) fn twenty_five_products_are_pages_of_ten_ten_and_five(place: &Place) {
    let shop = place.demo();
    let expected = numbered(&shop, "page", 25);
    let mut seen = Vec::new();
    for (index, count) in [
        (1, 10),
        (2, 10),
        (3, 5),
        (4, 0),
        (99, 0),
        (1_001, 0),
        (u64::MAX, 0),
    ] {
        let query = format!("{PRODUCTS}?product_name=page&page_size=10&page_index={index}");
        let list = shop.get(&query).ok();
        let products = list["products"].as_array().unwrap();
        assert_eq!(products.len(), count, "page {index}");
        seen.extend(names(products).into_iter().map(ToOwned::to_owned));
        assert_eq!(list["page"]["size"], 10);
        assert_eq!(list["page"]["index"], index);
        assert_eq!(list["page"]["next_cursor"].is_string(), index < 3, "{list}");
        assert_eq!(list["page"]["has_more"], index < 3, "{list}");
    }
    assert_eq!(seen, expected, "oldest first");
    let all = shop.all_products();
    assert_eq!(all.len(), DEMO + 25);
    assert_eq!(shop.products("").len(), 30, "unless said otherwise");
    assert_eq!(shop.products("page_index=3").len(), DEMO + 25 - 60);
    let list = shop.get(&format!("{PRODUCTS}?page_size=1&with_total=true")).ok();
    assert_eq!(list["page"]["total"], DEMO + 25);
}

pub(super) fn following_cursors_shows_everything_once(place: &Place) {
    let shop = place.demo();
    numbered(&shop, "cursor", 8);
    let all = shop.all_products();
    for size in [1, 3, 10, 20, 200] {
        let pages = walk(&shop, &format!("page_size={size}"));
        let (last, full) = pages.split_last().unwrap();
        assert!(full.iter().all(|page| page.len() == size) && !last.is_empty());
        assert_eq!(pages.concat(), all, "pages of {size}");
    }
    let ids: Vec<_> = all
        .iter()
        .map(|product| product["id"].as_str().unwrap())
        .collect();
    assert!(ids.is_sorted());

    // What is created meanwhile comes at the end, and nothing twice.
    let first = shop.get(&format!("{PRODUCTS}?page_size={}", DEMO + 7)).ok();
    shop.create("late", "1", 1);
    let cursor = first["page"]["next_cursor"].as_str().unwrap();
    let rest = shop.get(&format!("{PRODUCTS}?cursor={cursor}")).ok();
    assert_eq!(names(rest["products"].as_array().unwrap()), ["cursor 08", "late"]);
    assert_eq!(
        rest["page"],
        json!({"size": 30, "index": null, "next_cursor": null, "has_more": false, "total": null})
    );
}

pub(super) fn names_are_found_without_regard_to_case(place: &Place) {
    let shop = place.demo();
    for name in ["Moon MUG 달토끼 머그", "ÀÉÎ Straße", "ΣΊΣΥΦΟΣ", "Ночь"] {
        shop.create(name, "1", 1);
    }
    for (query, expected) in [
        ("moon%20mug", "Moon MUG 달토끼 머그"),
        ("OON+M", "Moon MUG 달토끼 머그"),
        ("%EB%8B%AC%ED%86%A0%EB%81%BC", "Moon MUG 달토끼 머그"),
        ("mUg%20%EB%8B%AC", "Moon MUG 달토끼 머그"),
        ("%C3%A0%C3%89", "ÀÉÎ Straße"),
        ("%CF%83%CE%AF%CF%83%CF%85%CF%86%CE%BF%CF%82", "ΣΊΣΥΦΟΣ"),
        ("%D0%9D%D0%9E%D0%A7%D0%AC", "Ночь"),
    ] {
        let found = shop.products(&format!("product_name={query}"));
        assert_eq!(names(&found), [expected], "{query}");
    }
    assert!(shop.products("product_name=moon%20%20mug").is_empty());
    // An accent is a letter of its own.
    assert!(shop.products("product_name=aei").is_empty());
    assert_eq!(shop.products("product_name=&page_size=200").len(), DEMO + 4);
}

pub(super) fn every_character_of_a_search_stands_for_itself(place: &Place) {
    let shop = place.demo();
    let all = [
        "100% 면",
        "a_b",
        "axb",
        "back\\slash",
        "🍎 상자",
        "🍊 상자",
        "it's \"so\"",
        "[x]*?",
    ];
    for name in all {
        shop.create(name, "1", 1);
    }
    for (query, expected) in [
        ("%25", vec!["100% 면"]),
        ("100%25", vec!["100% 면"]),
        ("_", vec!["a_b"]),
        ("a_b", vec!["a_b"]),
        ("%5C", vec!["back\\slash"]),
        ("%F0%9F%8D%8E", vec!["🍎 상자"]),
        ("%F0%9F%8D%8A", vec!["🍊 상자"]),
        ("%F0%9F%8D%87", vec![]),
        ("%27s%20%22", vec!["it's \"so\""]),
        ("%5Bx%5D*?", vec!["[x]*?"]),
    ] {
        let found = shop.products(&format!("product_name={query}"));
        assert_eq!(names(&found), expected, "{query}");
    }
}

pub(super) fn a_filter_goes_with_pages_and_cursors(place: &Place) {
    let shop = place.demo();
    let mut apples = Vec::new();
    for number in 0..7 {
        apples.push(format!("풋사과 {number}"));
        shop.create(&format!("풋사과 {number}"), "1", 1);
        shop.create(&format!("풋감 {number}"), "1", 1);
    }
    let filter = "product_name=%ED%92%8B%EC%82%AC%EA%B3%BC";
    let second = shop.products(&format!("{filter}&page_size=3&page_index=2"));
    assert_eq!(names(&second), apples[3..6]);
    let pages = walk(&shop, &format!("{filter}&page_size=3"));
    assert_eq!(names(&pages.concat()), apples);
    assert_eq!(pages.len(), 3);
}

pub(super) fn bad_parameters_are_refused(place: &Place) {
    let shop = place.demo();
    let long = format!("product_name={}", "x".repeat(256));
    for (query, parameter, code) in [
        ("page_size=0", "page_size", "out_of_range"),
        ("page_size=201", "page_size", "out_of_range"),
        ("page_size=-1", "page_size", "out_of_range"),
        ("page_size=ten", "page_size", "out_of_range"),
        ("page_size=", "page_size", "out_of_range"),
        ("page_size=1.5", "page_size", "out_of_range"),
        ("page_size=%EF%BC%91", "page_size", "out_of_range"),
        ("page_size=1%00", "page_size", "out_of_range"),
        ("page_index=0", "page_index", "out_of_range"),
        ("page_index=x", "page_index", "out_of_range"),
        ("page_index=1e3", "page_index", "out_of_range"),
        ("page_index=18446744073709551616", "page_index", "out_of_range"),
        ("cursor=nonsense", "cursor", "malformed"),
        ("cursor=", "cursor", "malformed"),
        (&long, "product_name", "too_long"),
    ] {
        let problem = shop.get(&format!("{PRODUCTS}?{query}"));
        let problem = problem.problem(400, "invalid_parameter");
        assert_eq!(problem["msg"], "Invalid parameter");
        assert_eq!(field_errors(&problem), [(parameter.to_owned(), code.to_owned())]);
    }
    let all = shop.get(&format!("{PRODUCTS}?page_size=x&page_index=0&cursor=y"));
    assert_eq!(field_errors(&all.problem(400, "invalid_parameter")).len(), 4);
    // What no text can be is still no failure of ours.
    for odd in [
        "product_name=%FF%FE",
        "product_name=%00",
        "%",
        "a=%zz&&=",
        "product_name=%ED%A0%80",
    ] {
        let status = shop.get(&format!("{PRODUCTS}?{odd}")).status;
        assert!([200, 400].contains(&status), "{odd}: {status}");
    }
}
