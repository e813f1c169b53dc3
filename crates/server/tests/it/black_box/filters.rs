//! Lists that are filtered and sorted, against what somebody would pick by hand.

use serde_json::{Value, json};

use super::place::Place;
use super::shop::{PRODUCTS, Shop, discounts_of, path_of};

/// A product as a list tells of it, and what only its detail does.
struct Seen {
    summary: Value,
    tags: Vec<String>,
    categories: Vec<String>,
    created_at: String,
}

impl Seen {
    fn id(&self) -> &str {
        self.summary["id"].as_str().unwrap()
    }

    fn number(&self, member: &str) -> f64 {
        self.summary[member].as_f64().unwrap()
    }

    /// Which part of the price is taken off, in hundredths of a percent.
    fn deal(&self) -> f64 {
        (self.number("discount_amount") * 10_000.0 / self.number("price")).round()
    }
}

/// The demo, and further products of all kinds.
fn stock_up(shop: &Shop) -> Vec<Seen> {
    for number in 0..30_i64 {
        let name = format!("잡화 {}{number}", if number % 3 == 0 { "Mug" } else { "컵" });
        let wanted = json!({
            "name": name, "description": "설명", "price": 1000 + (number * 7919) % 13 * 500, "stock": number % 4,
            "tags": [if number % 2 == 0 { "짝수" } else { "Odd" }, "잡화"],
        });
        let created = shop.post_json(PRODUCTS, &wanted).ok();
        if number % 5 == 0 {
            let percentage = format!(r#"{{"percentage": {}}}"#, 5 + number);
            shop.post(&discounts_of(created["id"].as_str().unwrap()), percentage)
                .ok();
        }
    }
    let seen = |summary: Value| {
        let shown = shop.get(&path_of(summary["id"].as_str().unwrap())).ok();
        let shown = &shown["product"];
        let texts = |list: &Value, member: Option<&str>| {
            let text = |value: &Value| {
                member
                    .map_or(value, |member| &value[member])
                    .as_str()
                    .unwrap()
                    .to_owned()
            };
            list.as_array().unwrap().iter().map(text).collect()
        };
        Seen {
            tags: texts(&shown["tags"], None),
            categories: texts(&shown["category_path"], Some("id")),
            created_at: shown["created_at"].as_str().unwrap().to_owned(),
            summary,
        }
    };
    shop.all_products().into_iter().map(seen).collect()
}

/// The ids of a whole list, page by page.
#[track_caller]
fn ids(shop: &Shop, query: &str) -> Vec<String> {
    let (mut ids, mut at) = (Vec::new(), String::new());
    loop {
        let list = shop
            .get(&format!("{PRODUCTS}?{query}&page_size=7&with_total=true{at}"))
            .ok();
        let products = list["products"].as_array().unwrap();
        ids.extend(
            products
                .iter()
                .map(|product| product["id"].as_str().unwrap().to_owned()),
        );
        let Some(cursor) = list["page"]["next_cursor"].as_str() else {
            assert_eq!(list["page"]["total"], ids.len(), "{query}");
            return ids;
        };
        at = format!("&cursor={cursor}");
    }
}

type Filter = (String, Box<dyn Fn(&Seen) -> bool>);

/// Filters, and what passes them.
fn filters(all: &[Seen]) -> Vec<Filter> {
    let filter = |query: &str, passes: Box<dyn Fn(&Seen) -> bool>| (query.to_owned(), passes);
    let food = all[0].categories[0].clone();
    let fruit = all[0].categories[1].clone();
    // The demo came all at once.
    let middle = all[all.len() - 10].created_at.clone();
    let (named, before) = (all[3].id().to_owned(), middle.clone());
    vec![
        filter("", Box::new(|_| true)),
        filter(
            "price_min=3000",
            Box::new(|seen| seen.number("final_price") >= 3000.0),
        ),
        filter(
            "price_min=2000&price_max=32000.5",
            Box::new(|seen| (2000.0..=32_000.5).contains(&seen.number("final_price"))),
        ),
        filter("in_stock=true", Box::new(|seen| seen.number("stock_count") > 0.0)),
        filter(
            "in_stock=false",
            Box::new(|seen| seen.number("stock_count") == 0.0),
        ),
        filter(
            "state=sold_out",
            Box::new(|seen| seen.summary["state"] == "sold_out"),
        ),
        filter(
            "on_sale=true",
            Box::new(|seen| seen.number("discount_amount") > 0.0),
        ),
        filter(
            "on_sale=false",
            Box::new(|seen| seen.number("discount_amount") == 0.0),
        ),
        filter(
            "tag=oDD",
            Box::new(|seen| seen.tags.iter().any(|tag| tag.eq_ignore_ascii_case("odd"))),
        ),
        filter(
            "tag=%EC%84%A0%EB%AC%BC",
            Box::new(|seen| seen.tags.iter().any(|tag| tag == "선물")),
        ),
        filter(
            &format!("category={food}"),
            Box::new(move |seen| seen.categories.contains(&food)),
        ),
        filter(
            &format!("category={fruit}&in_stock=true&price_max=36000"),
            Box::new(move |seen| {
                let fits = seen.number("final_price") <= 36_000.0 && seen.number("stock_count") > 0.0;
                fits && seen.categories.contains(&fruit)
            }),
        ),
        filter(
            "product_name=MUG",
            Box::new(|seen| seen.summary["name"].as_str().unwrap().contains("Mug")),
        ),
        filter(
            "product_name=%EC%BB%B5&tag=odd&on_sale=true",
            Box::new(|seen| {
                let name = seen.summary["name"].as_str().unwrap();
                name.contains('컵')
                    && seen.tags.iter().any(|tag| tag == "Odd" || tag == "odd")
                    && seen.deal() > 0.0
            }),
        ),
        filter(&format!("ids={named}"), Box::new(move |seen| seen.id() == named)),
        filter(
            "seller=shop",
            Box::new(|seen| seen.summary["seller_id"].is_null()),
        ),
        filter(
            &format!("created_after={middle}"),
            Box::new(move |seen| seen.created_at >= middle),
        ),
        filter(
            &format!("created_before={before}"),
            Box::new(move |seen| seen.created_at < before),
        ),
        filter("created_after=2099-01-01", Box::new(|_| false)),
    ]
}

/// What a list is sorted by.
type Measure = fn(&Seen) -> f64;

pub(super) fn every_filter_and_sort_shows_what_one_would_pick_by_hand(place: &Place) {
    const MEASURES: [(&str, Measure, bool); 8] = [
        ("oldest", |_| 0.0, true),
        ("recent", |_| 0.0, false),
        ("price", |seen| seen.number("final_price"), true),
        ("-price", |seen| seen.number("final_price"), false),
        ("discount", Seen::deal, false),
        ("sales", |_| 0.0, false),
        ("popularity", |_| 0.0, false),
        ("stars", |_| 0.0, false),
    ];
    let shop = place.demo();
    let mut all = stock_up(&shop);
    let filters = filters(&all);
    for (sort, measure, ascending) in MEASURES {
        // Among equals by age, the way the list runs.
        all.sort_by(|one, other| {
            let order = measure(one)
                .total_cmp(&measure(other))
                .then(one.id().cmp(other.id()));
            if ascending { order } else { order.reverse() }
        });
        for (query, passes) in &filters {
            let picked: Vec<_> = all.iter().filter(|seen| passes(seen)).map(Seen::id).collect();
            assert!(
                query.contains("2099") || !picked.is_empty(),
                "{query} shows nothing"
            );
            assert_eq!(
                ids(&shop, &format!("{query}&sort={sort}")),
                picked,
                "{query} by {sort}"
            );
        }
    }
}

pub(super) fn nonsense_in_a_query_is_refused_and_named(place: &Place) {
    let shop = place.demo();
    let cursor = shop.get(&format!("{PRODUCTS}?page_size=1&sort=price")).ok()["page"]["next_cursor"].clone();
    let cursor = cursor.as_str().unwrap();
    for (query, parameter) in [
        ("sort=cheapest", "sort"),
        ("state=private", "state"),
        ("price_min=-1", "price_min"),
        ("price_min=1.001", "price_min"),
        ("price_min=2&price_max=1", "price_max"),
        ("price_max=1e99", "price_max"),
        ("in_stock=maybe", "in_stock"),
        ("in_stock=true&state=sold_out", "in_stock"),
        ("tag=", "tag"),
        ("category=CAT1", "category"),
        ("seller=somebody", "seller"),
        ("ids=PROD1", "ids"),
        ("created_after=yesterday", "created_after"),
        (
            "created_after=2026-02-01&created_before=2026-01-01",
            "created_before",
        ),
        ("with_total=5", "with_total"),
        // The cursor of another order, of another filter, and one that was tampered with.
        (&format!("sort=-price&cursor={cursor}"), "cursor"),
        (&format!("sort=price&in_stock=true&cursor={cursor}"), "cursor"),
        (&format!("sort=price&cursor={}", cursor.to_lowercase()), "cursor"),
        (&format!("sort=price&page_index=2&cursor={cursor}"), "cursor"),
    ] {
        let problem = shop
            .get(&format!("{PRODUCTS}?{query}"))
            .problem(400, "invalid_parameter");
        let named = crate::client::field_errors(&problem);
        assert!(
            named.iter().any(|(place, _)| place == parameter),
            "{query}: {problem}"
        );
    }
    shop.get(&format!("{PRODUCTS}?sort=price&cursor={cursor}")).ok();
}
