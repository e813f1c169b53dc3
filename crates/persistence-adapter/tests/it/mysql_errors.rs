//! The server's errors, provoked one by one: the driver hands most of them over as text.

use std::sync::Arc;

use hexmart_application::platform::{Abort, Storage, StoreError, transact};
use hexmart_contracts::given;
use hexmart_domain::inventory::StockKey;
use hexmart_persistence_adapter::mysql::{self, Options};
use hexmart_test_mariadb::{Database, execute, rows, server};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::two_processes::create;

async fn shop() -> Option<(Database, Storage)> {
    let database = Database::create(&server()?).await;
    mysql::migrate(database.url()).await.unwrap();
    let storage = mysql::open(Options {
        url: database.url().to_owned(),
        connections: 8,
        vault: crate::vault(),
    })
    .await
    .unwrap();
    Some((database, storage))
}

/// Two attempts append to two chains in opposite orders and meet in the middle: the server ends one of them (1213),
/// which runs again.
#[tokio::test(flavor = "multi_thread")]
async fn a_deadlock_is_run_again() {
    let Some((_database, storage)) = shop().await else {
        return;
    };
    let keys = [given::product(), given::product()].map(|product| StockKey::at_default(product.id));
    let middle = Arc::new(tokio::sync::Barrier::new(2));
    let cross = |[first, second]: [StockKey; 2]| {
        let (storage, middle) = (storage.clone(), middle.clone());
        tokio::spawn(async move {
            let runs = Arc::new(std::sync::atomic::AtomicU32::new(0));
            transact(&*storage.store, "cross", move |uow| {
                let (middle, runs) = (middle.clone(), runs.clone());
                Box::pin(async move {
                    append_next(uow, first).await?;
                    if runs.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0 {
                        middle.wait().await;
                    }
                    append_next(uow, second).await?;
                    Ok::<_, Abort<StoreError>>(())
                })
            })
            .await
        })
    };
    let [a, b] = keys;
    let (one, other) = (cross([a, b]), cross([b, a]));
    one.await.unwrap().unwrap();
    other.await.unwrap().unwrap();
    for key in keys {
        assert_eq!(storage.stock.history(key, 0, 9).await.unwrap().len(), 2);
    }
}

async fn append_next(
    uow: &mut dyn hexmart_application::platform::UnitOfWork,
    key: StockKey,
) -> Result<(), StoreError> {
    let event = match uow.stock().level(key).await? {
        None => given::first_event(key, 1),
        Some(level) => given::adjusted(key, &level, 1),
    };
    uow.stock().append(&[event]).await
}

/// Somebody holds a lock for longer than the server lets us wait (1205): the attempt runs again and lands.
#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_is_held_too_long_is_waited_for_again() {
    let Some((database, storage)) = shop().await else {
        return;
    };
    let product = given::product();
    create(&storage, &product, 1).await.unwrap();
    let url = database.url().to_owned();
    let item = product.id.as_uuid().simple().to_string();
    // An uncommitted row of the next version, for four seconds: a second longer than a session waits.
    let holding = tokio::spawn(async move {
        let hold = format!(
            "BEGIN; INSERT INTO stock_events SELECT item_id, location_id, 2, kind, `change`, reserved_change, \
             on_hand_after, reserved_after, ceiling, low, reason, reference, op_id, actor_id, recorded_at FROM stock_events WHERE item_id = x'{item}'; \
             DO SLEEP(4); ROLLBACK"
        );
        execute(&url, &hold).await.unwrap();
    });
    let waiting = "SELECT 1 FROM information_schema.processlist WHERE info LIKE 'DO SLEEP(4)%'";
    while rows(database.url(), waiting).await.is_empty() {
        tokio::task::yield_now().await;
    }
    let key = StockKey::at_default(product.id);
    let event = storage
        .ledger
        .append(key, given::adjusting(key, 1))
        .await
        .unwrap();
    assert_eq!(event.version, 2);
    holding.await.unwrap();
    let retried = storage.gauges.read().into_iter().any(|reading| {
        matches!(
            reading,
            hexmart_application::platform::GaugeReading::Retries {
                use_case: "change_stock",
                ..
            }
        )
    });
    assert!(retried);
}

/// A value that the schema refuses is a failure of ours (4025 or 3819), not something to run again.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_the_schema_refuses_is_a_failure() {
    let Some((_database, storage)) = shop().await else {
        return;
    };
    let key = StockKey::at_default(given::product().id);
    let mut event = given::first_event(key, 1);
    event.version = 0;
    let event = Arc::new(event);
    let answer = transact(&*storage.store, "refused", move |uow| {
        let event = event.clone();
        Box::pin(async move {
            uow.stock().append(std::slice::from_ref(&event)).await?;
            Ok::<_, Abort<StoreError>>(())
        })
    })
    .await;
    assert!(matches!(answer, Err(StoreError::Backend(_))), "{answer:?}");
}

/// No connection to be had is unavailable, not a failure (1040).
#[tokio::test(flavor = "multi_thread")]
async fn a_full_server_is_unavailable() {
    let Some(server) = hexmart_test_mariadb::PrivateServer::start() else {
        return;
    };
    let database = Database::create(&server.url()).await;
    mysql::migrate(database.url()).await.unwrap();
    let storage = mysql::open(Options {
        url: database.url().to_owned(),
        connections: 8,
        vault: crate::vault(),
    })
    .await
    .unwrap();
    // Superusers have one connection more; everybody here is one, so the limit counts from the smallest allowed.
    let limit = "SET GLOBAL max_connections = 10; SET GLOBAL wait_timeout = 60";
    execute(&format!("{}mysql", server.url()), limit).await.unwrap();
    let mut crowd = Vec::new();
    let mut full = false;
    while !full {
        match hexmart_test_mariadb::occupy(&format!("{}mysql", server.url())).await {
            Ok(connection) => crowd.push(connection),
            Err(error) => full = error.to_string().contains("Too many connections"),
        }
    }
    // The pool keeps the connections that it has, however many those are: so as many are wanted at once as it may have.
    let gate = Arc::new(Semaphore::new(0));
    let mut holders = JoinSet::new();
    for _ in 0..8 {
        let (storage, gate) = (storage.clone(), gate.clone());
        holders.spawn(async move { hold(&storage, gate).await });
    }
    let first = holders.join_next().await.unwrap().unwrap();
    assert!(matches!(first, Err(StoreError::Unavailable(_))), "{first:?}");
    gate.close();
}

/// Holds a connection until the gate is closed.
async fn hold(storage: &Storage, gate: Arc<Semaphore>) -> Result<(), StoreError> {
    let key = StockKey::at_default(given::product().id);
    transact(&*storage.store, "hold", move |uow| {
        let gate = gate.clone();
        Box::pin(async move {
            uow.stock().level(key).await?;
            let _closed = gate.acquire().await;
            Ok::<_, Abort<StoreError>>(())
        })
    })
    .await
}
