use std::sync::Arc;

use hexmart_application::catalogue::{
    Browse, BrowseError, Catalogue, CatalogueService, CreateProductError, ListFilter, ListSort,
    MockCatalogueQueries, MockChangeFeed, NameFilter, NewProduct, PageAt, ProductDetail, ShowProductError,
    Window,
};
use hexmart_application::marketplace::Authority;
use hexmart_application::platform::{MockStore, Store, StoreError};
use hexmart_application::testing::{MockUnitOfWork, MockedStore};
use hexmart_domain::catalogue::{Description, ProductName};
use hexmart_domain::inventory::{StockEventKind, StockKey};
use mockall::predicate::eq;
use rust_decimal::Decimal;

use crate::given;

fn writing(uow: MockUnitOfWork) -> CatalogueService {
    over(MockedStore::new(uow), MockCatalogueQueries::new())
}

fn reading(queries: MockCatalogueQueries) -> CatalogueService {
    over(Arc::new(MockStore::new()), queries)
}

fn over(store: Arc<dyn Store>, queries: MockCatalogueQueries) -> CatalogueService {
    let feed = MockChangeFeed::new();
    CatalogueService::new(
        store,
        Arc::new(queries),
        Arc::new(feed),
        given::fresh(),
        given::mint(),
    )
}

fn earphones(stock: i64) -> NewProduct {
    let name = ProductName::parse("이어폰").unwrap();
    let description = Description::parse("소리").unwrap();
    NewProduct::plain(name, description, given::price(10_000), given::pieces(stock))
}

#[tokio::test]
async fn a_product_and_its_first_event_are_one_transaction() {
    let mut uow = MockUnitOfWork::default();
    uow.products
        .expect_add()
        .withf(|products| products.len() == 1 && products[0].id == given::id(1))
        .times(1)
        .returning(|_| Ok(()));
    uow.stock
        .expect_append()
        .withf(|events| {
            let event = &events[0];
            let first = event.version == 1 && event.kind == StockEventKind::Opened;
            let facts = event.actor == Some(given::id(50)) && event.recorded_at == given::now();
            let key = StockKey::at_default(given::id::<hexmart_domain::shared::Product>(1));
            events.len() == 1 && event.key == key && first && facts && event.on_hand_after.get() == 7
        })
        .times(1)
        .returning(|_| Ok(()));
    let staff = Authority::Shop(Some(given::id(50)));
    let created = writing(uow).create_product(earphones(7), staff).await.unwrap();
    assert_eq!(created.product.seller, None);
    assert_eq!(created.stock, given::pieces(7));
    assert_eq!(created.product.id, given::id(1));
    assert_eq!(created.product.created_at, given::now());
    assert_eq!(created.product.updated_at, given::now());
}

#[tokio::test]
async fn a_product_without_its_first_event_is_not_created() {
    let mut uow = MockUnitOfWork::default();
    uow.products.expect_add().times(1).returning(|_| Ok(()));
    uow.stock
        .expect_append()
        .times(1)
        .returning(|_| Err(given::unavailable()));
    let answer = writing(uow)
        .create_product(earphones(7), Authority::Shop(None))
        .await;
    assert!(matches!(
        answer,
        Err(CreateProductError::Store(StoreError::Unavailable(_)))
    ));
}

#[tokio::test]
async fn many_products_are_one_write_in_the_order_given() {
    let mut uow = MockUnitOfWork::default();
    uow.products
        .expect_add()
        .withf(|products| products.len() == 3)
        .times(1)
        .returning(|_| Ok(()));
    uow.stock
        .expect_append()
        .withf(|events| {
            let stocks = events.iter().map(|event| event.on_hand_after.get());
            let operations: Vec<_> = events.iter().map(|event| event.operation).collect();
            stocks.eq([5, 0, 9]) && operations[0] != operations[1] && operations[1] != operations[2]
        })
        .times(1)
        .returning(|_| Ok(()));
    let products = vec![earphones(5), earphones(0), earphones(9)];
    let created = writing(uow)
        .create_products(products, Authority::Shop(None))
        .await
        .unwrap();
    let stocks: Vec<_> = created.iter().map(|created| created.stock.get()).collect();
    assert_eq!(stocks, [5, 0, 9]);
}

#[tokio::test]
async fn what_a_seller_creates_is_theirs() {
    let mut uow = MockUnitOfWork::default();
    uow.products
        .expect_add()
        .withf(|products| products[0].seller == Some(given::id(60)))
        .times(1)
        .returning(|_| Ok(()));
    uow.stock
        .expect_append()
        .withf(|events| events[0].actor == Some(given::id(51)))
        .times(1)
        .returning(|_| Ok(()));
    let seller = Authority::Seller {
        user: given::id(51),
        seller: given::id(60),
    };
    let created = writing(uow).create_product(earphones(7), seller).await.unwrap();
    assert_eq!(created.product.seller, Some(given::id(60)));
}

/// Everything listed whose name contains `이어`.
fn named() -> ListFilter {
    ListFilter {
        name: NameFilter::containing("이어"),
        ..ListFilter::default()
    }
}

