//! What sellers earned.

use hexmart_application::settlement::SettlementPeriod;
use serde_json::json;

use crate::bulk::joined;
use crate::client::{Request, Response, errors};
use crate::fixture::Ports;
use crate::open_for_purchases::open;
use crate::purchases::settlement;
use crate::samples::{NOW, ORDER, SETTLEMENT, SOLD_LINE};

fn ask(target: &str) -> Response {
    let mut ports = Ports::new();
    open(&mut ports);
    ports.serve().send(Request::new("GET", target).bearer("seller"))
}

fn account(query: &str) -> Response {
    ask(&format!("/commerce/sellers/me/settlements/{query}"))
}

#[test]
fn an_account_is_told_in_pages() {
    let shown = json!({
        "from": "2026-10-05", "until": "2026-11-20",
        "settlements": [{
            "id": SETTLEMENT, "kind": "sale", "order_id": ORDER, "line_id": SOLD_LINE, "gross": 35910, "commission": 897,
            "net": 35013, "currency": "KRW", "points": 35013, "business_date": "2026-11-20", "settled_at": NOW,
        }],
        "page": {"size": 30, "next_cursor": null},
    });
    assert_eq!(account("?from=2026-10-05").ok(), shown);
}

#[test]
fn an_account_is_a_file() {
    let response = account("?format=csv&until=2026-11-30");
    assert_eq!(response.status, 200);
    assert_eq!(response.header("content-type"), Some("text/csv; charset=utf-8"));
    let name = "attachment; filename=\"settlements-2026-11-01-2026-11-30.csv\"";
    assert_eq!(response.header("content-disposition"), Some(name));
    let rows = format!(
        "id,kind,order_id,line_id,gross,commission,net,currency,points,business_date,settled_at\n\
         {SETTLEMENT},sale,{ORDER},{SOLD_LINE},35910,897,35013,KRW,35013,2026-11-20,{NOW}\n"
    );
    assert_eq!(joined(response.text()), rows);
}

#[test]
fn a_file_has_all_of_a_period() {
    let mut ports = Ports::new();
    open(&mut ports);
    let accounts = &mut ports.seller_accounts;
    accounts.checkpoint();
    accounts.expect_period().returning(|_, _| SettlementPeriod {
        from: "2026-11-01".parse().unwrap(),
        until: "2026-11-20".parse().unwrap(),
    });
    // A part that is full is followed by another, behind its last entry.
    accounts.expect_statement().returning(|_, _, after, limit| {
        let most = usize::try_from(limit).unwrap();
        Ok(vec![settlement(); if after.is_some() { 3 } else { most }])
    });
    let api = ports.serve();
    let get = |query: &str| {
        let target = format!("/commerce/sellers/me/settlements/{query}");
        api.send(Request::new("GET", &target).bearer("seller"))
    };
    let whole = get("?format=csv");
    assert_eq!(whole.status, 200);
    let page = get("").ok();
    let behind = get(&format!(
        "?format=csv&cursor={}",
        page["page"]["next_cursor"].as_str().unwrap()
    ));
    for (file, entries) in [(whole, 1_000 + 3), (behind, 3)] {
        let text = joined(file.text());
        assert_eq!(text.lines().count(), 1 + entries);
        assert_eq!(text.matches("business_date").count(), 1);
    }
}

#[test]
fn a_period_is_of_days() {
    let named = errors(&account("?from=2026-02-30&until=today&format=xls").problem(422, "invalid_fields"));
    assert_eq!(named.len(), 3, "{named:?}");
}

#[test]
fn a_seller_sees_how_it_goes() {
    let shown = json!({
        "profit_total": 450, "profit_month": 250, "growth_percent": 25, "sent_total": 9, "sent_month": 3, "unsent": 2,
        "unpaid": 1,
    });
    assert_eq!(ask("/commerce/sellers/me/statistics/").ok(), shown);
}
