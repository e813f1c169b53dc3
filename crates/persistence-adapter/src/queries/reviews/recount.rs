//! Counting anew what is counted as it happens.

use diesel::QueryableByName;
use diesel::sql_types::Binary;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::StoreError;
use hexmart_domain::shared::{ProductId, ReviewId};

use super::{Conn, classify, count};
use crate::columns::Key;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Binary)]
    id: Key,
}

/// The columns of a tally, and what of a review each counts.
const COUNTED: [(&str, &str); 15] = [
    ("stars_1", "stars = 1"),
    ("stars_2", "stars = 2"),
    ("stars_3", "stars = 3"),
    ("stars_4", "stars = 4"),
    ("stars_5", "stars = 5"),
    ("pictured", "pictured"),
    ("delivery_good", "delivery = 'good'"),
    ("delivery_normal", "delivery = 'normal'"),
    ("delivery_bad", "delivery = 'bad'"),
    ("service_good", "service = 'good'"),
    ("service_normal", "service = 'normal'"),
    ("service_bad", "service = 'bad'"),
    ("feedback_good", "feedback = 'good'"),
    ("feedback_normal", "feedback = 'normal'"),
    ("feedback_bad", "feedback = 'bad'"),
];

/// See [`ReviewQueries::miscounted`](hexmart_application::reviews::ReviewQueries::miscounted).
pub(super) async fn miscounted(conn: &mut Conn, limit: u64) -> Result<Vec<ProductId>, StoreError> {
    let sums: Vec<_> = COUNTED
        .iter()
        .map(|(column, what)| format!("SUM(CASE WHEN {what} THEN 1 ELSE 0 END) AS {column}"))
        .collect();
    let differ: Vec<_> = COUNTED
        .iter()
        .map(|(column, _)| format!("COALESCE(review_tallies.{column}, 0) <> COALESCE(recount.{column}, 0)"))
        .collect();
    let statement = format!(
        "SELECT products.id AS id FROM products \
         LEFT JOIN review_tallies ON review_tallies.product_id = products.id \
         LEFT JOIN (SELECT product_id, COUNT(*) AS ratings, SUM(stars) AS stars_sum, {sums} FROM reviews WHERE visible \
         GROUP BY product_id) AS recount ON recount.product_id = products.id \
         LEFT JOIN (SELECT product_id, COUNT(*) AS wishers FROM wishes GROUP BY product_id) AS wished \
         ON wished.product_id = products.id \
         WHERE products.ratings <> COALESCE(recount.ratings, 0) OR products.stars_sum <> COALESCE(recount.stars_sum, 0) \
         OR products.likes <> COALESCE(wished.wishers, 0) OR {differ} ORDER BY products.id LIMIT {limit}",
        sums = sums.join(", "),
        differ = differ.join(" OR "),
        limit = count(limit),
    );
    let found: Vec<Found> = diesel::sql_query(statement).load(conn).await.map_err(classify)?;
    Ok(found.into_iter().map(|row| row.id.id()).collect())
}

/// See [`ReviewQueries::misliked`](hexmart_application::reviews::ReviewQueries::misliked).
pub(super) async fn misliked(conn: &mut Conn, limit: u64) -> Result<Vec<ReviewId>, StoreError> {
    let statement = format!(
        "SELECT reviews.id AS id FROM reviews LEFT JOIN (SELECT review_id, COUNT(*) AS likes FROM review_likes \
         GROUP BY review_id) AS liked ON liked.review_id = reviews.id \
         WHERE reviews.likes <> COALESCE(liked.likes, 0) ORDER BY reviews.id LIMIT {}",
        count(limit)
    );
    let found: Vec<Found> = diesel::sql_query(statement).load(conn).await.map_err(classify)?;
    Ok(found.into_iter().map(|row| row.id.id()).collect())
}
