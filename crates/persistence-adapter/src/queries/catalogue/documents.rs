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
use super::{Conn, classify};
use crate::columns::{At, Key, price, scaled};
use crate::particulars;
use crate::schema::products;

#[derive(Queryable, Selectable)]
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
    let keys = products.iter().map(|id| Key::from(*id));
    let rows: Vec<DocumentRow> = products::table
        .filter(products::id.eq_any(keys))
        .filter(products::lifecycle.eq(Lifecycle::OnSale.as_str()))
        .select(DocumentRow::as_select())
        .load(conn)
        .await
        .map_err(classify)?;
    rows.into_iter().map(|row| document(row, now)).collect()
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
