//! Pages of lists.

use hexmart_domain::shared::{CategoryId, Instant};

use super::{CatalogueService, listed, named};
use crate::catalogue::{
    Browse, BrowseError, CatalogueQueries, ListFilter, ListSort, PageAt, ProductCard, ProductPage, Window,
};

/// One page of what everybody sees.
pub(super) async fn page(service: &CatalogueService, browse: Browse) -> Result<ProductPage, BrowseError> {
    let now = service.mint.now();
    let queries = &*service.queries;
    let browse = with_subtree(queries, browse).await?;
    let Some(window) = window_of(&browse) else {
        return beyond(queries, &browse, now).await;
    };
    let by_index = match (&service.index, &browse.filter.name) {
        (Some(index), Some(name)) if browse.sort == ListSort::Oldest && knows(&browse.filter) => {
            named::browse(service, &**index, name, &browse.filter, window, now).await?
        }
        _ => None,
    };
    let cards = match by_index {
        Some(cards) => cards,
        None => queries.browse(&browse.filter, browse.sort, window, now).await?,
    };
    finished(queries, &browse, cards, now).await
}

/// Whether an index knows everything that may pass: it knows what is listed, and nothing else.
fn knows(filter: &ListFilter) -> bool {
    filter.lifecycles.iter().all(|lifecycle| lifecycle.is_listed())
}

/// One page of what those see who keep the catalogue, past every index and memory.
pub(super) async fn assortment(
    queries: &dyn CatalogueQueries,
    browse: Browse,
    now: Instant,
) -> Result<ProductPage, BrowseError> {
    let browse = with_subtree(queries, browse).await?;
    let Some(window) = window_of(&browse) else {
        return beyond(queries, &browse, now).await;
    };
    let cards = queries.browse(&browse.filter, browse.sort, window, now).await?;
    finished(queries, &browse, cards, now).await
}

/// The same with the categories filled in.
async fn with_subtree(queries: &dyn CatalogueQueries, mut browse: Browse) -> Result<Browse, BrowseError> {
    if let Some(category) = browse.category {
        browse.filter.categories = Some(subtree(queries, category).await?);
    }
    Ok(browse)
}

/// Where the page lies; none when it lies too deep.
fn window_of(browse: &Browse) -> Option<Window> {
    // One more than shown tells whether there is a next page, without counting.
    let limit = browse.size + 1;
    match browse.at {
        PageAt::After(after) => Some(Window {
            after: Some(after),
            skip: 0,
            limit,
        }),
        PageAt::Index(_) => Some(skipped(browse))
            .filter(|skip| *skip <= Browse::MAX_SKIP)
            .map(|skip| Window {
                after: None,
                skip,
                limit,
            }),
    }
}

/// How many products lie before a page of a number.
fn skipped(browse: &Browse) -> u64 {
    match browse.at {
        PageAt::Index(index) => index.saturating_sub(1).saturating_mul(browse.size),
        PageAt::After(_) => 0,
    }
}

async fn subtree(
    queries: &dyn CatalogueQueries,
    category: CategoryId,
) -> Result<Vec<CategoryId>, BrowseError> {
    let subtree = queries.forest().await?.subtree(category);
    if subtree.is_empty() {
        Err(BrowseError::UnknownCategory)
    } else {
        Ok(subtree)
    }
}

/// What a page that lies too deep answers: how to get there, or nothing when it lies behind the end.
async fn beyond(
    queries: &dyn CatalogueQueries,
    browse: &Browse,
    now: Instant,
) -> Result<ProductPage, BrowseError> {
    let (filter, sort, skip) = (&browse.filter, browse.sort, skipped(browse));
    let last = queries.place(filter, sort, skip, now).await?;
    let before = queries.place(filter, sort, skip.saturating_sub(1), now).await?;
    match (browse.at, last, before) {
        (PageAt::Index(index), Some(_), Some(after)) => Err(BrowseError::TooDeep { index, after }),
        _ => finished(queries, browse, Vec::new(), now).await,
    }
}

async fn finished(
    queries: &dyn CatalogueQueries,
    browse: &Browse,
    mut cards: Vec<ProductCard>,
    now: Instant,
) -> Result<ProductPage, BrowseError> {
    let size = usize::try_from(browse.size).unwrap_or(usize::MAX);
    let more = cards.len() > size;
    cards.truncate(size);
    let total = if browse.with_total {
        Some(queries.total(&browse.filter, now).await?)
    } else {
        None
    };
    Ok(ProductPage {
        next: cards.last().filter(|_| more).map(|card| card.mark),
        products: cards.into_iter().map(listed).collect(),
        total,
    })
}
