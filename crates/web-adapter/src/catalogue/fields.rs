//! What bodies say about products: read with every bad part named.

use hexmart_application::catalogue::VariantPlan;
use hexmart_application::identity::Change;
use hexmart_domain::catalogue::{
    Attribute, AttributeName, AttributeText, AttributeValue, AttributesError, Lifecycle, OptionGroup,
    OptionName, OptionValue, Price, Sku, Tag, TagsError, Variant, VariantDraft, check_attributes, check_tags,
};
use hexmart_domain::shared::{Currency, Quantity};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::body::{Fault, Form, flag, number, text, whole};

pub(super) fn sku(raw: &RawValue) -> Result<Sku, Fault> {
    Ok(Sku::parse(text(raw)?)?)
}

pub(super) fn price(raw: &RawValue, currency: Currency) -> Result<Price, Fault> {
    Ok(Price::new(number(raw)?, currency)?)
}

pub(super) fn quantity(raw: &RawValue) -> Result<Quantity, Fault> {
    Ok(Quantity::try_from(whole(raw)?)?)
}

/// Reads what is decided about a product, which must be one of these.
pub(super) fn state(raw: &RawValue, allowed: &[Lifecycle], words: &'static str) -> Result<Lifecycle, Fault> {
    let state = Lifecycle::from_word(&text(raw)?);
    let state = state.filter(|state| allowed.contains(state));
    state.ok_or(Fault::NotOneOf(words))
}

/// Reads the tags, in the form in which they are kept.
pub(super) fn tags(form: &mut Form<'_>) -> Option<Vec<Tag>> {
    let tags = form.list("tags", Tag::MOST, |raw| Ok(Tag::parse(text(raw)?)?))?;
    let kept = check_tags(tags);
    kept.map_err(|TagsError| form.refuse("tags", Fault::TooMany { most: Tag::MOST }))
        .ok()
}

pub(super) fn attributes(form: &mut Form<'_>) -> Option<Vec<Attribute>> {
    let attributes = form.objects("attributes", Attribute::MOST, |entry| {
        let name = entry.required("name", |raw| Ok(AttributeName::parse(text(raw)?)?));
        let value = entry.required("value", attribute_value);
        Some(Attribute {
            name: name?,
            value: value?,
        })
    })?;
    match check_attributes(&attributes) {
        Ok(()) => return Some(attributes),
        Err(AttributesError::Twice { place }) => {
            form.refuse_inside(&format!("attributes/{place}/name"), Fault::Repeated);
        }
        Err(AttributesError::TooMany) => {
            let most = Attribute::MOST;
            form.refuse("attributes", Fault::TooMany { most });
        }
    }
    None
}

fn attribute_value(raw: &RawValue) -> Result<AttributeValue, Fault> {
    let first = raw.get().chars().next().unwrap_or_default();
    match first {
        '"' => Ok(AttributeValue::Text(AttributeText::parse(text(raw)?)?)),
        't' | 'f' => Ok(AttributeValue::Flag(flag(raw)?)),
        '-' | '0'..='9' => Ok(AttributeValue::Number(number(raw)?)),
        _ => Err(Fault::NotAnAttribute),
    }
}

/// A wanted variant.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct NewVariant {
    /// Under which number it is kept, unique per seller without regard to case.
    #[schema(pattern = "^[A-Za-z0-9._/-]{1,64}$", example = "EAR-01-R")]
    sku: String,
    /// One value of each option, in the order of the options.
    #[schema(example = json!(["빨강"]))]
    values: Vec<String>,
    /// What one piece costs; left out or null when what the product does.
    #[schema(exclusive_minimum = 0, maximum = 99_999_999.99, example = 11_000)]
    price: Option<f64>,
    /// Pieces a new one starts with; 0 unless said. One that exists keeps its stock.
    #[schema(nullable = false, minimum = 0, maximum = 2_147_483_647, example = 100)]
    stock: Option<i64>,
}

/// Reads options and variants, which come together. Whether they fit is for the catalogue to say.
pub(super) fn plan(form: &mut Form<'_>, currency: Currency) -> Option<VariantPlan> {
    form.demand("options");
    form.demand("variants");
    let options = form.objects("options", OptionGroup::MOST, option);
    let variants = form.objects("variants", Variant::MOST, |entry| variant(entry, currency));
    Some(VariantPlan {
        options: options?,
        variants: variants?,
    })
}

fn option(entry: &mut Form<'_>) -> Option<OptionGroup> {
    let name = entry.required("name", |raw| Ok(OptionName::parse(text(raw)?)?));
    entry.demand("values");
    let values = entry.list("values", OptionGroup::MOST_VALUES, option_value);
    if values.as_ref().is_some_and(Vec::is_empty) {
        entry.refuse("values", Fault::Required);
    }
    Some(OptionGroup {
        name: name?,
        values: values?,
    })
}

fn option_value(raw: &RawValue) -> Result<OptionValue, Fault> {
    Ok(OptionValue::parse(text(raw)?)?)
}

fn variant(entry: &mut Form<'_>, currency: Currency) -> Option<VariantDraft> {
    let sku = entry.required("sku", sku);
    let has_values = entry.has("values");
    let values = entry.list("values", OptionGroup::MOST, option_value);
    let price = entry.clearable("price", |raw| price(raw, currency));
    let stock = entry.optional("stock", quantity);
    Some(VariantDraft {
        sku: sku?,
        values: if has_values { values? } else { Vec::new() },
        price: Change::apply_to(price, None),
        stock: stock.unwrap_or_default(),
    })
}
