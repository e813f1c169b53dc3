//! Names that contain a text, found by the index instead of by reading every name.
//!
//! The index may lag behind and may answer too much, so it only says where to look: what it has not learned yet is in
//! the feed, and the store decides on every name. The answer is that of a full scan.

use std::collections::BTreeSet;

use hexmart_domain::shared::{Instant, ProductId};

use super::CatalogueService;
use crate::catalogue::{ListFilter, ListSort, NameFilter, ProductCard, Window};
use crate::platform::StoreError;
use crate::search::{FeedPosition, SearchIndex};

/// Changes that the index may not have learned yet; when there are more, names are read one by one.
const MOST_UNLEARNED: u64 = 1_000;
/// Candidates that are looked at together, at least.
const CHUNK: usize = 200;

/// The window of a list by age of what contains the name; none when the index cannot help.
pub(super) async fn browse(
    service: &CatalogueService,
    index: &dyn SearchIndex,
    name: &NameFilter,
    filter: &ListFilter,
    window: Window,
    now: Instant,
) -> Result<Option<Vec<ProductCard>>, StoreError> {
    let wanted = usize::try_from(window.skip.saturating_add(window.limit)).unwrap_or(usize::MAX);
    let chunk = wanted.max(CHUNK);
    let mut found: Vec<ProductCard> = Vec::new();
    let mut after = window.after.map(|mark| mark.product);
    let mut unlearned: Option<(FeedPosition, BTreeSet<ProductId>)> = None;
    while found.len() < wanted {
        let Ok(candidates) = index.named(name, after, chunk).await else {
            return Ok(None);
        };
        let known_to = candidates.known_to;
        let (since, fresh) = match unlearned.take() {
            // What the index learned since an earlier chunk is in there too: it can only help.
            Some((since, fresh)) if since <= known_to => (since, fresh),
            _ => match not_learned(service, known_to).await? {
                Some(fresh) => (known_to, fresh),
                None => return Ok(None),
            },
        };
        let last = candidates.products.last().copied().filter(|_| candidates.more);
        let within = |product: &ProductId| {
            after.is_none_or(|after| *product > after) && last.is_none_or(|last| *product <= last)
        };
        let among: BTreeSet<_> = fresh
            .iter()
            .copied()
            .filter(within)
            .chain(candidates.products)
            .filter(|product| {
                let asked = filter.among.as_ref();
                asked.is_none_or(|asked| asked.contains(product))
            })
            .collect();
        found.extend(look(service, filter, among, wanted - found.len(), now).await?);
        unlearned = Some((since, fresh));
        match last {
            Some(last) => after = Some(last),
            None => break,
        }
    }
    let skip = usize::try_from(window.skip).unwrap_or(usize::MAX);
    let limit = usize::try_from(window.limit).unwrap_or(usize::MAX);
    Ok(Some(found.into_iter().skip(skip).take(limit).collect()))
}

/// Products that changed behind a position; none when they are too many.
async fn not_learned(
    service: &CatalogueService,
    known_to: FeedPosition,
) -> Result<Option<BTreeSet<ProductId>>, StoreError> {
    let page = service.feed.since(known_to, MOST_UNLEARNED).await?;
    let few = u64::try_from(page.entries.len()).is_ok_and(|count| count < MOST_UNLEARNED);
    let complete = few && page.forgotten_to <= known_to;
    Ok(complete.then(|| page.entries.into_iter().map(|entry| entry.product).collect()))
}

async fn look(
    service: &CatalogueService,
    filter: &ListFilter,
    among: BTreeSet<ProductId>,
    limit: usize,
    now: Instant,
) -> Result<Vec<ProductCard>, StoreError> {
    if among.is_empty() {
        return Ok(Vec::new());
    }
    let filter = ListFilter {
        among: Some(among.into_iter().collect()),
        ..filter.clone()
    };
    let window = Window {
        after: None,
        skip: 0,
        limit: u64::try_from(limit).unwrap_or(u64::MAX),
    };
    service
        .queries
        .browse(&filter, ListSort::Oldest, window, now)
        .await
}
