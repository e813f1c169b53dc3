use std::sync::Arc;

use hexmart_contracts::given::Ring;
use hexmart_contracts::{Fixture, reseal_contract, storage_contract};
use hexmart_persistence_adapter::mysql::{self, Options};
use hexmart_test_mariadb::{Database, server};

async fn fresh() -> Option<Fixture> {
    let (fixture, _ring) = fresh_and_its_ring().await?;
    Some(fixture)
}

/// The ring holds the keys with which the tables are sealed.
async fn fresh_and_its_ring() -> Option<(Fixture, Arc<Ring>)> {
    let database = Database::create(&server()?).await;
    mysql::migrate(database.url()).await.unwrap();
    let ring = Arc::new(Ring::default());
    let options = Options {
        url: database.url().to_owned(),
        connections: 8,
        vault: ring.clone(),
    };
    let storage = mysql::open(options).await.unwrap();
    Some((Fixture::new(storage, database), ring))
}

storage_contract!(fresh);
reseal_contract!(fresh_and_its_ring);

#[tokio::test(flavor = "multi_thread")]
async fn migrating_twice_changes_nothing_the_second_time() {
    let Some(server) = server() else { return };
    let database = Database::create(&server).await;
    let all = mysql::pending(database.url()).await.unwrap();
    assert!(!all.is_empty());
    assert_eq!(mysql::migrate(database.url()).await.unwrap(), all);
    assert!(mysql::migrate(database.url()).await.unwrap().is_empty());
    assert!(mysql::pending(database.url()).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_start_together_take_turns() {
    let Some(server) = server() else { return };
    let database = Database::create(&server).await;
    let all = mysql::pending(database.url()).await.unwrap();
    let racers: Vec<_> = (0..4)
        .map(|_| {
            let url = database.url().to_owned();
            tokio::spawn(async move { mysql::migrate(&url).await.unwrap().len() })
        })
        .collect();
    let mut changes = 0;
    for racer in racers {
        changes += racer.await.unwrap();
    }
    assert_eq!(changes, all.len());
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_its_password() {
    let url = "mysql://ann:s3cret@127.0.0.1:1/shop".to_owned();
    let error = mysql::open(Options {
        url,
        connections: 1,
        vault: crate::vault(),
    })
    .await
    .unwrap_err()
    .to_string();
    assert!(
        error.contains("mysql://ann@127.0.0.1:1/shop") && !error.contains("s3cret"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_of_the_test_server_are_sound() {
    let Some(server) = server() else { return };
    let database = Database::create(&server).await;
    let findings = mysql::check(database.url()).await.unwrap();
    assert!(findings.iter().all(|finding| finding.ok), "{findings:?}");
    assert_eq!(findings.len(), 3);
}
