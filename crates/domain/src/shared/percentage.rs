use rust_decimal::Decimal;
use thiserror::Error;

use super::{Money, Rounding};

/// A share of a price: more than 0 %, at most 100 %, at most two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percentage(Decimal);

/// Why a number is not a percentage.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PercentageError {
    /// Not in (0, 100].
    #[error("must be more than 0 and at most 100")]
    OutOfRange,
    /// A finer share than can be stored.
    #[error("must have at most 2 decimals")]
    TooManyDecimals,
}

impl Percentage {
    /// The most decimals a percentage has.
    pub const SCALE: u32 = 2;

    /// The number, such as `12.5`, without trailing zeros.
    pub const fn get(self) -> Decimal {
        self.0
    }

    /// This share of `money`, rounded to `decimals`.
    pub fn of(self, money: Money, decimals: u32, rounding: Rounding) -> Money {
        money.scaled_by(self.0 / Decimal::ONE_HUNDRED, decimals, rounding)
    }
}

impl TryFrom<Decimal> for Percentage {
    type Error = PercentageError;

    fn try_from(number: Decimal) -> Result<Self, PercentageError> {
        let number = number.normalize();
        if number <= Decimal::ZERO || number > Decimal::ONE_HUNDRED {
            return Err(PercentageError::OutOfRange);
        }
        if number.scale() > Self::SCALE {
            return Err(PercentageError::TooManyDecimals);
        }
        Ok(Self(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Percentage, PercentageError> {
        Percentage::try_from(text.parse::<Decimal>().unwrap())
    }

    #[test]
    fn the_range_is_open_below_and_closed_above() {
        assert!(parse("0.01").is_ok());
        assert!(parse("100.00").is_ok());
        for outside in ["0", "-5", "100.01", "150"] {
            assert_eq!(parse(outside), Err(PercentageError::OutOfRange), "{outside}");
        }
    }

    #[test]
    fn trailing_zeros_are_not_decimals() {
        assert_eq!(
            parse("33.3300").map(|p| p.get().to_string()),
            Ok("33.33".to_owned())
        );
        assert_eq!(parse("33.333"), Err(PercentageError::TooManyDecimals));
    }
}
