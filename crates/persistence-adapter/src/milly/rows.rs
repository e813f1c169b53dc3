use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use diesel::QueryableByName;
use diesel::mysql::Mysql;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::sqlite::Sqlite;
use hexmart_application::interchange::{LegacyDiscount, LegacyProduct};
use hexmart_application::platform::StoreError;
use hexmart_domain::shared::Instant;

/// A row that both databases answer.
pub(super) trait Row: QueryableByName<Mysql> + QueryableByName<Sqlite> + Send + 'static {}
impl<R: QueryableByName<Mysql> + QueryableByName<Sqlite> + Send + 'static> Row for R {}

#[derive(Debug, QueryableByName)]
pub(super) struct ColumnRow {
    #[diesel(sql_type = Text)]
    pub(super) place: String,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
}

#[derive(Debug, QueryableByName)]
pub(super) struct NumberRow {
    #[diesel(sql_type = BigInt)]
    pub(super) value: i64,
}

#[derive(Debug, QueryableByName)]
pub(super) struct TextRow {
    #[diesel(sql_type = Text)]
    pub(super) value: String,
}

#[derive(Debug, QueryableByName)]
pub(super) struct ProductRow {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    description: String,
    #[diesel(sql_type = Text)]
    price: String,
    #[diesel(sql_type = Text)]
    created_at: String,
    #[diesel(sql_type = Nullable<Text>)]
    stock: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    percentage: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    starts_at: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    ends_at: Option<String>,
}

impl TryFrom<ProductRow> for LegacyProduct {
    type Error = StoreError;

    fn try_from(row: ProductRow) -> Result<Self, StoreError> {
        let stock = row.stock.as_deref().unwrap_or("0");
        let discount = match (row.percentage, row.starts_at, row.ends_at) {
            (Some(percentage), Some(starts_at), Some(ends_at)) => Some(LegacyDiscount {
                percentage,
                starts_at: instant(&starts_at)?,
                ends_at: instant(&ends_at)?,
            }),
            _ => None,
        };
        Ok(Self {
            stock: stock
                .parse()
                .or(Err(StoreError::corrupt("a Milly shop", format!("stock {stock}"))))?,
            created_at: instant(&row.created_at)?,
            id: row.id,
            name: row.name,
            description: row.description,
            price: row.price,
            discount,
        })
    }
}

/// Milly keeps UTC, with an offset or without; a day begins at midnight.
fn instant(text: &str) -> Result<Instant, StoreError> {
    let naive = || {
        let formats = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.fZ"];
        let mut times = formats
            .iter()
            .filter_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        times
            .next()
            .or_else(|| day.map(|day| day.and_time(NaiveTime::MIN)))
    };
    let offset = DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%:z").ok();
    offset
        .map(|instant| instant.to_utc())
        .or_else(|| naive().map(|naive| naive.and_utc()))
        .ok_or_else(|| StoreError::corrupt("a Milly shop", format!("{text} is no instant")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_however_a_database_says_them() {
        let noon = DateTime::parse_from_rfc3339("2025-11-20T05:36:02.148Z")
            .unwrap()
            .to_utc();
        for text in [
            "2025-11-20 05:36:02.148000",
            "2025-11-20T05:36:02.148Z",
            "2025-11-20 14:36:02.148000+09:00",
        ] {
            assert_eq!(instant(text).unwrap(), noon, "{text}");
        }
        assert_eq!(
            instant("2025-11-20").unwrap().to_rfc3339(),
            "2025-11-20T00:00:00+00:00"
        );
        assert!(instant("yesterday").is_err());
    }
}
