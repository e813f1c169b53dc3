//! What is done by itself for those who wish: looking whether there is news.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::shared::{Instant, ProductId};

use super::telling;
use crate::catalogue::ChangeFeed;
use crate::platform::{Abort, Job, Mint, Store, StoreError, transact};
use crate::reviews::WishQueries;
use crate::search::FeedPosition;

/// Changes that are looked at together.
const BATCH: u64 = 1_000;
/// People who are written to in one commit.
const AT_ONCE: u64 = 200;

/// The jobs: telling people of what they wish for.
pub fn wish_jobs(watch: &Arc<WishWatch>) -> Vec<Arc<dyn Job>> {
    let watch: Arc<dyn Job> = watch.clone();
    vec![watch]
}

/// Reads the catalogue's feed on behalf of those who wish.
///
/// The feed says which products changed, and each wish how its product stood when it was last looked at: what is news follows
/// from the two, and is written to the outbox in the commit that remembers the look. So it does not matter whether an entry
/// is read twice, or late, or by two processes at once; what came and went between two looks is told to nobody.
pub struct WishWatch {
    store: Arc<dyn Store>,
    wishes: Arc<dyn WishQueries>,
    feed: Arc<dyn ChangeFeed>,
    mint: Mint,
}

impl fmt::Debug for WishWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WishWatch")
    }
}

#[async_trait]
impl Job for WishWatch {
    fn name(&self) -> &'static str {
        "tell_wishers"
    }

    fn interval(&self) -> Duration {
        Duration::from_secs(10)
    }

    async fn run(&self, _now: Instant) -> Result<u64, StoreError> {
        self.catch_up().await
    }
}

impl WishWatch {
    /// Joins the ports.
    pub fn new(
        store: Arc<dyn Store>,
        wishes: Arc<dyn WishQueries>,
        feed: Arc<dyn ChangeFeed>,
        mint: Mint,
    ) -> Self {
        Self {
            store,
            wishes,
            feed,
            mint,
        }
    }

    /// Looks at whatever changed since somebody last did; answers how many people were written to.
    async fn catch_up(&self) -> Result<u64, StoreError> {
        let mut told = 0;
        loop {
            let Some(position) = self.position().await? else {
                return Ok(told + self.look_at_all().await?);
            };
            let page = self.feed.since(position, BATCH).await?;
            if page.forgotten_to > position {
                return Ok(told + self.look_at_all().await?);
            }
            let changed: BTreeSet<_> = page.entries.iter().map(|entry| entry.product).collect();
            let changed: Vec<_> = changed.into_iter().collect();
            if !changed.is_empty() {
                for product in self.wishes.wished(&changed).await? {
                    told += self.look_at(product).await?;
                }
            }
            if page.settled_to == position {
                return Ok(told);
            }
            self.remember(page.settled_to).await?;
        }
    }

    async fn position(&self) -> Result<Option<FeedPosition>, StoreError> {
        transact(&*self.store, "read_to", |uow| {
            Box::pin(async move { Ok::<_, Abort<StoreError>>(uow.wishes().read_to().await?) })
        })
        .await
    }

    async fn remember(&self, position: FeedPosition) -> Result<(), StoreError> {
        transact(&*self.store, "read_to", move |uow| {
            Box::pin(async move { Ok::<_, Abort<StoreError>>(uow.wishes().note_read_to(position).await?) })
        })
        .await
    }

    /// Looks at everything that is wished for: the first time, and when it was away for longer than the feed is kept.
    async fn look_at_all(&self) -> Result<u64, StoreError> {
        let position = self.feed.end().await?;
        let (mut told, mut after) = (0, None);
        loop {
            let products = self.wishes.wished_after(after, BATCH).await?;
            let Some(last) = products.last() else {
                self.remember(position).await?;
                return Ok(told);
            };
            after = Some(*last);
            for product in products {
                told += self.look_at(product).await?;
            }
        }
    }

    /// Looks at a product on behalf of everybody who wishes for it.
    async fn look_at(&self, product: ProductId) -> Result<u64, StoreError> {
        let mut told = 0;
        loop {
            let now = self.mint.now();
            let mint = self.mint.clone();
            let (looked, some) = transact(&*self.store, "tell_wishers", move |uow| {
                let mint = mint.clone();
                Box::pin(async move {
                    let Some(offering) = uow.wishes().offering(product, now).await? else {
                        return Ok((0, 0));
                    };
                    let glance = offering.glance();
                    let wishes = uow.wishes().outdated(product, glance, AT_ONCE).await?;
                    if wishes.is_empty() {
                        return Ok((0, 0));
                    }
                    let mut messages = Vec::new();
                    for wish in &wishes {
                        if let Some(news) = wish.news(glance) {
                            messages.push(telling::news(wish, news, &offering.name, &mint, now)?);
                        }
                    }
                    uow.wishes().look(&wishes, glance).await?;
                    if !messages.is_empty() {
                        uow.outbox().enqueue_all(&messages).await?;
                    }
                    Ok::<_, Abort<StoreError>>((count(&wishes), count(&messages)))
                })
            })
            .await?;
            told += some;
            if looked < AT_ONCE {
                return Ok(told);
            }
        }
    }
}

fn count<T>(things: &[T]) -> u64 {
    u64::try_from(things.len()).unwrap_or(u64::MAX)
}