fn page(size: u64, at: PageAt) -> Browse {
    Browse {
        filter: named(),
        category: None,
        sort: ListSort::Oldest,
        size,
        at,
        with_total: false,
    }
}

/// Expects one list query for the page, of which there are `cards`.
fn listing(window: Window, cards: u8) -> MockCatalogueQueries {
    let mut queries = MockCatalogueQueries::new();
    queries
        .expect_browse()
        .with(eq(named()), eq(ListSort::Oldest), eq(window), eq(given::now()))
        .times(1)
        .returning(move |_, _, _, _| Ok((1..=cards).map(given::card).collect()));
    queries
}

#[tokio::test]
async fn a_page_asks_for_one_more_than_it_shows() {
    for (cards, shown, next) in [(3, 2, Some(given::mark(2))), (2, 2, None), (0, 0, None)] {
        let window = Window {
            after: None,
            skip: 4,
            limit: 3,
        };
        let service = reading(listing(window, cards));
        let page = service.browse(page(2, PageAt::Index(3))).await.unwrap();
        assert_eq!((page.products.len(), page.next), (shown, next), "{cards} cards");
        for product in page.products {
            assert_eq!(product.quote.final_price.amount(), Decimal::from(9_000));
        }
    }
}

#[tokio::test]
async fn a_page_behind_a_product_skips_nothing() {
    let window = Window {
        after: Some(given::mark(77)),
        skip: 0,
        limit: 31,
    };
    let service = reading(listing(window, 1));
    let page = service.browse(page(30, PageAt::After(given::mark(77)))).await;
    assert_eq!(page.unwrap().next, None);
}

#[tokio::test]
async fn the_deepest_page_by_number_is_read_like_any_other() {
    let window = Window {
        after: None,
        skip: Browse::MAX_SKIP,
        limit: 101,
    };
    let service = reading(listing(window, 1));
    assert!(service.browse(page(100, PageAt::Index(101))).await.is_ok());
}

/// Answers for the places of a list of this length; no list query is expected.
fn places(length: u64) -> MockCatalogueQueries {
    let mut queries = MockCatalogueQueries::new();
    queries.expect_place().returning(move |filter, _, skip, _| {
        assert_eq!(*filter, named());
        let place = u8::try_from(skip % 251).unwrap();
        Ok((skip < length).then(|| given::mark(place)))
    });
    queries
}

#[tokio::test]
async fn a_deeper_page_answers_behind_which_product_it_starts() {
    let service = reading(places(10_101));
    let answer = service.browse(page(100, PageAt::Index(102))).await;
    let before = given::mark(u8::try_from(10_099 % 251).unwrap());
    assert!(
        matches!(answer, Err(BrowseError::TooDeep { index: 102, after }) if after == before),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_page_behind_the_end_is_empty_however_deep() {
    for index in [102, u64::MAX] {
        let service = reading(places(10_100));
        let page = service.browse(page(100, PageAt::Index(index))).await.unwrap();
        assert_eq!((page.products, page.next), (vec![], None));
    }
}

#[tokio::test]
async fn a_list_that_cannot_be_read_says_so() {
    for index in [1, 102] {
        let mut queries = MockCatalogueQueries::new();
        queries
            .expect_browse()
            .returning(|_, _, _, _| Err(given::unavailable()));
        queries
            .expect_place()
            .returning(|_, _, _, _| Err(given::unavailable()));
        let answer = reading(queries).browse(page(100, PageAt::Index(index))).await;
        assert!(matches!(
            answer,
            Err(BrowseError::Store(StoreError::Unavailable(_)))
        ));
    }
}

#[tokio::test]
async fn a_shown_product_is_priced_for_its_viewer() {
    let mut queries = MockCatalogueQueries::new();
    queries
        .expect_detail()
        .with(eq(given::id(5)), eq(Some(given::id(50))), eq(given::now()))
        .times(1)
        .returning(|_, _, _| {
            Ok(Some(ProductDetail {
                card: given::card(5),
                seller: None,
                tags: Vec::new(),
                attributes: Vec::new(),
                options: Vec::new(),
                variants: vec![(given::product(5).variants[0].clone(), given::pieces(3))],
                pictures: Vec::new(),
                coupon: Some(given::percentage(10)),
            }))
        });
    let shown = reading(queries)
        .show(given::id(5), Some(given::id(50)))
        .await
        .unwrap();
    assert_eq!(shown.detail.card, given::card(5));
    assert_eq!(shown.variants[0].quote, shown.quote);
    assert_eq!(shown.quote.final_price.amount(), Decimal::from(8_100));
}

#[tokio::test]
async fn an_unknown_product_is_told_from_a_failure() {
    let mut queries = MockCatalogueQueries::new();
    queries.expect_detail().returning(|_, _, _| Ok(None));
    let answer = reading(queries).show(given::id(5), None).await;
    assert!(
        matches!(answer, Err(ShowProductError::UnknownProduct)),
        "{answer:?}"
    );

    let mut queries = MockCatalogueQueries::new();
    queries
        .expect_detail()
        .returning(|_, _, _| Err(given::unavailable()));
    let answer = reading(queries).show(given::id(5), None).await;
    assert!(matches!(
        answer,
        Err(ShowProductError::Store(StoreError::Unavailable(_)))
    ));
}
