//! Pictures of every kind, and the promises of the object store in memory, in a folder and in S3.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod demo;
mod given;
mod local;
mod pictures;
mod promises;
mod s3;
