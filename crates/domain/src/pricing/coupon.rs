use thiserror::Error;

use crate::shared::{CouponId, Instant, Percentage, TextError, TextLines, UserId, fold_case, text_check};

/// What a holder types: 1 to 50 characters, unique among all coupons without regard to case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CouponCode(String);

impl CouponCode {
    /// The longest code, in characters.
    pub const MAX: usize = 50;

    /// Takes a code, without the blanks around it.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let code = text.trim();
        text_check(code, Self::MAX, TextLines::One)?;
        Ok(Self(code.to_owned()))
    }

    /// A code for a coupon that was created without one.
    pub fn generated(id: CouponId) -> Self {
        let text = id.to_string();
        Self(format!("COUPON_{}", text.trim_start_matches("CUPON")))
    }

    /// The code as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What must be unique: the code without regard to case.
    pub fn unique_key(&self) -> String {
        fold_case(&self.0)
    }
}

/// From when to when a coupon can be used, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    from: Instant,
    to: Instant,
}

/// A period that is empty or runs backwards.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("must be after valid_from")]
pub struct CouponPeriodError;

impl Validity {
    /// A period; its end lies after its start.
    pub fn new(from: Instant, to: Instant) -> Result<Self, CouponPeriodError> {
        if from < to {
            Ok(Self { from, to })
        } else {
            Err(CouponPeriodError)
        }
    }

    /// The first instant.
    pub const fn from(&self) -> Instant {
        self.from
    }

    /// The last instant.
    pub const fn to(&self) -> Instant {
        self.to
    }

    /// Whether `now` lies in the period.
    pub fn contains(&self, now: Instant) -> bool {
        self.from <= now && now <= self.to
    }
}

/// A price reduction that one user holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coupon {
    /// Which one.
    pub id: CouponId,
    /// Whose.
    pub owner: UserId,
    /// What the holder types.
    pub code: CouponCode,
    /// The share of the already discounted price.
    pub percentage: Percentage,
    /// When it can be used.
    pub validity: Validity,
    /// Whether it can be used at all.
    pub active: bool,
    /// When it was made.
    pub created_at: Instant,
}

impl Coupon {
    /// Whether its holder can use it at `now`.
    pub fn usable_at(&self, now: Instant) -> bool {
        self.active && self.validity.contains(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta};
    use uuid::Uuid;

    #[test]
    fn codes_are_trimmed_and_compared_without_case() {
        let code = CouponCode::parse("  Welcome10 ").unwrap();
        assert_eq!(
            (code.as_str(), code.unique_key().as_str()),
            ("Welcome10", "welcome10")
        );
        assert_eq!(CouponCode::parse(" "), Err(TextError::Blank));
        assert_eq!(
            CouponCode::parse(&"x".repeat(51)),
            Err(TextError::TooLong { max: 50 })
        );
    }

    #[test]
    fn a_generated_code_is_a_code() {
        let code = CouponCode::generated(CouponId::from_uuid(Uuid::from_u128(5)));
        assert!(code.as_str().starts_with("COUPON_0"));
        assert_eq!(CouponCode::parse(code.as_str()), Ok(code));
    }

    #[test]
    fn both_ends_of_the_period_belong_to_it() {
        let (from, tick) = (DateTime::UNIX_EPOCH, TimeDelta::microseconds(1));
        let period = Validity::new(from, from + TimeDelta::days(1)).unwrap();
        assert!(period.contains(period.from()) && period.contains(period.to()));
        assert!(!period.contains(period.from() - tick) && !period.contains(period.to() + tick));
        assert_eq!(Validity::new(from, from), Err(CouponPeriodError));
        assert_eq!(Validity::new(from + tick, from), Err(CouponPeriodError));
    }
}
