use std::borrow::Cow;
use std::collections::HashSet;

use hexmart_application::interchange::{ProductRecord, RecordFault, RecordValue, VariantRecord};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::fields::{Fields, number};

/// What a line says.
pub(crate) fn record(line: &str) -> Result<ProductRecord, RecordFault> {
    let Fields(fields) = serde_json::from_str(line)
        .map_err(|error| RecordFault::new("line", &format!("is no JSON object: {error}")))?;
    let mut record = ProductRecord::default();
    let mut seen = HashSet::new();
    for (name, value) in &fields {
        if !seen.insert(name.as_str()) {
            return Err(RecordFault::new(name, "comes twice"));
        }
        set(&mut record, name, value)?;
    }
    Ok(record)
}

fn set(record: &mut ProductRecord, name: &str, value: &RawValue) -> Result<(), RecordFault> {
    match name {
        "sku" => record.sku = of_type::<Option<String>>(name, value)?.unwrap_or_default(),
        "id" => record.id = of_type(name, value)?,
        "seller" => record.seller = of_type(name, value)?,
        "created_at" => record.created_at = of_type(name, value)?,
        "name" => record.name = of_type(name, value)?,
        "description" => record.description = of_type(name, value)?,
        "price" => record.price = number_of(name, value)?,
        "currency" => record.currency = of_type(name, value)?,
        // Null is nowhere; what is not there stays as it is.
        "category" => record.category = Some(of_type::<Option<String>>(name, value)?.unwrap_or_default()),
        "tags" => record.tags = of_type(name, value)?,
        "attributes" => {
            record.attributes = if value.get() == "null" {
                None
            } else {
                Some(attributes(value.get()).map_err(|error| RecordFault::new(name, &error))?)
            }
        }
        "state" => record.state = of_type(name, value)?,
        "stock" => record.stock = number_of(name, value)?,
        "options" => {
            let options: Option<Vec<OptionField>> = of_type(name, value)?;
            let pair = |option: OptionField| (option.name, option.values);
            record.options = options.map(|options| options.into_iter().map(pair).collect());
        }
        "variants" => {
            let variants: Option<Vec<&RawValue>> = of_type(name, value)?;
            let numbered = |(place, value): (usize, &&RawValue)| variant(place, value);
            record.variants = variants
                .map(|variants| variants.iter().enumerate().map(numbered).collect())
                .transpose()?;
        }
        unknown => return Err(RecordFault::new(unknown, "is no field of a product")),
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OptionField {
    name: String,
    values: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VariantField<'j> {
    sku: String,
    #[serde(default)]
    values: Vec<String>,
    #[serde(borrow, default)]
    price: Option<&'j RawValue>,
    #[serde(borrow, default)]
    stock: Option<&'j RawValue>,
}

fn variant(place: usize, value: &RawValue) -> Result<VariantRecord, RecordFault> {
    let field = format!("variants[{place}]");
    let read: VariantField<'_> = of_type(&field, value)?;
    let number = |name: &str, value: Option<&RawValue>| {
        let number = value.map(|value| number_of(&format!("{field}.{name}"), value));
        number.transpose().map(Option::flatten)
    };
    Ok(VariantRecord {
        sku: read.sku,
        values: read.values,
        price: number("price", read.price)?,
        stock: number("stock", read.stock)?,
    })
}

fn of_type<'j, T: Deserialize<'j>>(field: &str, value: &'j RawValue) -> Result<T, RecordFault> {
    serde_json::from_str(value.get()).map_err(|error| RecordFault::new(field, &error))
}

fn number_of(field: &str, value: &RawValue) -> Result<Option<String>, RecordFault> {
    number(value).map_err(|reason| RecordFault::new(field, reason))
}

/// Attributes, in the order in which they are written.
pub(crate) fn attributes(object: &str) -> Result<Vec<(String, RecordValue)>, String> {
    let Fields(fields) = serde_json::from_str(object).map_err(|error| error.to_string())?;
    let attribute = |(name, value): (String, &RawValue)| {
        let text = value.get();
        let read = match text.bytes().next() {
            Some(b'"') => serde_json::from_str(text).map(RecordValue::Text).ok(),
            Some(b'-' | b'0'..=b'9') => Some(RecordValue::Number(text.to_owned())),
            _ => text.parse().map(RecordValue::Flag).ok(),
        };
        match read {
            Some(value) => Ok((name, value)),
            None => Err(format!(
                "{name} is neither a text, nor a number, nor true or false"
            )),
        }
    };
    fields.into_iter().map(attribute).collect()
}

#[derive(Deserialize)]
struct Skus<'j> {
    #[serde(borrow, default)]
    sku: Option<Cow<'j, str>>,
    #[serde(borrow, default)]
    seller: Option<Cow<'j, str>>,
    #[serde(borrow, default)]
    variants: Option<Vec<VariantSku<'j>>>,
}

#[derive(Deserialize)]
struct VariantSku<'j> {
    #[serde(borrow)]
    sku: Cow<'j, str>,
}

/// Whose product a line speaks of, and under which SKUs, its own first; nothing when it cannot be read.
pub(crate) fn skus(line: &[u8]) -> Option<(String, Vec<String>)> {
    let skus: Skus<'_> = serde_json::from_slice(line).ok()?;
    let variants = skus.variants.into_iter().flatten().map(|variant| variant.sku);
    let all = skus
        .sku
        .into_iter()
        .chain(variants)
        .map(Cow::into_owned)
        .collect();
    Some((skus.seller.unwrap_or_default().into_owned(), all))
}
