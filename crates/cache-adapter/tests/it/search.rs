//! Answers of an index, until it learns something.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hexmart_application::catalogue::NameFilter;
use hexmart_application::search::{
    IndexChange, MockIndexRebuild, MockSearchIndex, NameCandidates, SearchError, SearchFilter, SearchHits,
    SearchIndex, SearchQuery, SearchSort, Suggestion,
};
use hexmart_cache_adapter::CachedSearch;
use tokio::time::advance;

use crate::given::id;

/// An index whose every answer is another: it counts what it is asked. It learns, or fails to.
fn counting(learns: bool) -> CachedSearch {
    let mut index = MockSearchIndex::new();
    let count = Arc::new(AtomicU64::new(0));
    let next = Arc::clone(&count);
    index.expect_search().returning(move |_| {
        let total = next.fetch_add(1, Ordering::SeqCst);
        Ok(SearchHits {
            total,
            ..SearchHits::default()
        })
    });
    let position = Arc::clone(&count);
    index.expect_named().returning(move |_, _, _| {
        Ok(NameCandidates {
            known_to: i64::try_from(position.fetch_add(1, Ordering::SeqCst)).unwrap(),
            ..NameCandidates::default()
        })
    });
    index.expect_suggest().returning(move |typed, _| {
        let weight = count.fetch_add(1, Ordering::SeqCst);
        let text = typed.to_owned();
        Ok(vec![Suggestion { text, weight }])
    });
    index.expect_apply().returning(move |_, _| {
        if learns {
            Ok(())
        } else {
            Err(SearchError::NotTheWriter)
        }
    });
    index.expect_rebuild().returning(|| {
        let mut rebuild = MockIndexRebuild::new();
        rebuild.expect_add().returning(|_| Ok(()));
        rebuild.expect_finish().returning(|_| Ok(()));
        Ok(Box::new(rebuild))
    });
    CachedSearch::new(Arc::new(index))
}

fn query() -> SearchQuery {
    SearchQuery {
        text: "사과".to_owned(),
        filter: SearchFilter::default(),
        sort: SearchSort::Relevance,
        skip: 0,
        limit: 10,
    }
}

async fn total(cached: &CachedSearch) -> u64 {
    cached.search(&query()).await.unwrap().total
}

#[tokio::test(start_paused = true)]
async fn hits_and_suggestions_are_kept_for_900_ms() {
    let cached = counting(true);
    let hits = total(&cached).await;
    let suggestions = cached.suggest("사", 5).await.unwrap();
    advance(Duration::from_millis(899)).await;
    assert_eq!(total(&cached).await, hits);
    assert_eq!(cached.suggest("사", 5).await.unwrap(), suggestions);
    advance(Duration::from_millis(1)).await;
    assert_ne!(total(&cached).await, hits);
    assert_ne!(cached.suggest("사", 5).await.unwrap(), suggestions);
}

#[tokio::test(start_paused = true)]
async fn candidates_for_a_name_are_kept_by_all_that_was_asked() {
    let cached = counting(true);
    let name = |part| NameFilter::containing(part).unwrap();
    let first = cached.named(&name("사과"), None, 5).await.unwrap();
    assert_eq!(cached.named(&name("사과"), None, 5).await.unwrap(), first);
    for (part, after, limit) in [("배", None, 5), ("사과", Some(id(1)), 5), ("사과", None, 6)] {
        assert_ne!(cached.named(&name(part), after, limit).await.unwrap(), first);
    }
    cached.apply(vec![IndexChange::Remove(id(1))], 1).await.unwrap();
    assert_ne!(cached.named(&name("사과"), None, 5).await.unwrap(), first);
}

#[tokio::test(start_paused = true)]
async fn what_the_index_learned_shows_at_once() {
    for learns in [true, false] {
        let cached = counting(learns);
        let before = total(&cached).await;
        let learned = cached.apply(vec![IndexChange::Remove(id(1))], 1).await;
        assert_eq!(learned.is_ok(), learns);
        assert_ne!(total(&cached).await, before);
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_index_shows_when_it_is_finished() {
    let cached = counting(true);
    let before = total(&cached).await;
    let mut rebuild = cached.rebuild().await.unwrap();
    rebuild.add(Vec::new()).await.unwrap();
    assert_eq!(total(&cached).await, before);
    rebuild.finish(1).await.unwrap();
    assert_ne!(total(&cached).await, before);
}

/// The query, and with each field otherwise. It names every field, so that a new one is missed by the compiler.
fn queries() -> Vec<SearchQuery> {
    let SearchQuery {
        text: _,
        filter,
        sort: _,
        skip: _,
        limit: _,
    } = query();
    let SearchFilter {
        category: _,
        seller: _,
        price_from: _,
        price_to: _,
        in_stock: _,
        on_sale: _,
        tag: _,
    } = filter;
    let change = |change: &dyn Fn(&mut SearchQuery)| {
        let mut query = query();
        change(&mut query);
        query
    };
    let sorts = [
        SearchSort::Recent,
        SearchSort::PriceUp,
        SearchSort::PriceDown,
        SearchSort::Discount,
    ];
    let counted = [SearchSort::Sales, SearchSort::Popularity, SearchSort::Stars];
    let sorted = sorts
        .into_iter()
        .chain(counted)
        .map(|sort| change(&|query| query.sort = sort));
    let others = [
        query(),
        change(&|query| query.text.push(' ')),
        change(&|query| query.text.clear()),
        change(&|query| query.filter.category = Some(id(1))),
        change(&|query| query.filter.seller = Some(id(1))),
        change(&|query| query.filter.seller = Some(id(2))),
        change(&|query| query.filter.price_from = Some(1)),
        change(&|query| query.filter.price_to = Some(1)),
        change(&|query| query.filter.in_stock = Some(true)),
        change(&|query| query.filter.in_stock = Some(false)),
        change(&|query| query.filter.on_sale = Some(true)),
        change(&|query| query.filter.on_sale = Some(false)),
        change(&|query| query.filter.tag = Some("red".to_owned())),
        change(&|query| query.filter.tag = Some(String::new())),
        change(&|query| query.skip = 10),
        change(&|query| query.limit = 0),
    ];
    others.into_iter().chain(sorted).collect()
}

#[tokio::test(start_paused = true)]
async fn a_search_never_changes_the_answer_of_another() {
    let cached = counting(true);
    let mut answers = Vec::new();
    for query in queries() {
        answers.push(cached.search(&query).await.unwrap().total);
    }
    for (typed, limit) in [("사", 5), ("사", 6), ("ㅅ", 5), ("", 5)] {
        answers.push(cached.suggest(typed, limit).await.unwrap()[0].weight);
    }
    assert_eq!(answers.iter().collect::<HashSet<_>>().len(), answers.len());
    // Nor does it answer differently the second time.
    for (query, before) in queries().iter().zip(&answers) {
        assert_eq!(cached.search(query).await.unwrap().total, *before);
    }
}
