//! Changing stock.

use serde_json::json;

use super::place::Place;
use super::shop::{path_of, stock_of};

pub(super) fn changes_add_up_and_are_counted(place: &Place) {
    let shop = place.demo();
    let id = shop.create("머그", "1000", 100);
    for (change, expected) in [
        ("50", json!({"new_stock_count": 150, "version": 2})),
        ("-30", json!({"new_stock_count": 120, "version": 3})),
        ("1e2", json!({"new_stock_count": 220, "version": 4})),
        ("-20.0", json!({"new_stock_count": 200, "version": 5})),
    ] {
        let body = format!(r#"{{"change": {change}, "version": 9, "reason": "ignored"}}"#);
        assert_eq!(shop.post(&stock_of(&id), body).ok(), expected);
    }
    assert_eq!(shop.listed(&id)["stock_count"], 200);
    assert_eq!(shop.get(&path_of(&id)).ok()["product"]["stock_count"], 200);
}

pub(super) fn stock_may_fall_to_zero_and_not_below(place: &Place) {
    let shop = place.demo();
    let id = shop.create("머그", "1000", 30);
    let refused = shop.change(&id, -50);
    let problem = refused.problem(400, "insufficient_stock");
    assert_eq!(problem["msg"], "Client error");
    assert_eq!(problem["available"], 30);
    let detail = format!("insufficient stock for product {id}: 30 available, 50 requested");
    assert_eq!(problem["detail"], detail);
    shop.change(&id, -2_147_483_647)
        .problem(400, "insufficient_stock");

    assert_eq!(
        shop.change(&id, -30).ok(),
        json!({"new_stock_count": 0, "version": 2})
    );
    shop.change(&id, -1).problem(400, "insufficient_stock");
    assert_eq!(shop.listed(&id)["stock_count"], 0);
    assert_eq!(
        shop.change(&id, 1).ok(),
        json!({"new_stock_count": 1, "version": 3})
    );
}

pub(super) fn stock_may_reach_the_largest_count_and_not_more(place: &Place) {
    let shop = place.demo();
    let id = shop.create("머그", "1000", 2_147_483_646);
    shop.change(&id, 2).problem(400, "stock_too_high");
    shop.change(&id, 2_147_483_647).problem(400, "stock_too_high");
    let most = json!({"new_stock_count": 2_147_483_647_i64, "version": 2});
    assert_eq!(shop.change(&id, 1).ok(), most);
    shop.change(&id, 1).problem(400, "stock_too_high");
    assert_eq!(
        shop.change(&id, -2_147_483_647).ok(),
        json!({"new_stock_count": 0, "version": 3})
    );
    assert_eq!(
        shop.change(&id, 2_147_483_647).ok()["new_stock_count"],
        2_147_483_647_i64
    );
}
