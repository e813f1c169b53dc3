//! A shop that grew since the database looked at it is read by its keys all the same.

use diesel::sql_query;
use diesel_async::SimpleAsyncConnection;

use super::super::catalogue::documents_sql;
use super::super::trial::{self, ANALYZE};
use super::{fill, steps};
use crate::columns::Key;

const BEFORE: u32 = 10;
const ASKED: u128 = 1_000;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_to_be_found_is_read_by_its_key() {
    let Some((mut conn, _guard)) = trial::fresh().await else {
        return;
    };
    fill::products(&mut conn, BEFORE).await;
    conn.batch_execute(ANALYZE).await.unwrap();
    let keys: Vec<_> = (0..ASKED).map(|n| Key::from_bytes(n.to_be_bytes())).collect();
    let way = steps(&mut conn, sql_query(documents_sql(&keys).unwrap())).await;
    let products: Vec<_> = way
        .iter()
        .filter(|step| step.table.as_deref() == Some("products"))
        .collect();
    let by_key = |index: &str| {
        matches!(
            index,
            "PRIMARY" | "sqlite_autoindex_products_1" | "products_by_lifecycle"
        )
    };
    assert!(!products.is_empty(), "{way:?}");
    for step in products {
        let by_key = step.index.as_deref().is_some_and(by_key);
        assert!(by_key && !step.reads_everything, "{way:?}");
    }
}
