use rust_decimal::Decimal;
use thiserror::Error;

use crate::shared::{Currency, Money};

/// What one piece costs: more than 0, at most 99,999,999.99, at most two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price(Money);

/// Why an amount is not a price.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PriceError {
    /// Free, or less than that.
    #[error("must be more than 0")]
    NotPositive,
    /// More than the column of clients' systems holds.
    #[error("must be at most 99999999.99")]
    TooHigh,
    /// Finer than can be stored.
    #[error("must have at most 2 decimals")]
    TooManyDecimals,
}

impl Price {
    /// The most decimals a price has.
    pub const SCALE: u32 = 2;
    const HIGHEST: Decimal = Decimal::from_parts(1_410_065_407, 2, 0, false, 2);

    /// Checks an amount; trailing zeros do not count as decimals.
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self, PriceError> {
        let amount = amount.normalize();
        if amount <= Decimal::ZERO {
            return Err(PriceError::NotPositive);
        }
        if amount > Self::HIGHEST {
            return Err(PriceError::TooHigh);
        }
        if amount.scale() > Self::SCALE {
            return Err(PriceError::TooManyDecimals);
        }
        Ok(Self(Money::new(amount, currency)))
    }

    /// The amount.
    pub const fn money(self) -> Money {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(text: &str) -> Result<Price, PriceError> {
        Price::new(text.parse().unwrap(), Currency::KRW)
    }

    #[test]
    fn prices_end_where_they_are_stored() {
        assert!(price("0.01").is_ok());
        assert!(price("99999999.99").is_ok());
        assert_eq!(price("100000000"), Err(PriceError::TooHigh));
        assert_eq!(price("0"), Err(PriceError::NotPositive));
        assert_eq!(price("-1000"), Err(PriceError::NotPositive));
    }

    #[test]
    fn a_price_is_never_rounded_on_the_way_in() {
        assert_eq!(price("0.001"), Err(PriceError::TooManyDecimals));
        assert_eq!(price("10.005"), Err(PriceError::TooManyDecimals));
        assert_eq!(
            price("10.500").map(|price| price.money().amount().to_string()),
            Ok("10.5".to_owned())
        );
    }
}
