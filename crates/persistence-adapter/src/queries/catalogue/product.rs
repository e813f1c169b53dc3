use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::catalogue::{ListFilter, ListSort, VariantStock};
use hexmart_application::marketplace::Ownership;
use hexmart_application::platform::StoreError;
use hexmart_domain::catalogue::{Lifecycle, Product};
use hexmart_domain::shared::{Instant, ProductId};

use super::card::EveryStock;
use super::order::by_id;
use super::route::Question;
use super::statement::{Places, Rows};
use super::{Conn, classify, stock};
use crate::columns::Key;
use crate::rows::StoredProduct;
use crate::schema::products;

type Sheet = (Product, Vec<VariantStock>);

fn sheet((stored, stocks): (StoredProduct, Option<String>)) -> Result<Sheet, StoreError> {
    let product = stored.product()?;
    let stocks = stock::in_order(&product.variants, stocks.as_deref())?;
    Ok((product, stocks))
}

/// See [`CatalogueQueries::product`](hexmart_application::catalogue::CatalogueQueries::product).
pub(crate) async fn product(conn: &mut Conn, id: ProductId) -> Result<Option<Sheet>, StoreError> {
    let row: Option<(StoredProduct, Option<String>)> = products::table
        .filter(products::id.eq(Key::from(id)))
        .select((StoredProduct::as_select(), EveryStock))
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(sheet).transpose()
}

/// See [`CatalogueQueries::products_after`](hexmart_application::catalogue::CatalogueQueries::products_after).
pub(crate) async fn products_after(
    conn: &mut Conn,
    owner: Option<Ownership>,
    after: Option<ProductId>,
    limit: u64,
) -> Result<Vec<Sheet>, StoreError> {
    let is_there = |lifecycle: &Lifecycle| *lifecycle != Lifecycle::Deleted;
    let filter = ListFilter {
        lifecycles: Lifecycle::ALL.into_iter().filter(is_there).collect(),
        owner,
        ..ListFilter::default()
    };
    // Nothing about it depends on the time.
    let question = Question::new(&filter, ListSort::Oldest, after.map(by_id), Instant::UNIX_EPOCH);
    let statement = Rows {
        columns: (StoredProduct::as_select(), EveryStock),
        places: Places::new(question.walk(None), question.order, 0, limit),
    };
    let mut rows: Vec<(StoredProduct, Option<String>)> = statement.load(conn).await.map_err(classify)?;
    rows.sort_unstable_by_key(|(product, _)| product.id);
    rows.into_iter().map(sheet).collect()
}
