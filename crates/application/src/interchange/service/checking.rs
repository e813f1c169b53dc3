//! From what a file says to what the rules allow, as far as nothing stored is needed for it.

use hexmart_domain::catalogue::{
    Attribute, AttributeName, AttributeText, AttributeValue, CategoryLabel, Description, Lifecycle,
    OptionGroup, OptionName, OptionValue, Price, ProductName, ProductState, Sku, Tag, check_attributes,
    check_tags,
};
use hexmart_domain::pricing::DiscountTerms;
use hexmart_domain::shared::{
    CategoryId, Currency, Instant, ProductId, Quantity, SellerId, TextError, to_micros,
};

use crate::interchange::{FileRecord, ProductRecord, RecordFault, RecordValue, Reject, VariantRecord};

/// A record that keeps all rules but those that ask what is stored.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) line: u64,
    pub(super) raw: String,
    pub(super) sku: Sku,
    pub(super) id: Option<ProductId>,
    pub(super) seller: Option<SellerId>,
    pub(super) name: Option<ProductName>,
    pub(super) description: Option<Description>,
    /// In the currency of the record or of the shop; checked again once the product's own is known.
    pub(super) price: Option<Price>,
    pub(super) currency: Option<Currency>,
    pub(super) category: Option<CategoryWish>,
    pub(super) tags: Option<Vec<Tag>>,
    pub(super) attributes: Option<Vec<Attribute>>,
    pub(super) lifecycle: Option<Lifecycle>,
    pub(super) stock: Option<Quantity>,
    pub(super) options: Option<Vec<OptionGroup>>,
    pub(super) variants: Vec<VariantWish>,
    pub(super) created_at: Option<Instant>,
    pub(super) discount: Option<DiscountTerms>,
}

/// Where a product is to hang.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CategoryWish {
    Nowhere,
    Id(CategoryId),
    /// The names from the root on.
    Path(Vec<CategoryLabel>),
}

/// A variant as it is wanted.
#[derive(Debug, Clone)]
pub(super) struct VariantWish {
    pub(super) sku: Sku,
    pub(super) values: Vec<OptionValue>,
    pub(super) price: Option<Price>,
    pub(super) stock: Option<Quantity>,
}

/// What stands between the names of a path.
pub(super) const BELOW: &str = " > ";

impl Checked {
    /// Every SKU that it speaks of.
    pub(super) fn skus(&self) -> impl Iterator<Item = &Sku> {
        std::iter::once(&self.sku).chain(self.variants.iter().map(|variant| &variant.sku))
    }

    /// Says why it is not imported.
    pub(super) fn rejected(&self, fault: RecordFault) -> Reject {
        Reject {
            line: self.line,
            field: fault.field,
            reason: fault.reason,
            raw: self.raw.clone(),
        }
    }
}

/// Applies the rules.
pub(super) fn check(record: FileRecord, currency: Currency) -> Result<Checked, Reject> {
    let FileRecord { line, raw, product } = record;
    match product.and_then(|product| checked(product, currency)) {
        Ok(checked) => Ok(Checked { line, raw, ..checked }),
        Err(RecordFault { field, reason }) => Err(Reject {
            line,
            field,
            reason,
            raw,
        }),
    }
}

fn checked(record: ProductRecord, shops: Currency) -> Result<Checked, RecordFault> {
    let currency: Option<Currency> = parsed("currency", record.currency)?;
    let priced = currency.unwrap_or(shops);
    let tags = record.tags.map(checked_tags).transpose()?;
    let attributes = record.attributes.map(checked_attributes).transpose()?;
    let options = record.options.map(checked_options).transpose()?;
    let variants = record.variants.unwrap_or_default();
    if options.is_some() && record.stock.is_some() {
        return Err(RecordFault::new(
            "stock",
            "is that of each variant, where there are options",
        ));
    }
    let of_variant = |(place, variant)| checked_variant(place, variant, priced);
    let created_at = record
        .created_at
        .map(|text| instant("created_at", &text))
        .transpose();
    Ok(Checked {
        line: 0,
        raw: String::new(),
        sku: Sku::parse(record.sku).map_err(|error| RecordFault::new("sku", &error))?,
        id: parsed("id", record.id)?,
        seller: parsed("seller", record.seller)?,
        name: text("name", record.name, ProductName::parse)?,
        description: text("description", record.description, Description::parse)?,
        price: price("price", record.price, priced)?,
        currency,
        category: record.category.as_deref().map(category).transpose()?,
        tags,
        attributes,
        lifecycle: record.state.as_deref().map(lifecycle).transpose()?,
        stock: pieces("stock", record.stock)?,
        options,
        created_at: created_at?,
        discount: record.discount,
        variants: variants
            .into_iter()
            .enumerate()
            .map(of_variant)
            .collect::<Result<_, _>>()?,
    })
}

