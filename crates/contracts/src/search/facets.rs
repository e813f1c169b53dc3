//! How hits spread.

use hexmart_application::search::{Facet, SearchDocument, SearchQuery};

use super::given::{Index, build, hits, product, query};
use crate::given;

/// Categories count what is below them, the largest first.
pub async fn a_hit_counts_in_its_category_and_all_above(index: Index) {
    let (food, fruit, books) = (given::id(), given::id(), given::id());
    let products = [
        SearchDocument {
            category_path: vec![food],
            ..product("사과 파이")
        },
        SearchDocument {
            category_path: vec![food, fruit],
            ..product("사과")
        },
        SearchDocument {
            category_path: vec![food, fruit],
            ..product("풋사과")
        },
        SearchDocument {
            category_path: vec![books],
            ..product("사과나무")
        },
        SearchDocument {
            category_path: vec![books],
            ..product("배")
        },
    ];
    build(&index, &products).await;
    let facet = |value, count| Facet { value, count };
    let facets = hits(&index, &query("사과")).await.facets;
    assert_eq!(
        facets.categories,
        [facet(food, 3), facet(fruit, 2), facet(books, 1)]
    );
}

/// Sellers count what is theirs; nobody counts what the shop sells.
pub async fn what_the_shop_sells_itself_counts_for_no_seller(index: Index) {
    let (large, small) = (given::id(), given::id());
    let of = |seller| SearchDocument {
        seller,
        ..product("사과")
    };
    let products = [of(Some(small)), of(Some(large)), of(None), of(Some(large))];
    build(&index, &products).await;
    let facets = hits(&index, &query("")).await.facets;
    let facet = |value, count| Facet { value, count };
    assert_eq!(facets.sellers, [facet(large, 2), facet(small, 1)]);
}

/// A price that ends one band begins the next; bands come in their order.
pub async fn a_hit_counts_in_its_price_band(index: Index) {
    let at = |price: i64| SearchDocument {
        sale_price: price * 10_000,
        ..product("사과")
    };
    let just_below = SearchDocument {
        sale_price: 10_000 * 10_000 - 1,
        ..product("사과")
    };
    let products = [
        at(5_000_000),
        at(1),
        just_below,
        at(10_000),
        at(999_999),
        at(1_000_000),
    ];
    build(&index, &products).await;
    let facets = hits(&index, &query("사과")).await.facets;
    let facet = |value, count| Facet { value, count };
    assert_eq!(
        facets.price_bands,
        [facet(0, 2), facet(1, 1), facet(5, 1), facet(6, 2)]
    );
}

/// Facets are those of all hits, whatever the page.
pub async fn facets_count_all_hits_not_only_the_page(index: Index) {
    let products: Vec<_> = (0..30)
        .map(|number| SearchDocument {
            in_stock: number % 3 == 0,
            ..product("사과")
        })
        .collect();
    build(&index, &products).await;
    let page = hits(
        &index,
        &SearchQuery {
            skip: 5,
            limit: 2,
            ..query("사과")
        },
    )
    .await;
    assert_eq!(
        (page.products.len(), page.total, page.facets.in_stock),
        (2, 30, 10)
    );
}
