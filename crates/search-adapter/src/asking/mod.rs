//! What is asked of the index, answered segment by segment.

mod compounds;
mod facets;
mod filter;
mod hits;
mod named;
mod order;
mod search;
mod suggest;
mod tally;
mod terms;

pub(crate) use named::named;
pub(crate) use search::search;
pub(crate) use suggest::suggest;

use hexmart_application::search::FeedPosition;

use crate::fields::Fields;
use crate::segment::Segment;

/// The index as of one moment.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) segments: Vec<Segment>,
    pub(crate) fields: Fields,
    /// Up to where it knows the feed, at least.
    pub(crate) position: Option<FeedPosition>,
}

/// A document's number as a place in a list.
fn place(document: tantivy::DocId) -> usize {
    usize::try_from(document).unwrap_or(usize::MAX)
}
