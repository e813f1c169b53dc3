//! How an index learns.

use hexmart_application::catalogue::NameFilter;
use hexmart_application::search::{IndexChange, SearchDocument, SearchError};

use super::given::{Index, build, found, ids, product, query, upsert};
use crate::given;

/// It has no position, and answers no question as if there were nothing to find.
pub async fn an_index_that_was_never_built_has_no_position(index: Index) {
    assert_eq!(index.position().await.unwrap(), None);
    let part = NameFilter::containing("사과").unwrap();
    let answers = [
        index.search(&query("")).await.map(drop),
        index.suggest("ㅅ", 5).await.map(drop),
        index.named(&part, None, 5).await.map(drop),
    ];
    for answer in answers {
        assert!(matches!(answer, Err(SearchError::Unavailable(_))), "{answer:?}");
    }
    build(&index, &[]).await;
    assert_eq!(found(&index, "").await, []);
}

/// What it was told is found by the next question, and the position is that of the changes.
pub async fn a_position_is_kept_with_its_changes(index: Index) {
    build(&index, &[product("사과")]).await;
    let pear = product("배");
    upsert(&index, std::slice::from_ref(&pear), 5).await;
    assert_eq!(found(&index, "배").await, [pear.product]);
    assert_eq!(index.position().await.unwrap(), Some(5));
    index.apply(Vec::new(), 6).await.unwrap();
    assert_eq!(index.position().await.unwrap(), Some(6));
    assert_eq!(found(&index, "배").await, [pear.product]);
}

/// Nothing is left of what a product was before, and learning the same again changes nothing.
pub async fn a_product_learned_again_replaces_itself(index: Index) {
    let apple = product("사과");
    build(&index, std::slice::from_ref(&apple)).await;
    let pear = SearchDocument {
        name: "배".to_owned(),
        ..apple.clone()
    };
    for position in 2..4 {
        upsert(&index, std::slice::from_ref(&pear), position).await;
        assert_eq!(found(&index, "사과").await, []);
        assert_eq!(found(&index, "배").await, [apple.product]);
        assert_eq!(found(&index, "").await, [apple.product]);
    }
    let (one, twin) = given::twin_ids();
    let twins = [one, twin].map(|product| SearchDocument {
        product,
        ..pear.clone()
    });
    upsert(&index, &twins, 4).await;
    upsert(&index, &twins[..1], 5).await;
    assert_eq!(found(&index, "").await.len(), 3);
}

/// What is removed is not found, neither by words nor among everything.
pub async fn a_removed_product_is_not_found(index: Index) {
    let products = [product("사과"), product("사과")];
    build(&index, &products).await;
    index
        .apply(vec![IndexChange::Remove(products[0].product)], 2)
        .await
        .unwrap();
    for text in ["사과", ""] {
        assert_eq!(found(&index, text).await, ids(&products[1..]));
    }
    let part = NameFilter::containing("사과").unwrap();
    assert_eq!(
        index.named(&part, None, 5).await.unwrap().products,
        ids(&products[1..])
    );
}

/// Removing what is not known is no error.
pub async fn a_change_of_what_is_not_known_changes_nothing(index: Index) {
    let products = [product("사과")];
    build(&index, &products).await;
    index
        .apply(vec![IndexChange::Remove(given::id())], 2)
        .await
        .unwrap();
    assert_eq!(found(&index, "").await, ids(&products));
}

/// Changes are in the order in which they happened.
pub async fn of_changes_of_one_product_the_last_counts(index: Index) {
    build(&index, &[]).await;
    let named = |document: &SearchDocument, name: &str| {
        let name = name.to_owned();
        IndexChange::Upsert(Box::new(SearchDocument {
            name,
            ..document.clone()
        }))
    };
    let (first, second) = (product("하나"), product("둘"));
    let changes = vec![
        named(&first, "사과"),
        named(&second, "사과"),
        named(&first, "배"),
        IndexChange::Remove(second.product),
    ];
    index.apply(changes, 2).await.unwrap();
    assert_eq!(found(&index, "").await, [first.product]);
    assert_eq!(found(&index, "배").await, [first.product]);
    assert_eq!(found(&index, "사과").await, []);
}

/// The old index answers, and learns, until the new one takes its place whole.
pub async fn a_rebuild_answers_when_it_is_finished(index: Index) {
    let old = product("사과");
    build(&index, std::slice::from_ref(&old)).await;
    let new = [product("배"), product("감")];
    let mut rebuild = index.rebuild().await.unwrap();
    rebuild.add(new[..1].to_vec()).await.unwrap();
    let meanwhile = product("귤");
    upsert(&index, std::slice::from_ref(&meanwhile), 2).await;
    rebuild.add(new[1..].to_vec()).await.unwrap();
    assert_eq!(found(&index, "").await, [meanwhile.product, old.product]);
    rebuild.finish(1).await.unwrap();
    assert_eq!(found(&index, "").await, [new[1].product, new[0].product]);
    assert_eq!(index.position().await.unwrap(), Some(1));
    upsert(&index, std::slice::from_ref(&meanwhile), 2).await;
    assert_eq!(found(&index, "귤").await, [meanwhile.product]);
}

/// A new index that was not finished is forgotten, and the next one begins from nothing.
pub async fn a_rebuild_that_is_given_up_changes_nothing(index: Index) {
    let old = product("사과");
    build(&index, std::slice::from_ref(&old)).await;
    let mut rebuild = index.rebuild().await.unwrap();
    rebuild.add(vec![product("배")]).await.unwrap();
    drop(rebuild);
    assert_eq!(found(&index, "").await, [old.product]);
    assert_eq!(index.position().await.unwrap(), Some(1));
}
