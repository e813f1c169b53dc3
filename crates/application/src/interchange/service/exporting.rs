//! Products as records.

use hexmart_domain::catalogue::{Attribute, AttributeValue, Forest, Price, Product, Variant};

use super::tree::{Names, path_text};
use crate::catalogue::VariantStock;
use crate::interchange::{ProductRecord, RecordValue, VariantRecord};

/// The record that reads back as this product.
pub(super) fn record(
    product: &Product,
    stock: &[VariantStock],
    forest: &Forest,
    names: &Names,
) -> ProductRecord {
    let mut variants = variants(product, stock);
    let is_plain =
        product.options.is_empty() && product.variants.iter().all(|variant| variant.price.is_none());
    let plain_stock = is_plain
        .then(|| variants.first_mut().and_then(|first| first.stock.take()))
        .flatten();
    let options = product.options.iter().map(|group| {
        let values = group.values.iter().map(|value| value.as_str().to_owned());
        (group.name.as_str().to_owned(), values.collect())
    });
    let category = product
        .category
        .map(|category| path_text(forest, names, category));
    ProductRecord {
        sku: product
            .principal()
            .map(|first| first.sku.as_str().to_owned())
            .unwrap_or_default(),
        id: Some(product.id.to_string()),
        seller: product.seller.map(|seller| seller.to_string()),
        created_at: Some(product.created_at.to_rfc3339()),
        name: Some(product.name.as_str().to_owned()),
        description: Some(product.description.as_str().to_owned()),
        price: Some(amount(product.price)),
        currency: Some(product.price.money().currency().code().to_owned()),
        category: Some(category.unwrap_or_default()),
        tags: Some(product.tags.iter().map(|tag| tag.as_str().to_owned()).collect()),
        attributes: Some(product.attributes.iter().map(attribute).collect()),
        state: Some(product.lifecycle.as_str().to_owned()),
        stock: plain_stock,
        options: (!is_plain).then(|| options.collect()),
        variants: (!is_plain).then_some(variants),
        discount: None,
    }
}

fn variants(product: &Product, stock: &[VariantStock]) -> Vec<VariantRecord> {
    let of = |variant: &Variant| {
        let level = stock.iter().find(|level| level.item == variant.item);
        VariantRecord {
            sku: variant.sku.as_str().to_owned(),
            values: variant
                .values
                .iter()
                .map(|value| value.as_str().to_owned())
                .collect(),
            price: variant.price.map(amount),
            stock: level.map(|level| level.on_hand.get().to_string()),
        }
    };
    product.variants.iter().map(of).collect()
}

fn amount(price: Price) -> String {
    price.money().amount().normalize().to_string()
}

fn attribute(attribute: &Attribute) -> (String, RecordValue) {
    let value = match &attribute.value {
        AttributeValue::Text(text) => RecordValue::Text(text.as_str().to_owned()),
        AttributeValue::Number(number) => RecordValue::Number(number.normalize().to_string()),
        AttributeValue::Flag(flag) => RecordValue::Flag(*flag),
    };
    (attribute.name.as_str().to_owned(), value)
}
