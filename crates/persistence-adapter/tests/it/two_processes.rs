//! Two storages on one database are to each other what two server processes are: nothing but the database is shared.

use std::sync::Arc;

use hexmart_application::platform::{Abort, Storage, StoreError, transact};
use hexmart_contracts::given;
use hexmart_domain::catalogue::Product;
use hexmart_domain::inventory::StockKey;
use hexmart_persistence_adapter::{mysql, sqlite};
use hexmart_test_mariadb::{Database, execute, server};

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

/// A backup is restored behind a running server: the end of a chain that it remembers is gone, and it does not go on
/// from there.
#[tokio::test(flavor = "multi_thread")]
async fn a_chain_is_never_continued_from_an_event_that_is_gone() {
    let Some(server) = server() else { return };
    let database = Database::create(&server).await;
    mysql::migrate(database.url()).await.unwrap();
    let options = mysql::Options {
        url: database.url().to_owned(),
        connections: 4,
        vault: crate::vault(),
    };
    let storage = mysql::open(options).await.unwrap();
    let product = given::product();
    create(&storage, &product, 3).await.unwrap();
    let key = StockKey::at_default(product.id);
    for _ in 0..20 {
        storage
            .ledger
            .append(key, given::adjusting(key, 1))
            .await
            .unwrap();
        execute(database.url(), "DELETE FROM stock_events WHERE version > 1")
            .await
            .unwrap();
        let event = storage
            .ledger
            .append(key, given::adjusting(key, 1))
            .await
            .unwrap();
        assert_eq!((event.version, event.on_hand_after.get()), (2, 4));
        execute(database.url(), "DELETE FROM stock_events WHERE version > 1")
            .await
            .unwrap();
    }
    assert_eq!(storage.stock.faults(9).await.unwrap(), []);
}
