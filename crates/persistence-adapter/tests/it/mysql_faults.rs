//! What happens when the server freezes, dies and comes back.

use std::future::poll_fn;
use std::task::Poll;
use std::time::{Duration, Instant};

use hexmart_application::inventory::AppendError;
use hexmart_application::platform::{Storage, StoreError};
use hexmart_contracts::given;
use hexmart_domain::catalogue::Product;
use hexmart_domain::inventory::StockKey;
use hexmart_persistence_adapter::mysql::{self, Options};
use hexmart_test_mariadb::{Database, PrivateServer, Session, server};

use crate::two_processes::create;

/// Within this a caller hears that the database is gone. Two seconds are promised, of which the adapter waits for most; a
/// machine that does something else beside is given more.
const IN_TIME: Duration = Duration::from_secs(6);

pub(crate) async fn shop(server: &PrivateServer) -> (Database, Storage) {
    let database = Database::create(&server.url()).await;
    mysql::migrate(database.url()).await.unwrap();
    let storage = mysql::open(Options {
        url: database.url().to_owned(),
        connections: 8,
        vault: crate::vault(),
    })
    .await
    .unwrap();
    (database, storage)
}

/// Every way in says so in time.
async fn everything_is_unavailable(storage: &Storage, product: &Product) {
    let key = StockKey::at_default(product.id);
    let another = given::product();
    let begun = Instant::now();
    let (read, append, write, ping) = tokio::join!(
        storage.catalogue.detail(product.id, None, given::now()),
        storage.ledger.append(key, given::adjusting(key, 1)),
        create(storage, &another, 10),
        storage.store.ping(),
    );
    let took = begun.elapsed();
    let gone = |error: &StoreError| matches!(error, StoreError::Unavailable(_) | StoreError::Unresolved(_));
    assert!(matches!(read, Err(StoreError::Unavailable(_))), "{read:?}");
    assert!(
        matches!(&append, Err(AppendError::Store(error)) if gone(error)),
        "{append:?}"
    );
    assert!(matches!(&write, Err(error) if gone(error)), "{write:?}");
    assert!(matches!(ping, Err(StoreError::Unavailable(_))), "{ping:?}");
    assert!(took < IN_TIME, "{took:?}");
}

