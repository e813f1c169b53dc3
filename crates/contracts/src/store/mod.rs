//! Promises of `Store`, `UnitOfWork` and `StorageGauges`.

mod leaving;
mod own_purchases;
mod own_writes;
mod retry;

use std::slice::from_ref;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use hexmart_application::catalogue::{ListFilter, ListSort, Window};
use hexmart_application::marketplace::Ownership;
use hexmart_application::platform::{
    Abort, Rollback, Storage, StoreError, UniqueKey, UnitOfWork, Work, transact,
};
use hexmart_domain::catalogue::Product;
use hexmart_domain::inventory::{StockKey, StockLevel};

use crate::callers::Underway;
use crate::given;
use crate::writes::{create, exists, history, level};

pub use leaving::{
    a_caller_that_leaves_at_any_moment_leaves_the_write_whole_or_absent,
    a_caller_that_leaves_midway_leaves_the_write_whole_or_absent,
};
pub use own_purchases::an_attempt_sees_what_it_wrote_about_a_purchase;
pub use own_writes::{
    an_attempt_sees_what_it_wrote_about_people, an_attempt_sees_what_it_wrote_about_products,
};
pub use retry::{
    a_conflict_runs_the_attempt_again_from_the_start, an_attempt_that_is_overtaken_lands_behind_its_rival,
    attempts_that_race_all_land, no_error_but_a_conflict_is_retried,
    repetitions_are_counted_under_their_use_case,
};

/// Whether queries, too, see the product and its opening event, one of which is never there without the other.
async fn is_whole(storage: &Storage, product: &Product) -> bool {
    let detail = storage
        .catalogue
        .detail(product.id, None, given::now())
        .await
        .unwrap();
    let events = history(storage, StockKey::at_default(product.id)).await;
    assert_eq!(detail.is_some(), events.len() == 1, "half of a write is there");
    detail.is_some()
}

/// An attempt under way that has written a product and its opening event.
async fn creating(storage: &Storage, product: &Product) -> Underway<()> {
    let product = product.clone();
    Underway::begin(storage, move |uow| {
        let product = product.clone();
        Box::pin(async move {
            uow.products().add(from_ref(&product)).await?;
            uow.stock().append(&[given::opening(&product, 7)]).await
        })
    })
    .await
}

/// What an attempt answers Ok to is there for all who come later.
pub async fn a_committed_attempt_is_visible(storage: Storage) {
    let product = given::product();
    create(&storage, from_ref(&product), 12).await.unwrap();

    assert!(is_whole(&storage, &product).await);
    assert!(exists(&storage, product.id).await);
    let level = level(&storage, StockKey::at_default(product.id)).await.unwrap();
    assert_eq!((level.version, level.on_hand.get()), (1, 12));
}

/// Writes a product with its opening event, then answers what a test wants.
struct WriteThen {
    product: Product,
    runs: AtomicU32,
    answer: fn() -> Result<(), Rollback>,
}

impl WriteThen {
    fn new(answer: fn() -> Result<(), Rollback>) -> Arc<Self> {
        Arc::new(Self {
            product: given::product(),
            runs: AtomicU32::new(0),
            answer,
        })
    }
}

#[async_trait]
impl Work for WriteThen {
    async fn attempt(&self, uow: &mut dyn UnitOfWork) -> Result<(), Rollback> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        let added = uow.products().add(from_ref(&self.product)).await;
        added.map_err(Rollback::Store)?;
        let opened = uow.stock().append(&[given::opening(&self.product, 3)]).await;
        opened.map_err(Rollback::Store)?;
        (self.answer)()
    }
}

/// A rule that says no is an answer: Ok, nothing written, no second run.
pub async fn a_refused_attempt_leaves_nothing_and_is_no_failure(storage: Storage) {
    let work = WriteThen::new(|| Err(Rollback::Refused));
    let answer = storage.store.transact("refused", work.clone()).await;

    assert!(answer.is_ok(), "{answer:?}");
    assert!(!is_whole(&storage, &work.product).await);
    assert_eq!(work.runs.load(Ordering::SeqCst), 1);
}

/// Attempts that run at once share no fate: what is refused leaves nothing and runs once, what is not is whole.
pub async fn a_refused_attempt_leaves_those_beside_it_alone(storage: Storage) {
    let mut running = Vec::new();
    for number in 0..30 {
        let refused = number % 3 == 1;
        let work = WriteThen::new(if refused {
            || Err(Rollback::Refused)
        } else {
            || Ok(())
        });
        let (store, running_work) = (Arc::clone(&storage.store), work.clone());
        let task = tokio::spawn(async move { store.transact("beside", running_work).await });
        running.push((refused, work, task));
    }
    for (refused, work, task) in running {
        task.await.unwrap().unwrap();
        assert_eq!(is_whole(&storage, &work.product).await, !refused);
        assert!(!refused || work.runs.load(Ordering::SeqCst) == 1);
    }
}

