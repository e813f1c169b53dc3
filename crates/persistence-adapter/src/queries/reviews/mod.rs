//! Reviews and wishes.

use super::{Conn, classify, count, lost, pricing, violated_key};

mod desk;
mod likes;
mod lists;
mod recount;
mod repository;
mod tallies;
mod wishes;
mod writing;

/// What is asked, for whoever asks by which way it is answered.
#[cfg(test)]
pub(super) mod statements {
    pub(in super::super) use super::lists::{all, by_author, listed, which};
    pub(in super::super) use super::wishes::{own, unseen};
    pub(in super::super) use super::writing::bought_lines;
}
