//! The `hexmart` binary, as whoever runs it sees it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop where it cannot go on"
)]

mod command;
mod command_line;
mod doctor;
mod process;
mod serve;
mod user;
