//! What the provider knows, read from its own file and by nobody's code but this.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rust_decimal::Decimal;
use serde_json::Value;

/// The money of one payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Money {
    /// How often it was taken.
    pub(super) charges: u64,
    /// What was taken, less what went back.
    pub(super) kept: Decimal,
}

/// All payments of which money was ever taken, by the shop's name of them.
pub(super) fn books(file: &Path) -> BTreeMap<String, Money> {
    let mut last = BTreeMap::new();
    for line in fs::read_to_string(file).unwrap().lines() {
        let account: Value = serde_json::from_str(line).unwrap();
        last.insert(account["merchant_uid"].as_str().unwrap().to_owned(), account);
    }
    let money = last
        .into_iter()
        .map(|(uid, account)| (uid, money(&account)))
        .filter(|(_, money)| money.charges > 0);
    money.collect()
}

fn money(account: &Value) -> Money {
    let sum = |sum: &Value| {
        sum[0]
            .as_str()
            .map_or(Decimal::ZERO, |amount| amount.parse().unwrap())
    };
    let refunds = account["refunds"].as_array().unwrap().iter();
    let back: Decimal = refunds
        .filter(|refund| refund["done"] == true)
        .map(|refund| sum(&refund["amount"]))
        .sum();
    Money {
        charges: account["charges"].as_u64().unwrap(),
        kept: sum(&account["taken"]) - back,
    }
}
