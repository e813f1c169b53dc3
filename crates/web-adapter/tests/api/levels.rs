//! What lies where, and what the ledger remembers of it.

use hexmart_application::inventory::{ItemTotal, LedgerFilter, LedgerMark};
use hexmart_domain::inventory::StockEventKind;
use serde_json::{Value, json};

use crate::client::errors;
use crate::fixture::Ports;
use crate::purchases::{chain, entry, key};
use crate::samples::{ITEM, NOW, ORDER, PRODUCT, RACK, USER, WAREHOUSE, now};

fn level() -> Value {
    json!({
        "item_id": ITEM, "product_id": PRODUCT, "location_id": RACK, "warehouse_id": WAREHOUSE, "on_hand": 100,
        "reserved": 2, "available": 98, "ceiling": 500, "low": 0, "version": 7,
    })
}

#[test]
fn an_item_lies_here_and_there_now_and_then() {
    let mut ports = Ports::new();
    ports
        .warehousing
        .expect_of_item()
        .withf(|item, at| item.to_string() == ITEM && at.is_none_or(|at| at == now()))
        .returning(|_, _| Ok(vec![chain(), chain()]));
    let api = ports.serve();
    let target = format!("/commerce/stock/items/{ITEM}/");
    let mut expected = json!({
        "item_id": ITEM, "at": null, "on_hand": 200, "reserved": 4, "levels": [level(), level()],
    });
    assert_eq!(api.call("GET", &target, "operator", "").ok(), expected);
    expected["at"] = json!(NOW);
    let then = format!("{target}?at={NOW}");
    assert_eq!(api.call("GET", &then, "operator", "").ok(), expected);
    let named = errors(
        &api.call("GET", &format!("{target}?at=x"), "operator", "")
            .problem(422, "invalid_fields"),
    );
    assert_eq!(named, [("at".to_owned(), "malformed".to_owned())]);
}

#[test]
fn an_item_that_was_not_there_yet_lay_nowhere() {
    let mut ports = Ports::new();
    ports
        .warehousing
        .expect_of_item()
        .returning(|_, _| Ok(Vec::new()));
    let api = ports.serve();
    let target = format!("/commerce/stock/items/{ITEM}/");
    api.call("GET", &target, "operator", "")
        .problem(404, "item_not_found");
    let then = api
        .call("GET", &format!("{target}?at=2020-01-01"), "operator", "")
        .ok();
    assert_eq!(then["levels"], json!([]));
    api.call("GET", "/commerce/stock/items/x/", "operator", "")
        .problem(404, "item_not_found");
}

#[test]
fn racks_and_buildings_are_gone_through_page_by_page() {
    let mut ports = Ports::new();
    ports
        .warehousing
        .expect_on_rack()
        .withf(|rack, after, limit| {
            let after = after.map(|after| after.to_string());
            rack.to_string() == RACK && after.is_none_or(|after| after == ITEM) && *limit == 2
        })
        .times(2)
        .returning(|_, _, _| Ok(vec![chain(), chain()]));
    let total = || ItemTotal {
        item: ITEM.parse().unwrap(),
        product: None,
        on_hand: 100,
        reserved: 2,
    };
    ports
        .warehousing
        .expect_in_warehouse()
        .withf(|warehouse, after, limit| {
            warehouse.to_string() == WAREHOUSE && after.is_none() && *limit == 31
        })
        .returning(move |_, _, _| Ok(vec![total()]));
    let api = ports.serve();
    let target = format!("/commerce/racks/{RACK}/stock/?page_size=1");
    let page = api.call("GET", &target, "operator", "").ok();
    assert_eq!(page["levels"], json!([level()]));
    let cursor = page["page"]["next_cursor"].as_str().unwrap();
    let next = api.call("GET", &format!("{target}&cursor={cursor}"), "operator", "");
    assert_eq!(next.status, 200);
    let target = format!("/commerce/warehouses/{WAREHOUSE}/stock/");
    let item = json!({"item_id": ITEM, "product_id": null, "on_hand": 100, "reserved": 2, "available": 98});
    let expected = json!({"items": [item], "page": {"size": 30, "next_cursor": null}});
    assert_eq!(api.call("GET", &target, "operator", "").ok(), expected);
    for (target, code) in [
        ("/commerce/racks/x/stock/", "rack_not_found"),
        ("/commerce/warehouses/x/stock/", "warehouse_not_found"),
    ] {
        api.call("GET", target, "operator", "").problem(404, code);
    }
}

const LEDGER: &str = "/commerce/stock/ledger/";

#[test]
fn the_ledger_is_read_by_filters_and_page_by_page() {
    let mut ports = Ports::new();
    ports
        .warehousing
        .expect_ledger()
        .withf(|filter, before, limit| {
            let expected = LedgerFilter {
                item: Some(ITEM.parse().unwrap()),
                location: Some(RACK.parse().unwrap()),
                kind: Some(StockEventKind::Reserved),
                actor: Some(USER.parse().unwrap()),
                from: Some(now()),
                until: Some(now()),
            };
            let mark = LedgerMark {
                recorded_at: now(),
                key: key(),
                version: 7,
            };
            *filter == expected && before.is_none_or(|before| before == mark) && *limit == 2
        })
        .times(2)
        .returning(|_, _, _| {
            Ok(vec![
                entry(StockEventKind::Reserved),
                entry(StockEventKind::Claimed),
            ])
        });
    let api = ports.serve();
    let query = format!(
        "item_id={ITEM}&location_id={RACK}&kind=reserved&actor_id={USER}&from={NOW}&until={NOW}&page_size=1"
    );
    let page = api.call("GET", &format!("{LEDGER}?{query}"), "operator", "").ok();
    let [only] = page["entries"].as_array().unwrap().as_slice() else {
        panic!("{page}");
    };
    assert_eq!(
        (&only["kind"], &only["reference"]),
        (&json!("reserved"), &json!(ORDER))
    );
    let cursor = page["page"]["next_cursor"].as_str().unwrap();
    let next = api.call(
        "GET",
        &format!("{LEDGER}?{query}&cursor={cursor}"),
        "operator",
        "",
    );
    assert_eq!(next.status, 200);
    let other = api.call(
        "GET",
        &format!("{LEDGER}?kind=issued&cursor={cursor}"),
        "operator",
        "",
    );
    let named = errors(&other.problem(422, "invalid_fields"));
    assert_eq!(named, [("cursor".to_owned(), "other_list".to_owned())]);
}

#[test]
fn every_bad_filter_is_named_at_once() {
    let query =
        "item_id=x&location_id=x&kind=x&actor_id=x&from=2026-01-02&until=2026-01-01&page_size=0&cursor=AA";
    let response = Ports::new()
        .serve()
        .call("GET", &format!("{LEDGER}?{query}"), "operator", "");
    let named = errors(&response.problem(422, "invalid_fields"));
    let named: Vec<_> = named
        .iter()
        .map(|(place, code)| format!("{place} {code}"))
        .collect();
    let expected = [
        "item_id malformed",
        "location_id malformed",
        "kind unknown_value",
        "actor_id malformed",
        "until out_of_range",
        "cursor malformed",
        "page_size out_of_range",
    ];
    assert_eq!(named, expected);
}