async fn everything_works(storage: &Storage, product: &Product) {
    let key = StockKey::at_default(product.id);
    storage
        .ledger
        .append(key, given::adjusting(key, 1))
        .await
        .unwrap();
    storage
        .catalogue
        .detail(product.id, None, given::now())
        .await
        .unwrap()
        .unwrap();
    create(storage, &given::product(), 10).await.unwrap();
    storage.store.ping().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_is_reported_at_once_and_used_again_once_it_is_back() {
    let Some(mut server) = PrivateServer::start() else {
        return;
    };
    let (_database, storage) = shop(&server).await;
    let product = given::product();
    create(&storage, &product, 10).await.unwrap();
    everything_works(&storage, &product).await;

    server.kill();
    everything_is_unavailable(&storage, &product).await;
    server.launch();
    everything_works(&storage, &product).await;
    assert_eq!(storage.stock.faults(9).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_server_is_reported_in_time_and_used_again_once_it_thaws() {
    let Some(server) = PrivateServer::start() else {
        return;
    };
    let (_database, storage) = shop(&server).await;
    let product = given::product();
    create(&storage, &product, 10).await.unwrap();
    everything_works(&storage, &product).await;

    server.freeze();
    everything_is_unavailable(&storage, &product).await;
    server.thaw();
    everything_works(&storage, &product).await;
    assert_eq!(storage.stock.faults(9).await.unwrap(), []);
}

/// The server cuts connections while 8 callers write; whatever was acknowledged is there, and nothing twice. Each also
/// takes and brings the only piece of a product, which is to be had in the end if, and only if, the piece is there.
#[tokio::test(flavor = "multi_thread")]
async fn connections_cut_in_the_middle_of_writes_lose_and_double_nothing() {
    const CHANGES: usize = 150;
    /// Long enough for most writes, not for all.
    const BETWEEN_CUTS: Duration = Duration::from_millis(10);
    let Some(server) = PrivateServer::start() else {
        return;
    };
    let (database, storage) = shop(&server).await;
    let product = given::product();
    create(&storage, &product, 10).await.unwrap();
    let key = StockKey::at_default(product.id);
    let single: [_; 8] = std::array::from_fn(|_| given::product());
    for product in &single {
        create(&storage, product, 0).await.unwrap();
    }

    let callers: Vec<_> = single
        .iter()
        .map(|product| {
            let (storage, piece) = (storage.clone(), StockKey::at_default(product.id));
            tokio::spawn(async move {
                let (mut acknowledged, mut created) = (Vec::new(), Vec::new());
                for turn in 0..CHANGES {
                    let change = if turn % 2 == 0 { 1 } else { -1 };
                    // Whether it was written is seen from the chain.
                    let _cut = storage
                        .ledger
                        .append(piece, given::adjusting(piece, change))
                        .await;
                    if let Ok(event) = storage.ledger.append(key, given::adjusting(key, 1)).await {
                        acknowledged.push((event.version, event.operation));
                    }
                    let made = given::product();
                    if create(&storage, &made, 1).await.is_ok() {
                        created.push(StockKey::at_default(made.id));
                    }
                }
                (acknowledged, created)
            })
        })
        .collect();
    let cut = "SELECT id AS id FROM information_schema.processlist WHERE db LIKE 'hexmart%' LIMIT 3";
    let mut session = Session::open(&format!("{}mysql", server.url())).await;
    while !callers.iter().all(tokio::task::JoinHandle::is_finished) {
        for row in session.rows(cut).await {
            // It may have ended by itself.
            let _ended = session.execute(&format!("KILL {}", row["id"])).await;
        }
        tokio::time::sleep(BETWEEN_CUTS).await;
    }
    let mut acknowledged = Vec::new();
    for caller in callers {
        let (changes, created) = caller.await.unwrap();
        acknowledged.extend(changes);
        for key in created {
            let events = storage.stock.history(key, 0, 9).await.unwrap();
            assert_eq!(events.len(), 1, "an acknowledged product without its event");
        }
    }
    for product in &single {
        assert_stock_is_counted(&database, &storage, product).await;
    }
    let stored = storage.stock.history(key, 0, 100_000).await.unwrap();
    let mut operations: Vec<_> = stored
        .iter()
        .map(|event| (event.version, event.operation))
        .collect();
    assert!(
        acknowledged.len() > CHANGES,
        "only {} changes were acknowledged",
        acknowledged.len()
    );
    assert!(
        acknowledged.iter().all(|change| operations.contains(change)),
        "an acknowledged change is lost"
    );
    operations.sort_by_key(|(_, operation)| *operation);
    operations.dedup_by_key(|(_, operation)| *operation);
    assert_eq!(operations.len(), stored.len(), "a change was written twice");
    assert_eq!(storage.stock.faults(9).await.unwrap(), []);
}

/// What is counted of a product is what its chain says.
async fn assert_stock_is_counted(database: &Database, storage: &Storage, product: &Product) {
    let key = StockKey::at_default(product.id);
    let events = storage.stock.history(key, 0, 100_000).await.unwrap();
    let is_there = events.last().unwrap().on_hand_after.get() > 0;
    let id = product.id.as_uuid().simple();
    let count = format!("SELECT stocked AS stocked FROM products WHERE id = x'{id}'");
    let counted = hexmart_test_mariadb::rows(database.url(), &count).await.remove(0);
    let expected = if is_there { "1" } else { "0" };
    assert_eq!(counted.get("stocked").map(String::as_str), Some(expected));
}

/// Questions are dropped at every stage of their way; the connections they leave behind never answer another question
/// with what they were asked before.
#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_question_answers_nobody_else() {
    let Some(server) = server() else { return };
    let database = Database::create(&server).await;
    mysql::migrate(database.url()).await.unwrap();
    let storage = mysql::open(Options {
        url: database.url().to_owned(),
        connections: 2,
        vault: crate::vault(),
    })
    .await
    .unwrap();
    let products = [given::product(), given::product()];
    for product in &products {
        create(&storage, product, 1).await.unwrap();
    }
    let [dropped, asked] = products.map(|product| product.id);
    for round in 0..300 {
        let mut asking = Box::pin(storage.catalogue.detail(dropped, None, given::now()));
        for _ in 0..round % 10 {
            let done = poll_fn(|context| Poll::Ready(asking.as_mut().poll(context).is_ready())).await;
            if done {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(asking);
        let shown = storage
            .catalogue
            .detail(asked, None, given::now())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(shown.card.id, asked);
    }
}
