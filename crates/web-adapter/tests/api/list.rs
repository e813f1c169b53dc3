//! Listing products.

use hexmart_application::catalogue::{
    Browse, BrowseError, ListFilter, ListSort, Mark, NameFilter, PageAt, ProductPage,
};
use serde_json::{Value, json};

use crate::client::errors;
use crate::fixture::{Api, Ports};
use crate::samples::{PRODUCT, listed};

const PATH: &str = "/commerce/products/";

fn page(next: Option<Mark>) -> ProductPage {
    ProductPage {
        products: vec![listed("19.99", Some("10")), listed("10000", None)],
        next,
        total: None,
    }
}

/// The place of the product in the default order.
fn mark() -> Mark {
    Mark {
        key: 0,
        product: PRODUCT.parse().unwrap(),
    }
}

/// What is said of a page behind which there is no other.
fn last(size: u64, index: Option<u64>) -> Value {
    json!({"size": size, "index": index, "next_cursor": null, "has_more": false, "total": null})
}

/// A server that answers a page and checks what it is asked for.
fn expecting(expected: Browse, next: Option<Mark>) -> Api {
    let mut ports = Ports::new();
    ports
        .catalogue
        .expect_browse()
        .withf(move |asked| *asked == expected)
        .returning(move |_| Ok(page(next)));
    ports.serve()
}

fn browse(size: u64, at: PageAt) -> Browse {
    Browse {
        filter: ListFilter::default(),
        category: None,
        sort: ListSort::Oldest,
        size,
        at,
        with_total: false,
    }
}

#[test]
fn a_list_shows_products_with_what_they_cost() {
    let response = expecting(browse(30, PageAt::Index(1)), None).get(PATH);
    let product = |price, discount, total| {
        json!({
            "id": PRODUCT, "name": "무선 이어폰", "description": "소음 차단 \"블루투스\"", "price": price, "stock_count": 100,
            "discount_amount": discount, "final_price": total, "seller_id": null, "category": null, "state": "on_sale",
            "variants": 1, "picture": null, "counters": {"sales": 0, "likes": 0, "ratings": 0, "stars": 0},
        })
    };
    let products = [
        product(json!(19.99), json!(2), json!(17.99)),
        product(json!(10_000), json!(0), json!(10_000)),
    ];
    let expected = json!({"products": products, "page": last(30, Some(1))});
    assert_eq!(response.ok(), expected);
    assert_eq!(response.header("link"), None);
}

#[test]
fn the_next_page_is_one_cursor_away() {
    let next = mark();
    let api = expecting(browse(2, PageAt::Index(3)), Some(next));
    let response = api.get("/commerce/products/?page_index=3&page_size=2&x=%20");
    let page = &response.ok()["page"];
    let cursor = page["next_cursor"].as_str().unwrap();
    let more = json!({"size": 2, "index": 3, "next_cursor": cursor, "has_more": true, "total": null});
    assert_eq!(*page, more);
    let target = format!("/commerce/products/?page_size=2&x=%20&cursor={cursor}");
    assert_eq!(
        response.header("link"),
        Some(format!("<{target}>; rel=\"next\"").as_str())
    );

    let response = expecting(browse(2, PageAt::After(next)), None).get(&target);
    assert_eq!(response.ok()["page"], last(2, None));
}

#[test]
fn names_are_searched_for_as_they_are_written() {
    for (query, name) in [
        ("product_name=%25_", "%_"),
        ("product_name=%EC%9D%B4%EC%96%B4%ED%8F%B0", "이어폰"),
        ("product_name=a+b%2B", "a b+"),
        ("product_name=a&product_name=b", "b"),
        ("product_name=&unknown=1", ""),
    ] {
        let mut expected = browse(30, PageAt::Index(1));
        expected.filter.name = NameFilter::containing(name);
        let response = expecting(expected, None).get(&format!("{PATH}?{query}"));
        assert_eq!(response.status, 200, "{query}: {}", response.text());
    }
}

#[test]
fn bad_parameters_are_refused() {
    let api = Ports::new().serve();
    let long = format!("product_name={}", "x".repeat(256));
    for (query, place, code) in [
        ("page_size=0", "page_size", "out_of_range"),
        ("page_size=201", "page_size", "out_of_range"),
        ("page_size=-1", "page_size", "out_of_range"),
        ("page_size=ten", "page_size", "out_of_range"),
        ("page_size=", "page_size", "out_of_range"),
        ("page_size=1.5", "page_size", "out_of_range"),
        ("page_index=0", "page_index", "out_of_range"),
        ("page_index=99999999999999999999", "page_index", "out_of_range"),
        ("cursor=", "cursor", "malformed"),
        ("cursor=nonsense", "cursor", "malformed"),
        (&long, "product_name", "too_long"),
    ] {
        let problem = api
            .get(&format!("{PATH}?{query}"))
            .problem(400, "invalid_parameter");
        assert_eq!(errors(&problem), [(place.to_owned(), code.to_owned())], "{query}");
    }
    let problem = api
        .get(&format!("{PATH}?page_size=x&page_index=0&cursor=y"))
        .json();
    assert_eq!(errors(&problem).len(), 4, "{problem}");
}

#[test]
fn a_cursor_and_a_number_do_not_go_together() {
    let next = mark();
    let page = expecting(browse(30, PageAt::Index(1)), Some(next)).get(PATH).ok();
    let cursor = page["page"]["next_cursor"].as_str().unwrap();
    let query = format!("{PATH}?page_index=2&cursor={cursor}");
    let problem = Ports::new().serve().get(&query).problem(400, "invalid_parameter");
    assert_eq!(
        errors(&problem),
        [("cursor".to_owned(), "conflicting".to_owned())]
    );
}

#[test]
fn a_page_too_deep_says_at_which_cursor_it_starts() {
    let mut ports = Ports::new();
    let after = mark();
    ports
        .catalogue
        .expect_browse()
        .returning(move |asked| match asked.at {
            PageAt::Index(index) => Err(BrowseError::TooDeep { index, after }),
            PageAt::After(product) if product == after => Ok(page(None)),
            PageAt::After(other) => panic!("{other:?}"),
        });
    let api = ports.serve();
    let problem = api
        .get(&format!("{PATH}?page_index=5000"))
        .problem(400, "use_cursor");
    let cursor = problem["cursor"].as_str().unwrap();
    api.get(&format!("{PATH}?cursor={cursor}")).ok();
}
