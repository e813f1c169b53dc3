use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::catalogue::ProductHistory;
use hexmart_application::platform::StoreError;
use hexmart_domain::catalogue::ProductChange;
use hexmart_domain::shared::ProductId;

use super::{Conn, classify, count, instr};
use crate::columns::{At, Key};
use crate::rows::{field_needle, open_fields};
use crate::schema::product_changes;

type ChangeRow = (i64, Option<Key>, At, String);

/// See [`CatalogueQueries::history`](hexmart_application::catalogue::CatalogueQueries::history).
pub(crate) async fn history_of(
    conn: &mut Conn,
    product: ProductId,
    field: Option<&'static str>,
    before: Option<i64>,
    limit: u64,
) -> Result<ProductHistory, StoreError> {
    let newest_first = product_changes::table
        .filter(product_changes::product_id.eq(Key::from(product)))
        .filter(product_changes::version.lt(before.unwrap_or(i64::MAX)))
        .order(product_changes::version.desc())
        // One more than asked for tells whether older ones follow.
        .limit(count(limit.saturating_add(1)))
        .select((
            product_changes::version,
            product_changes::actor_id,
            product_changes::changed_at,
            product_changes::fields,
        ));
    let mut rows: Vec<ChangeRow> = match field {
        None => newest_first.load(conn).await,
        Some(field) => {
            newest_first
                .filter(instr(product_changes::fields, field_needle(field)).gt(0))
                .load(conn)
                .await
        }
    }
    .map_err(classify)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let changes = rows.into_iter().map(|row| change(product, field, row));
    Ok(ProductHistory {
        changes: changes.collect::<Result<_, _>>()?,
        more,
    })
}

fn change(
    product: ProductId,
    field: Option<&'static str>,
    row: ChangeRow,
) -> Result<ProductChange, StoreError> {
    let (version, actor, changed_at, fields) = row;
    let mut fields = open_fields(&fields)?;
    if let Some(field) = field {
        fields.retain(|change| change.field == field);
    }
    Ok(ProductChange {
        product,
        version,
        actor: actor.map(Key::id),
        changed_at: changed_at.0,
        fields,
    })
}
