//! Changes and rebuilds.

use hexmart_application::search::{IndexChange, SearchIndex as _};
use hexmart_opensearch_adapter::{OpenSearchIndex, Settings};

use crate::given::{earphones, id, product};
use crate::replay::Replay;

#[tokio::test]
async fn changes_come_before_their_position() {
    let server = Replay::of(include_str!("exchanges/apply.json")).await;
    let changes = vec![
        IndexChange::Upsert(Box::new(product(1, "처음"))),
        IndexChange::Remove(id(2)),
        IndexChange::Upsert(Box::new(earphones())),
    ];
    server.index().apply(changes, 12).await.unwrap();
    server.end();
}

#[tokio::test]
async fn a_position_is_that_of_its_document() {
    let server = Replay::of(include_str!("exchanges/position.json")).await;
    let settings = Settings {
        address: server.address.clone(),
        account: Some(("shop".to_owned(), "s3cret".to_owned().into())),
        prefix: "shop".to_owned(),
    };
    assert!(!format!("{settings:?}").contains("s3cret"));
    let index = OpenSearchIndex::new(settings).unwrap();
    assert_eq!(index.position().await.unwrap(), None);
    assert_eq!(index.position().await.unwrap(), None);
    assert_eq!(index.position().await.unwrap(), Some(77));
    server.end();
}

/// What is left of others is removed, and the switch is one request.
#[tokio::test]
async fn a_rebuild_ends_with_a_switch() {
    let server = Replay::of(include_str!("exchanges/rebuild.json")).await;
    let mut rebuild = server.index().rebuild().await.unwrap();
    rebuild.add(vec![product(1, "하나")]).await.unwrap();
    rebuild.add(vec![product(2, "둘")]).await.unwrap();
    rebuild.finish(5).await.unwrap();
    server.end();
}

#[tokio::test]
async fn a_rebuild_that_is_given_up_removes_what_it_made() {
    let server = Replay::of(include_str!("exchanges/given_up.json")).await;
    let rebuild = server.index().rebuild().await.unwrap();
    drop(rebuild);
    while server.left() > 0 {
        tokio::task::yield_now().await;
    }
    server.end();
}
