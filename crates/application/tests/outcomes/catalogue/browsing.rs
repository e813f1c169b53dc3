use hexmart_application::catalogue::{
    Browse, BrowseError, Catalogue, CounterChange, ListFilter, ListSort, PageAt,
};
use hexmart_domain::catalogue::{Lifecycle, ProductEdit};

use super::given::{all_of, id, new_product, seller, staff};
use super::shelves::{Shelves, names};

#[tokio::test]
async fn a_category_shows_what_hangs_on_it_and_below() {
    let shelves = Shelves::new();
    let clothes = shelves.category("옷", None).await;
    let shirts = shelves.category("셔츠", Some(clothes)).await;
    let silk = shelves.category("비단", Some(shirts)).await;
    let tools = shelves.category("도구", None).await;
    for (name, category) in [("a", clothes), ("b", silk), ("c", tools), ("d", shirts)] {
        let product = shelves.product(name).await.id;
        shelves.hang(product, category).await;
    }
    shelves.product("e").await;
    let within = |category| Browse {
        category: Some(category),
        ..all_of(ListFilter::default())
    };
    for (category, expected) in [
        (clothes, vec!["a", "b", "d"]),
        (shirts, vec!["b", "d"]),
        (silk, vec!["b"]),
        (tools, vec!["c"]),
    ] {
        let page = shelves.page(within(category)).await;
        assert_eq!(
            (names(&page), page.total),
            (
                expected.iter().map(|name| (*name).to_owned()).collect(),
                u64::try_from(expected.len()).ok()
            )
        );
    }
    let answer = shelves.catalogue.browse(within(id(9))).await;
    assert!(matches!(answer, Err(BrowseError::UnknownCategory)), "{answer:?}");
}

/// Pages of a list, each behind the last one of the page before.
async fn leafed(shelves: &Shelves, sort: ListSort, size: u64) -> Vec<String> {
    let (mut all, mut at) = (Vec::new(), PageAt::Index(1));
    loop {
        let browse = Browse {
            sort,
            size,
            at,
            with_total: false,
            ..all_of(ListFilter::default())
        };
        let page = shelves.page(browse).await;
        assert_eq!(page.total, None);
        all.extend(names(&page));
        match page.next {
            Some(next) => at = PageAt::After(next),
            None => return all,
        }
    }
}

#[tokio::test]
async fn every_order_can_be_leafed_through() {
    let shelves = Shelves::new();
    for (number, name) in (0_u8..).zip(["a", "b", "c", "d", "e"]) {
        let product = shelves.product(name).await.id;
        let price = ProductEdit {
            price: Some(super::given::price(1_000 * i64::from(1 + number % 3))),
            ..ProductEdit::default()
        };
        shelves.edit(product, price).await.unwrap();
        let change = CounterChange {
            sales: i64::from(number % 2),
            likes: i64::from(number),
            ratings: 1,
            stars: i64::from(5 - number),
        };
        shelves
            .transact(move |uow| Box::pin(async move { Ok(uow.products().count(product, change).await?) }))
            .await;
        if number > 2 {
            shelves
                .discount(product, 10 * i64::from(number), staff())
                .await
                .unwrap();
        }
    }
    // 1,000; 2,000; 3,000; 700 after 30 % off; 1,200 after 40 % off.
    for (sort, expected) in [
        (ListSort::Oldest, "abcde"),
        (ListSort::Recent, "edcba"),
        (ListSort::PriceUp, "daebc"),
        (ListSort::PriceDown, "cbead"),
        (ListSort::Discount, "edcba"),
        (ListSort::Sales, "dbeca"),
        (ListSort::Popularity, "edcba"),
        (ListSort::Stars, "abcde"),
    ] {
        for size in 1..=6 {
            assert_eq!(
                leafed(&shelves, sort, size).await.concat(),
                expected,
                "{sort:?} by {size}"
            );
        }
    }
}

