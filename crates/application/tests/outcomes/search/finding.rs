use std::sync::Arc;

use hexmart_application::catalogue::{AlwaysFresh, CatalogueService};
use hexmart_application::search::{
    Facet, Facets, FindError, Finding, FindingService, MockSearchIndex, SearchError, SearchFilter,
    SearchHits, SearchIndex, SearchQuery, SearchSort,
};
use hexmart_domain::catalogue::{Lifecycle, ProductEdit};

use super::Desk;
use crate::catalogue::renamed;

fn query(text: &str, skip: u64, limit: u64) -> SearchQuery {
    SearchQuery {
        text: text.to_owned(),
        filter: SearchFilter::default(),
        sort: SearchSort::default(),
        skip,
        limit,
    }
}

fn finding(desk: &Desk, index: Arc<dyn SearchIndex>) -> FindingService {
    let (storage, mint) = (&desk.shelves.storage, desk.shelves.mint.clone());
    let (queries, feed) = (storage.catalogue.clone(), storage.feed.clone());
    let fresh = Arc::new(AlwaysFresh);
    let catalogue = CatalogueService::new(storage.store.clone(), queries.clone(), feed, fresh, mint);
    FindingService::new(index, Arc::new(catalogue), queries)
}

#[tokio::test]
async fn hits_come_in_the_order_of_the_index_and_as_they_are_now() {
    let desk = Desk::new();
    for name in ["ab", "b", "ac", "ad"] {
        desk.shelves.product(name).await;
    }
    desk.catch_up().await;
    let [first, _, gone, _] = desk.index.documents().into_keys().collect::<Vec<_>>()[..] else {
        panic!("four products");
    };
    // The index has not heard of it yet.
    desk.shelves.edit(first, renamed("ae")).await.unwrap();
    desk.shelves
        .edit(gone, ProductEdit::to(Lifecycle::Deleted))
        .await
        .unwrap();
    let finding = finding(&desk, desk.index.clone());
    for (skip, limit, expected, more) in [
        (0, 10, vec!["ad", "ae"], false),
        (0, 2, vec!["ad"], true),
        (2, 1, vec!["ae"], false),
        (3, 1, vec![], false),
    ] {
        let found = finding.find(query("a", skip, limit)).await.unwrap();
        let names: Vec<_> = found
            .products
            .iter()
            .map(|listed| listed.card.name.as_str())
            .collect();
        assert_eq!(
            (names, found.total, found.more),
            (expected, 3, more),
            "{skip}, {limit}"
        );
    }
}

#[tokio::test]
async fn facets_are_told_by_name_as_far_as_there_is_one() {
    let desk = Desk::new();
    let here = desk.shelves.category("옷", None).await;
    let gone = desk.shelves.category("가구", None).await;
    let removed = hexmart_application::catalogue::Categories::remove(&desk.shelves.tree, gone, None, None);
    removed.await.unwrap();
    let mut index = MockSearchIndex::new();
    index.expect_search().returning(move |_| {
        let facet = |value, count| Facet { value, count };
        Ok(SearchHits {
            facets: Facets {
                categories: vec![facet(gone, 3), facet(here, 2)],
                ..Facets::default()
            },
            ..SearchHits::default()
        })
    });
    let found = finding(&desk, Arc::new(index))
        .find(query("", 0, 10))
        .await
        .unwrap();
    let named = found.facets.categories.iter();
    let named: Vec<_> = named
        .map(|(category, count)| (category.name.ko.as_str(), *count))
        .collect();
    assert_eq!(named, [("옷", 2)]);
}

#[tokio::test]
async fn an_index_that_is_away_is_no_empty_answer() {
    let desk = Desk::new();
    let mut index = MockSearchIndex::new();
    let away = || SearchError::Unavailable("is away".to_owned());
    index.expect_search().returning(move |_| Err(away()));
    let answer = finding(&desk, Arc::new(index)).find(query("a", 0, 10)).await;
    assert!(
        matches!(answer, Err(FindError::Index(SearchError::Unavailable(_)))),
        "{answer:?}"
    );
}
