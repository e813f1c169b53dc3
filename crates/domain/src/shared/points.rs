use rust_decimal::Decimal;
use thiserror::Error;

/// An amount of points: whole, more than none, at most 9,999,999,999. One point is worth one won.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(i64);

/// Why a number is no amount of points.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("must be a whole number from 1 to {}", Points::MAX.get())]
pub struct PointsError;

impl Points {
    /// The most that one entry moves.
    pub const MAX: Self = Self(9_999_999_999);

    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for Points {
    type Error = PointsError;

    fn try_from(number: i64) -> Result<Self, PointsError> {
        if (1..=Self::MAX.0).contains(&number) {
            Ok(Self(number))
        } else {
            Err(PointsError)
        }
    }
}

/// A share in hundredths of a percent, 0 to 10,000: 500 are 5 %. What a reward is reckoned by; 0 switches it off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct BasisPoints(u16);

/// Why a number is no share in hundredths of a percent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("must be a whole number from 0 to 10,000, in hundredths of a percent")]
pub struct BasisPointsError;

impl BasisPoints {
    /// Nothing of it.
    pub const NONE: Self = Self(0);
    /// All of it.
    pub const WHOLE: Self = Self(10_000);

    /// The share; out of range is cut to all of it, so that constants can be written down.
    pub const fn new(hundredths: u16) -> Self {
        if hundredths > Self::WHOLE.0 {
            Self::WHOLE
        } else {
            Self(hundredths)
        }
    }

    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// The share as a factor: 500 are 0.05.
    pub fn factor(self) -> Decimal {
        Decimal::new(i64::from(self.0), 4)
    }
}

impl TryFrom<u16> for BasisPoints {
    type Error = BasisPointsError;

    fn try_from(hundredths: u16) -> Result<Self, BasisPointsError> {
        let share = Self::new(hundredths);
        (share.get() == hundredths)
            .then_some(share)
            .ok_or(BasisPointsError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_whole_and_more_than_none() {
        assert_eq!(Points::try_from(1).map(Points::get), Ok(1));
        assert_eq!(Points::try_from(9_999_999_999), Ok(Points::MAX));
        for wrong in [0, -1, i64::MIN, 10_000_000_000, i64::MAX] {
            assert_eq!(Points::try_from(wrong), Err(PointsError), "{wrong}");
        }
    }

    #[test]
    fn a_share_is_at_most_the_whole() {
        assert_eq!(BasisPoints::try_from(10_000), Ok(BasisPoints::WHOLE));
        assert_eq!(BasisPoints::try_from(10_001), Err(BasisPointsError));
        assert_eq!(BasisPoints::new(500).factor(), Decimal::new(5, 2));
    }
}
