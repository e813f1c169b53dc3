//! Searching, suggestions and deals.

use std::sync::{Arc, Mutex};

use hexmart_application::platform::StoreError;
use hexmart_application::search::{FindError, SearchError, SearchFilter, SearchQuery, SearchSort};
use serde_json::json;

use crate::client::{Request, errors};
use crate::fixture::{Api, Ports};
use crate::samples::{CATEGORY, PRODUCT, SELLER};
use crate::shelf::{found, full_card, open};

const SEARCH: &str = "/commerce/search/";
const SUGGESTIONS: &str = "/commerce/suggestions/";
const DEALS: &str = "/commerce/deals/";

/// A server that notes what is looked for.
fn noting() -> (Api, Arc<Mutex<Vec<SearchQuery>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (mut ports, notes) = (Ports::new(), Arc::clone(&asked));
    ports.finding.expect_find().returning(move |query| {
        notes.lock().unwrap().push(query);
        Ok(found())
    });
    (ports.serve(), asked)
}

fn everything() -> SearchQuery {
    SearchQuery {
        text: String::new(),
        filter: SearchFilter::default(),
        sort: SearchSort::Relevance,
        skip: 0,
        limit: 30,
    }
}

#[test]
fn a_search_is_answered_with_products_and_how_they_spread() {
    let mut ports = Ports::new();
    open(&mut ports);
    let api = ports.serve();
    let korean = Request::new(
        "GET",
        &format!("{SEARCH}?q=%EC%82%AC&page_size=1&page_index=2&x=1"),
    )
    .header("Accept-Language", "ko");
    let response = api.send(korean);
    let body = response.ok();
    assert_eq!(body["products"][0]["id"], PRODUCT);
    assert_eq!(body["products"][0]["picture"]["alt"], "흰 이어폰");
    assert_eq!(body["total"], 61);
    assert_eq!(
        body["facets"],
        json!({
            "categories": [{"id": CATEGORY, "name": "음향기기", "count": 40}],
            "sellers": [{"id": SELLER, "count": 12}],
            "price_bands": [
                {"from": 0, "to": 10_000, "count": 3},
                {"from": 10_000, "to": 30_000, "count": 50},
                {"from": 1_000_000, "to": null, "count": 8},
            ],
            "in_stock": 57,
        })
    );
    let page = json!({"size": 1, "index": 2, "next_cursor": null, "has_more": true, "total": 61});
    assert_eq!(body["page"], page);
    let next = "</commerce/search/?q=%EC%82%AC&page_size=1&x=1&page_index=3>; rel=\"next\"";
    assert_eq!(response.header("link"), Some(next));
    let english = api.get(SEARCH).ok();
    assert_eq!(english["facets"]["categories"][0]["name"], "Audio");
}

