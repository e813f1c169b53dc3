//! What is run again, and what is not.

use std::slice::from_ref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use hexmart_application::platform::{
    Abort, Rollback, Storage, StoreError, UniqueKey, UnitOfWork, Work, transact,
};
use hexmart_domain::catalogue::Product;
use hexmart_domain::shared::ProductId;

use crate::callers::{Underway, at_once};
use crate::given;
use crate::writes::{create, exists, latest, repetitions};

/// Loses so many races, writing a different product each time, before it ends well.
struct Loser {
    losses: usize,
    products: Vec<Product>,
    runs: AtomicU32,
}

impl Loser {
    fn new(losses: usize) -> Arc<Self> {
        Arc::new(Self {
            losses,
            products: (0..=losses).map(|_| given::product()).collect(),
            runs: AtomicU32::new(0),
        })
    }
}

#[async_trait]
impl Work for Loser {
    async fn attempt(&self, uow: &mut dyn UnitOfWork) -> Result<(), Rollback> {
        let run = usize::try_from(self.runs.fetch_add(1, Ordering::SeqCst)).unwrap();
        let added = uow.products().add(&self.products[run..=run]).await;
        added.map_err(Rollback::Store)?;
        if run < self.losses {
            return Err(Rollback::Store(StoreError::Conflict));
        }
        Ok(())
    }
}

/// A lost race is run again from the start: what the lost runs wrote is gone.
pub async fn a_conflict_runs_the_attempt_again_from_the_start(storage: Storage) {
    let work = Loser::new(3);
    storage.store.transact("loser", work.clone()).await.unwrap();

    assert_eq!(work.runs.load(Ordering::SeqCst), 4);
    for (run, product) in work.products.iter().enumerate() {
        assert_eq!(exists(&storage, product.id).await, run == 3, "run {run}");
    }
}

/// Each repetition is counted under the name of its use case, and a first run is none.
pub async fn repetitions_are_counted_under_their_use_case(storage: Storage) {
    storage.store.transact("often", Loser::new(3)).await.unwrap();
    storage.store.transact("once", Loser::new(1)).await.unwrap();
    storage.store.transact("often", Loser::new(1)).await.unwrap();
    storage.store.transact("never", Loser::new(0)).await.unwrap();

    assert_eq!(repetitions(&storage, "often"), 4);
    assert_eq!(repetitions(&storage, "once"), 1);
    assert_eq!(repetitions(&storage, "never"), 0);
}

/// Every error but a conflict ends the attempt at its first run, and reaches the caller as it is.
pub async fn no_error_but_a_conflict_is_retried(storage: Storage) {
    for error in [
        StoreError::Duplicate(UniqueKey::CouponCode),
        StoreError::unavailable("gone"),
        StoreError::unresolved("gone at the commit"),
        StoreError::corrupt("products", "a price of 0"),
        StoreError::backend("a bug"),
    ] {
        let work = Arc::new(Failing {
            error: error.clone(),
            runs: AtomicU32::new(0),
        });
        let answer = storage.store.transact("failing", work.clone()).await;
        assert_eq!(format!("{:?}", answer.unwrap_err()), format!("{error:?}"));
        assert_eq!(work.runs.load(Ordering::SeqCst), 1, "{error}");
    }
    assert_eq!(repetitions(&storage, "failing"), 0);
}

struct Failing {
    error: StoreError,
    runs: AtomicU32,
}

#[async_trait]
impl Work for Failing {
    async fn attempt(&self, _uow: &mut dyn UnitOfWork) -> Result<(), Rollback> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        Err(Rollback::Store(self.error.clone()))
    }
}

/// Appends a discount behind the newest; answers its version.
async fn extend(uow: &mut dyn UnitOfWork, product: ProductId) -> Result<i64, StoreError> {
    let latest = uow.discounts().latest(product).await?;
    let next = given::discount(product, latest.as_ref(), "5");
    uow.discounts().append(&next).await?;
    Ok(next.version)
}

/// Appends a discount behind the newest, in an attempt of its own.
async fn extend_once_more(storage: Storage, product: ProductId) -> Result<i64, StoreError> {
    transact(&*storage.store, "extend", move |uow| {
        Box::pin(async move { Ok::<_, Abort<StoreError>>(extend(uow, product).await?) })
    })
    .await
}

async fn product(storage: &Storage) -> ProductId {
    let product = given::product();
    create(storage, from_ref(&product), 1).await.unwrap();
    product.id
}

/// Attempts that extend the same chain at once all land, one behind the other.
pub async fn attempts_that_race_all_land(storage: Storage) {
    let product = product(&storage).await;
    let answers = at_once(16, |_| extend_once_more(storage.clone(), product)).await;

    let mut versions: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    versions.sort_unstable();
    assert_eq!(versions, (1..=16).collect::<Vec<_>>());
    let latest = latest(&storage, product).await.unwrap();
    assert_eq!(latest.version, 16);
}

/// A rival extends the chain that an attempt under way has extended: both land, one behind the other.
pub async fn an_attempt_that_is_overtaken_lands_behind_its_rival(storage: Storage) {
    let product = product(&storage).await;
    let attempt = Underway::begin(&storage, move |uow| Box::pin(extend(uow, product))).await;
    let (own, rival) = attempt
        .overtaken(extend_once_more(storage.clone(), product))
        .await;

    let mut versions = [own.unwrap(), rival.unwrap()];
    versions.sort_unstable();
    assert_eq!(versions, [1, 2]);
}
