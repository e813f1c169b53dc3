//! Statements of Diesel's as text, with their parameters in it: several of them are then sent in one round trip, and none
//! is prepared that hardly comes again.

use chrono::NaiveDateTime;
use diesel::deserialize::FromSql;
use diesel::mysql::{Mysql, MysqlQueryBuilder, MysqlType, MysqlValue};
use diesel::query_builder::bind_collector::RawBytesBindCollector;
use diesel::query_builder::{QueryBuilder, QueryFragment};
use diesel::result::Error;
use diesel::sql_types::Datetime;
use diesel::{QueryResult, deserialize};

use super::script::{bytes, hex};
use crate::columns::to_text;

/// The text of a statement. Its own text must hold no question mark but those of its parameters; those of ours hold none.
pub(super) fn text(statement: &impl QueryFragment<Mysql>) -> QueryResult<String> {
    let mut builder = MysqlQueryBuilder::new();
    statement.to_sql(&mut builder, &Mysql)?;
    let mut collector = RawBytesBindCollector::<Mysql>::new();
    statement.collect_binds(&mut collector, &mut (), &Mysql)?;
    let sql = builder.finish();
    let mut values = collector.metadata.into_iter().zip(collector.binds);
    let mut pieces = sql.split('?');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (kind, value) = values.next().ok_or_else(|| wrong("a parameter is missing"))?;
        match value {
            Some(value) => text.push_str(&literal(kind, &value).map_err(Error::SerializationError)?),
            None => text.push_str("NULL"),
        }
        text.push_str(piece);
    }
    Ok(text)
}

fn wrong(what: &str) -> Error {
    Error::SerializationError(what.into())
}

/// A value as a literal. What somebody typed stands there as hexadecimal digits.
fn literal(kind: MysqlType, value: &[u8]) -> deserialize::Result<String> {
    match kind {
        MysqlType::LongLong => Ok(i64::from_ne_bytes(value.try_into()?).to_string()),
        // A flag, of which the first byte counts however many there are.
        MysqlType::Tiny => Ok(u8::from(value.first().is_some_and(|flag| *flag != 0)).to_string()),
        MysqlType::String => Ok(hex(std::str::from_utf8(value)?)),
        MysqlType::Blob => Ok(bytes(value)),
        MysqlType::DateTime => {
            let value = MysqlValue::new(value, kind);
            let instant = <NaiveDateTime as FromSql<Datetime, Mysql>>::from_sql(value)?;
            Ok(format!("'{}'", to_text(instant.and_utc())))
        }
        other => Err(format!("no column of ours is {other:?}").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::columns::{At, Key};
    use crate::schema::{carts, stock_events, warehouses};
    use chrono::DateTime;
    use diesel::{ExpressionMethods, QueryDsl};

    #[test]
    fn a_statement_is_written_with_what_it_says() {
        let at = DateTime::from_timestamp_micros(1_763_616_962_148_007).unwrap();
        let statement = diesel::update(warehouses::table.find(Key::from_bytes([7; 16]))).set((
            warehouses::name.eq("창고's ?"),
            warehouses::postal_code.eq(None::<String>),
            warehouses::available.eq(true),
            warehouses::version.eq(-3),
            warehouses::updated_at.eq(At(at)),
        ));
        assert_eq!(
            text(&statement).unwrap(),
            "UPDATE `warehouses` SET `name` = _utf8mb4 x'ecb0bdeab3a02773203f', `postal_code` = NULL, `available` = 1, \
             `version` = -3, `updated_at` = '2025-11-20 05:36:02.148007' \
             WHERE (`warehouses`.`id` = x'07070707070707070707070707070707')"
        );
    }

    #[test]
    fn several_rows_are_one_statement() {
        let rows = [1_i64, 2].map(|version| {
            (
                stock_events::version.eq(version),
                stock_events::ceiling.eq(None::<i64>),
            )
        });
        let statement = diesel::insert_into(stock_events::table).values(rows.to_vec());
        assert_eq!(
            text(&statement).unwrap(),
            "INSERT INTO `stock_events` (`version`, `ceiling`) VALUES (1, NULL), (2, NULL)"
        );
        let empty = diesel::insert_into(carts::table).values(carts::lines.eq(""));
        assert_eq!(
            text(&empty).unwrap(),
            "INSERT INTO `carts` (`lines`) VALUES (_utf8mb4 x'')"
        );
    }
}
