//! What a hit must be beside matching the words.

use hexmart_application::search::{SearchDocument, SearchFilter, SearchQuery};

use super::given::{Index, build, hits, ids, passing, product, query};
use crate::given;

/// A category holds its own products and those of all below it.
pub async fn a_category_holds_those_below_it(index: Index) {
    let (food, fruit, books) = (given::id(), given::id(), given::id());
    let products = [
        SearchDocument {
            category_path: vec![food],
            ..product("빵")
        },
        SearchDocument {
            category_path: vec![food, fruit],
            ..product("사과")
        },
        SearchDocument {
            category_path: vec![books],
            ..product("책")
        },
        product("아무 데도"),
    ];
    build(&index, &products).await;
    let within = async |category| {
        let filter = SearchFilter {
            category: Some(category),
            ..SearchFilter::default()
        };
        passing(&index, filter).await
    };
    assert_eq!(within(food).await, ids(&products[..2]));
    assert_eq!(within(fruit).await, ids(&products[1..2]));
    assert_eq!(within(books).await, ids(&products[2..3]));
    assert_eq!(within(given::id()).await, []);
}

/// A seller has its own products, and not those of the shop.
pub async fn a_seller_has_its_own(index: Index) {
    let (seller, other) = given::twin_ids();
    let products = [
        SearchDocument {
            seller: Some(seller),
            ..product("하나")
        },
        SearchDocument {
            seller: Some(other),
            ..product("둘")
        },
        product("셋"),
    ];
    build(&index, &products).await;
    let of = async |seller| {
        let filter = SearchFilter {
            seller: Some(seller),
            ..SearchFilter::default()
        };
        passing(&index, filter).await
    };
    assert_eq!(of(seller).await, ids(&products[..1]));
    assert_eq!(of(other).await, ids(&products[1..2]));
    assert_eq!(of(given::id()).await, []);
}

/// Both ends of a range of prices belong to it, and each may be missing.
pub async fn a_price_is_within_both_ends(index: Index) {
    let products: Vec<_> = (1..=4)
        .map(|number| SearchDocument {
            sale_price: number * 10_000,
            ..product("사과")
        })
        .collect();
    build(&index, &products).await;
    let within = async |price_from, price_to| {
        let filter = SearchFilter {
            price_from,
            price_to,
            ..SearchFilter::default()
        };
        passing(&index, filter).await
    };
    assert_eq!(within(Some(20_000), Some(30_000)).await, ids(&products[1..3]));
    assert_eq!(within(Some(20_001), None).await, ids(&products[2..]));
    assert_eq!(within(None, Some(19_999)).await, ids(&products[..1]));
    assert_eq!(within(Some(30_000), Some(20_000)).await, []);
}

/// In stock or not, on sale or not.
pub async fn stock_and_sale_are_asked_for_either_way(index: Index) {
    let products = [
        SearchDocument {
            in_stock: true,
            deal: 1000,
            ..product("하나")
        },
        SearchDocument {
            in_stock: false,
            deal: 1000,
            ..product("둘")
        },
        SearchDocument {
            in_stock: true,
            deal: 0,
            ..product("셋")
        },
    ];
    build(&index, &products).await;
    let of = async |in_stock, on_sale| {
        let filter = SearchFilter {
            in_stock,
            on_sale,
            ..SearchFilter::default()
        };
        passing(&index, filter).await
    };
    assert_eq!(of(Some(false), None).await, ids(&products[1..2]));
    assert_eq!(of(None, Some(true)).await, ids(&products[..2]));
    assert_eq!(of(None, Some(false)).await, ids(&products[2..]));
    assert_eq!(of(Some(true), Some(true)).await, ids(&products[..1]));
}

/// A tag is compared whole.
pub async fn a_tag_is_whole(index: Index) {
    let tagged = |tags: &[&str]| SearchDocument {
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..product("사과")
    };
    let products = [tagged(&["new", "유기농 사과"]), tagged(&["유기농"]), tagged(&[])];
    build(&index, &products).await;
    let of = async |tag: &str| {
        let filter = SearchFilter {
            tag: Some(tag.to_owned()),
            ..SearchFilter::default()
        };
        passing(&index, filter).await
    };
    assert_eq!(of("유기농 사과").await, ids(&products[..1]));
    assert_eq!(of("유기농").await, ids(&products[1..2]));
    assert_eq!(of("new").await, ids(&products[..1]));
    assert_eq!(of("유기").await, []);
}

/// Words and filters hold together, and the total counts what passes all of them.
pub async fn filters_hold_together(index: Index) {
    let seller = Some(given::id());
    let products = [
        SearchDocument {
            seller,
            ..product("사과")
        },
        SearchDocument {
            seller,
            in_stock: false,
            ..product("사과")
        },
        SearchDocument {
            seller,
            ..product("배")
        },
        product("사과"),
    ];
    build(&index, &products).await;
    let filter = SearchFilter {
        seller,
        in_stock: Some(true),
        ..SearchFilter::default()
    };
    let hits = hits(
        &index,
        &SearchQuery {
            filter,
            ..query("사과")
        },
    )
    .await;
    assert_eq!((hits.products, hits.total), (ids(&products[..1]), 1));
}