fn parsed<T>(field: &str, text: Option<String>) -> Result<Option<T>, RecordFault>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    let parse = |text: String| text.parse().map_err(|error| RecordFault::new(field, &error));
    text.map(parse).transpose()
}

fn text<T>(
    field: &str,
    text: Option<String>,
    parse: impl Fn(String) -> Result<T, TextError>,
) -> Result<Option<T>, RecordFault> {
    text.map(|text| parse(text).map_err(|error| RecordFault::new(field, &error)))
        .transpose()
}

fn instant(field: &str, text: &str) -> Result<Instant, RecordFault> {
    let parsed = text
        .parse()
        .map_err(|error| RecordFault::new(field, &format!("is no instant: {error}")))?;
    Ok(to_micros(parsed))
}

fn price(field: &str, text: Option<String>, currency: Currency) -> Result<Option<Price>, RecordFault> {
    let Some(text) = text else {
        return Ok(None);
    };
    let amount = text.parse().or(Err(RecordFault::new(field, "is not a number")))?;
    let price = Price::new(amount, currency).map_err(|error| RecordFault::new(field, &error))?;
    Ok(Some(price))
}

fn pieces(field: &str, text: Option<String>) -> Result<Option<Quantity>, RecordFault> {
    let Some(text) = text else {
        return Ok(None);
    };
    let count: i64 = text
        .parse()
        .or(Err(RecordFault::new(field, "is not a whole number")))?;
    let count = Quantity::try_from(count).map_err(|error| RecordFault::new(field, &error))?;
    Ok(Some(count))
}

fn category(text: &str) -> Result<CategoryWish, RecordFault> {
    if text.is_empty() {
        return Ok(CategoryWish::Nowhere);
    }
    if let Ok(id) = text.parse() {
        return Ok(CategoryWish::Id(id));
    }
    let label = |name| CategoryLabel::parse(name).map_err(|error| RecordFault::new("category", &error));
    let path = text.split(BELOW).map(label).collect::<Result<_, _>>()?;
    Ok(CategoryWish::Path(path))
}

fn lifecycle(word: &str) -> Result<Lifecycle, RecordFault> {
    let known = ProductState::from_word(word).map(|state| state.parts().0);
    known.ok_or_else(|| RecordFault::new("state", "is no state of a product"))
}

fn checked_tags(tags: Vec<String>) -> Result<Vec<Tag>, RecordFault> {
    let tag = |tag| Tag::parse(tag).map_err(|error| RecordFault::new("tags", &error));
    let tags = tags.into_iter().map(tag).collect::<Result<_, _>>()?;
    check_tags(tags).map_err(|error| RecordFault::new("tags", &error))
}

fn checked_attributes(attributes: Vec<(String, RecordValue)>) -> Result<Vec<Attribute>, RecordFault> {
    let attribute = |(name, value): (String, RecordValue)| {
        let field = format!("attributes.{name}");
        let value = match value {
            RecordValue::Flag(flag) => AttributeValue::Flag(flag),
            RecordValue::Number(number) => AttributeValue::Number(
                number
                    .parse()
                    .or(Err(RecordFault::new(&*field, "is not a number")))?,
            ),
            RecordValue::Text(text) => AttributeValue::Text(
                AttributeText::parse(text).map_err(|error| RecordFault::new(&*field, &error))?,
            ),
        };
        let name = AttributeName::parse(name).map_err(|error| RecordFault::new("attributes", &error))?;
        Ok(Attribute { name, value })
    };
    let attributes: Vec<_> = attributes
        .into_iter()
        .map(attribute)
        .collect::<Result<_, RecordFault>>()?;
    check_attributes(&attributes).map_err(|error| RecordFault::new("attributes", &error))?;
    Ok(attributes)
}

fn checked_options(options: Vec<(String, Vec<String>)>) -> Result<Vec<OptionGroup>, RecordFault> {
    let group = |(place, (name, values)): (usize, (String, Vec<String>))| {
        let field = format!("options[{place}]");
        let name = OptionName::parse(name).map_err(|error| RecordFault::new(&*field, &error))?;
        Ok(OptionGroup {
            name,
            values: checked_values(&field, values)?,
        })
    };
    options.into_iter().enumerate().map(group).collect()
}

fn checked_values(field: &str, values: Vec<String>) -> Result<Vec<OptionValue>, RecordFault> {
    let value = |value| OptionValue::parse(value).map_err(|error| RecordFault::new(field, &error));
    values.into_iter().map(value).collect()
}

fn checked_variant(
    place: usize,
    variant: VariantRecord,
    currency: Currency,
) -> Result<VariantWish, RecordFault> {
    let field = |name: &str| format!("variants[{place}].{name}");
    Ok(VariantWish {
        sku: Sku::parse(variant.sku).map_err(|error| RecordFault::new(field("sku"), &error))?,
        values: checked_values(&field("values"), variant.values)?,
        price: price(&field("price"), variant.price, currency)?,
        stock: pieces(&field("stock"), variant.stock)?,
    })
}