type Row = (&'static str, fn(&mut SearchQuery));

/// Queries, and what each makes of the search.
const QUERIES: [Row; 13] = [
    ("", |_| {}),
    ("q=", |_| {}),
    ("q=%20USB%20%22-%2B*", |query| {
        " USB \"-+*".clone_into(&mut query.text);
    }),
    ("page_size=200&page_index=51", |query| {
        (query.skip, query.limit) = (10_000, 200);
    }),
    ("page_size=7&page_index=3", |query| {
        (query.skip, query.limit) = (14, 7);
    }),
    ("category=CAT01KAFXN1QM4C8N4R2B3M6YQ0ZP", |query| {
        query.filter.category = Some(CATEGORY.parse().unwrap());
    }),
    ("seller=SELLER01KAFXN1QM4C8N4R2B3M6YQ0ZP", |query| {
        query.filter.seller = Some(SELLER.parse().unwrap());
    }),
    ("price_min=1.5", |query| query.filter.price_from = Some(15_000)),
    ("price_max=20", |query| query.filter.price_to = Some(200_000)),
    ("in_stock=false", |query| query.filter.in_stock = Some(false)),
    ("on_sale=true", |query| query.filter.on_sale = Some(true)),
    ("tag=USB-C", |query| query.filter.tag = Some("usb-c".to_owned())),
    ("cursor=x&state=x&ids=x", |_| {}),
];

#[test]
fn every_parameter_reaches_the_search() {
    let (api, asked) = noting();
    for (words, make) in QUERIES {
        api.get(&format!("{SEARCH}?{words}")).ok();
        let mut expected = everything();
        make(&mut expected);
        assert_eq!(asked.lock().unwrap().pop().unwrap(), expected, "{words}");
    }
}

#[test]
fn every_order_reaches_the_search() {
    let (api, asked) = noting();
    for (word, sort) in [
        ("relevance", SearchSort::Relevance),
        ("recent", SearchSort::Recent),
        ("price", SearchSort::PriceUp),
        ("-price", SearchSort::PriceDown),
        ("discount", SearchSort::Discount),
        ("sales", SearchSort::Sales),
        ("popularity", SearchSort::Popularity),
        ("stars", SearchSort::Stars),
    ] {
        api.get(&format!("{SEARCH}?sort={word}")).ok();
        assert_eq!(
            asked.lock().unwrap().pop().unwrap(),
            SearchQuery { sort, ..everything() }
        );
    }
}

#[test]
fn every_bad_parameter_is_named() {
    let api = Ports::new().serve();
    let long = format!("q={}", "%EA%B0%80".repeat(201));
    for (path, query, expected) in [
        (SEARCH, long.as_str(), &[("q", "too_long")][..]),
        (SUGGESTIONS, &long, &[("q", "too_long")]),
        (SUGGESTIONS, "limit=0", &[("limit", "out_of_range")]),
        (SUGGESTIONS, "q=a&limit=51", &[("limit", "out_of_range")]),
        (DEALS, "limit=0", &[("limit", "out_of_range")]),
        (DEALS, "limit=201", &[("limit", "out_of_range")]),
        (DEALS, "limit=", &[("limit", "out_of_range")]),
        (SEARCH, "sort=oldest", &[("sort", "unknown_value")]),
        (SEARCH, "seller=shop", &[("seller", "malformed")]),
        (
            SEARCH,
            "page_size=200&page_index=52",
            &[("page_index", "out_of_range")],
        ),
        (
            SEARCH,
            "page_size=201&page_index=0",
            &[("page_size", "out_of_range"), ("page_index", "out_of_range")],
        ),
        (
            SEARCH,
            "price_min=x&price_max=x&category=x&seller=x&in_stock=x&on_sale=x&tag=&sort=x",
            &[
                ("price_min", "out_of_range"),
                ("price_max", "out_of_range"),
                ("category", "malformed"),
                ("seller", "malformed"),
                ("in_stock", "wrong_type"),
                ("on_sale", "wrong_type"),
                ("tag", "blank"),
                ("sort", "unknown_value"),
            ],
        ),
    ] {
        let problem = api.get(&format!("{path}?{query}")).problem(422, "invalid_fields");
        let expected: Vec<_> = expected
            .iter()
            .map(|(name, code)| ((*name).to_owned(), (*code).to_owned()))
            .collect();
        assert_eq!(errors(&problem), expected, "{path}?{query}");
    }
}

#[test]
fn an_index_that_does_not_answer_is_worth_another_try() {
    for (error, status, code, retryable) in [
        (
            FindError::Index(SearchError::Unavailable("it is being built".to_owned())),
            503,
            "search_unavailable",
            true,
        ),
        (
            FindError::Index(SearchError::Failed("torn".to_owned())),
            500,
            "internal",
            false,
        ),
        (
            FindError::Index(SearchError::NotTheWriter),
            500,
            "internal",
            false,
        ),
        (
            FindError::Store(StoreError::Unavailable(Arc::from(Box::<
                dyn std::error::Error + Send + Sync,
            >::from("gone")))),
            503,
            "unavailable",
            true,
        ),
    ] {
        let mut ports = Ports::new();
        let (one, other) = (error.clone(), error);
        ports.finding.expect_find().returning(move |_| Err(one.clone()));
        ports
            .finding
            .expect_suggest()
            .returning(move |_, _| Err(other.clone()));
        let api = ports.serve();
        for path in [SEARCH, "/commerce/suggestions/?q=a"] {
            let response = api.get(path);
            let problem = response.problem(status, code);
            assert_eq!(problem["retryable"], retryable);
            assert_eq!(response.header("retry-after").is_some(), retryable);
            assert!(!response.text().contains("being built") && !response.text().contains("torn"));
        }
    }
}

#[test]
fn what_is_typed_is_completed() {
    let mut ports = Ports::new();
    ports
        .finding
        .expect_suggest()
        .withf(|typed, limit| (typed, *limit) == ("사", 10) || (typed, *limit) == ("사", 50))
        .returning(|typed, _| {
            let text = format!("{typed}과");
            Ok(vec![hexmart_application::search::Suggestion { text, weight: 3 }])
        });
    let api = ports.serve();
    for limit in ["", "&limit=50"] {
        let body = api.get(&format!("{SUGGESTIONS}?q=%EC%82%AC{limit}")).ok();
        assert_eq!(body, json!({"suggestions": [{"text": "사과"}]}));
    }
    // Nobody is asked what comes after nothing.
    for nothing in ["", "?q=", "?q=%20%20"] {
        let body = api.get(&format!("{SUGGESTIONS}{nothing}")).ok();
        assert_eq!(body, json!({"suggestions": []}));
    }
}

#[test]
fn deals_are_as_many_as_asked_for() {
    for (query, limit) in [("", 20), ("?limit=1", 1), ("?limit=200", 200)] {
        let mut ports = Ports::new();
        ports
            .catalogue
            .expect_best_deals()
            .withf(move |asked| *asked == limit)
            .returning(|_| Ok(vec![full_card()]));
        let body = ports.serve().get(&format!("{DEALS}{query}")).ok();
        assert_eq!(body["products"][0]["discount_amount"], 1_250);
        assert_eq!(body["products"][0]["counters"]["stars"], 4.35);
    }
}
