//! What is asked of a search server, and how its answers are read.
//!
//! The server is a double that replays `exchanges`: in each file, what must be asked and what is answered, in order. The
//! answers have the form that the documentation of `OpenSearch` 2 shows; whether a server finds what it should is for a
//! server to show.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod asking;
mod contract;
mod failing;
mod given;
mod learning;
mod replay;
