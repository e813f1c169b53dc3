//! What is not kept is asked each time.

use std::sync::Arc;

use hexmart_application::catalogue::{CatalogueQueries, MockCatalogueQueries, ProductHistory};
use hexmart_application::marketplace::Ownership;
use hexmart_application::search::{MockSearchIndex, SearchIndex};
use hexmart_cache_adapter::{CachedCatalogue, CachedSearch, Generations};

use crate::given::{at, id};

#[tokio::test]
async fn editors_jobs_and_exports_are_answered_by_the_store() {
    let mut store = MockCatalogueQueries::new();
    store
        .expect_owner()
        .times(2)
        .returning(|_| Ok(Some(Ownership::Shop)));
    store.expect_product().times(2).returning(|_| Ok(None));
    store
        .expect_history()
        .times(2)
        .returning(|_, field, before, limit| {
            assert_eq!((field, before, limit), (Some("price"), Some(3), 4));
            let more = true;
            Ok(ProductHistory {
                more,
                ..ProductHistory::default()
            })
        });
    store.expect_documents().times(2).returning(|_, _| Ok(Vec::new()));
    store
        .expect_documents_after()
        .times(2)
        .returning(|_, _, _| Ok(Vec::new()));
    store
        .expect_products_after()
        .times(2)
        .returning(|_, _, _| Ok(Vec::new()));
    store
        .expect_pictures_in_use()
        .times(2)
        .returning(|pictures| Ok(pictures.to_vec()));
    let cached = CachedCatalogue::new(Arc::new(store), Arc::new(Generations::new()));
    for _ in 0..2 {
        assert_eq!(cached.owner(id(1)).await.unwrap(), Some(Ownership::Shop));
        assert_eq!(cached.product(id(1)).await.unwrap(), None);
        assert!(
            cached
                .history(id(1), Some("price"), Some(3), 4)
                .await
                .unwrap()
                .more
        );
        assert_eq!(cached.documents(&[id(1)], at(0)).await.unwrap(), []);
        assert_eq!(cached.documents_after(None, 1, at(0)).await.unwrap(), []);
        assert_eq!(cached.products_after(None, None, 1).await.unwrap(), []);
        assert_eq!(cached.pictures_in_use(&[id(1)]).await.unwrap(), [id(1)]);
    }
}

#[tokio::test]
async fn the_position_of_an_index_is_never_old() {
    let mut index = MockSearchIndex::new();
    index.expect_position().times(2).returning(|| Ok(Some(7)));
    let cached = CachedSearch::new(Arc::new(index));
    for _ in 0..2 {
        assert_eq!(cached.position().await.unwrap(), Some(7));
    }
}
