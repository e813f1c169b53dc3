//! What is kept answers as what keeps nothing would, only faster.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod campaigns;
mod flights;
mod given;
mod keys;
mod lifetimes;
mod own_changes;
mod passed_through;
mod search;
mod shop;
mod viewers;
