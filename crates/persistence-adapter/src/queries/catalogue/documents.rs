use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::catalogue::{ListFilter, ListSort};
use hexmart_application::platform::StoreError;
use hexmart_application::search::SearchDocument;
use hexmart_domain::catalogue::Lifecycle;
use hexmart_domain::pricing::Quote;
use hexmart_domain::shared::{Instant, ProductId};
use rust_decimal::Decimal;

use super::card::applying;
use super::order::by_id;
use super::route::Question;
use super::statement::{Places, Rows};
use super::{Conn, classify, dialect};
use crate::columns::{At, Key, price, scaled};
use crate::particulars;
use crate::schema::products;

#[derive(Queryable, QueryableByName, Selectable)]
#[diesel(table_name = products)]
struct DocumentRow {
    id: Key,
    seller_id: Option<Key>,
    category_id: Option<Key>,
    name: String,
    description: String,
    price: i64,
    currency: String,
    created_at: At,
    discount_percentage: Option<i64>,
    discount_starts_at: Option<At>,
    discount_ends_at: Option<At>,
    particulars: Option<String>,
    in_stock: bool,
    sales: i64,
    likes: i64,
    stars: i64,
}

/// See [`CatalogueQueries::documents`](hexmart_application::catalogue::CatalogueQueries::documents).
pub(crate) async fn documents(
    conn: &mut Conn,
    products: &[ProductId],
    now: Instant,
) -> Result<Vec<SearchDocument>, StoreError> {
    let keys: Vec<_> = products.iter().map(|id| Key::from(*id)).collect();
    let Some(statement) = documents_sql(&keys) else {
        return Ok(Vec::new());
    };
    let rows: Vec<DocumentRow> = diesel::sql_query(statement).load(conn).await.map_err(classify)?;
    rows.into_iter().map(|row| document(row, now)).collect()
}

/// Those of these products that are on sale, one key after another. Asked for a list of a thousand keys, SQLite reads the whole
/// table where it takes it for a small one, and a shop that grew since the server was started is just that.
pub(in super::super) fn documents_sql(keys: &[Key]) -> Option<String> {
    let (asked, key) = (dialect::asked(keys)?, dialect::ASKED_KEY);
    Some(format!(
        "SELECT products.id, products.seller_id, products.category_id, products.name, products.description, products.price, \
         products.currency, products.created_at, products.discount_percentage, products.discount_starts_at, \
         products.discount_ends_at, products.particulars, products.in_stock, products.sales, products.likes, products.stars \
         FROM {asked} {} products ON products.id = {key} WHERE products.lifecycle = '{}'",
        dialect::JOIN_IN_ORDER,
        Lifecycle::OnSale.as_str(),
    ))
}

/// See [`CatalogueQueries::documents_after`](hexmart_application::catalogue::CatalogueQueries::documents_after).
pub(crate) async fn documents_after(
    conn: &mut Conn,
    after: Option<ProductId>,
    limit: u64,
    now: Instant,
) -> Result<Vec<SearchDocument>, StoreError> {
    let filter = ListFilter::default();
    let question = Question::new(&filter, ListSort::Oldest, after.map(by_id), now);
    let statement = Rows {
        columns: DocumentRow::as_select(),
        places: Places::new(question.walk(None), question.order, 0, limit),
    };
    let mut rows: Vec<DocumentRow> = statement.load(conn).await.map_err(classify)?;
    rows.sort_unstable_by_key(|row| row.id);
    rows.into_iter().map(|row| document(row, now)).collect()
}

fn document(row: DocumentRow, now: Instant) -> Result<SearchDocument, StoreError> {
    let terms = (
        row.discount_percentage,
        row.discount_starts_at,
        row.discount_ends_at,
    );
    let deal = applying(terms, now)?;
    let sale_price = Quote::of(price(row.price, &row.currency)?, deal, None).final_price;
    let hundredths = |share: Decimal| scaled(share * Decimal::ONE_HUNDRED) / scaled(Decimal::ONE);
    let particulars = particulars::open(row.id.id(), &row.currency, row.particulars.as_deref())?;
    Ok(SearchDocument {
        product: row.id.id(),
        name: row.name,
        description: row.description,
        tags: particulars
            .tags
            .iter()
            .map(|tag| tag.as_str().to_owned())
            .collect(),
        category_path: row.category_id.map(Key::id).into_iter().collect(),
        category_names: Vec::new(),
        seller: row.seller_id.map(Key::id),
        sale_price: scaled(sale_price.amount()),
        deal: deal.map_or(0, |share| hundredths(share.get())),
        in_stock: row.in_stock,
        created_at: row.created_at.0,
        sales: row.sales,
        likes: row.likes,
        stars: row.stars,
    })
}
