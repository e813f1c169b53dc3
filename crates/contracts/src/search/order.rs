//! What comes first.

use hexmart_application::search::{SearchDocument, SearchQuery, SearchSort};

use super::given::{Index, build, described, found, hits, ids, product, query};
use crate::given;

/// The very word comes before one that only looks like it, wherever they stand.
pub async fn exact_matches_come_before_similar_ones(index: Index) {
    let products = [
        SearchDocument {
            sales: 1,
            ..product("keyboard")
        },
        SearchDocument {
            sales: 9,
            ..product("keyboart")
        },
        described("상자", "keyboard"),
    ];
    build(&index, &products).await;
    let expected = [products[0].product, products[2].product, products[1].product];
    assert_eq!(found(&index, "keyboard").await, expected);
}

/// A name comes before a description, and among names the whole word before a part of one.
pub async fn names_come_before_descriptions(index: Index) {
    let products = [
        SearchDocument {
            sales: 9,
            ..described("잼", "사과")
        },
        SearchDocument {
            sales: 5,
            ..product("풋사과")
        },
        product("사과"),
    ];
    build(&index, &products).await;
    let expected = [products[2].product, products[1].product, products[0].product];
    assert_eq!(found(&index, "사과").await, expected);
}

/// Whoever has all words comes first, and whoever has some is found.
pub async fn a_product_with_all_words_comes_first(index: Index) {
    let products = [
        SearchDocument {
            sales: 9,
            ..product("무선 키보드")
        },
        described("마우스", "무선 조용한"),
        SearchDocument {
            sales: 9,
            ..product("마우스 패드")
        },
        product("무선 마우스"),
        product("책상"),
    ];
    build(&index, &products).await;
    let found = found(&index, "무선 마우스").await;
    assert_eq!(found[..2], [products[3].product, products[1].product]);
    assert_eq!(found.len(), 4);
}

/// Among equals, what sells most comes first; among those, the newest.
pub async fn equals_come_by_sales_then_by_age(index: Index) {
    let sold = |sales| SearchDocument {
        sales,
        ..product("사과")
    };
    let products = [sold(0), sold(7), sold(0), sold(3), sold(7)];
    build(&index, &products).await;
    let expected = [4, 1, 3, 2, 0].map(|place: usize| products[place].product);
    for text in ["사과", ""] {
        assert_eq!(found(&index, text).await, expected, "{text}");
    }
}

/// No text at all, and nothing but white space, finds everything, and counts it.
pub async fn a_blank_search_finds_everything(index: Index) {
    build(&index, &[]).await;
    assert_eq!(found(&index, "").await, []);
    let products = [product("하나"), product("둘"), product("!")];
    build(&index, &products).await;
    let mut expected = ids(&products);
    expected.reverse();
    for text in ["", " ", "\t\u{3000}"] {
        assert_eq!(found(&index, text).await, expected, "{text:?}");
    }
}

/// What a sort goes by, the least first.
type Key = fn(&SearchDocument) -> i64;

/// Each sort by what it is named for, then by sales.
pub async fn each_sort_has_its_order(index: Index) {
    let made = |number: i64| SearchDocument {
        created_at: given::now() + given::TICK * i32::try_from(number * 7 % 5).unwrap(),
        sale_price: 10_000 * (number * 3 % 5),
        deal: number * 2 % 5,
        sales: number * 4 % 5,
        likes: number * 3 % 5,
        stars: number * 2 % 5,
        ..product("사과")
    };
    let products: Vec<_> = (0..5).map(made).collect();
    build(&index, &products).await;
    let sorts: [(SearchSort, Key); 7] = [
        (SearchSort::Recent, |document| {
            -document.created_at.timestamp_micros()
        }),
        (SearchSort::PriceUp, |document| document.sale_price),
        (SearchSort::PriceDown, |document| -document.sale_price),
        (SearchSort::Discount, |document| -document.deal),
        (SearchSort::Sales, |document| -document.sales),
        (SearchSort::Popularity, |document| -document.likes),
        (SearchSort::Stars, |document| -document.stars),
    ];
    for text in ["", "사과"] {
        for (sort, key) in sorts {
            let mut expected = products.clone();
            expected.sort_by_key(|document| (key(document), -document.sales));
            let hits = hits(&index, &SearchQuery { sort, ..query(text) }).await;
            assert_eq!(hits.products, ids(&expected), "{sort:?}");
        }
    }
}

/// Pages follow each other without a gap and without an overlap, to the end and beyond.
pub async fn pages_neither_repeat_nor_skip(index: Index) {
    let products: Vec<_> = (0..25)
        .map(|number| SearchDocument {
            sales: number % 3,
            ..product("사과")
        })
        .collect();
    build(&index, &products).await;
    let all = found(&index, "사과").await;
    assert_eq!(all.len(), 25);
    for (skip, expected) in [(0, &all[..10]), (10, &all[10..20]), (20, &all[20..]), (30, &[])] {
        let page = hits(
            &index,
            &SearchQuery {
                skip,
                limit: 10,
                ..query("사과")
            },
        )
        .await;
        assert_eq!((page.products.as_slice(), page.total), (expected, 25), "{skip}");
    }
    let none = hits(
        &index,
        &SearchQuery {
            limit: 0,
            ..query("사과")
        },
    )
    .await;
    assert_eq!((none.products, none.total), (Vec::new(), 25));
}
