//! Products, and an index of them.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::DateTime;
use hexmart_application::search::{
    IndexChange, SearchDocument, SearchFilter, SearchIndex, SearchQuery, SearchSort,
};
use hexmart_domain::shared::ProductId;
use uuid::Uuid;

/// A product of its own, of which only the name matters.
pub(crate) fn product(name: &str) -> SearchDocument {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    numbered(NEXT.fetch_add(1, Ordering::Relaxed), name)
}

/// The product of a number.
pub(crate) fn numbered(number: u64, name: &str) -> SearchDocument {
    SearchDocument {
        product: ProductId::from_uuid(Uuid::from_u128(number.into())),
        name: name.to_owned(),
        description: String::new(),
        tags: Vec::new(),
        category_path: Vec::new(),
        category_names: Vec::new(),
        seller: None,
        sale_price: 100_000_000,
        deal: 0,
        in_stock: true,
        created_at: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
        sales: 0,
        likes: 0,
        stars: 0,
    }
}

pub(crate) async fn build(index: &dyn SearchIndex, documents: &[SearchDocument], position: i64) {
    let mut rebuild = index.rebuild().await.unwrap();
    rebuild.add(documents.to_vec()).await.unwrap();
    rebuild.finish(position).await.unwrap();
    assert_eq!(index.position().await.unwrap(), Some(position));
}

pub(crate) async fn upsert(index: &dyn SearchIndex, documents: &[SearchDocument], position: i64) {
    let upsert = |document: &SearchDocument| IndexChange::Upsert(Box::new(document.clone()));
    let changes = documents.iter().map(upsert).collect();
    index.apply(changes, position).await.unwrap();
}

/// Everything that is found.
pub(crate) async fn found(index: &dyn SearchIndex, text: &str) -> Vec<ProductId> {
    let query = SearchQuery {
        text: text.to_owned(),
        filter: SearchFilter::default(),
        sort: SearchSort::Relevance,
        skip: 0,
        limit: 200,
    };
    let hits = index.search(&query).await.unwrap();
    assert_eq!(
        usize::try_from(hits.total).unwrap(),
        hits.products.len(),
        "{text}"
    );
    hits.products
}
