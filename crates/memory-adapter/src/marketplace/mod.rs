//! Sellers and their followers.

mod queries;
mod sellers;

/// How many follow, in the type of the domain.
fn to_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
