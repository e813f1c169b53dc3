//! Cursors of sorted and filtered lists.

use hexmart_application::catalogue::{BrowseError, Mark, PageAt, ProductPage};
use serde_json::json;

use crate::client::errors;
use crate::fixture::{Api, Ports};
use crate::samples::{PRODUCT, SELLER};
use crate::shelf::{full_card, page_of};

const PATH: &str = "/commerce/products/";

fn mark() -> Mark {
    Mark {
        key: 199_900,
        product: PRODUCT.parse().unwrap(),
    }
}

/// A server of two pages.
fn two_pages() -> Api {
    let mut ports = Ports::new();
    ports.catalogue.expect_browse().returning(|browse| {
        assert!(matches!(browse.at, PageAt::Index(1)) || browse.at == PageAt::After(mark()));
        Ok(ProductPage {
            next: Some(mark()).filter(|_| browse.at == PageAt::Index(1)),
            ..page_of(vec![full_card()])
        })
    });
    ports.serve()
}

fn cursor(api: &Api, query: &str) -> String {
    let list = api.get(&format!("{PATH}?{query}")).ok();
    list["page"]["next_cursor"].as_str().unwrap().to_owned()
}

fn lists() -> Vec<String> {
    let seller = format!("seller={SELLER}");
    let ids = format!("ids={PRODUCT}");
    [
        "",
        "sort=recent",
        "sort=price",
        "sort=-price",
        "sort=stars",
        "product_name=a",
        "product_name=b",
        "category=CAT01KAFXN1QM4C8N4R2B3M6YQ0ZP",
        "seller=shop",
        &seller,
        "state=on_sale",
        "price_min=1",
        "price_max=1",
        "price_min=1&price_max=1",
        "in_stock=true",
        "in_stock=false",
        "on_sale=true",
        "tag=a",
        "created_after=2026-01-01",
        "created_before=2026-01-01",
        &ids,
    ]
    .map(str::to_owned)
    .to_vec()
}

#[test]
fn a_cursor_leads_on_in_its_own_list_and_in_no_other() {
    let api = two_pages();
    for own in lists() {
        let cursor = cursor(&api, &own);
        for list in lists() {
            let response = api.get(&format!("{PATH}?{list}&cursor={cursor}"));
            if list == own {
                let page = response.ok()["page"].clone();
                let last =
                    json!({"size": 30, "index": null, "next_cursor": null, "has_more": false, "total": null});
                assert_eq!(page, last, "{own}");
            } else {
                let problem = response.problem(400, "invalid_parameter");
                let expected = [("cursor".to_owned(), "other_list".to_owned())];
                assert_eq!(errors(&problem), expected, "{own} in {list}");
            }
        }
    }
}

#[test]
fn what_changes_no_list_changes_no_cursor() {
    let api = two_pages();
    let plain = cursor(&api, "");
    for same in [
        "sort=oldest",
        "product_name=",
        "page_size=1",
        "with_total=true",
        "x=y",
        "page_index=1",
    ] {
        assert_eq!(cursor(&api, same), plain, "{same}");
    }
    let both = cursor(&api, "tag=a&in_stock=true");
    assert_eq!(cursor(&api, "in_stock=true&tag=b&tag=a"), both);
}

#[test]
fn a_cursor_that_was_changed_is_none() {
    let api = two_pages();
    let cursor = cursor(&api, "sort=price");
    for place in (0..cursor.len()).step_by(3) {
        let changed = if &cursor[place..=place] == "A" { "B" } else { "A" };
        let changed = [&cursor[..place], changed, &cursor[place + 1..]].concat();
        let problem = api.get(&format!("{PATH}?sort=price&cursor={changed}"));
        let expected = [("cursor".to_owned(), "malformed".to_owned())];
        assert_eq!(
            errors(&problem.problem(400, "invalid_parameter")),
            expected,
            "{changed}"
        );
    }
}

#[test]
fn a_link_goes_on_in_the_same_list() {
    let api = two_pages();
    let query = "sort=price&tag=%EA%B0%80&page_size=2&with_total=true";
    let response = api.get(&format!("{PATH}?page_index=1&{query}"));
    let link = response.header("link").unwrap();
    let next = link
        .strip_prefix('<')
        .unwrap()
        .strip_suffix(">; rel=\"next\"")
        .unwrap();
    assert!(next.starts_with(&format!("{PATH}?{query}&cursor=")), "{next}");
    assert_eq!(api.get(next).ok()["page"]["has_more"], false);
}

#[test]
fn a_page_too_deep_has_an_address_in_its_own_list() {
    let mut ports = Ports::new();
    ports
        .catalogue
        .expect_browse()
        .returning(|browse| match browse.at {
            PageAt::Index(index) => Err(BrowseError::TooDeep { index, after: mark() }),
            PageAt::After(after) => {
                assert_eq!(after, mark());
                Ok(page_of(Vec::new()))
            }
        });
    let api = ports.serve();
    let problem = api.get(&format!("{PATH}?sort=-price&page_index=5000&page_size=10"));
    let problem = problem.problem(400, "use_cursor");
    let cursor = problem["cursor"].as_str().unwrap();
    let url = format!("{PATH}?sort=-price&page_size=10&cursor={cursor}");
    assert_eq!(problem["url"], url);
    api.get(&url).ok();
}
