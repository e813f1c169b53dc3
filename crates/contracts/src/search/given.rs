//! Products for an index, and what is asked of it.

use std::sync::Arc;

use hexmart_application::search::{
    IndexChange, SearchDocument, SearchFilter, SearchHits, SearchIndex, SearchQuery, SearchSort,
};
use hexmart_domain::shared::ProductId;

use crate::given;

/// The index that a promise is asked of.
pub(super) type Index = Arc<dyn SearchIndex>;

/// A product of which only the name matters.
pub(super) fn product(name: &str) -> SearchDocument {
    SearchDocument {
        product: given::id(),
        name: name.to_owned(),
        description: String::new(),
        tags: Vec::new(),
        category_path: Vec::new(),
        category_names: Vec::new(),
        seller: None,
        sale_price: 100_000_000,
        deal: 0,
        in_stock: true,
        created_at: given::now(),
        sales: 0,
        likes: 0,
        stars: 0,
    }
}

/// A product of which name and description matter.
pub(super) fn described(name: &str, description: &str) -> SearchDocument {
    SearchDocument {
        description: description.to_owned(),
        ..product(name)
    }
}

pub(super) fn ids(documents: &[SearchDocument]) -> Vec<ProductId> {
    documents.iter().map(|document| document.product).collect()
}

/// Builds the index of these products; it knows the feed up to 1 then.
pub(super) async fn build(index: &Index, documents: &[SearchDocument]) {
    let mut rebuild = index.rebuild().await.unwrap();
    rebuild.add(documents.to_vec()).await.unwrap();
    rebuild.finish(1).await.unwrap();
    assert_eq!(index.position().await.unwrap(), Some(1));
}

pub(super) async fn upsert(index: &Index, documents: &[SearchDocument], position: i64) {
    let upsert = |document: &SearchDocument| IndexChange::Upsert(Box::new(document.clone()));
    let changes = documents.iter().map(upsert).collect();
    index.apply(changes, position).await.unwrap();
}

pub(super) fn query(text: &str) -> SearchQuery {
    SearchQuery {
        text: text.to_owned(),
        filter: SearchFilter::default(),
        sort: SearchSort::Relevance,
        skip: 0,
        limit: 200,
    }
}

pub(super) async fn hits(index: &Index, query: &SearchQuery) -> SearchHits {
    index.search(query).await.unwrap()
}

/// What is found, in its order.
pub(super) async fn found(index: &Index, text: &str) -> Vec<ProductId> {
    let hits = hits(index, &query(text)).await;
    assert_eq!(
        usize::try_from(hits.total).unwrap(),
        hits.products.len(),
        "{text}"
    );
    hits.products
}

/// What is found, in the order of ids.
pub(super) async fn found_unordered(index: &Index, text: &str) -> Vec<ProductId> {
    let mut products = found(index, text).await;
    products.sort();
    products
}

/// What passes a filter, in the order of ids.
pub(super) async fn passing(index: &Index, filter: SearchFilter) -> Vec<ProductId> {
    let hits = hits(index, &SearchQuery { filter, ..query("") }).await;
    let mut products = hits.products;
    products.sort();
    products
}
