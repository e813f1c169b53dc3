//! Everything counted again, from answers of the shop and the provider's file.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::Value;

use super::provider::{Money, books};
use super::shop::Shop;
use crate::premises::Premises;

/// States in which the pieces of a line are with the buyer.
const SOLD: [&str; 5] = ["paid", "preparing", "dispatched", "delivered", "confirmed"];

/// Compares what buyers were told with what there is, and all of it with itself. Ends the shop.
pub(super) fn recount(home: &Premises, mut shop: Shop) {
    let orders = orders(&shop);
    promises_are_kept(&shop, &orders);
    nothing_is_sold_twice(&shop, &orders);
    let payments = shop.all("/commerce/staff/payments/", "payments");
    shop.terminate();
    nobody_pays_twice(&orders, &payments, books(&home.file("money")));
    let said = home.run(&["check-invariants"]);
    assert_eq!(said.trim_end(), format!("{} orders, no breach", orders.len()));
    let paid = orders.values().filter(|order| order["state"] == "paid").count();
    eprintln!(
        "{} requests without an answer; {} orders, {paid} of them paid; {} payments",
        shop.unanswered(),
        orders.len(),
        payments.len()
    );
}

/// Every order with its lines.
fn orders(shop: &Shop) -> BTreeMap<String, Value> {
    let heads = shop.all("/commerce/staff/orders/", "orders");
    let whole = heads.iter().map(|head| {
        let id = head["id"].as_str().unwrap().to_owned();
        let order = shop.staff.get(&format!("/commerce/staff/orders/{id}/")).ok();
        (id, order)
    });
    whole.collect()
}

/// Every acknowledged order is there and where its buyer left it, no other is, and the same requests again change nothing.
fn promises_are_kept(shop: &Shop, orders: &BTreeMap<String, Value>) {
    let mut known = Vec::new();
    for buyer in &shop.buyers {
        let client = buyer.client(shop.client());
        for purchase in &buyer.purchases {
            purchase.must_be_remembered(&client);
            let Some(order) = &purchase.order else { continue };
            let state = orders[&order.id]["state"].as_str().unwrap();
            assert!(purchase.told.ends().contains(&state), "{state}: {purchase:?}");
            known.push(&order.id);
        }
    }
    known.sort_unstable();
    assert!(
        known.iter().copied().eq(orders.keys()),
        "an order that nobody knows of, or one that came twice"
    );
}

/// What came is what was sold and what is left; nothing is promised any more.
fn nothing_is_sold_twice(shop: &Shop, orders: &BTreeMap<String, Value>) {
    let mut sold: BTreeMap<&str, i64> = BTreeMap::new();
    for line in orders
        .values()
        .flat_map(|order| order["lines"].as_array().unwrap())
    {
        if SOLD.contains(&line["state"].as_str().unwrap()) {
            *sold.entry(line["item_id"].as_str().unwrap()).or_default() += line["quantity"].as_i64().unwrap();
        }
    }
    for (item, received) in &shop.received {
        let stock = shop.staff.get(&format!("/commerce/stock/items/{item}/")).ok();
        assert_eq!(stock["reserved"], 0, "{stock}");
        let left = stock["on_hand"].as_i64().unwrap();
        let sold = sold.get(item.as_str()).copied().unwrap_or_default();
        assert!(
            left >= 0 && sold <= *received,
            "{item}: {received} came, {sold} were sold"
        );
        assert_eq!(left + sold, *received, "{item}: {received} came");
    }
}

/// The provider took the money of each payment once at most, and keeps of each order what that costs.
fn nobody_pays_twice(
    orders: &BTreeMap<String, Value>,
    payments: &[Value],
    mut books: BTreeMap<String, Money>,
) {
    let mut kept: BTreeMap<&str, Decimal> = BTreeMap::new();
    for payment in payments {
        if let Some(money) = books.remove(payment["merchant_uid"].as_str().unwrap()) {
            assert_eq!(money.charges, 1, "{payment}");
            *kept.entry(payment["order_id"].as_str().unwrap()).or_default() += money.kept;
        }
    }
    assert!(
        books.is_empty(),
        "money of payments that the shop does not know: {books:?}"
    );
    for (id, order) in orders {
        let costs = match order["state"].as_str() {
            Some("paid") => order["total"].as_i64().unwrap(),
            _ => 0,
        };
        let kept = kept.get(id.as_str()).copied().unwrap_or_default();
        assert_eq!(kept, Decimal::from(costs), "kept for {order}");
    }
}
