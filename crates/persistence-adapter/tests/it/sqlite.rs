use std::sync::Arc;

use hexmart_contracts::given::Ring;
use hexmart_contracts::{Fixture, reseal_contract, storage_contract};
use hexmart_persistence_adapter::sqlite::{self, Options};

async fn fresh() -> Option<Fixture> {
    let (fixture, _ring) = fresh_and_its_ring().await?;
    Some(fixture)
}

/// The ring holds the keys with which the file is sealed.
async fn fresh_and_its_ring() -> Option<(Fixture, Arc<Ring>)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    sqlite::migrate(&path).await.unwrap();
    let ring = Arc::new(Ring::default());
    let options = Options {
        path,
        readers: 2,
        vault: ring.clone(),
    };
    let storage = sqlite::open(options).await.unwrap();
    Some((Fixture::new(storage, folder), ring))
}

storage_contract!(fresh);
reseal_contract!(fresh_and_its_ring);

#[tokio::test]
async fn migrating_twice_changes_nothing_the_second_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/folder/shop.db");
    let all = sqlite::pending(&path).await.unwrap();
    assert!(!all.is_empty());
    assert_eq!(sqlite::migrate(&path).await.unwrap(), all);
    assert!(sqlite::migrate(&path).await.unwrap().is_empty());
    assert!(sqlite::pending(&path).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_start_together_take_turns() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let all = sqlite::pending(&folder.path().join("another.db")).await.unwrap();
    let racers: Vec<_> = (0..8)
        .map(|_| {
            let path = path.clone();
            tokio::spawn(async move { sqlite::migrate(&path).await.unwrap().len() })
        })
        .collect();
    let mut changes = 0;
    for racer in racers {
        changes += racer.await.unwrap();
    }
    assert_eq!(changes, all.len());
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    std::fs::write(
        &path,
        "not a database, but long enough to be looked at as one".repeat(40),
    )
    .unwrap();
    let error = sqlite::migrate(&path).await.unwrap_err().to_string();
    assert!(
        error.contains("notes.txt") && error.contains("not a database"),
        "{error}"
    );
}
