use rust_decimal::prelude::ToPrimitive;

use crate::shared::{BasisPoints, Money, Points};

/// What is given for what, as the shop's owner decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// For a new account; none when nothing is given.
    pub sign_up: Option<Points>,
    /// For looking in, once a day.
    pub attendance: Option<Points>,
    /// For a review in words, of the price of what was bought.
    pub text_review: BasisPoints,
    /// For a review with a picture, of the price of what was bought.
    pub photo_review: BasisPoints,
    /// For what was bought, once it is confirmed.
    pub accrual: BasisPoints,
    /// How many times as much a subscriber gets for reviews and purchases; at least once.
    pub subscriber: u16,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            sign_up: Points::try_from(29_900).ok(),
            attendance: Points::try_from(100).ok(),
            text_review: BasisPoints::new(100),
            photo_review: BasisPoints::new(500),
            accrual: BasisPoints::new(500),
            subscriber: 2,
        }
    }
}

impl Rates {
    /// How many times as much somebody gets.
    pub const fn multiplier(&self, subscriber: bool) -> u16 {
        if subscriber && self.subscriber > 1 {
            self.subscriber
        } else {
            1
        }
    }
}

/// Points for a share of an amount: rounded up to a whole point first, multiplied then. None when nothing is given for it,
/// and the most there is when it would be more than an entry moves.
pub fn reward(base: Money, share: BasisPoints, multiplier: u16) -> Option<Points> {
    if base.amount().is_sign_negative() {
        return None;
    }
    // Decimals are exact and an amount has four of them at most: what is to be rounded up is never an error of reckoning.
    let once = match base.amount().checked_mul(share.factor()) {
        Some(exact) => exact.ceil().to_i64().unwrap_or(i64::MAX),
        None => i64::MAX,
    };
    let points = once.saturating_mul(i64::from(multiplier)).min(Points::MAX.get());
    Points::try_from(points).ok()
}
