//! The `hexmart` binary, as whoever runs it sees it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop where it cannot go on"
)]

mod black_box;
mod canary;
mod client;
mod command;
mod command_line;
mod crash;
mod database_gone;
mod doctor;
mod imports;
mod journey;
mod keys;
mod load;
mod mailbox;
mod operations;
mod outbox;
mod people;
mod premises;
mod process;
mod purchases;
mod races;
mod readme;
mod refunds;
mod reindex;
mod renewals;
mod rotation;
mod serve;
mod settings;
mod timing;
mod tour;
mod uploads;
mod user;
