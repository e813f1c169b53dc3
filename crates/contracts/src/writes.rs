//! Attempts of one step each, and what they leave behind.

use std::slice::from_ref;
use std::sync::Arc;

use hexmart_application::platform::{Abort, GaugeReading, Storage, StoreError, transact};
use hexmart_domain::catalogue::Product;
use hexmart_domain::identity::Account;
use hexmart_domain::inventory::{StockEvent, StockKey, StockLevel};
use hexmart_domain::pricing::{Coupon, Discount};
use hexmart_domain::shared::ProductId;

use crate::given;

/// Adds products with their opening events: `stock` pieces each.
pub(crate) async fn create(storage: &Storage, products: &[Product], stock: i64) -> Result<(), StoreError> {
    let events: Vec<_> = products
        .iter()
        .map(|product| given::opening(product, stock))
        .collect();
    let write = Arc::new((products.to_vec(), events));
    transact(&*storage.store, "create", move |uow| {
        let write = Arc::clone(&write);
        Box::pin(async move {
            uow.products().add(&write.0).await?;
            uow.stock().append(&write.1).await?;
            Ok::<_, Abort<StoreError>>(())
        })
    })
    .await
}

/// A new product with so many pieces; answers its chain.
pub(crate) async fn stocked(storage: &Storage, stock: i64) -> StockKey {
    let product = given::product();
    create(storage, from_ref(&product), stock).await.unwrap();
    StockKey::at_default(product.id)
}

/// Appends events as they are; answers what the repository answered, without another try: nobody is under way, so
/// the repository itself must see what is wrong, not the commit.
pub(crate) async fn append_once(storage: &Storage, events: &[StockEvent]) -> Result<(), StoreError> {
    let events: Arc<[_]> = events.into();
    let answer = transact(&*storage.store, "append_once", move |uow| {
        let events = Arc::clone(&events);
        Box::pin(async move { uow.stock().append(&events).await.map_err(Abort::Refused) })
    })
    .await;
    assert_eq!(repetitions(storage, "append_once"), 0);
    answer
}

/// Appends a discount as it is; answers what the repository answered, without another try.
pub(crate) async fn discount_once(storage: &Storage, discount: &Discount) -> Result<(), StoreError> {
    let discount = discount.clone();
    let answer = transact(&*storage.store, "discount_once", move |uow| {
        let discount = discount.clone();
        Box::pin(async move { uow.discounts().append(&discount).await.map_err(Abort::Refused) })
    })
    .await;
    assert_eq!(repetitions(storage, "discount_once"), 0);
    answer
}

/// Adds a coupon.
pub(crate) async fn add_coupon(storage: &Storage, coupon: &Coupon) -> Result<(), StoreError> {
    let coupon = coupon.clone();
    transact(&*storage.store, "add_coupon", move |uow| {
        let coupon = coupon.clone();
        Box::pin(async move { Ok::<_, Abort<StoreError>>(uow.coupons().add(&coupon).await?) })
    })
    .await
}

/// Adds an account.
pub(crate) async fn add_account(storage: &Storage, account: &Account) -> Result<(), StoreError> {
    let account = account.clone();
    transact(&*storage.store, "add_account", move |uow| {
        let account = account.clone();
        Box::pin(async move { Ok::<_, Abort<StoreError>>(uow.accounts().add(&account).await?) })
    })
    .await
}

/// Whether a product is there, as an attempt sees it.
pub(crate) async fn exists(storage: &Storage, product: ProductId) -> bool {
    transact(&*storage.store, "exists", move |uow| {
        Box::pin(async move { Ok::<_, Abort<StoreError>>(uow.products().exists(product).await?) })
    })
    .await
    .unwrap()
}

/// The level of a chain, as an attempt sees it.
pub(crate) async fn level(storage: &Storage, key: StockKey) -> Option<StockLevel> {
    transact(&*storage.store, "level", move |uow| {
        Box::pin(async move { Ok::<_, Abort<StoreError>>(uow.stock().level(key).await?) })
    })
    .await
    .unwrap()
}

/// The newest discount of a product, as an attempt sees it.
pub(crate) async fn latest(storage: &Storage, product: ProductId) -> Option<Discount> {
    transact(&*storage.store, "latest", move |uow| {
        Box::pin(async move { Ok::<_, Abort<StoreError>>(uow.discounts().latest(product).await?) })
    })
    .await
    .unwrap()
}

/// Every event of a chain.
pub(crate) async fn history(storage: &Storage, key: StockKey) -> Vec<StockEvent> {
    storage.stock.history(key, 0, 10_000).await.unwrap()
}

/// How often attempts of a use case were repeated.
pub(crate) fn repetitions(storage: &Storage, name: &str) -> u64 {
    let readings = storage.gauges.read();
    let of_name = readings.iter().filter_map(|reading| match reading {
        GaugeReading::Retries { use_case, count } if *use_case == name => Some(*count),
        _ => None,
    });
    of_name.sum()
}
