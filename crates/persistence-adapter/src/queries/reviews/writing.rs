//! Writing reviews, and what tells who may.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::RunQueryDsl;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::ordering::LineState;
use hexmart_domain::reviews::{Bought, Review};
use hexmart_domain::shared::{Currency, ProductId, ReviewId, UserId};

use super::super::dialect::Database;
use super::{Conn, classify, lost, violated_key};
use crate::columns::Key;
use crate::rows::{LineRow, ReviewRow};
use crate::schema::{order_lines, orders, reviews};

type Lines = diesel::dsl::IntoBoxed<
    'static,
    diesel::dsl::Select<
        diesel::dsl::InnerJoinOn<
            orders::table,
            order_lines::table,
            diesel::dsl::Eq<order_lines::order_id, orders::id>,
        >,
        (diesel::dsl::AsSelect<LineRow, Database>, orders::currency),
    >,
    Database,
>;

/// What an account bought of a product, by the newest line in one of these states. There are few orders of an account, and
/// may be many of a product.
pub(in super::super) fn bought_lines(account: UserId, product: ProductId, states: &[LineState]) -> Lines {
    let states: Vec<_> = states.iter().map(|state| state.as_str()).collect();
    orders::table
        .inner_join(order_lines::table.on(order_lines::order_id.eq(orders::id)))
        .select((LineRow::as_select(), orders::currency))
        .into_boxed::<Database>()
        .filter(orders::buyer_id.eq(Key::from(account)))
        .filter(order_lines::product_id.eq(Key::from(product)))
        .filter(order_lines::state.eq_any(states))
        .order(order_lines::id.desc())
        .limit(1)
}

/// See [`ReviewRepository::bought`](hexmart_application::reviews::ReviewRepository::bought).
pub(super) async fn bought(
    conn: &mut Conn,
    account: UserId,
    product: ProductId,
    states: &[LineState],
) -> Result<Option<Bought>, StoreError> {
    let statement = bought_lines(account, product, states);
    let row: Option<(LineRow, String)> = statement.first(conn).await.optional().map_err(classify)?;
    let Some((line, currency)) = row else {
        return Ok(None);
    };
    let currency: Currency = currency
        .parse()
        .map_err(|_wrong| StoreError::corrupt("orders", "currency"))?;
    let line = line.open(currency)?;
    Ok(Some(Bought {
        line: line.id,
        options: line.snapshot.options,
        unit_price: line.quote.final_price,
    }))
}

/// See [`ReviewRepository::add`](hexmart_application::reviews::ReviewRepository::add).
pub(super) async fn add(conn: &mut Conn, review: &Review) -> Result<(), StoreError> {
    diesel::insert_into(reviews::table)
        .values((ReviewRow::new(review)?, reviews::likes.eq(0)))
        .execute(conn)
        .await
        .map_err(taken)?;
    Ok(())
}

/// Which key is taken is in the message alone: SQLite names the column, MySQL and MariaDB the key.
fn taken(error: Error) -> StoreError {
    match error {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, information) => {
            StoreError::Duplicate(match violated_key(information.message()) {
                "product_id" | "reviews_author" => UniqueKey::Review,
                _id => UniqueKey::Id,
            })
        }
        other => classify(other),
    }
}

/// See [`ReviewRepository::find`](hexmart_application::reviews::ReviewRepository::find).
pub(super) async fn find(conn: &mut Conn, id: ReviewId) -> Result<Option<Review>, StoreError> {
    let row: Option<ReviewRow> = reviews::table
        .find(Key::from(id))
        .select(ReviewRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(ReviewRow::review).transpose()
}

/// See [`ReviewRepository::find_by_author`](hexmart_application::reviews::ReviewRepository::find_by_author).
pub(super) async fn find_by_author(
    conn: &mut Conn,
    author: UserId,
    product: ProductId,
) -> Result<Option<Review>, StoreError> {
    let row: Option<ReviewRow> = reviews::table
        .filter(reviews::author_id.eq(Key::from(author)))
        .filter(reviews::product_id.eq(Key::from(product)))
        .select(ReviewRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(ReviewRow::review).transpose()
}

/// See [`ReviewRepository::save`](hexmart_application::reviews::ReviewRepository::save).
pub(super) async fn save(conn: &mut Conn, review: &Review) -> Result<(), StoreError> {
    let row = ReviewRow::new(review)?;
    let written = diesel::update(reviews::table)
        .filter(reviews::id.eq(row.id))
        .filter(reviews::version.eq(row.state.version.saturating_sub(1)))
        .set(row.state)
        .execute(conn)
        .await
        .map_err(lost)?;
    super::super::guarded(written)
}
