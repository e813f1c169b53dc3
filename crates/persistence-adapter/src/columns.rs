//! How domain values lie in columns, exactly and alike on both databases.

mod print;

use std::io::Write;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::mysql::{Mysql, MysqlValue};
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{Binary, Datetime, SqlOrd, SqlType};
use diesel::sqlite::{Sqlite, SqliteValue};
use hexmart_application::platform::StoreError;
use hexmart_domain::catalogue::Price;
use hexmart_domain::shared::{Currency, Id, Instant, Money, Percentage, Quantity};
use rust_decimal::Decimal;
use uuid::Uuid;

pub(crate) use print::Print;

/// Amounts and percentages are whole numbers of ten-thousandths: exact in every database, summed and compared in SQL.
const SCALE: u32 = 4;

/// An id, as 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub(crate) struct Key([u8; 16]);

impl Key {
    /// Sorts before every id.
    pub(crate) const NONE: Self = Self([0; 16]);

    /// The 16 bytes as a literal that both databases read.
    pub(crate) fn literal(self) -> String {
        let mut digits = Uuid::encode_buffer();
        let digits = Uuid::from_bytes(self.0).simple().encode_lower(&mut digits);
        ["x'", digits, "'"].concat()
    }

    /// The 16 bytes in hexadecimal digits.
    pub(crate) fn hex(self) -> String {
        Uuid::from_bytes(self.0).simple().to_string()
    }

    /// A key that is no id: of an aggregate, of a process.
    pub(crate) const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    pub(crate) const fn bytes(self) -> [u8; 16] {
        self.0
    }

    /// What is no id of ours.
    pub(crate) const fn uuid(self) -> Uuid {
        Uuid::from_bytes(self.0)
    }

    /// The id of this key.
    pub(crate) const fn id<K>(self) -> Id<K> {
        Id::from_uuid(Uuid::from_bytes(self.0))
    }
}

impl<K> From<Id<K>> for Key {
    fn from(id: Id<K>) -> Self {
        Self(id.as_uuid().into_bytes())
    }
}

impl<DB> ToSql<Binary, DB> for Key
where
    DB: Backend,
    [u8]: ToSql<Binary, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.as_slice().to_sql(out)
    }
}

impl FromSql<Binary, Sqlite> for Key {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Self(value.read_blob().try_into()?))
    }
}

impl FromSql<Binary, Mysql> for Key {
    fn from_sql(value: MysqlValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().try_into()?))
    }
}

/// The SQL type of an instant: `DATETIME(6)`, or 26 characters of text that sort like it.
#[derive(Debug, Clone, Copy, QueryId, SqlType)]
#[diesel(mysql_type(name = "DateTime"), sqlite_type(name = "Text"))]
pub struct UtcMicros;
impl SqlOrd for UtcMicros {}

/// An instant in UTC, to the microsecond.
#[derive(Debug, Clone, Copy, AsExpression, FromSqlRow)]
#[diesel(sql_type = UtcMicros)]
pub(crate) struct At(pub(crate) Instant);

impl ToSql<UtcMicros, Mysql> for At {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Mysql>) -> serialize::Result {
        ToSql::<Datetime, Mysql>::to_sql(&self.0.naive_utc(), &mut out.reborrow())
    }
}

impl FromSql<UtcMicros, Mysql> for At {
    fn from_sql(value: MysqlValue<'_>) -> deserialize::Result<Self> {
        let naive = <NaiveDateTime as FromSql<Datetime, Mysql>>::from_sql(value)?;
        Ok(Self(naive.and_utc()))
    }
}

impl ToSql<UtcMicros, Sqlite> for At {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(to_text(self.0));
        Ok(IsNull::No)
    }
}

impl FromSql<UtcMicros, Sqlite> for At {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        from_text(value.read_text())
            .map(Self)
            .ok_or_else(|| "not an instant".into())
    }
}

/// `2026-11-20 05:36:02.148000`: fixed width, so that texts sort as the instants do.
pub(crate) fn to_text(instant: Instant) -> String {
    let mut text = Vec::with_capacity(26);
    let (date, time) = (instant.date_naive(), instant.time());
    let written = write!(
        text,
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}",
        date.year(),
        date.month(),
        date.day(),
        time.hour(),
        time.minute(),
        time.second(),
        time.nanosecond() / 1_000 % 1_000_000,
    );
    debug_assert!(written.is_ok(), "a Vec takes everything");
    String::from_utf8(text).unwrap_or_default()
}

/// Reads by position: a general parser costs more than the query that brought the text.
pub(crate) fn from_text(text: &str) -> Option<Instant> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let year = i32::try_from(number(0, 4)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(5, 7)?, number(8, 10)?)?;
    let time = date.and_hms_micro_opt(number(11, 13)?, number(14, 16)?, number(17, 19)?, number(20, 26)?)?;
    (text.len() == 26).then(|| DateTime::from_naive_utc_and_offset(time, chrono::Utc))
}

/// A number as ten-thousandths.
pub(crate) fn scaled(number: Decimal) -> i64 {
    let mut number = number;
    number.rescale(SCALE);
    i64::try_from(number.mantissa()).unwrap_or(i64::MAX)
}

/// The number of a stored amount.
pub(crate) fn unscaled(amount: i64) -> Decimal {
    Decimal::new(amount, SCALE).normalize()
}

/// The money of a stored amount.
pub(crate) fn money(amount: i64, currency: Currency) -> Money {
    Money::new(Decimal::new(amount, SCALE), currency)
}

/// The price of a stored amount.
pub(crate) fn price(amount: i64, currency: &str) -> Result<Price, StoreError> {
    let currency = currency
        .parse::<Currency>()
        .map_err(|error| StoreError::corrupt("products", error.to_string()))?;
    Price::new(Decimal::new(amount, SCALE), currency)
        .map_err(|error| StoreError::corrupt("products", format!("price {error}")))
}

/// The percentage of a stored share.
pub(crate) fn percentage(table: &'static str, share: i64) -> Result<Percentage, StoreError> {
    Percentage::try_from(Decimal::new(share, SCALE))
        .map_err(|error| StoreError::corrupt(table, format!("percentage {error}")))
}

/// The quantity of a stored count.
pub(crate) fn quantity(count: i64) -> Result<Quantity, StoreError> {
    Quantity::try_from(count)
        .map_err(|error| StoreError::corrupt("stock_events", format!("quantity {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn instants_keep_their_microseconds_as_text() {
        let instant = chrono::Utc.with_ymd_and_hms(2026, 11, 20, 5, 36, 2).unwrap()
            + chrono::TimeDelta::microseconds(148_007);
        assert_eq!(to_text(instant), "2026-11-20 05:36:02.148007");
        assert_eq!(from_text(&to_text(instant)), Some(instant));
        for wrong in [
            "",
            "2026-11-20",
            "2026-13-20 05:36:02.148007",
            "2026-11-20 05:36:02.1480070",
        ] {
            assert_eq!(from_text(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn amounts_are_ten_thousandths() {
        assert_eq!(scaled("99999999.99".parse().unwrap()), 999_999_999_900);
        assert_eq!(scaled(Decimal::ONE_HUNDRED), 1_000_000);
        assert_eq!(
            price(100, "KRW")
                .unwrap()
                .money()
                .amount()
                .normalize()
                .to_string(),
            "0.01"
        );
        assert!(price(1, "KRW").is_err());
    }
}
