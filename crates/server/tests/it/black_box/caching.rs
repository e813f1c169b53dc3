//! Answers that are kept: nobody is told what they know to be different.

use std::time::{Duration, Instant};

use serde_json::json;

use super::place::Place;
use super::shop::{PRODUCTS, Shop, path_of};

/// How soon everybody knows what another process changed.
const FRESH: Duration = Duration::from_secs(1);
/// So long it may take where a hundred tests run at once.
const PATIENCE: Duration = Duration::from_secs(20);

/// What everybody is told about a product: by its detail, by the list, and by the list of its name.
#[track_caller]
fn told(shop: &Shop, id: &str) -> [serde_json::Value; 3] {
    let pick = |product: &serde_json::Value| {
        json!([
            product["name"],
            product["price"],
            product["stock_count"],
            product["state"]
        ])
    };
    let shown = shop.get(&path_of(id)).ok();
    let named = shop.products("product_name=kept&page_size=200");
    let listed = [
        shop.listed(id),
        named.into_iter().find(|product| product["id"] == id).unwrap(),
    ];
    let [listed, named] = listed.map(|product| {
        assert_eq!(product["final_price"], shown["final_price"]);
        pick(&product)
    });
    [pick(&shown["product"]), listed, named]
}

pub(super) fn own_changes_are_seen_at_once(place: &Place) {
    let shop = place.demo();
    let id = shop.create("kept 0", "1000", 0);
    for turn in 1..=20 {
        // Whatever is asked twice is answered from memory.
        told(&shop, &id);
        told(&shop, &id);
        let price = 1000 + turn;
        shop.send_json(
            "PATCH",
            &path_of(&id),
            &json!({"name": format!("kept {turn}"), "price": price}),
        )
        .ok();
        let state = if turn == 1 { "sold_out" } else { "on_sale" };
        let expected = json!([format!("kept {turn}"), price, turn - 1, state]);
        assert_eq!(told(&shop, &id), [(); 3].map(|()| expected.clone()));
        shop.change(&id, 1).ok();
        let expected = json!([format!("kept {turn}"), price, turn, "on_sale"]);
        assert_eq!(told(&shop, &id), [(); 3].map(|()| expected.clone()));
        let final_price = |shop: &Shop| shop.get(&path_of(&id)).ok()["final_price"].clone();
        let before = final_price(&shop);
        shop.discount(&id, &turn.to_string());
        assert_ne!(final_price(&shop), before);
        told(&shop, &id);
        shop.create(&format!("kept beside {turn}"), "1", 1);
        assert_eq!(
            shop.products("product_name=kept%20beside&page_size=200").len(),
            turn
        );
    }
    shop.delete(&path_of(&id)).done();
    shop.get(&path_of(&id)).problem(404, "product_not_found");
    assert_eq!(shop.products("product_name=kept&page_size=200").len(), 20);
}

pub(super) fn whoever_has_an_answer_is_not_sent_it_again(place: &Place) {
    let shop = place.demo();
    let id = shop.create("머그", "1000", 1);
    let detail = path_of(&id);
    let list = format!("{PRODUCTS}?sort=-price&page_size=5");
    let named = format!("{PRODUCTS}?product_name=%EB%A8%B8%EA%B7%B8");
    for path in [
        &*detail,
        &list,
        &named,
        "/commerce/categories/",
        "/commerce/deals/",
    ] {
        let first = shop.get(path);
        first.ok();
        let tag = first.header("etag").unwrap();
        for known in [
            tag.to_owned(),
            format!("W/{tag}"),
            format!("\"other\", {tag}"),
            "*".to_owned(),
        ] {
            let again = shop.with("If-None-Match", known).get(path);
            assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
            assert_eq!(again.header("etag"), Some(tag));
        }
        shop.with("If-None-Match", "\"other\"").get(path).ok();
    }
    let tag = shop.get(&detail).header("etag").unwrap().to_owned();
    let hana = shop.with("If-None-Match", tag);
    shop.change(&id, 1).ok();
    assert_eq!(hana.get(&detail).ok()["product"]["stock_count"], 2);
    // With a coupon of her own she is told her own price.
    let hana = shop.sign_up("hana@example.com");
    let for_all = shop.get(&detail);
    hana.post(super::shop::COUPONS, super::shop::coupon("50", "HALF"))
        .ok();
    let for_her = hana.get(&detail);
    assert_eq!(for_her.ok()["final_price"], 500);
    assert_ne!(for_her.header("etag"), for_all.header("etag"));
    assert!(for_her.header("cache-control").unwrap().contains("private"));
    assert_eq!(shop.get(&detail).ok()["final_price"], 1000);
}

pub(super) fn another_process_knows_within_a_second(place: &Place) {
    let (here, there) = (place.demo(), place.demo());
    let id = here.create("kept 0", "1000", 0);
    let mut taken = Vec::new();
    for turn in 1..=7 {
        told_when_it_comes(&there, &id);
        here.send_json(
            "PATCH",
            &path_of(&id),
            &json!({"name": format!("kept {turn}"), "price": 1000 + turn}),
        )
        .ok();
        here.change(&id, 1).ok();
        let committed = Instant::now();
        let expected = json!([format!("kept {turn}"), 1000 + turn, turn, "on_sale"]);
        while told_when_it_comes(&there, &id) != [(); 3].map(|()| expected.clone()) {
            assert!(committed.elapsed() < PATIENCE, "it never came");
        }
        taken.push(committed.elapsed());
    }
    // One slow turn is that of the machine.
    taken.sort_unstable();
    assert!(taken[taken.len() / 2] < FRESH, "{taken:?}");
}

/// As [`told`], once the product is in every answer, and all of them agree.
fn told_when_it_comes(shop: &Shop, id: &str) -> [serde_json::Value; 3] {
    let begun = Instant::now();
    loop {
        let named = shop.products("product_name=kept&page_size=200");
        let listed = shop.all_products();
        let (Some(named), Some(listed)) = (
            named.into_iter().find(|product| product["id"] == id),
            listed.into_iter().find(|product| product["id"] == id),
        ) else {
            assert!(begun.elapsed() < PATIENCE, "it never came");
            continue;
        };
        let shown = shop.get(&path_of(id)).ok()["product"].clone();
        return [shown, listed, named].map(|product| {
            json!([
                product["name"],
                product["price"],
                product["stock_count"],
                product["state"]
            ])
        });
    }
}
