use std::collections::HashMap;

use hexmart_application::interchange::{ProductRecord, VariantRecord};

use super::cells::joined;
use super::columns::OPTIONS;
use super::escaped;
use crate::ndjson;

/// The columns, in the order in which they are written.
pub(super) fn columns() -> Vec<String> {
    let before = [
        "product_sku",
        "sku",
        "name",
        "description",
        "price",
        "currency",
        "category",
        "tags",
    ];
    let options = (1..=OPTIONS)
        .flat_map(|number| ["name", "value", "values"].map(|part| format!("option{number}_{part}")));
    let behind = ["variant_price", "attributes", "id", "seller", "created_at"];
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    named(&before)
        .into_iter()
        .chain(named(&["state", "stock"]))
        .chain(options)
        .chain(named(&behind))
        .collect()
}

/// The header, behind the mark by which Excel knows UTF-8.
pub(crate) fn header() -> String {
    let names = columns();
    format!("\u{feff}{}", lined([names.as_slice()]))
}

/// The lines of products: one for each variant.
pub(crate) fn lines(records: &[ProductRecord]) -> String {
    let rows: Vec<_> = records.iter().flat_map(rows_of).collect();
    lined(rows.iter().map(Vec::as_slice))
}

/// Cells with commas between them, quoted where it is needed.
pub(crate) fn lined<'r>(rows: impl IntoIterator<Item = &'r [String]>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // A vector takes everything, and all rows are as wide as the header.
        drop(writer.write_record(row));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn rows_of(record: &ProductRecord) -> Vec<Vec<String>> {
    let columns = columns();
    let plain = || {
        vec![VariantRecord {
            sku: record.sku.clone(),
            stock: record.stock.clone(),
            ..VariantRecord::default()
        }]
    };
    let variants = record.variants.clone().unwrap_or_else(plain);
    let row = |(place, variant)| {
        let mut cells = variant_cells(record, variant);
        if place == 0 {
            cells.extend(product_cells(record));
        }
        let mut cell = |column: &String| {
            cells
                .remove(column)
                .map(|text| escaped(&text))
                .unwrap_or_default()
        };
        columns.iter().map(&mut cell).collect()
    };
    variants.iter().enumerate().map(row).collect()
}

type Cells = HashMap<String, String>;

fn variant_cells(record: &ProductRecord, variant: &VariantRecord) -> Cells {
    let mut cells = Cells::new();
    let mut set = |name: &str, text: String| cells.insert(name.to_owned(), text);
    set("product_sku", record.sku.clone());
    set("sku", variant.sku.clone());
    set("stock", variant.stock.clone().unwrap_or_default());
    set("variant_price", variant.price.clone().unwrap_or_default());
    let options = record.options.iter().flatten();
    for (number, ((name, _), value)) in (1..).zip(options.zip(&variant.values)) {
        set(&format!("option{number}_name"), name.clone());
        set(&format!("option{number}_value"), value.clone());
    }
    cells
}

fn product_cells(record: &ProductRecord) -> Cells {
    let told = [
        ("id", &record.id),
        ("seller", &record.seller),
        ("created_at", &record.created_at),
        ("name", &record.name),
        ("description", &record.description),
        ("price", &record.price),
        ("currency", &record.currency),
        ("category", &record.category),
        ("state", &record.state),
    ];
    let mut cells: Cells = told
        .into_iter()
        .filter_map(|(name, text)| Some((name.to_owned(), text.clone()?)))
        .collect();
    if let Some(tags) = &record.tags {
        cells.insert("tags".to_owned(), joined(tags));
    }
    if let Some(attributes) = record
        .attributes
        .as_ref()
        .filter(|attributes| !attributes.is_empty())
    {
        cells.insert("attributes".to_owned(), ndjson::attributes_text(attributes));
    }
    for (place, (_, values)) in record.options.iter().flatten().enumerate() {
        // Needed only where the variants do not tell the values in their order.
        if used_values(record, place) != *values {
            cells.insert(format!("option{}_values", place + 1), joined(values));
        }
    }
    cells
}

fn used_values(record: &ProductRecord, option: usize) -> Vec<String> {
    let mut used: Vec<String> = Vec::new();
    for value in record
        .variants
        .iter()
        .flatten()
        .filter_map(|variant| variant.values.get(option))
    {
        if !used.contains(value) {
            used.push(value.clone());
        }
    }
    used
}
