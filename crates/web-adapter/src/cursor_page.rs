//! Pages of lists that go by ids.

use hexmart_domain::shared::{Id, Kind};
use serde::Serialize;
use utoipa::ToSchema;

use crate::cursor;

/// How long a page may be, and where the next one starts.
#[derive(Serialize, ToSchema)]
#[schema(as = CursorPage)]
pub(crate) struct CursorPageBody {
    #[schema(example = 30)]
    size: u64,
    /// The cursor of the next page; null on the last one.
    next_cursor: Option<String>,
}

impl CursorPageBody {
    /// A page of so many, and the cursor of the next one.
    pub(crate) const fn new(size: u64, next_cursor: Option<String>) -> Self {
        Self { size, next_cursor }
    }
}

/// How many to ask for, so that it shows whether there is a next page.
pub(crate) const fn with_one_more(size: u64) -> u64 {
    size.saturating_add(1)
}

/// Takes off the one that shows that there is a next page, and says where that starts.
pub(crate) fn cut<T, K: Kind>(rows: &mut Vec<T>, size: u64, id: fn(&T) -> Id<K>) -> CursorPageBody {
    let length = usize::try_from(size).unwrap_or(usize::MAX);
    let is_last = rows.len() <= length;
    rows.truncate(length);
    let next = rows.last().filter(|_| !is_last);
    CursorPageBody {
        size,
        next_cursor: next.map(|row| cursor::encode(id(row))),
    }
}
