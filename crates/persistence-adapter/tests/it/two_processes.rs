//! Two storages on one database are to each other what two server processes are: nothing but the database is shared.

use std::sync::Arc;
use std::time::Duration;

use hexmart_application::inventory::AppendError;
use hexmart_application::platform::{Abort, Storage, StoreError, transact};
use hexmart_contracts::given;
use hexmart_domain::catalogue::Product;
use hexmart_domain::inventory::{StockEvent, StockKey};
use hexmart_persistence_adapter::{mysql, sqlite};
use hexmart_test_mariadb::{Database, Session, execute, rows, server};
use tokio::task::JoinHandle;

/// Writes a product and the first event of its ledger.
pub(crate) async fn create(storage: &Storage, product: &Product, stock: i64) -> Result<(), StoreError> {
    let write = Arc::new((product.clone(), given::opening(product, stock)));
    transact(&*storage.store, "create", move |uow| {
        let write = Arc::clone(&write);
        Box::pin(async move {
            uow.products().add(std::slice::from_ref(&write.0)).await?;
            uow.stock().append(std::slice::from_ref(&write.1)).await?;
            Ok::<_, Abort<StoreError>>(())
        })
    })
    .await
}

/// 2 x 16 callers change one product; every change lands, in one gapless chain.
async fn changes_of_both_land_in_one_chain(first: Storage, second: Storage) {
    const CALLERS: i64 = 16;
    const CHANGES: i64 = 25;
    let product = given::product();
    create(&first, &product, 100).await.unwrap();
    let key = StockKey::at_default(product.id);
    let mut callers = Vec::new();
    for storage in [&first, &second] {
        for _ in 0..CALLERS {
            let storage = storage.clone();
            callers.push(tokio::spawn(async move {
                for _ in 0..CHANGES {
                    storage
                        .ledger
                        .append(key, given::adjusting(key, 1))
                        .await
                        .unwrap();
                }
            }));
        }
    }
    for caller in callers {
        caller.await.unwrap();
    }
    let changes = 2 * CALLERS * CHANGES;
    let events = second.stock.history(key, 0, 10_000).await.unwrap();
    let versions: Vec<_> = events.iter().map(|event| event.version).collect();
    assert_eq!(versions, (1..=changes + 1).collect::<Vec<_>>());
    assert_eq!(events.last().unwrap().on_hand_after.get(), 100 + changes);
    assert_eq!(first.stock.faults(10).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn on_one_mariadb_no_change_is_lost() {
    let Some(server) = server() else { return };
    let database = Database::create(&server).await;
    mysql::migrate(database.url()).await.unwrap();
    let open = || {
        mysql::open(mysql::Options {
            url: database.url().to_owned(),
            connections: 4,
            vault: crate::vault(),
        })
    };
    changes_of_both_land_in_one_chain(open().await.unwrap(), open().await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_one_sqlite_file_no_change_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    sqlite::migrate(&path).await.unwrap();
    let open = || {
        sqlite::open(sqlite::Options {
            path: path.clone(),
            readers: 1,
            vault: crate::vault(),
        })
    };
    changes_of_both_land_in_one_chain(open().await.unwrap(), open().await.unwrap()).await;
}

/// What one process remembers of a chain's end refuses nothing that the other has made possible since.
async fn a_refusal_is_decided_on_what_the_other_wrote(first: Storage, second: Storage) {
    let product = given::product();
    create(&first, &product, 3).await.unwrap();
    let key = StockKey::at_default(product.id);
    first.ledger.append(key, given::adjusting(key, -3)).await.unwrap();
    second.ledger.append(key, given::adjusting(key, 5)).await.unwrap();
    let event = first.ledger.append(key, given::adjusting(key, -4)).await.unwrap();
    assert_eq!((event.version, event.on_hand_after.get()), (4, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn on_one_mariadb_refusals_are_up_to_date() {
    let Some(server) = server() else { return };
    let database = Database::create(&server).await;
    mysql::migrate(database.url()).await.unwrap();
    let open = || {
        mysql::open(mysql::Options {
            url: database.url().to_owned(),
            connections: 4,
            vault: crate::vault(),
        })
    };
    a_refusal_is_decided_on_what_the_other_wrote(open().await.unwrap(), open().await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_one_sqlite_file_refusals_are_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    sqlite::migrate(&path).await.unwrap();
    let open = || {
        sqlite::open(sqlite::Options {
            path: path.clone(),
            readers: 1,
            vault: crate::vault(),
        })
    };
    a_refusal_is_decided_on_what_the_other_wrote(open().await.unwrap(), open().await.unwrap()).await;
}

/// A backup is restored behind a running server: the ends of the chains that it remembers are gone, and it does not go on
/// from there, be it with one change or with many that wait together.
#[tokio::test(flavor = "multi_thread")]
async fn a_chain_is_never_continued_from_an_event_that_is_gone() {
    let Some((database, storage, keys)) = shop(16).await else {
        return;
    };
    let restore = || execute(database.url(), "DELETE FROM stock_events WHERE version > 1");
    for changed in [&keys[..1], &keys[..]].repeat(10) {
        for change in changing(&storage, changed) {
            change.await.unwrap().unwrap();
        }
        restore().await.unwrap();
        for change in changing(&storage, changed) {
            let event = change.await.unwrap().unwrap();
            assert_eq!((event.version, event.on_hand_after.get()), (2, 4));
        }
        restore().await.unwrap();
    }
    assert_eq!(storage.stock.faults(9).await.unwrap(), []);
}

/// A starving batch locks the first events of its chains: a single change of another process waits for it, and so do many
/// that are written together.
#[tokio::test(flavor = "multi_thread")]
async fn changes_wait_for_whoever_holds_the_first_event() {
    let Some((database, storage, keys)) = shop(16).await else {
        return;
    };
    // What is extended is not the first event any more.
    for change in changing(&storage, &keys) {
        change.await.unwrap().unwrap();
    }
    let (first, others) = keys.split_at(1);
    let mut holders = [hold(&database, first).await, hold(&database, others).await];
    let mut changes = changing(&storage, first);
    somebody_waits(&database, "FROM (SELECT 1) AS one", &changes).await;
    // Behind the one that waits, they become a batch.
    changes.extend(changing(&storage, others));
    holders[0].rows("ROLLBACK").await;
    somebody_waits(&database, "WITH next", &changes).await;
    holders[1].rows("ROLLBACK").await;
    for change in changes {
        assert_eq!(change.await.unwrap().unwrap().version, 3);
    }
}

/// Returns once a statement waits for a lock; panics when all changes are done without.
async fn somebody_waits<T>(database: &Database, statement: &str, changes: &[JoinHandle<T>]) {
    let waiting = format!(
        "SELECT 1 FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT' AND trx_query LIKE '%{statement}%'"
    );
    while rows(database.url(), &waiting).await.is_empty() {
        assert!(
            changes.iter().any(|change| !change.is_finished()),
            "nobody waits: {statement}"
        );
        // The server looks anew only when nobody has asked for a tenth of a second.
        tokio::time::sleep(Duration::from_millis(110)).await;
    }
}

/// A shop with so many products, of each of which there are three.
async fn shop(products: usize) -> Option<(Database, Storage, Vec<StockKey>)> {
    let database = Database::create(&server()?).await;
    mysql::migrate(database.url()).await.unwrap();
    let options = mysql::Options {
        url: database.url().to_owned(),
        connections: 4,
        vault: crate::vault(),
    };
    let storage = mysql::open(options).await.unwrap();
    let mut keys = Vec::new();
    for _ in 0..products {
        let product = given::product();
        create(&storage, &product, 3).await.unwrap();
        keys.push(StockKey::at_default(product.id));
    }
    Some((database, storage, keys))
}

/// One more of each, all at once.
fn changing(storage: &Storage, keys: &[StockKey]) -> Vec<JoinHandle<Result<StockEvent, AppendError>>> {
    let change = |key: &StockKey| {
        let (ledger, key) = (Arc::clone(&storage.ledger), *key);
        tokio::spawn(async move { ledger.append(key, given::adjusting(key, 1)).await })
    };
    keys.iter().map(change).collect()
}

/// Locks the first events of chains, and nothing else, until the session rolls back.
async fn hold(database: &Database, keys: &[StockKey]) -> Session {
    let mut session = Session::open(database.url()).await;
    session.rows("BEGIN").await;
    for StockKey { item, location } in keys {
        let hold = format!(
            "SELECT 1 FROM stock_events WHERE item_id = x'{}' AND location_id = x'{}' AND version = 1 FOR UPDATE",
            item.as_uuid().simple(),
            location.as_uuid().simple(),
        );
        assert_eq!(session.rows(&hold).await.len(), 1);
    }
    session
}
