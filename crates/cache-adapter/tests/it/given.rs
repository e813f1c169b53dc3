//! What tests begin with.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta};
use hexmart_application::catalogue::Window;
use hexmart_cache_adapter::{CachedCatalogue, Generations};
use hexmart_domain::shared::{Id, Instant, Percentage};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::shop::Shop;

/// A shop, its cache, and who tells the cache of changes.
pub(crate) struct Given {
    pub(crate) shop: Arc<Shop>,
    pub(crate) cached: Arc<CachedCatalogue>,
    pub(crate) changes: Arc<Generations>,
}

pub(crate) fn given() -> Given {
    let shop = Arc::new(Shop::default());
    let changes = Arc::new(Generations::new());
    let cached = Arc::new(CachedCatalogue::new(
        Arc::<Shop>::clone(&shop),
        Arc::clone(&changes),
    ));
    Given {
        shop,
        cached,
        changes,
    }
}

/// The id of a small number.
pub(crate) fn id<K>(number: u8) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(number.into()))
}

/// So many milliseconds after the time at which every test begins.
pub(crate) fn at(millis: i64) -> Instant {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap() + TimeDelta::milliseconds(millis)
}

pub(crate) fn percent(number: u8) -> Percentage {
    Percentage::try_from(Decimal::from(number)).unwrap()
}

/// The first ten.
pub(crate) const FIRST: Window = Window {
    after: None,
    skip: 0,
    limit: 10,
};
