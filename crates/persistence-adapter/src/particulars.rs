//! What a product has beyond the essentials, as JSON in one column.
//!
//! Most products of a large catalogue have none of it, and what a list shows is in columns of its own. So the column is
//! NULL for a product that is its only variant, under the SKU that its id makes, without tags, attributes and pictures;
//! and who reads it reads one row instead of five tables.

use hexmart_application::platform::StoreError;
use hexmart_domain::catalogue::{
    AltText, Attribute, AttributeName, AttributeText, AttributeValue, OptionGroup, OptionName, OptionValue,
    Picture, Product, Sku, Tag, Variant,
};
use hexmart_domain::shared::{ItemId, ProductId};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::columns::{price, scaled};

/// Everything about a product that has no column of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Particulars {
    pub(crate) tags: Vec<Tag>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) options: Vec<OptionGroup>,
    pub(crate) variants: Vec<Variant>,
    pub(crate) pictures: Vec<Picture>,
}

/// The stored form. What is empty is left out; without variants it is the principal one under its default SKU.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Document {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attributes: Vec<AttributeDocument>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<OptionDocument>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    variants: Vec<VariantDocument>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pictures: Vec<PictureDocument>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AttributeDocument {
    name: String,
    value: ValueDocument,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ValueDocument {
    Text(String),
    /// As text: a JSON number would lose digits.
    Number(String),
    Flag(bool),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OptionDocument {
    name: String,
    values: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct VariantDocument {
    item: String,
    sku: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    values: Vec<String>,
    /// Scaled by 10,000, in the product's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    price: Option<i64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PictureDocument {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alt: Option<String>,
    width: u32,
    height: u32,
    is_transparent: bool,
}

/// The stored form of what a product has beyond the essentials; none when it has nothing.
pub(crate) fn close(product: &Product) -> Result<Option<String>, StoreError> {
    let is_default = matches!(product.variants.as_slice(), [only] if *only == default_variant(product.id));
    let document = Document {
        tags: product.tags.iter().map(|tag| tag.as_str().to_owned()).collect(),
        attributes: product.attributes.iter().map(attribute_document).collect(),
        options: product.options.iter().map(option_document).collect(),
        variants: if is_default {
            Vec::new()
        } else {
            product.variants.iter().map(variant_document).collect()
        },
        pictures: product.pictures.iter().map(picture_document).collect(),
    };
    let Document {
        tags,
        attributes,
        options,
        variants,
        pictures,
    } = &document;
    if tags.is_empty()
        && attributes.is_empty()
        && options.is_empty()
        && variants.is_empty()
        && pictures.is_empty()
    {
        return Ok(None);
    }
    serde_json::to_string(&document)
        .map(Some)
        .map_err(StoreError::backend)
}

/// What a product has, of its stored form and the currency that its prices are in.
pub(crate) fn open(
    product: ProductId,
    currency: &str,
    stored: Option<&str>,
) -> Result<Particulars, StoreError> {
    let Document {
        tags,
        attributes,
        options,
        variants,
        pictures,
    } = read(stored)?;
    let variants = if variants.is_empty() {
        vec![default_variant(product)]
    } else {
        variants
            .into_iter()
            .map(|variant| variant_of(variant, currency))
            .collect::<Result<_, _>>()?
    };
    Ok(Particulars {
        tags: tags
            .into_iter()
            .map(|tag| Tag::parse(tag).map_err(wrong))
            .collect::<Result<_, _>>()?,
        attributes: attributes
            .into_iter()
            .map(attribute_of)
            .collect::<Result<_, _>>()?,
        options: options.into_iter().map(option_of).collect::<Result<_, _>>()?,
        variants,
        pictures: pictures.into_iter().map(picture_of).collect::<Result<_, _>>()?,
    })
}

/// The main picture alone, for lists.
pub(crate) fn main_picture(stored: Option<&str>) -> Result<Option<Picture>, StoreError> {
    read(stored)?
        .pictures
        .into_iter()
        .next()
        .map(picture_of)
        .transpose()
}

fn read(stored: Option<&str>) -> Result<Document, StoreError> {
    stored.map_or_else(
        || Ok(Document::default()),
        |text| serde_json::from_str(text).map_err(wrong),
    )
}

fn wrong(error: impl std::fmt::Display) -> StoreError {
    StoreError::corrupt("products", format!("particulars: {error}"))
}

/// What is sold of a product of which nobody said anything else.
fn default_variant(product: ProductId) -> Variant {
    Variant {
        item: ItemId::from(product),
        sku: Sku::of_id(product),
        values: Vec::new(),
        price: None,
    }
}

fn attribute_document(attribute: &Attribute) -> AttributeDocument {
    AttributeDocument {
        name: attribute.name.as_str().to_owned(),
        value: match &attribute.value {
            AttributeValue::Text(text) => ValueDocument::Text(text.as_str().to_owned()),
            AttributeValue::Number(number) => ValueDocument::Number(number.to_string()),
            AttributeValue::Flag(flag) => ValueDocument::Flag(*flag),
        },
    }
}

fn attribute_of(document: AttributeDocument) -> Result<Attribute, StoreError> {
    Ok(Attribute {
        name: AttributeName::parse(document.name).map_err(wrong)?,
        value: match document.value {
            ValueDocument::Text(text) => AttributeValue::Text(AttributeText::parse(text).map_err(wrong)?),
            ValueDocument::Number(number) => {
                AttributeValue::Number(number.parse::<Decimal>().map_err(wrong)?)
            }
            ValueDocument::Flag(flag) => AttributeValue::Flag(flag),
        },
    })
}

fn words(values: &[OptionValue]) -> Vec<String> {
    values.iter().map(|value| value.as_str().to_owned()).collect()
}

fn values(words: Vec<String>) -> Result<Vec<OptionValue>, StoreError> {
    words
        .into_iter()
        .map(|word| OptionValue::parse(word).map_err(wrong))
        .collect()
}

fn option_document(group: &OptionGroup) -> OptionDocument {
    OptionDocument {
        name: group.name.as_str().to_owned(),
        values: words(&group.values),
    }
}

fn option_of(document: OptionDocument) -> Result<OptionGroup, StoreError> {
    Ok(OptionGroup {
        name: OptionName::parse(document.name).map_err(wrong)?,
        values: values(document.values)?,
    })
}

fn variant_document(variant: &Variant) -> VariantDocument {
    VariantDocument {
        item: variant.item.to_string(),
        sku: variant.sku.as_str().to_owned(),
        values: words(&variant.values),
        price: variant.price.map(|price| scaled(price.money().amount())),
    }
}

fn variant_of(document: VariantDocument, currency: &str) -> Result<Variant, StoreError> {
    Ok(Variant {
        item: document.item.parse().map_err(wrong)?,
        sku: Sku::parse(document.sku).map_err(wrong)?,
        values: values(document.values)?,
        price: document.price.map(|amount| price(amount, currency)).transpose()?,
    })
}

fn picture_document(picture: &Picture) -> PictureDocument {
    PictureDocument {
        id: picture.id.to_string(),
        alt: picture.alt.as_ref().map(|alt| alt.as_str().to_owned()),
        width: picture.width,
        height: picture.height,
        is_transparent: picture.is_transparent,
    }
}

fn picture_of(document: PictureDocument) -> Result<Picture, StoreError> {
    Ok(Picture {
        id: document.id.parse().map_err(wrong)?,
        alt: document
            .alt
            .map(|alt| AltText::parse(alt).map_err(wrong))
            .transpose()?,
        width: document.width,
        height: document.height,
        is_transparent: document.is_transparent,
    })
}

#[cfg(test)]
mod tests;
