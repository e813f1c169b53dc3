//! Answers that are kept in memory for a moment: [`CachedCatalogue`] stands before the catalogue's queries,
//! [`CachedSearch`] before a search index, [`CachedCampaigns`] before the lists of campaigns, which may be 5 s old.
//!
//! An answer is given again while three things hold: nothing it speaks of was changed by this process since before it was
//! asked for ([`Generations`], told by the use cases), it is younger than 900 ms, and whoever asks now means nearly the
//! same time. So everybody sees what this process changed at once, and what other processes changed, or what began or
//! ended by itself, such as a discount, within 900 ms. No answer is kept under less than the whole question: what is
//! asked is hashed and compared by derived implementations, and a new field of a filter is in the key by itself.
//!
//! Whoever asks what is being asked already waits for that answer, if it may be given to him. Errors are told to all who
//! wait, and not kept. What is kept weighs about 16 MB at most, 12 of them for the catalogue; what was not asked for
//! longest goes first.

mod answers;
mod campaigns;
mod catalogue;
mod details;
mod flights;
mod generations;
mod moment;
mod questions;
mod search;
mod weight;

pub use campaigns::CachedCampaigns;
pub use catalogue::CachedCatalogue;
pub use generations::Generations;
pub use search::CachedSearch;
