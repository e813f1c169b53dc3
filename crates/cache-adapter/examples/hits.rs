//! What an answer from memory costs, in nanoseconds, one thread:
//! `cargo run --release -p hexmart-cache-adapter --example hits`.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant as Clock;

use chrono::DateTime;
use hexmart_application::catalogue::{
    CatalogueQueries, Counters, ListFilter, ListSort, Mark, MockCatalogueQueries, ProductCard, ProductDetail,
    SellerBadge, Window,
};
use hexmart_application::search::{
    MockSearchIndex, SearchFilter, SearchHits, SearchIndex, SearchQuery, SearchSort,
};
use hexmart_cache_adapter::{CachedCatalogue, CachedSearch, Generations};
use hexmart_domain::catalogue::{
    CategoryLabel, CategoryName, Forest, Lifecycle, Picture, Place, Price, Sku, Tag, Variant,
};
use hexmart_domain::shared::{Currency, Id, Instant, ProductId, Quantity};
use rust_decimal::Decimal;
use uuid::Uuid;

/// How often each is asked.
const TIMES: u32 = 500_000;
/// How many products are asked about.
const PRODUCTS: u32 = 1_000;

fn id<K>(number: u32) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(number.into()))
}

fn now() -> Instant {
    DateTime::UNIX_EPOCH
}

fn card(product: ProductId) -> ProductCard {
    ProductCard {
        id: product,
        name: "아삭아삭 홍로 사과 3 kg".to_owned(),
        description: "경북 청송에서 오늘 딴 사과. ".repeat(12),
        price: Price::new(Decimal::from(29_900), Currency::KRW).unwrap(),
        available: Quantity::MAX,
        discount: None,
        seller: None,
        category: Some(id(1)),
        lifecycle: Lifecycle::OnSale,
        picture: None,
        variants: 3,
        counters: Counters::default(),
        mark: Mark { key: 0, product },
        created_at: now(),
        updated_at: now(),
    }
}

fn detail(product: ProductId) -> ProductDetail {
    let variant = |number: u32| Variant {
        item: id(number),
        sku: Sku::parse(format!("APPLE-{number}")).unwrap(),
        values: Vec::new(),
        price: None,
    };
    let picture = |number: u32| Picture {
        id: id(number),
        alt: None,
        width: 1_200,
        height: 800,
        is_transparent: false,
    };
    let seller = SellerBadge {
        id: id(1),
        company: "청송 과수원".to_owned(),
        followers: 12,
    };
    ProductDetail {
        card: card(product),
        seller: Some(seller),
        tags: vec![Tag::parse("apple").unwrap(), Tag::parse("사과").unwrap()],
        attributes: Vec::new(),
        options: Vec::new(),
        variants: (1..=3).map(|number| (variant(number), Quantity::MAX)).collect(),
        pictures: (1..=3).map(picture).collect(),
        coupon: None,
    }
}

fn forest(categories: u32) -> Forest {
    let plant = |forest: Forest, number: u32| {
        let name = CategoryName {
            ko: CategoryLabel::parse(format!("분류 {number}")).unwrap(),
            en: None,
        };
        forest.plant(id(number), name, Place::LastRoot, now()).unwrap()
    };
    (0..categories).fold(Forest::default(), plant)
}

fn catalogue() -> CachedCatalogue {
    let mut store = MockCatalogueQueries::new();
    store
        .expect_detail()
        .returning(|product, _, _| Ok(Some(detail(product))));
    store
        .expect_browse()
        .returning(|_, _, _, _| Ok((0..20).map(|number| card(id(number))).collect()));
    store.expect_total().returning(|_, _| Ok(1_000));
    store.expect_forest().returning(|| Ok(forest(60)));
    CachedCatalogue::new(Arc::new(store), Arc::new(Generations::new()))
}

fn index() -> CachedSearch {
    let mut index = MockSearchIndex::new();
    index.expect_search().returning(|_| {
        let products = (0..20).map(id).collect();
        Ok(SearchHits {
            products,
            ..SearchHits::default()
        })
    });
    CachedSearch::new(Arc::new(index))
}

/// Prints the mean of many calls.
async fn measure<T>(what: &str, call: impl AsyncFn(u32) -> T) {
    let began = Clock::now();
    for number in 0..TIMES {
        black_box(call(number % PRODUCTS).await);
    }
    println!(
        "{what:<44} {:>7} ns",
        began.elapsed().as_nanos() / u128::from(TIMES)
    );
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (catalogue, index) = (catalogue(), index());
    let page = detail(id(1));
    measure("a product page copied, for comparison", async |_| page.clone()).await;
    measure("product page, nobody signed in", async |number| {
        catalogue.detail(id(number), None, now()).await
    })
    .await;
    measure("product page, 100 signed in", async |number| {
        catalogue.detail(id(number), Some(id(number % 100)), now()).await
    })
    .await;
    let filter = ListFilter::default();
    let among = ListFilter {
        among: Some((0..200).map(id).collect()),
        ..ListFilter::default()
    };
    let window = |number: u32| Window {
        after: None,
        skip: u64::from(number % 10),
        limit: 20,
    };
    measure("list of 20", async |number| {
        catalogue
            .browse(&filter, ListSort::Recent, window(number), now())
            .await
    })
    .await;
    measure("list of 20 among 200 ids", async |number| {
        catalogue
            .browse(&among, ListSort::Recent, window(number), now())
            .await
    })
    .await;
    measure("total", async |_| catalogue.total(&filter, now()).await).await;
    measure("tree of 60 categories", async |_| catalogue.forest().await).await;
    let query = SearchQuery {
        text: "사과".to_owned(),
        filter: SearchFilter::default(),
        sort: SearchSort::Relevance,
        skip: 0,
        limit: 20,
    };
    measure("search with 20 hits", async |_| index.search(&query).await).await;
}
