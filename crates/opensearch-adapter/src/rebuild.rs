//! A new index in the making, under a name of its own.

use std::collections::BTreeMap;

use async_trait::async_trait;
use hexmart_application::search::{FeedPosition, IndexChange, IndexRebuild, SearchDocument, SearchError};
use hexmart_http_client::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::link::Link;
use crate::mapping;

#[derive(Deserialize)]
struct Known {
    aliases: serde_json::Map<String, Value>,
}

pub(crate) struct Rebuild {
    link: Link,
    /// What is being made.
    index: String,
    /// What it replaces.
    old: Vec<String>,
    is_finished: bool,
}

impl Rebuild {
    pub(crate) async fn begin(link: Link) -> Result<Self, SearchError> {
        let alias = link.alias().to_owned();
        let known: BTreeMap<String, Known> =
            link.ask(Method::GET, &format!("/{alias}-*/_alias"), None).await?;
        let mut latest = 0;
        let mut old = Vec::new();
        for (index, Known { aliases }) in known {
            let number = index
                .rsplit('-')
                .next()
                .and_then(|number| number.parse::<u64>().ok());
            latest = latest.max(number.unwrap_or(0));
            if aliases.contains_key(&alias) {
                old.push(index);
            } else {
                remove(&link, &index).await?;
            }
        }
        let index = format!("{alias}-{}", latest + 1);
        link.ask(Method::PUT, &format!("/{index}"), Some(&mapping::index()))
            .await
            .map(|_: Value| ())?;
        Ok(Self {
            link,
            index,
            old,
            is_finished: false,
        })
    }
}

async fn remove(link: &Link, index: &str) -> Result<(), SearchError> {
    let path = format!("/{index}?ignore_unavailable=true");
    link.ask(Method::DELETE, &path, None).await.map(|_: Value| ())
}

#[async_trait]
impl IndexRebuild for Rebuild {
    async fn add(&mut self, documents: Vec<SearchDocument>) -> Result<(), SearchError> {
        let upsert = |document| IndexChange::Upsert(Box::new(document));
        let changes: Vec<_> = documents.into_iter().map(upsert).collect();
        self.link.learn(&self.index, &changes).await
    }

    async fn finish(mut self: Box<Self>, position: FeedPosition) -> Result<(), SearchError> {
        self.link.set_position(&self.index, position).await?;
        let mut actions = vec![json!({"add": {"index": self.index, "alias": self.link.alias()}})];
        actions.extend(self.old.iter().map(|old| json!({"remove_index": {"index": old}})));
        // All of them or none.
        let switch = json!({"actions": actions});
        self.link
            .ask(Method::POST, "/_aliases", Some(&switch))
            .await
            .map(|_: Value| ())?;
        self.is_finished = true;
        Ok(())
    }
}

impl Drop for Rebuild {
    fn drop(&mut self) {
        if self.is_finished {
            return;
        }
        let (link, index) = (self.link.clone(), std::mem::take(&mut self.index));
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(error) = remove(&link, &index).await {
                    tracing::warn!(%error, index, "an unfinished search index was not removed");
                }
            });
        }
    }
}
