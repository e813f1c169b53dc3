use std::collections::HashSet;

use hexmart_application::interchange::FileFault;

use super::Row;
use crate::encoding::Encoding;

/// Where a header has which column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    pub(crate) width: usize,
    pub(crate) product_sku: usize,
    pub(crate) sku: Option<usize>,
    pub(crate) id: Option<usize>,
    pub(crate) seller: Option<usize>,
    pub(crate) created_at: Option<usize>,
    pub(crate) name: Option<usize>,
    pub(crate) description: Option<usize>,
    pub(crate) price: Option<usize>,
    pub(crate) currency: Option<usize>,
    pub(crate) category: Option<usize>,
    pub(crate) tags: Option<usize>,
    pub(crate) state: Option<usize>,
    pub(crate) stock: Option<usize>,
    pub(crate) variant_price: Option<usize>,
    pub(crate) attributes: Option<usize>,
    /// One after the other, as long as they have a name.
    pub(crate) options: Vec<OptionColumns>,
}

/// Where a header has what belongs to an option.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct OptionColumns {
    pub(crate) name: usize,
    pub(crate) value: usize,
    /// All values in their order; those that the variants have, in theirs, when there is no such column.
    pub(crate) values: Option<usize>,
}

/// The most options that columns are for.
pub(crate) const OPTIONS: usize = 5;

impl Columns {
    /// Reads a header. Names are those of the columns that an export writes, in any order, whatever their case.
    pub(crate) fn read(header: &Row) -> Result<Self, FileFault> {
        let name = |place| {
            let cell = Encoding::Utf8.decode(header.cell(place));
            cell.trim_start_matches('\u{feff}').trim().to_lowercase()
        };
        let names: Vec<_> = (0..header.width()).map(name).collect();
        let known: HashSet<_> = super::write::columns().into_iter().collect();
        let mut seen = HashSet::new();
        let mut wrong = Vec::new();
        for name in &names {
            if !known.contains(name) || !seen.insert(name) {
                wrong.push(name.clone());
            }
        }
        if !wrong.is_empty() {
            return Err(FileFault::UnknownColumns(wrong));
        }
        let place = |wanted: &str| names.iter().position(|name| name == wanted);
        let options = options(&place)?;
        if place("variant_price").is_some() && options.is_empty() {
            return Err(FileFault::MissingColumns(vec!["option1_name".to_owned()]));
        }
        let product_sku =
            place("product_sku").ok_or_else(|| FileFault::MissingColumns(vec!["product_sku".to_owned()]))?;
        Ok(Self {
            width: names.len(),
            product_sku,
            sku: place("sku"),
            id: place("id"),
            seller: place("seller"),
            created_at: place("created_at"),
            name: place("name"),
            description: place("description"),
            price: place("price"),
            currency: place("currency"),
            category: place("category"),
            tags: place("tags"),
            state: place("state"),
            stock: place("stock"),
            variant_price: place("variant_price"),
            attributes: place("attributes"),
            options,
        })
    }
}

/// The columns of options: a name has a value beside it, and no number is left out.
fn options(place: &impl Fn(&str) -> Option<usize>) -> Result<Vec<OptionColumns>, FileFault> {
    let mut options = Vec::new();
    let mut missing = Vec::new();
    let parts = |number: usize| ["name", "value", "values"].map(|part| format!("option{number}_{part}"));
    let last = (1..=OPTIONS).rfind(|number| parts(*number).iter().any(|name| place(name).is_some()));
    for number in 1..=last.unwrap_or(0) {
        let [name, value, values] = parts(number);
        match (place(&name), place(&value)) {
            (Some(name), Some(value)) => options.push(OptionColumns {
                name,
                value,
                values: place(&values),
            }),
            (found_name, found_value) => {
                missing.extend(found_name.is_none().then_some(name));
                missing.extend(found_value.is_none().then_some(value));
            }
        }
    }
    if missing.is_empty() {
        Ok(options)
    } else {
        Err(FileFault::MissingColumns(missing))
    }
}
