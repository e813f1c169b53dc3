//! What clients of the shop do: the requests of each scenario and the shape of a right answer.

use std::sync::Arc;

use anyhow::{Result, ensure};
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::client::{self, Call};

const PRODUCTS: &str = "/commerce/products/";
/// How many different products one load creates before names repeat.
const NEW_PRODUCTS: u32 = 1_000;

/// One thing the shop is asked to do, over and over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scenario {
    /// The first 30 products
    List,
    /// The first 30 products whose name contains a word
    ListFiltered,
    /// One product out of 1,000
    Detail,
    /// The same for somebody who signed in
    DetailSignedIn,
    /// As detail, on one connection, while 200 people sign in
    DetailAmongSignIns,
    /// +1 and -1 on the stock of 1,000 products
    StockSpread,
    /// +1 and -1 on the stock of a single product
    StockHot,
    /// A new product
    Create,
    /// As stock-hot, through two server processes on one MariaDB
    TwoServers,
}

impl Scenario {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::List => "list of 30",
            Self::ListFiltered => "list filtered by name",
            Self::Detail => "detail",
            Self::DetailSignedIn => "detail, signed in",
            Self::DetailAmongSignIns => "detail, while 200 sign in",
            Self::StockSpread => "stock, 1,000 products",
            Self::StockHot => "stock, one product",
            Self::Create => "create",
            Self::TwoServers => "stock, one product, two servers",
        }
    }

    /// The requests, which clients repeat in this order from different starting points.
    ///
    /// `visitor` gives the access token of somebody new, for the scenarios that need one.
    pub(crate) fn calls(
        self,
        ids: &[String],
        word: &str,
        visitor: impl FnOnce() -> Result<String>,
    ) -> Result<Arc<[Call]>> {
        ensure!(!ids.is_empty(), "the catalogue is empty");
        match self {
            Self::List => Ok(Arc::new([client::get(&format!("{PRODUCTS}?page_size=30"))?])),
            Self::ListFiltered => {
                let path = format!(
                    "{PRODUCTS}?product_name={}&page_size=30",
                    client::percent_encoded(word)
                );
                Ok(Arc::new([client::get(&path)?]))
            }
            Self::Detail | Self::DetailAmongSignIns => ids
                .iter()
                .map(|id| client::get(&format!("{PRODUCTS}{id}/")))
                .collect(),
            Self::DetailSignedIn => {
                let token = visitor()?;
                ids.iter()
                    .map(|id| client::get_as(&format!("{PRODUCTS}{id}/"), &token))
                    .collect()
            }
            Self::StockSpread => stock_changes(ids),
            Self::StockHot | Self::TwoServers => stock_changes(ids.get(..1).unwrap_or_default()),
            Self::Create => (0..NEW_PRODUCTS).map(creation).collect(),
        }
    }

    /// Whether this answer is one to these requests, and not an empty or foreign one.
    pub(crate) fn accepts(self, answer: &Value) -> bool {
        let listed = answer
            .pointer("/products")
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        match self {
            Self::List => listed == 30,
            Self::ListFiltered => (1..=30).contains(&listed),
            Self::Detail | Self::DetailSignedIn | Self::DetailAmongSignIns => {
                answer.pointer("/product/id").is_some_and(Value::is_string)
            }
            Self::StockSpread | Self::StockHot | Self::TwoServers => {
                answer.pointer("/new_stock_count").is_some_and(Value::is_i64)
            }
            Self::Create => answer.pointer("/id").is_some_and(Value::is_string),
        }
    }
}

/// Each +1 is followed by its -1, so no stock falls below what it was and both directions are exercised.
fn stock_changes(ids: &[String]) -> Result<Arc<[Call]>> {
    ids.iter()
        .flat_map(|id| [(id, 1), (id, -1)])
        .map(|(id, change)| client::post(&format!("{PRODUCTS}{id}/stock/"), &json!({ "change": change })))
        .collect()
}

fn creation(number: u32) -> Result<Call> {
    let product = json!({
        "name": format!("햇사과 {number}호"),
        "description": "아침에 따서 그날 보내는 사과, 5kg 한 상자",
        "price": 10_000 + number * 10,
        "stock": number,
    });
    client::post(PRODUCTS, &product)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nobody() -> Result<String> {
        anyhow::bail!("this scenario needs nobody")
    }

    #[test]
    fn a_stock_load_returns_what_it_adds() -> Result<()> {
        let calls = Scenario::StockSpread.calls(&["A".to_owned(), "B".to_owned()], "", nobody)?;
        assert_eq!(calls.len(), 4);
        let hot = Scenario::StockHot.calls(&["A".to_owned(), "B".to_owned()], "", nobody)?;
        assert!(hot.iter().all(|call| call.uri() == "/commerce/products/A/stock/"));
        Ok(())
    }

    #[test]
    fn an_empty_list_is_not_accepted() {
        assert!(!Scenario::ListFiltered.accepts(&json!({ "products": [] })));
        assert!(Scenario::ListFiltered.accepts(&json!({ "products": [{}] })));
    }
}
