use hexmart_application::catalogue::VariantStock;
use hexmart_application::platform::StoreError;
use hexmart_domain::catalogue::Variant;
use hexmart_domain::shared::{ItemId, Quantity};
use uuid::Uuid;

use crate::columns::quantity;

/// The stock of a product's variants in their order, of what [`EveryStock`](super::card::EveryStock) answered.
pub(super) fn in_order(variants: &[Variant], stored: Option<&str>) -> Result<Vec<VariantStock>, StoreError> {
    let stocks: std::collections::HashMap<_, _> = stored
        .unwrap_or_default()
        .split(',')
        .filter(|entry| !entry.is_empty())
        .map(|entry| stock(entry).map(|stock| (stock.item, stock)))
        .collect::<Result<_, _>>()?;
    let of_variant = |variant: &Variant| {
        stocks.get(&variant.item).copied().unwrap_or(VariantStock {
            item: variant.item,
            on_hand: Quantity::ZERO,
            available: Quantity::ZERO,
        })
    };
    Ok(variants.iter().map(of_variant).collect())
}

fn stock(entry: &str) -> Result<VariantStock, StoreError> {
    let mut parts = entry.split(':');
    let item = parts.next().and_then(|digits| Uuid::try_parse(digits).ok());
    let mut number = || parts.next().and_then(|digits| digits.parse::<i64>().ok());
    match (item, number(), number()) {
        (Some(item), Some(on_hand), Some(reserved)) => Ok(VariantStock {
            item: ItemId::from_uuid(item),
            on_hand: quantity(on_hand)?,
            available: quantity(on_hand.saturating_sub(reserved))?,
        }),
        _ => Err(StoreError::corrupt(
            "stock_events",
            format!("a level that reads {entry}"),
        )),
    }
}
