//! Made-up data: a handful of products for a demo, any number for a trial.

pub(crate) mod demo;
mod generator;
mod words;

pub(crate) use generator::Generator;

use std::error::Error;

use hexmart_application::catalogue::NewProduct;
use hexmart_domain::catalogue::{Description, Price, ProductName};
use hexmart_domain::shared::Quantity;
use rust_decimal::Decimal;

use crate::failure::{Exit, Failure};
use crate::wiring::CURRENCY;

/// A product of plain words and numbers; `price` in whole won.
fn product(name: &str, description: &str, price: i64, stock: i64) -> Result<NewProduct, Failure> {
    let refused = |error: &dyn Error| {
        Failure::new(Exit::Failed, format!("the made-up product {name} breaks a rule")).because(error)
    };
    Ok(NewProduct::plain(
        ProductName::parse(name).map_err(|error| refused(&error))?,
        Description::parse(description).map_err(|error| refused(&error))?,
        Price::new(Decimal::from(price), CURRENCY).map_err(|error| refused(&error))?,
        Quantity::try_from(stock).map_err(|error| refused(&error))?,
    ))
}
