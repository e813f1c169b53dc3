//! Putting things into carts.

use std::sync::Arc;

use anyhow::Result;
use serde_json::json;

use super::Shop;
use crate::client::{self, Call};
use crate::load::{self, Outcome, Pressure};
use crate::visitor::Visitor;

pub(super) const LABEL: &str = "cart, one thing more";
/// Different things in a cart: a line ends at 999 pieces, and no load adds as many of all of them.
const THINGS: usize = 20;

/// Everybody adds pieces to a cart of their own.
pub(super) fn fill(shop: &Shop, pressure: &Pressure) -> Result<Outcome> {
    let carts: Vec<Arc<[Call]>> = (0..pressure.connections)
        .zip(shop.shoppers.iter().cycle())
        .map(|(number, token)| additions(shop, number, token))
        .collect::<Result<_>>()?;
    let address = [shop.server.address];
    let nobody: Arc<[Call]> = Arc::new([]);
    load::run(pressure, |number| {
        Visitor::new(&address, carts.get(number).unwrap_or(&nobody), 0, 1)
    })
}

fn additions(shop: &Shop, number: usize, token: &str) -> Result<Arc<[Call]>> {
    let things = shop.goods.ids.iter().cycle().skip(number * THINGS).take(THINGS);
    things
        .map(|id| {
            client::post_as(
                "/commerce/cart/lines/",
                &json!({"product_id": id, "quantity": 1}),
                token,
            )
        })
        .collect()
}
