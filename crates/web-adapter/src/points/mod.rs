//! Points over HTTP.

mod body;
pub(crate) mod terms;
pub(crate) mod wallet;

pub(crate) use body::{EntryBody, EntryPage, WalletBody, page_of_entries};
