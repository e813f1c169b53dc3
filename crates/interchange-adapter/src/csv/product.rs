use std::borrow::Cow;

use hexmart_application::interchange::{ProductRecord, RecordFault, VariantRecord};

use super::columns::OptionColumns;
use super::{Columns, Row, split, unescaped};
use crate::encoding::Encoding;
use crate::ndjson;

/// The rows of one product.
#[derive(Debug)]
pub(crate) struct Group<'g> {
    pub(crate) rows: &'g [Row],
    pub(crate) columns: &'g Columns,
    pub(crate) encoding: Encoding,
}

impl Group<'_> {
    /// What the rows say. The first one speaks of the product, all of them of variants.
    pub(crate) fn record(&self) -> Result<ProductRecord, RecordFault> {
        self.check_width()?;
        self.check_agreement()?;
        let (first, columns) = (self.first()?, self.columns);
        let told = |column: Option<usize>| column.and_then(|column| self.text(first, column));
        // An empty cell of these says that there are none.
        let listed = |column: Option<usize>| column.map(|column| self.cell(first, column));
        let attributes = listed(columns.attributes)
            .map(|cell| ndjson::attributes(if cell.is_empty() { "{}" } else { &cell }))
            .transpose()
            .map_err(|error| RecordFault::new("attributes", &error))?;
        let mut record = ProductRecord {
            sku: self.cell(first, columns.product_sku).into_owned(),
            id: told(columns.id),
            seller: told(columns.seller),
            created_at: told(columns.created_at),
            name: told(columns.name),
            description: told(columns.description),
            price: told(columns.price),
            currency: told(columns.currency),
            category: listed(columns.category).map(Cow::into_owned),
            tags: listed(columns.tags).map(|cell| split(&cell)),
            attributes,
            state: told(columns.state),
            ..ProductRecord::default()
        };
        if !columns.options.is_empty() {
            record.options = Some(self.options(first)?);
            record.variants = Some(self.variants(record.options.as_ref().map_or(0, Vec::len))?);
        } else if let [only] = self.rows
            && self.sku(only) == self.cell(only, columns.product_sku)
        {
            record.stock = columns.stock.and_then(|column| self.text(only, column));
        } else {
            record.variants = Some(self.variants(0)?);
        }
        Ok(record)
    }

    fn first(&self) -> Result<&Row, RecordFault> {
        self.rows
            .first()
            .ok_or_else(|| RecordFault::new("product_sku", "there are no rows"))
    }

    fn check_width(&self) -> Result<(), RecordFault> {
        let expected = self.columns.width;
        match self.rows.iter().find(|row| row.width() != expected) {
            None => Ok(()),
            Some(row) => {
                let reason = format!(
                    "line {} has {} cells, the header has {expected}",
                    row.line,
                    row.width()
                );
                Err(RecordFault::new("line", &reason))
            }
        }
    }

    /// What is said of the product in later rows is what the first one says, or nothing.
    fn check_agreement(&self) -> Result<(), RecordFault> {
        let columns = self.columns;
        let named = [
            ("id", columns.id),
            ("seller", columns.seller),
            ("name", columns.name),
            ("description", columns.description),
            ("price", columns.price),
            ("currency", columns.currency),
            ("category", columns.category),
            ("tags", columns.tags),
            ("state", columns.state),
            ("attributes", columns.attributes),
        ];
        let first = self.first()?;
        for (name, column) in named
            .into_iter()
            .filter_map(|(name, column)| Some((name, column?)))
        {
            let disagrees =
                |row: &&Row| !row.cell(column).is_empty() && row.cell(column) != first.cell(column);
            if let Some(row) = self.rows.iter().skip(1).find(disagrees) {
                let reason = format!(
                    "line {} says something else than the product's first line",
                    row.line
                );
                return Err(RecordFault::new(name, &reason));
            }
        }
        Ok(())
    }

    fn options(&self, first: &Row) -> Result<Vec<(String, Vec<String>)>, RecordFault> {
        let named = |columns: &&OptionColumns| !first.cell(columns.name).is_empty();
        let columns: Vec<_> = self.columns.options.iter().take_while(named).collect();
        let option = |columns: &OptionColumns| {
            let all = columns.values.map(|column| split(&self.cell(first, column)));
            let mut values = all.unwrap_or_default();
            for row in self.rows {
                if self.cell(row, columns.name) != self.cell(first, columns.name)
                    && !row.cell(columns.name).is_empty()
                {
                    let reason = format!("line {} names another option than the first line", row.line);
                    return Err(RecordFault::new("options", &reason));
                }
                let value = self.cell(row, columns.value).into_owned();
                if !values.contains(&value) {
                    values.push(value);
                }
            }
            Ok((self.cell(first, columns.name).into_owned(), values))
        };
        columns.into_iter().map(option).collect()
    }

    fn variants(&self, options: usize) -> Result<Vec<VariantRecord>, RecordFault> {
        let columns = self.columns;
        let variant = |(place, row): (usize, &Row)| {
            let sku = self.sku(row).into_owned();
            if place == 0 && options > 0 && sku != self.cell(row, columns.product_sku) {
                return Err(RecordFault::new(
                    "sku",
                    "the first line of a product has the product's SKU",
                ));
            }
            let used = columns.options.iter().take(options);
            Ok(VariantRecord {
                sku,
                values: used
                    .map(|option| self.cell(row, option.value).into_owned())
                    .collect(),
                price: columns.variant_price.and_then(|column| self.text(row, column)),
                stock: columns.stock.and_then(|column| self.text(row, column)),
            })
        };
        self.rows.iter().enumerate().map(variant).collect()
    }

    /// A row that names no SKU of its own has the product's.
    fn sku<'r>(&self, row: &'r Row) -> Cow<'r, str> {
        let own = self.columns.sku.filter(|column| !row.cell(*column).is_empty());
        self.cell(row, own.unwrap_or(self.columns.product_sku))
    }

    fn cell<'r>(&self, row: &'r Row, column: usize) -> Cow<'r, str> {
        match self.encoding.decode(row.cell(column)) {
            Cow::Borrowed(cell) => Cow::Borrowed(unescaped(cell)),
            Cow::Owned(cell) => Cow::Owned(unescaped(&cell).to_owned()),
        }
    }

    /// A cell that says something.
    fn text(&self, row: &Row, column: usize) -> Option<String> {
        let cell = self.cell(row, column);
        (!cell.is_empty()).then(|| cell.into_owned())
    }
}