#[tokio::test]
async fn a_page_too_deep_says_behind_which_product_it_starts() {
    let shelves = Shelves::new();
    let count = usize::try_from(Browse::MAX_SKIP).unwrap() + 3;
    for chunk in (0..count).collect::<Vec<_>>().chunks(1_000) {
        let products = chunk.iter().map(|number| new_product(&format!("{number:05}"), 1));
        shelves.turn(chrono::TimeDelta::seconds(1));
        shelves
            .catalogue
            .create_products(products.collect(), staff())
            .await
            .unwrap();
    }
    let page = |index, with_total| Browse {
        size: 2,
        at: PageAt::Index(index),
        with_total,
        ..all_of(ListFilter::default())
    };
    let deepest = shelves.page(page(5_001, false)).await;
    assert_eq!(names(&deepest), ["10000", "10001"]);
    let answer = shelves.catalogue.browse(page(5_002, false)).await;
    let Err(BrowseError::TooDeep { index: 5_002, after }) = answer else {
        panic!("{answer:?}");
    };
    let behind = Browse {
        at: PageAt::After(after),
        ..page(1, true)
    };
    let behind = shelves.page(behind).await;
    assert_eq!((names(&behind), behind.next), (vec!["10002".to_owned()], None));
    assert_eq!(behind.total, u64::try_from(count).ok());
    for beyond in [5_003, u64::MAX] {
        let page = shelves.page(page(beyond, true)).await;
        assert!(page.products.is_empty() && page.next.is_none());
        assert_eq!(page.total, u64::try_from(count).ok());
    }
}

#[tokio::test]
async fn cards_come_in_the_order_asked_for() {
    let shelves = Shelves::new();
    let [a, b, c] = [
        shelves.product("a").await.id,
        shelves.product("b").await.id,
        shelves.product("c").await.id,
    ];
    shelves
        .edit(b, ProductEdit::to(Lifecycle::Private))
        .await
        .unwrap();
    let cards = shelves.catalogue.cards(&[c, id(9), b, a]).await.unwrap();
    let names: Vec<_> = cards.iter().map(|listed| listed.card.name.as_str()).collect();
    assert_eq!(names, ["c", "a"]);
    assert!(shelves.catalogue.cards(&[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_shown_product_says_the_way_to_it() {
    let shelves = Shelves::new();
    let clothes = shelves.category("옷", None).await;
    let shirts = shelves.category("셔츠", Some(clothes)).await;
    let product = shelves.create(new_product("a", 2), seller(1)).await.id;
    let shown = shelves.catalogue.show(product, None).await.unwrap();
    assert!(shown.category_path.is_empty());
    shelves.hang(product, shirts).await;
    let shown = shelves.catalogue.show(product, None).await.unwrap();
    let path: Vec<_> = shown.category_path.iter().map(|category| category.id).collect();
    assert_eq!(path, [clothes, shirts]);
}

#[tokio::test]
async fn the_best_deals_are_those_that_run() {
    let shelves = Shelves::new();
    for (name, percent) in [("a", 10), ("b", 50), ("c", 0), ("d", 30), ("e", 70)] {
        let product = shelves.product(name).await.id;
        if percent > 0 {
            shelves.discount(product, percent, staff()).await.unwrap();
        }
        if name == "e" {
            shelves
                .edit(product, ProductEdit::to(Lifecycle::Private))
                .await
                .unwrap();
        }
    }
    let best = async |limit| {
        let best = shelves.catalogue.best_deals(limit).await.unwrap();
        best.into_iter()
            .map(|listed| listed.card.name)
            .collect::<String>()
    };
    assert_eq!(best(10).await, "bda");
    assert_eq!(best(2).await, "bd");
    let deals = shelves.catalogue.best_deals(1).await.unwrap();
    assert_eq!(
        deals[0].quote.final_price.amount(),
        rust_decimal::Decimal::from(5_000)
    );
    // What is over is none, also before anybody noticed.
    shelves.turn(chrono::TimeDelta::days(30));
    assert_eq!(best(10).await, "");
}
