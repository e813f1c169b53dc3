//! Attempts of one step each, and what they leave behind.

use std::slice::from_ref;
use std::sync::Arc;

use hexmart_application::marketplace::Ownership;
use hexmart_application::platform::{Abort, GaugeReading, Storage, StoreError, UnitOfWork, transact};
use hexmart_domain::catalogue::{Product, ProductChange};
use hexmart_domain::identity::Account;
use hexmart_domain::inventory::{StockEvent, StockKey, StockLevel};
use hexmart_domain::pricing::{Coupon, Discount};
use hexmart_domain::shared::{Percentage, ProductId, UserId};

use crate::callers::Answer;
use crate::given;

/// Takes one step with `value` in an attempt of its own, again after each lost race. The attempt lingers before its end,
/// so that rivals that run at the same time do come between.
pub(crate) async fn attempt<V, T, F>(storage: &Storage, value: V, step: F) -> Result<T, StoreError>
where
    F: for<'u> Fn(&'u mut dyn UnitOfWork, V) -> Answer<'u, T> + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
    T: Send + 'static,
{
    transact(&*storage.store, "attempt", move |uow| {
        let answer = step(uow, value.clone());
        Box::pin(async move {
            let answer = answer.await.map_err(Abort::Store);
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            answer
        })
    })
    .await
}

/// Takes one step with `value`; answers what the repository answered, without another try: nobody is under way, so
/// the repository itself must see what is wrong, not the commit.
pub(crate) async fn once<V, T, F>(storage: &Storage, value: V, step: F) -> Result<T, StoreError>
where
    F: for<'u> Fn(&'u mut dyn UnitOfWork, V) -> Answer<'u, T> + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
    T: Send + 'static,
{
    let answer = transact(&*storage.store, "one_try", move |uow| {
        let answer = step(uow, value.clone());
        Box::pin(async move { answer.await.map_err(Abort::Refused) })
    })
    .await;
    assert_eq!(repetitions(storage, "one_try"), 0);
    answer
}

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

/// Appends a discount as it is, and saves its product with it.
pub(crate) async fn discount_product(storage: &Storage, discount: &Discount) -> Result<(), StoreError> {
    attempt(storage, discount.clone(), |uow, discount| {
        Box::pin(async move {
            uow.discounts().append(&discount).await?;
            change(uow, discount.product, |product| {
                product.discount = Some(discount.terms);
            })
            .await?;
            Ok(())
        })
    })
    .await
}

/// Replaces whatever discount a product has.
pub(crate) async fn discount_newly(
    storage: &Storage,
    product: ProductId,
    share: Percentage,
) -> Result<Discount, StoreError> {
    attempt(storage, (product, share), |uow, (product, share)| {
        Box::pin(async move {
            let latest = uow.discounts().latest(product).await?;
            let discount = Discount::replacing(latest.as_ref(), given::id(), product, share, given::now());
            uow.discounts().append(&discount).await?;
            let terms = discount.terms;
            change(uow, product, |product| product.discount = Some(terms)).await?;
            Ok(discount)
        })
    })
    .await
}

/// Edits a product as it is now, with a history; answers what became of it.
pub(crate) async fn change(
    uow: &mut dyn UnitOfWork,
    id: ProductId,
    edit: impl FnOnce(&mut Product),
) -> Result<Product, StoreError> {
    let before = uow.products().find(id).await?.unwrap();
    let mut next = before.clone();
    edit(&mut next);
    let (next, fields) = next.succeeding(&before, given::now()).unwrap();
    uow.products().save(from_ref(&next)).await?;
    let change = ProductChange {
        product: id,
        version: next.version,
        actor: None,
        changed_at: given::now(),
        fields,
    };
    uow.products().note(&[change]).await?;
    Ok(next)
}

/// Edits a product in an attempt of its own.
pub(crate) async fn edit<E>(storage: &Storage, id: ProductId, edit: E) -> Product
where
    E: Fn(&mut Product) + Clone + Send + Sync + 'static,
{
    let edited = attempt(storage, (id, edit), |uow, (id, edit)| {
        Box::pin(async move { change(uow, id, edit).await })
    });
    edited.await.unwrap()
}

/// Writes products as they are; answers what the repository answered, without another try.
pub(crate) async fn save_once(storage: &Storage, products: &[Product]) -> Result<(), StoreError> {
    once(storage, products.to_vec(), |uow, products| {
        Box::pin(async move { uow.products().save(&products).await })
    })
    .await
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
    attempt(storage, account.clone(), |uow, account| {
        Box::pin(async move { uow.accounts().add(&account).await })
    })
    .await
}

/// Writes a changed account, in one try.
pub(crate) async fn save_account(storage: &Storage, account: &Account) -> Result<(), StoreError> {
    once(storage, account.clone(), |uow, account| {
        Box::pin(async move { uow.accounts().save(&account).await })
    })
    .await
}

/// An active account that was added.
pub(crate) async fn joined(storage: &Storage) -> Account {
    let account = given::person();
    add_account(storage, &account).await.unwrap();
    account
}

/// So many active accounts that were added.
pub(crate) async fn crowd(storage: &Storage, count: usize) -> Vec<UserId> {
    let accounts: Vec<_> = (0..count).map(|_| given::person()).collect();
    let ids = accounts.iter().map(|account| account.id).collect();
    let added = attempt(storage, accounts, |uow, accounts| {
        Box::pin(async move {
            for account in &accounts {
                uow.accounts().add(account).await?;
            }
            Ok(())
        })
    });
    added.await.unwrap();
    ids
}

/// Whose a product is, as an attempt sees it.
pub(crate) async fn owner(storage: &Storage, product: ProductId) -> Option<Ownership> {
    let owner = attempt(storage, product, |uow, product| {
        Box::pin(async move { uow.products().owner(product).await })
    });
    owner.await.unwrap()
}

/// Whether a product is there, as an attempt sees it.
pub(crate) async fn exists(storage: &Storage, product: ProductId) -> bool {
    owner(storage, product).await.is_some()
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
