//! New products and edits of what records say.

use hexmart_domain::catalogue::{Lifecycle, Price, Product, ProductEdit, VariantDraft, arrange};
use hexmart_domain::shared::{CategoryId, Quantity};

use super::checking::{Checked, VariantWish};
use crate::catalogue::{NewProduct, Particulars, VariantPlan};
use crate::interchange::RecordFault;
use crate::marketplace::Authority;

/// A new product. It must say more than an edit, and no seller brings in what is blocked.
pub(super) fn new_product(
    record: &Checked,
    category: Option<CategoryId>,
    authority: Authority,
) -> Result<NewProduct, RecordFault> {
    let missing = |field| RecordFault::new(field, "a new product needs it");
    let is_owner = matches!(authority, Authority::Seller { .. });
    if is_owner && record.lifecycle == Some(Lifecycle::Blocked) {
        return Err(RecordFault::new("state", "only the shop's staff blocks products"));
    }
    let variants = variant_plan(record, None)?;
    if variants.is_none() && !record.variants.is_empty() {
        return Err(RecordFault::new(
            "options",
            "a new product with variants needs them",
        ));
    }
    Ok(NewProduct {
        name: record.name.clone().ok_or_else(|| missing("name"))?,
        description: record.description.clone().ok_or_else(|| missing("description"))?,
        price: record.price.ok_or_else(|| missing("price"))?,
        stock: record.stock.unwrap_or(Quantity::ZERO),
        particulars: Particulars {
            sku: Some(record.sku.clone()),
            category,
            tags: record.tags.clone().unwrap_or_default(),
            attributes: record.attributes.clone().unwrap_or_default(),
            variants,
            lifecycle: record.lifecycle,
        },
    })
}

/// What the record wants to be different, apart from its variants.
pub(super) fn edit(
    record: &Checked,
    product: &Product,
    category: Option<CategoryId>,
) -> Result<ProductEdit, RecordFault> {
    let price = record
        .price
        .map(|price| in_currency(price, record, product))
        .transpose()?;
    Ok(ProductEdit {
        name: record.name.clone(),
        description: record.description.clone(),
        price,
        sku: None,
        category: record.category.as_ref().map(|_| category),
        tags: record.tags.clone(),
        attributes: record.attributes.clone(),
        matrix: None,
        lifecycle: record.lifecycle,
    })
}

/// A price without a currency is in that of its product.
fn in_currency(price: Price, record: &Checked, product: &Product) -> Result<Price, RecordFault> {
    let own = product.price.money().currency();
    match record.currency {
        Some(named) if named != own => Err(RecordFault::new("currency", "a product has one currency")),
        _ => Price::new(price.money().amount(), own).map_err(|error| RecordFault::new("price", &error)),
    }
}

/// All options and variants, if the record gives them; of a product that is there, or of a new one.
pub(super) fn variant_plan(
    record: &Checked,
    product: Option<&Product>,
) -> Result<Option<VariantPlan>, RecordFault> {
    let Some(options) = &record.options else {
        return Ok(None);
    };
    let draft = |wish: &VariantWish| {
        let price = match (wish.price, product) {
            (Some(price), Some(product)) => Some(in_currency(price, record, product)?),
            (price, _) => price,
        };
        Ok(VariantDraft {
            sku: wish.sku.clone(),
            values: wish.values.clone(),
            price,
            stock: wish.stock.unwrap_or(Quantity::ZERO),
        })
    };
    let plan = VariantPlan {
        options: options.clone(),
        variants: record.variants.iter().map(draft).collect::<Result<_, _>>()?,
    };
    arrange(&plan.options, &plan.variants).map_err(|error| RecordFault::new("variants", &error))?;
    if plan.variants.first().is_none_or(|first| first.sku != record.sku) {
        return Err(RecordFault::new("sku", "must be that of the first variant"));
    }
    Ok(Some(plan))
}
