use hexmart_application::interchange::{ProductRecord, RecordValue, VariantRecord};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

/// The lines of products.
pub(crate) fn lines(records: &[ProductRecord]) -> String {
    let mut text = String::new();
    for record in records {
        // Nothing but texts: that always succeeds.
        text.push_str(&serde_json::to_string(&Line(record)).unwrap_or_default());
        text.push('\n');
    }
    text
}

/// Attributes as an object.
pub(crate) fn attributes_text(attributes: &[(String, RecordValue)]) -> String {
    serde_json::to_string(&Attributes(attributes)).unwrap_or_default()
}

struct Line<'r>(&'r ProductRecord);

/// A number as it is written; what is none is a text.
fn number(text: &str) -> Result<Box<RawValue>, &str> {
    let is_number = text.bytes().next_back().is_some_and(|last| last.is_ascii_digit());
    let raw = is_number.then(|| RawValue::from_string(text.to_owned()).ok());
    raw.flatten().ok_or(text)
}

fn entry<M: SerializeMap>(map: &mut M, name: &str, value: Option<&impl Serialize>) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| map.serialize_entry(name, value))
}

fn figure<M: SerializeMap>(map: &mut M, name: &str, value: Option<&String>) -> Result<(), M::Error> {
    match value.map(|value| number(value)) {
        None => Ok(()),
        Some(Ok(number)) => map.serialize_entry(name, &number),
        Some(Err(text)) => map.serialize_entry(name, text),
    }
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let record = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("sku", &record.sku)?;
        entry(&mut map, "id", record.id.as_ref())?;
        entry(&mut map, "seller", record.seller.as_ref())?;
        entry(&mut map, "name", record.name.as_ref())?;
        entry(&mut map, "description", record.description.as_ref())?;
        figure(&mut map, "price", record.price.as_ref())?;
        entry(&mut map, "currency", record.currency.as_ref())?;
        let category = record.category.as_ref();
        entry(
            &mut map,
            "category",
            category.map(|path| (!path.is_empty()).then_some(path)).as_ref(),
        )?;
        entry(&mut map, "tags", record.tags.as_ref())?;
        let attributes = record.attributes.as_ref();
        entry(
            &mut map,
            "attributes",
            attributes.map(|all| Attributes(all)).as_ref(),
        )?;
        entry(&mut map, "state", record.state.as_ref())?;
        figure(&mut map, "stock", record.stock.as_ref())?;
        let options = record.options.as_ref();
        entry(
            &mut map,
            "options",
            options
                .map(|all| all.iter().map(Choice).collect::<Vec<_>>())
                .as_ref(),
        )?;
        let variants = record.variants.as_ref();
        entry(
            &mut map,
            "variants",
            variants
                .map(|all| all.iter().map(Variant).collect::<Vec<_>>())
                .as_ref(),
        )?;
        entry(&mut map, "created_at", record.created_at.as_ref())?;
        map.end()
    }
}

struct Attributes<'r>(&'r [(String, RecordValue)]);

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            match value {
                RecordValue::Text(text) => map.serialize_entry(name, text)?,
                RecordValue::Number(text) => figure(&mut map, name, Some(text))?,
                RecordValue::Flag(flag) => map.serialize_entry(name, flag)?,
            }
        }
        map.end()
    }
}

struct Choice<'r>(&'r (String, Vec<String>));

impl Serialize for Choice<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (name, values) = self.0;
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("name", name)?;
        map.serialize_entry("values", values)?;
        map.end()
    }
}

struct Variant<'r>(&'r VariantRecord);

impl Serialize for Variant<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("sku", &self.0.sku)?;
        map.serialize_entry("values", &self.0.values)?;
        figure(&mut map, "price", self.0.price.as_ref())?;
        figure(&mut map, "stock", self.0.stock.as_ref())?;
        map.end()
    }
}
