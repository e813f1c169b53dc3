//! Questions.

use hexmart_application::catalogue::NameFilter;
use hexmart_application::search::{
    Facet, SearchFilter, SearchIndex as _, SearchQuery, SearchSort, Suggestion,
};

use crate::given::{id, ids, query};
use crate::replay::Replay;

#[tokio::test]
async fn a_search_is_put_and_its_answer_is_read() {
    let server = Replay::of(include_str!("exchanges/search.json")).await;
    let asked = SearchQuery {
        filter: SearchFilter {
            category: Some(id(10)),
            seller: Some(id(20)),
            price_from: Some(10_000),
            price_to: Some(990_000),
            in_stock: Some(true),
            on_sale: Some(false),
            tag: Some("ＢＥＳＴ".to_owned()),
        },
        skip: 40,
        ..query("이어폰 X")
    };
    let hits = server.index().search(&asked).await.unwrap();
    assert_eq!(hits.products, ids(&[3, 1]));
    assert_eq!(hits.total, 42);
    let facets = hits.facets;
    assert_eq!(
        facets.categories,
        [(10, 42), (11, 9)].map(|(category, count)| Facet {
            value: id(category),
            count
        })
    );
    assert_eq!(
        facets.sellers,
        [Facet {
            value: id(20),
            count: 42
        }]
    );
    assert_eq!(
        facets.price_bands,
        [(1, 2), (6, 40)].map(|(value, count)| Facet { value, count })
    );
    assert_eq!(facets.in_stock, 41);
    server.end();
}

#[tokio::test]
async fn a_blank_search_asks_for_everything_in_each_order() {
    let server = Replay::of(include_str!("exchanges/everything.json")).await;
    let index = server.index();
    let sorts = [
        SearchSort::Relevance,
        SearchSort::Recent,
        SearchSort::PriceUp,
        SearchSort::PriceDown,
        SearchSort::Discount,
        SearchSort::Sales,
        SearchSort::Popularity,
        SearchSort::Stars,
    ];
    for sort in sorts {
        let hits = index.search(&SearchQuery { sort, ..query(" ") }).await.unwrap();
        assert_eq!(hits.products, []);
    }
    server.end();
}

#[tokio::test]
async fn signs_alone_are_asked_for_and_nothing_else_finds_nothing() {
    let server = Replay::of(include_str!("exchanges/signs.json")).await;
    for text in ["\"", "\u{0}"] {
        assert_eq!(server.index().search(&query(text)).await.unwrap().total, 0);
    }
    server.end();
}

#[tokio::test]
async fn what_was_typed_is_completed() {
    let server = Replay::of(include_str!("exchanges/suggest.json")).await;
    let index = server.index();
    let suggestion = |text: &str, weight| Suggestion {
        text: text.to_owned(),
        weight,
    };
    // Keys, initials of which some do not fit, and a last word.
    assert_eq!(
        index.suggest("사ㄱ", 2).await.unwrap(),
        [suggestion("사과", 9), suggestion("사과 5kg", 2)]
    );
    assert_eq!(index.suggest("ㅅ과", 2).await.unwrap(), [suggestion("사과", 9)]);
    assert_eq!(
        index.suggest("wow C+", 2).await.unwrap(),
        [suggestion("wow c+x", 1)]
    );
    assert_eq!(index.suggest(" ", 2).await.unwrap(), []);
    assert_eq!(index.suggest("사", 0).await.unwrap(), []);
    server.end();
}

#[tokio::test]
async fn products_are_found_by_a_part_of_their_name() {
    let server = Replay::of(include_str!("exchanges/named.json")).await;
    let index = server.index();
    let part = NameFilter::containing("S24 울").unwrap();
    let found = index.named(&part, None, 2).await.unwrap();
    assert_eq!(
        (found.products, found.more, found.known_to),
        (ids(&[1, 2]), true, 77)
    );
    let found = index.named(&part, Some(id(2)), 2).await.unwrap();
    assert_eq!(
        (found.products, found.more, found.known_to),
        (ids(&[5]), false, 78)
    );
    server.end();
}
