//! Searching, suggesting, and how soon either knows.

use std::fmt::Write;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::place::Place;
use super::shop::{PRODUCTS, Shop, path_of};

const SEARCH: &str = "/commerce/search/";
/// How soon after a commit it is found.
const FRESH: Duration = Duration::from_secs(1);
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);
/// So long a single change may take where a hundred tests run at once.
const PATIENCE: Duration = Duration::from_secs(20);

/// Percent-encodes a text.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        write!(encoded, "%{byte:02X}").unwrap();
        encoded
    })
}

/// The names that are found, the best first.
#[track_caller]
fn found(shop: &Shop, words: &str, more: &str) -> Vec<String> {
    let found = shop.get(&format!("{SEARCH}?q={}{more}", encoded(words))).ok();
    let name = |product: &Value| product["name"].as_str().unwrap().to_owned();
    found["products"].as_array().unwrap().iter().map(name).collect()
}

#[track_caller]
fn suggested(shop: &Shop, typed: &str) -> Vec<String> {
    let told = shop
        .get(&format!("/commerce/suggestions/?q={}", encoded(typed)))
        .ok();
    let text = |suggestion: &Value| suggestion["text"].as_str().unwrap().to_owned();
    told["suggestions"].as_array().unwrap().iter().map(text).collect()
}

/// How long it took until this held.
#[track_caller]
fn until(holds: impl Fn() -> bool) -> Duration {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "it never came");
        // Whoever asks all the time keeps the server from what it is asked about.
        std::thread::sleep(BETWEEN_LOOKS);
    }
    begun.elapsed()
}

/// Whether what was quickest was fresh: slow turns are those of a machine that does something else meanwhile.
#[track_caller]
fn were_fresh(taken: &[Duration]) {
    assert!(taken.iter().any(|taken| *taken < FRESH), "{taken:?}");
}

/// A shop whose demo was indexed.
fn indexed(place: &Place) -> Shop {
    let shop = place.demo();
    // Until there is an index at all, nobody is told that nothing was found.
    until(|| {
        let answer = shop.get(SEARCH);
        if answer.status != 200 {
            answer.problem(503, "search_unavailable");
            return false;
        }
        answer.ok()["total"] == 60
    });
    shop
}

pub(super) fn what_changes_is_found_within_a_second(place: &Place) {
    let shop = indexed(place);
    let (mut created, mut renamed, mut sold_out, mut deleted) = (vec![], vec![], vec![], vec![]);
    for word in ["무지개", "고래밥", "은하수", "도토리", "해바라기"] {
        let id = shop.create(&format!("{word} 우산"), "1000", 1);
        created.push(until(|| found(&shop, word, "") == [format!("{word} 우산")]));
        shop.send_json("PATCH", &path_of(&id), &json!({"name": format!("{word} 양산")}))
            .ok();
        renamed.push(until(|| {
            found(&shop, &format!("{word} 양산"), "") == [format!("{word} 양산")]
        }));
        shop.change(&id, -1).ok();
        sold_out.push(until(|| found(&shop, word, "&in_stock=true").is_empty()));
        assert_eq!(found(&shop, word, "&in_stock=false").len(), 1);
        shop.delete(&path_of(&id)).done();
        deleted.push(until(|| found(&shop, word, "").is_empty()));
    }
    for taken in [created, renamed, sold_out, deleted] {
        were_fresh(&taken);
    }
}

pub(super) fn words_are_found_in_part_in_either_case_and_with_errors(place: &Place) {
    let shop = indexed(place);
    for (words, first) in [
        ("꿀사과", "청송 꿀사과 5kg"),
        ("청송 사과", "청송 꿀사과 5kg"),
        ("머그", "달항아리 머그"),
        ("항아리", "달항아리 머그"),
        ("배", "나주 배 7.5kg"),
        ("USB-c", "USB-C 고속 충전 케이블 2m"),
        ("gan", "65W GaN 충전기"),
        ("노이즈 캔슬림", "무선 노이즈 캔슬링 헤드폰"),
        ("한글 키보드", "기계식 키보드 한글 각인"),
    ] {
        let names = found(&shop, words, "");
        assert_eq!(
            names.first().map(String::as_str),
            Some(first),
            "{words}: {names:?}"
        );
    }
    assert!(found(&shop, "코끼리", "").is_empty());
    // A search answers with what a list says, and never with what another search was asked.
    let whole = shop.get(&format!("{SEARCH}?q={}", encoded("꿀사과"))).ok();
    let id = whole["products"][0]["id"].as_str().unwrap();
    assert_eq!(whole["products"][0], shop.listed(id));
    assert_eq!(found(&shop, "", "&page_size=200&sort=price").len(), 60);
}

pub(super) fn facets_count_what_is_found(place: &Place) {
    let shop = indexed(place);
    let whole = shop.get(&format!("{SEARCH}?page_size=200")).ok();
    let products = whole["products"].as_array().unwrap();
    assert_eq!(whole["total"], products.len());
    let stocked = products
        .iter()
        .filter(|product| product["state"] == "on_sale")
        .count();
    let only = shop.get(&format!("{SEARCH}?in_stock=true&page_size=1")).ok();
    assert_eq!(
        (&only["total"], &only["page"]["has_more"]),
        (&json!(stocked), &json!(true))
    );
    let facets = whole["facets"].as_object().unwrap();
    assert!(!facets.is_empty());
    let listed = shop.products("product_name=%EC%B2%AD%EC%86%A1");
    let category = listed[0]["category"].as_str().unwrap();
    let within = shop.get(&format!("{SEARCH}?category={category}")).ok();
    let hanging = products
        .iter()
        .filter(|product| product["category"] == category)
        .count();
    assert_eq!(within["total"], hanging);
}

pub(super) fn suggestions_come_from_the_first_letter_on(place: &Place) {
    let shop = indexed(place);
    for typed in ["ㄷㅎㅇㄹ", "달", "달항", "달항아ㄹ", "달항아리"] {
        let told = suggested(&shop, typed);
        assert!(
            told.iter().any(|text| text.starts_with("달항아리")),
            "{typed}: {told:?}"
        );
    }
    let told = suggested(&shop, "usb");
    assert!(
        told.iter().all(|text| text.to_lowercase().contains("usb")),
        "{told:?}"
    );
    assert!(!told.is_empty());
    assert!(suggested(&shop, "").is_empty());
    shop.get("/commerce/suggestions/?limit=51")
        .problem(422, "invalid_fields");
}

pub(super) fn bad_searches_are_refused(place: &Place) {
    let shop = indexed(place);
    let long = format!("q={}", "x".repeat(201));
    for query in [
        &*long,
        "sort=oldest",
        "page_size=0",
        "page_index=10000",
        "category=x",
        "price_min=x",
    ] {
        shop.get(&format!("{SEARCH}?{query}"))
            .problem(422, "invalid_fields");
    }
    // Whatever one types is a question.
    for words in [
        "\"",
        "AND OR NOT",
        "a:b~2^",
        "*",
        "(((",
        "\\",
        "%00",
        "🍎",
        "' OR 1=1 --",
        "ㄱㄱㄱㄱ",
        "\u{202e}",
    ] {
        found(&shop, words, "");
        suggested(&shop, words);
    }
    assert!(!shop.get(PRODUCTS).ok()["products"].as_array().unwrap().is_empty());
}
