use std::collections::BTreeMap;

/// What the tables of a Milly shop are called, ready for a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tables {
    pub(super) products: String,
    pub(super) coupons: Option<String>,
    stock: Option<Linked>,
    discounts: Option<(Linked, String)>,
}

/// A table, and the column that names the product.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Linked {
    table: String,
    product: String,
}

type Columns = BTreeMap<String, Vec<String>>;

const PRODUCT: [&str; 5] = ["id", "name", "description", "price", "created_at"];

impl Tables {
    /// The tables of these columns (table, column); or what the missing one would have.
    pub(super) fn among(columns: impl Iterator<Item = (String, String)>) -> Result<Self, String> {
        let mut tables = Columns::new();
        for (table, column) in columns {
            tables.entry(table).or_default().push(column.to_lowercase());
        }
        let products = having(&tables, &PRODUCT).ok_or_else(|| PRODUCT.join(", "))?;
        let stock = having(&tables, &["total_after_change", "change", "version"]);
        let discounts = having(&tables, &["id", "percentage", "start_date", "end_date"]);
        let coupons = having(&tables, &["code", "discount_percentage", "valid_from"]);
        Ok(Self {
            products: quoted(&products),
            coupons: coupons.as_deref().map(quoted),
            stock: stock.and_then(|table| linked(&tables, &table)),
            discounts: discounts.and_then(|table| {
                let active = one_of(&tables, &table, &["active", "is_active"])?;
                Some((linked(&tables, &table)?, active))
            }),
        })
    }

    /// Products behind `?`, with their stock and their discount, everything as text.
    pub(super) fn products_sql(&self, limit: u64) -> String {
        let products = &self.products;
        let stock = self.stock.as_ref().map_or_else(
            || "'0'".to_owned(),
            |Linked { table, product }| {
                format!(
                    "(SELECT CAST(e.total_after_change AS CHAR) FROM {table} e WHERE e.{product} = p.id \
                     ORDER BY e.version DESC LIMIT 1)"
                )
            },
        );
        let (discount, join) = match &self.discounts {
            None => (
                "NULL AS percentage, NULL AS starts_at, NULL AS ends_at".to_owned(),
                String::new(),
            ),
            Some((Linked { table, product }, active)) => (
                "CAST(d.percentage AS CHAR) AS percentage, CAST(d.start_date AS CHAR) AS starts_at, \
                 CAST(d.end_date AS CHAR) AS ends_at"
                    .to_owned(),
                format!(
                    "LEFT JOIN {table} d ON d.id = (SELECT x.id FROM {table} x WHERE x.{product} = p.id \
                     AND x.{active} ORDER BY x.start_date DESC, x.id DESC LIMIT 1)"
                ),
            ),
        };
        format!(
            "SELECT CAST(p.id AS CHAR) AS id, p.name AS name, p.description AS description, \
             CAST(p.price AS CHAR) AS price, CAST(p.created_at AS CHAR) AS created_at, \
             {stock} AS stock, {discount} FROM {products} p {join} \
             WHERE p.id > ? ORDER BY p.id LIMIT {limit}"
        )
    }

    /// The id with so many before it.
    pub(super) fn place_sql(&self, before: u64) -> String {
        let products = &self.products;
        format!("SELECT CAST(id AS CHAR) AS value FROM {products} ORDER BY id LIMIT 1 OFFSET {before}")
    }
}

/// The first table that has all of these columns.
fn having(tables: &Columns, wanted: &[&str]) -> Option<String> {
    let has_all = |columns: &Vec<String>| {
        wanted
            .iter()
            .all(|wanted| columns.iter().any(|column| column == wanted))
    };
    let mut found = tables.iter().filter(|(_, columns)| has_all(columns));
    found.next().map(|(table, _)| table.clone())
}

fn one_of(tables: &Columns, table: &str, wanted: &[&str]) -> Option<String> {
    let columns = tables.get(table)?;
    let found = wanted
        .iter()
        .find(|wanted| columns.iter().any(|column| column == **wanted));
    found.map(|column| (*column).to_owned())
}

fn linked(tables: &Columns, table: &str) -> Option<Linked> {
    Some(Linked {
        table: quoted(table),
        product: one_of(tables, table, &["product_id", "product"])?,
    })
}

/// Both databases take backticks.
fn quoted(table: &str) -> String {
    format!("`{}`", table.replace('`', "``"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns<'c>(tables: &'c [(&'c str, &'c [&'c str])]) -> impl Iterator<Item = (String, String)> + 'c {
        tables.iter().flat_map(|(table, columns)| {
            columns
                .iter()
                .map(|column| ((*table).to_owned(), (*column).to_owned()))
        })
    }

    #[test]
    fn tables_are_told_by_their_columns() {
        let all: [(&str, &[&str]); 5] = [
            ("auth_user", &["id", "email", "password"]),
            (
                "milly_product",
                &["id", "name", "description", "price", "created_at", "updated_at"],
            ),
            (
                "milly_productstockevent",
                &["id", "product_id", "change", "total_after_change", "version"],
            ),
            (
                "milly_productdiscount",
                &[
                    "id",
                    "product_id",
                    "percentage",
                    "start_date",
                    "end_date",
                    "is_active",
                ],
            ),
            (
                "milly_cupon",
                &[
                    "id",
                    "user_id",
                    "code",
                    "discount_percentage",
                    "valid_from",
                    "valid_to",
                ],
            ),
        ];
        let tables = Tables::among(columns(&all)).unwrap();
        assert_eq!(tables.products, "`milly_product`");
        assert_eq!(tables.coupons.as_deref(), Some("`milly_cupon`"));
        let sql = tables.products_sql(7);
        assert!(
            sql.contains("`milly_productstockevent` e WHERE e.product_id = p.id"),
            "{sql}"
        );
        assert!(sql.contains("x.is_active") && sql.ends_with("LIMIT 7"), "{sql}");
    }

    #[test]
    fn a_shop_without_products_is_none() {
        let missing = Tables::among(columns(&[("auth_user", &["id"])])).unwrap_err();
        assert_eq!(missing, "id, name, description, price, created_at");
    }
}
