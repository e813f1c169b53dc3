//! How events are sent to addresses that others chose: signed as Standard Webhooks says, and to nobody inside the shop's own
//! network.
//!
//! - `signature` makes the header by which a receiver knows that a message is the shop's.
//! - `reach` says which addresses may be called, `public` which machines are everybody's.
//! - `sender` calls them: in time, once, to the very machine that was checked, without following whoever redirects.

mod public;
mod reach;
mod sender;
mod signature;

pub use hexmart_http_client::NoRoots;
pub use public::is_public;
pub use reach::{BadPort, Reach};
pub use sender::HttpWebhooks;
