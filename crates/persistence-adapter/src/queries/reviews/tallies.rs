use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::StoreError;
use hexmart_domain::reviews::ReviewTally;
use hexmart_domain::shared::ProductId;

use super::super::catalogue::card::lifecycle_of;
use super::{Conn, classify, lost};
use crate::columns::Key;
use crate::rows::TallyRow;
use crate::schema::{products, review_tallies};

/// See [`ReviewRepository::count`](hexmart_application::reviews::ReviewRepository::count). Of two who count the first review
/// of a product at once, one starts over.
pub(super) async fn add(conn: &mut Conn, product: ProductId, change: ReviewTally) -> Result<(), StoreError> {
    /// Each column is set from itself alone.
    macro_rules! counted {
        ($change:ident: $($column:ident)*) => {
            ($(review_tallies::$column.eq(review_tallies::$column + $change.$column),)*)
        };
    }
    if change == ReviewTally::default() {
        return Ok(());
    }
    let row = TallyRow::new(product.into(), change);
    let met = diesel::update(review_tallies::table.find(row.product_id))
        .set(counted!(row: stars_1 stars_2 stars_3 stars_4 stars_5 pictured
            delivery_good delivery_normal delivery_bad service_good service_normal service_bad
            feedback_good feedback_normal feedback_bad))
        .execute(conn)
        .await
        .map_err(classify)?;
    if met == 0 {
        diesel::insert_into(review_tallies::table)
            .values(row)
            .execute(conn)
            .await
            .map_err(lost)?;
    }
    Ok(())
}

/// See [`ReviewQueries::tally`](hexmart_application::reviews::ReviewQueries::tally).
pub(super) async fn tally(conn: &mut Conn, product: ProductId) -> Result<Option<ReviewTally>, StoreError> {
    let row: Option<(String, Option<TallyRow>)> = products::table
        .left_join(review_tallies::table.on(review_tallies::product_id.eq(products::id)))
        .filter(products::id.eq(Key::from(product)))
        .select((products::lifecycle, Option::<TallyRow>::as_select()))
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    let Some((lifecycle, tally)) = row else {
        return Ok(None);
    };
    let is_public = lifecycle_of(&lifecycle)?.is_public();
    Ok(is_public.then(|| tally.map_or_else(ReviewTally::default, ReviewTally::from)))
}
