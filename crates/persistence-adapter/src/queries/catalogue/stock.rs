use std::collections::HashMap;

use hexmart_application::catalogue::VariantStock;
use hexmart_application::platform::StoreError;
use hexmart_domain::catalogue::Variant;
use hexmart_domain::shared::{ItemId, Quantity};
use uuid::Uuid;

use crate::columns::quantity;

/// The stock of a product's variants in their order, of what [`EveryStock`](super::card::EveryStock) answered.
pub(super) fn in_order(variants: &[Variant], stored: Option<&str>) -> Result<Vec<VariantStock>, StoreError> {
    let mut stocks: HashMap<ItemId, (i64, i64)> = HashMap::new();
    let entries = stored.unwrap_or_default().split(',');
    for entry in entries.filter(|entry| !entry.is_empty()) {
        let chain = chain(entry)
            .ok_or_else(|| StoreError::corrupt("stock_events", format!("a level that reads {entry}")))?;
        let (on_hand, available) = stocks.entry(chain.item).or_default();
        *on_hand += chain.on_hand;
        *available += if chain.sellable {
            chain.on_hand - chain.reserved
        } else {
            0
        };
    }
    let of_variant = |variant: &Variant| {
        let (on_hand, available) = stocks.get(&variant.item).copied().unwrap_or_default();
        Ok(VariantStock {
            item: variant.item,
            on_hand: at_most(on_hand)?,
            available: at_most(available)?,
        })
    };
    variants.iter().map(of_variant).collect()
}

/// Several chains can hold more together than a quantity.
fn at_most(sum: i64) -> Result<Quantity, StoreError> {
    quantity(sum.min(Quantity::MAX.get()))
}

struct Chain {
    item: ItemId,
    sellable: bool,
    on_hand: i64,
    reserved: i64,
}

fn chain(entry: &str) -> Option<Chain> {
    let mut parts = entry.split(':');
    let item = Uuid::try_parse(parts.next()?).ok()?;
    let mut number = || parts.next()?.parse::<i64>().ok();
    Some(Chain {
        item: ItemId::from_uuid(item),
        sellable: number()? != 0,
        on_hand: number()?,
        reserved: number()?,
    })
}
