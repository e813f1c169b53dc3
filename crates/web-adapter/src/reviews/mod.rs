//! What buyers say of products and people wish for, over HTTP.

mod body;
pub(crate) mod like;
pub(crate) mod list;
pub(crate) mod mine;
pub(crate) mod picture;
pub(crate) mod show;
pub(crate) mod summary;
pub(crate) mod wishes;
pub(crate) mod write;

pub(crate) use body::ReviewBody;

use hexmart_domain::shared::ReviewId;

use crate::call::Call;
use crate::problem::{Code, Problem};

/// The review that the path names.
pub(crate) fn review_id(call: &Call) -> Result<ReviewId, Problem> {
    call.id("review_id", Code::ReviewNotFound)
}
