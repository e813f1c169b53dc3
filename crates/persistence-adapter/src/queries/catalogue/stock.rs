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
        let (item, on_hand, reserved) = chain(entry)
            .ok_or_else(|| StoreError::corrupt("stock_events", format!("a level that reads {entry}")))?;
        let sum = stocks.entry(item).or_default();
        *sum = (sum.0 + on_hand, sum.1 + on_hand - reserved);
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

/// An item, what is on hand in one of its chains, and what is reserved of that.
fn chain(entry: &str) -> Option<(ItemId, i64, i64)> {
    let mut parts = entry.split(':');
    let item = ItemId::from_uuid(Uuid::try_parse(parts.next()?).ok()?);
    let mut number = || parts.next()?.parse::<i64>().ok();
    Some((item, number()?, number()?))
}
