//! Redis for tests: the server that `scripts/with-redis.sh` provides, or a [`PrivateServer`] that can be frozen, killed
//! and started again.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "for tests alone: what cannot go on has failed"
)]

mod private;

pub use private::PrivateServer;

/// The address of the test server; none when the tests are told to do without (`make test-embedded`). Panics when
/// nobody said anything.
///
/// All tests share its keys: a test makes up names that no other uses.
pub fn server() -> Option<String> {
    let named = std::env::var("HEXMART_TEST_REDIS_URL").ok();
    let without = std::env::var("HEXMART_TEST_REDIS").is_ok_and(|choice| choice == "skip");
    assert!(
        named.is_some() || without,
        "no Redis to test with: run `make test`, or `make test-embedded` to test without one"
    );
    named
}
