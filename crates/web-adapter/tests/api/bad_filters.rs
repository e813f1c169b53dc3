//! Filters and orders that are none.

use hexmart_application::catalogue::BrowseError;

use crate::client::{Request, errors};
use crate::fixture::Ports;
use crate::samples::{CATEGORY, PRODUCT, SELLER};

const PATH: &str = "/commerce/products/";
const OWN: &str = "/commerce/sellers/me/products/";
const STAFF: &str = "/commerce/staff/products/";

/// What is wrong with a query, in every list.
fn bad() -> Vec<(String, &'static str, &'static str)> {
    let ids = vec![PRODUCT; 101].join(",");
    [
        ("category=x", "category", "malformed"),
        ("category=", "category", "malformed"),
        (&format!("category={SELLER}"), "category", "malformed"),
        ("price_min=-1", "price_min", "out_of_range"),
        ("price_min=x", "price_min", "out_of_range"),
        ("price_min=", "price_min", "out_of_range"),
        ("price_min=1,5", "price_min", "out_of_range"),
        ("price_min=NaN", "price_min", "out_of_range"),
        ("price_min=0.001", "price_min", "too_many_decimals"),
        ("price_min=1e-40", "price_min", "too_many_decimals"),
        ("price_max=100000000", "price_max", "out_of_range"),
        ("price_max=1e999", "price_max", "out_of_range"),
        ("price_min=2&price_max=1.99", "price_max", "out_of_range"),
        ("in_stock=1", "in_stock", "wrong_type"),
        ("in_stock=", "in_stock", "wrong_type"),
        ("on_sale=TRUE", "on_sale", "wrong_type"),
        ("with_total=yes", "with_total", "wrong_type"),
        ("state=sold_out&in_stock=true", "in_stock", "conflicting"),
        ("state=on_sale&in_stock=false", "in_stock", "conflicting"),
        ("tag=", "tag", "blank"),
        ("tag=%00", "tag", "control_character"),
        (&format!("tag={}", "x".repeat(51)), "tag", "too_long"),
        ("created_after=yesterday", "created_after", "malformed"),
        ("created_before=2026-13-01", "created_before", "malformed"),
        (
            "created_after=2026-01-02&created_before=2026-01-01",
            "created_before",
            "out_of_range",
        ),
        ("ids=", "ids", "malformed"),
        (&format!("ids={PRODUCT},"), "ids", "malformed"),
        (&format!("ids={CATEGORY}"), "ids", "malformed"),
        (&format!("ids={ids}"), "ids", "too_many"),
        ("sort=-recent", "sort", "unknown_value"),
        ("sort=", "sort", "unknown_value"),
        ("sort=price%20", "sort", "unknown_value"),
        ("state=", "state", "unknown_value"),
        ("state=ON_SALE", "state", "unknown_value"),
    ]
    .map(|(query, place, code)| (query.to_owned(), place, code))
    .to_vec()
}

#[test]
fn every_bad_parameter_is_named() {
    let api = Ports::new().serve();
    for (query, place, code) in bad() {
        let expected = [(place.to_owned(), code.to_owned())];
        let problem = api
            .get(&format!("{PATH}?{query}"))
            .problem(400, "invalid_parameter");
        assert_eq!(errors(&problem), expected, "{query}");
        for (path, caller) in [(OWN, "seller"), (STAFF, "staff")] {
            let response = api.send(Request::new("GET", &format!("{path}?{query}")).bearer(caller));
            assert_eq!(
                errors(&response.problem(422, "invalid_fields")),
                expected,
                "{path}?{query}"
            );
        }
    }
    for seller in ["x", "SHOP", "", PRODUCT] {
        let problem = api.get(&format!("{PATH}?seller={seller}")).json();
        assert_eq!(errors(&problem), [("seller".to_owned(), "malformed".to_owned())]);
    }
    for hidden in ["discontinued", "private", "blocked", "deleted"] {
        let problem = api.get(&format!("{PATH}?state={hidden}")).json();
        assert_eq!(
            errors(&problem),
            [("state".to_owned(), "unknown_value".to_owned())]
        );
    }
}

#[test]
fn all_that_is_bad_is_named_at_once() {
    let query = "category=x&seller=x&state=x&price_min=x&price_max=x&in_stock=x&on_sale=x&tag=%00&created_after=x\
        &created_before=x&ids=x&sort=x&cursor=x&with_total=x&page_size=x";
    let problem = Ports::new().serve().get(&format!("{PATH}?{query}"));
    let mut named: Vec<_> = errors(&problem.problem(400, "invalid_parameter"))
        .into_iter()
        .map(|(place, _)| place)
        .collect();
    let mut expected: Vec<_> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
    expected.sort_unstable();
    named.sort_unstable();
    assert_eq!(
        named,
        expected.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    );
}

#[test]
fn a_category_that_is_none_is_a_bad_parameter() {
    let mut ports = Ports::new();
    let unknown = |_| Err(BrowseError::UnknownCategory);
    ports.catalogue.expect_browse().returning(unknown);
    let problem = ports.serve().get(&format!("{PATH}?category={CATEGORY}"));
    assert_eq!(
        errors(&problem.problem(400, "invalid_parameter")),
        [("category".to_owned(), "unknown_value".to_owned())]
    );
}
