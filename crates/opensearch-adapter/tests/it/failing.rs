//! Servers that do not answer, or not as they should.

use hexmart_application::search::{IndexChange, SearchError, SearchIndex as _};
use hexmart_opensearch_adapter::{OpenSearchIndex, Settings};

use crate::given::{id, query};
use crate::replay::Replay;

/// What may pass is told from what will not.
#[tokio::test]
async fn answers_that_are_none_say_why() {
    let server = Replay::of(include_str!("exchanges/failing.json")).await;
    let index = server.index();
    let mut errors = Vec::new();
    for _ in 0..7 {
        errors.push(index.search(&query("")).await.unwrap_err());
    }
    let unavailable = |text: &str| SearchError::Unavailable(text.to_owned());
    assert_eq!(errors[0], unavailable("it is not built yet"));
    assert!(
        matches!(&errors[1], SearchError::Unavailable(text) if text.contains("rejected_execution_exception"))
    );
    assert!(matches!(&errors[2], SearchError::Unavailable(text) if text.starts_with("503")));
    assert!(
        matches!(&errors[3], SearchError::Failed(text) if text.starts_with("401") && text.contains("missing authentication"))
    );
    assert!(matches!(&errors[4], SearchError::Failed(text) if text.starts_with("500")));
    assert!(matches!(&errors[5], SearchError::Failed(_)));
    assert_eq!(errors[6], unavailable("the search took too long"));
    server.end();
}

/// One change that is refused is enough: the position is not written.
#[tokio::test]
async fn changes_that_are_refused_have_no_position() {
    let server = Replay::of(include_str!("exchanges/refused.json")).await;
    let index = server.index();
    let change = || vec![IndexChange::Remove(id(1))];
    assert!(matches!(
        index.apply(change(), 2).await,
        Err(SearchError::Unavailable(_))
    ));
    let failed = index.apply(change(), 2).await;
    assert!(
        matches!(&failed, Err(SearchError::Failed(text)) if text.contains("strict_dynamic_mapping")),
        "{failed:?}"
    );
    assert_eq!(
        index.apply(change(), 2).await,
        Err(SearchError::Unavailable("it is not built yet".to_owned()))
    );
    server.end();
}

#[tokio::test]
async fn nobody_there_is_an_outage() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let settings = Settings {
        address,
        account: None,
        prefix: "shop".to_owned(),
    };
    let index = OpenSearchIndex::new(settings).unwrap();
    assert!(matches!(
        index.search(&query("")).await,
        Err(SearchError::Unavailable(_))
    ));
    assert!(matches!(
        index.rebuild().await.map(drop),
        Err(SearchError::Unavailable(_))
    ));
}