/// A failed attempt leaves nothing, and its error reaches the caller.
pub async fn a_failed_attempt_leaves_nothing(storage: Storage) {
    let work = WriteThen::new(|| Err(Rollback::Store(StoreError::backend("a bug"))));
    let answer = storage.store.transact("failed", work.clone()).await;

    assert!(matches!(answer, Err(StoreError::Backend(_))), "{answer:?}");
    assert!(!is_whole(&storage, &work.product).await);
}

/// A failure behind writes that went well takes them back.
pub async fn a_partial_failure_leaves_nothing(storage: Storage) {
    let (taken, new) = (given::product(), given::product());
    create(&storage, from_ref(&taken), 1).await.unwrap();

    let write = Arc::new((new.clone(), taken));
    let answer = transact(&*storage.store, "partial", move |uow| {
        let write = Arc::clone(&write);
        Box::pin(async move {
            uow.products().add(from_ref(&write.0)).await?;
            uow.stock().append(&[given::opening(&write.0, 3)]).await?;
            uow.products().add(from_ref(&write.1)).await?;
            Ok::<_, Abort<StoreError>>(())
        })
    })
    .await;

    assert!(
        matches!(answer, Err(StoreError::Duplicate(UniqueKey::Id))),
        "{answer:?}"
    );
    assert!(!is_whole(&storage, &new).await);
}

/// Inside an attempt, each repository sees what the attempt wrote.
pub async fn an_attempt_sees_its_own_writes(storage: Storage) {
    let product = given::product();
    let key = StockKey::at_default(product.id);
    let coupon = given::coupon(given::id(), "10");
    let account = given::account("own@example.com");
    let answer = transact(&*storage.store, "own_writes", move |uow| {
        let (product, coupon, account) = (product.clone(), coupon.clone(), account.clone());
        Box::pin(async move {
            assert_eq!(uow.products().owner(product.id).await?, None);
            assert_eq!(uow.stock().level(key).await?, None);
            uow.products().add(from_ref(&product)).await?;
            assert_eq!(uow.products().owner(product.id).await?, Some(Ownership::Shop));

            let opened = given::opening(&product, 5);
            uow.stock().append(from_ref(&opened)).await?;
            let level = StockLevel::default().evolve(&opened);
            assert_eq!(uow.stock().level(key).await?, Some(level));
            uow.stock().append(&[given::adjusted(key, &level, 4)]).await?;
            let level = uow.stock().level(key).await?;
            assert_eq!(
                level.map(|level| (level.version, level.on_hand.get())),
                Some((2, 9))
            );

            let first = given::discount(product.id, None, "10");
            uow.discounts().append(&first).await?;
            assert_eq!(uow.discounts().latest(product.id).await?, Some(first));

            uow.coupons().add(&coupon).await?;
            let twin = given::coded(&given::coupon(coupon.owner, "20"), coupon.code.as_str());
            let again = uow.coupons().add(&twin).await;
            assert!(matches!(again, Err(StoreError::Duplicate(UniqueKey::CouponCode))));

            uow.accounts().add(&account).await?;
            let again = uow.accounts().add(&given::account("OWN@example.com")).await;
            assert!(matches!(
                again,
                Err(StoreError::Duplicate(UniqueKey::AccountEmail))
            ));
            Ok::<_, Abort<StoreError>>(())
        })
    })
    .await;
    assert!(answer.is_ok(), "{answer:?}");
}

/// What an attempt wrote is seen by nobody else before it ends, and by all once it ended well.
pub async fn an_attempt_under_way_is_seen_by_nobody(storage: Storage) {
    let product = given::product();
    let underway = creating(&storage, &product).await;
    assert!(!is_whole(&storage, &product).await);
    let window = Window {
        after: None,
        skip: 0,
        limit: 10,
    };
    let listed = storage
        .catalogue
        .browse(&ListFilter::default(), ListSort::Oldest, window, given::now())
        .await
        .unwrap();
    assert_eq!(listed, []);

    underway.finish().await.unwrap();
    assert!(is_whole(&storage, &product).await);
}

/// The figures are read without waiting for an attempt that is under way.
pub async fn figures_wait_for_nothing(storage: Storage) {
    let underway = creating(&storage, &given::product()).await;
    let (sender, receiver) = mpsc::channel();
    let gauges = Arc::clone(&storage.gauges);
    thread::spawn(move || sender.send(gauges.read()));
    let read = receiver.recv_timeout(Duration::from_secs(5));
    underway.finish().await.unwrap();
    assert!(read.is_ok(), "the figures wait for the attempt");
}

/// A ping answers within two seconds, whatever is under way.
pub async fn a_ping_answers_within_two_seconds(storage: Storage) {
    storage.store.ping().await.unwrap();
    let underway = creating(&storage, &given::product()).await;
    let start = Instant::now();
    let answer = storage.store.ping().await;
    assert!(start.elapsed() < Duration::from_secs(2));
    underway.finish().await.unwrap();
    assert!(answer.is_ok(), "{answer:?}");
}
