//! Use cases against mocks: failures, and calls that must not happen. A mock fails its test on any call that was not
//! expected. What use cases achieve is in the tests next door, `outcomes`.
#![expect(
    clippy::unwrap_used,
    reason = "helpers outside of test functions build values that are known to be valid"
)]

mod catalogue;
mod given;
mod identity;
mod inventory;
mod ordering;
mod pricing;
mod races;
