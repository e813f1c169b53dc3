//! What buyers say of products, what they are thanked with, and what people wish for.

mod review;
mod reward;
mod stars;
mod tally;
mod wish;

pub use review::{
    Bought, HidingReason, REVIEWABLE, Review, ReviewError, ReviewSheet, ReviewText, ReviewTitle,
};
pub use reward::{RewardKind, Rewarded};
pub use stars::{Evaluations, Grade, Stars, StarsError};
pub use tally::ReviewTally;
pub use wish::{Glance, Wish, WishNews};

#[cfg(test)]
mod tests;
