//! Readers of the feed.

use std::collections::BTreeSet;
use std::slice::from_ref;
use std::time::{Duration, Instant};

use hexmart_application::catalogue::FeedPage;
use hexmart_application::platform::{Abort, Storage, StoreError, transact};
use hexmart_application::search::FeedPosition;
use hexmart_domain::catalogue::Product;
use hexmart_domain::shared::ProductId;

use crate::callers::{Underway, at_once};
use crate::given;
use crate::writes::create;

/// How long a place in the feed that stays empty may hold up its readers.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) async fn page(storage: &Storage, after: FeedPosition, limit: u64) -> FeedPage {
    storage.feed.since(after, limit).await.unwrap()
}

/// Which products a change feeds, in the order of their ids.
pub(crate) async fn fed_by(storage: &Storage, change: impl Future<Output = ()>) -> Vec<ProductId> {
    let mut reader = Reader::at(end(storage).await);
    change.await;
    reader.finish(storage).await;
    reader.seen.into_iter().collect()
}

/// Where the feed ends once nothing is open any more.
pub(super) async fn end(storage: &Storage) -> FeedPosition {
    let mut reader = Reader::at(page(storage, 0, 1).await.forgotten_to);
    reader.finish(storage).await;
    assert_eq!(storage.feed.end().await.unwrap(), reader.settled);
    reader.settled
}

/// Somebody who keeps a copy: reads on from where the feed is settled.
struct Reader {
    settled: FeedPosition,
    seen: BTreeSet<ProductId>,
}

impl Reader {
    fn at(settled: FeedPosition) -> Self {
        Self {
            settled,
            seen: BTreeSet::new(),
        }
    }

    /// Reads once; answers whether everything that was there is settled.
    async fn read(&mut self, storage: &Storage) -> bool {
        let page = page(storage, self.settled, 200).await;
        let positions: Vec<_> = page.entries.iter().map(|entry| entry.position).collect();
        assert!(
            positions.is_sorted_by(|before, after| before < after),
            "{positions:?}"
        );
        assert!(positions.iter().all(|position| *position > self.settled));
        assert!(page.settled_to >= self.settled);
        let last = positions.last().copied().unwrap_or(page.settled_to);
        assert!(page.settled_to <= last, "{page:?}");
        self.seen.extend(page.entries.iter().map(|entry| entry.product));
        self.settled = page.settled_to;
        page.settled_to == last && positions.len() < 200
    }

    /// Reads until everything is settled.
    async fn finish(&mut self, storage: &Storage) {
        let start = Instant::now();
        while !self.read(storage).await {
            assert!(start.elapsed() < PATIENCE, "the feed never settles");
            tokio::task::yield_now().await;
        }
    }
}

/// The feed is read in pages, in the order of its positions; behind its end there is nothing.
pub async fn the_feed_is_read_in_pages(storage: Storage) {
    let products: Vec<_> = (0..25).map(|_| given::product()).collect();
    for product in &products {
        create(&storage, from_ref(product), 0).await.unwrap();
    }
    let end = end(&storage).await;
    let all = page(&storage, 0, 100).await;
    assert_eq!((all.settled_to, all.forgotten_to), (end, 0));
    let fed: Vec<_> = all.entries.iter().map(|entry| entry.product).collect();
    assert_eq!(fed, products.iter().map(|product| product.id).collect::<Vec<_>>());
    for start in [0, 7, 24] {
        let after = all.entries[start].position;
        let part = page(&storage, after, 10).await;
        assert_eq!(part.entries, all.entries[start + 1..(start + 11).min(25)]);
        let last = part.entries.last().map_or(end, |entry| entry.position);
        assert_eq!(part.settled_to, last);
    }
    assert_eq!(page(&storage, end, 10).await.settled_to, end);
}

/// While an attempt that fed something is under way, others land and are read; but readers are not told to go on behind its
/// place, and find its entry when it ends.
pub async fn no_reader_passes_an_entry_that_appears_later(storage: Storage) {
    let products = [given::product(), given::product(), given::product()];
    create(&storage, &products[..1], 1).await.unwrap();
    let start = end(&storage).await;
    let [_, early, late] = products.clone();
    let underway = Underway::begin(&storage, move |uow| {
        let early = early.clone();
        Box::pin(async move { uow.products().add(from_ref(&early)).await })
    })
    .await;
    let rival = tokio::spawn({
        let storage = storage.clone();
        async move { create(&storage, from_ref(&late), 1).await }
    });
    // A store that does one thing at a time makes the rival wait: after a while, nobody waits for it here.
    for _ in 0..20_000 {
        if rival.is_finished() {
            break;
        }
        tokio::task::yield_now().await;
    }
    let mut readers = [Reader::at(start), Reader::at(storage.feed.end().await.unwrap())];
    let has_landed = rival.is_finished();
    readers[0].read(&storage).await;
    assert!(!readers[0].seen.contains(&products[1].id));
    assert!(!has_landed || readers[0].seen.contains(&products[2].id));
    underway.finish().await.unwrap();
    rival.await.unwrap().unwrap();
    for reader in &mut readers {
        reader.finish(&storage).await;
        assert!(reader.seen.contains(&products[1].id));
    }
    assert!(readers[0].seen.contains(&products[2].id));
}

/// A reader who goes on from where the feed is settled, again and again, misses nothing of what 8 writers write meanwhile; nor
/// does one who looks at the whole catalogue after asking where the feed ends.
pub async fn nothing_is_missed_while_many_write(storage: Storage) {
    let writers = tokio::spawn({
        let storage = storage.clone();
        async move { at_once(8, |caller| write(storage.clone(), caller)).await }
    });
    let mut reader = Reader::at(0);
    let (mut late, mut known) = (Reader::at(0), BTreeSet::new());
    while !writers.is_finished() {
        reader.read(&storage).await;
        if known.len() < 40 {
            late = Reader::at(storage.feed.end().await.unwrap());
            let all = storage.catalogue.documents_after(None, 1_000, given::now()).await;
            known = all.unwrap().iter().map(|document| document.product).collect();
        }
        tokio::task::yield_now().await;
    }
    let written: BTreeSet<_> = writers.await.unwrap().into_iter().flatten().collect();
    reader.finish(&storage).await;
    assert_eq!(reader.seen, written);
    late.finish(&storage).await;
    late.seen.extend(known);
    assert_eq!(late.seen, written);
}

/// Adds products, one after the other, every fourth one in vain; answers those that are there.
async fn write(storage: Storage, caller: usize) -> Vec<ProductId> {
    let mut written = Vec::new();
    for turn in 0..20 {
        let product = given::product();
        let is_refused = (turn + caller).is_multiple_of(4);
        let added = attempt_or_refuse(&storage, product.clone(), is_refused).await;
        assert_ne!(added, is_refused);
        written.extend(added.then_some(product.id));
    }
    written
}

async fn attempt_or_refuse(storage: &Storage, product: Product, is_refused: bool) -> bool {
    let answer = transact(&*storage.store, "write", move |uow| {
        let product = product.clone();
        Box::pin(async move {
            uow.products().add(from_ref(&product)).await?;
            tokio::task::yield_now().await;
            if is_refused {
                return Err(Abort::Refused(StoreError::backend("a rule said no")));
            }
            Ok(())
        })
    });
    answer.await.is_ok()
}
