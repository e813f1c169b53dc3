//! Exact amounts in one currency. No floats, no silent mixing, no lost remainder.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use thiserror::Error;

/// An ISO 4217 code, such as KRW.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// Why a text is not a currency.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a currency is three capital letters (ISO 4217)")]
pub struct CurrencyError;

impl Currency {
    /// South Korean won, the default of a shop.
    pub const KRW: Self = Self(*b"KRW");

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(code: &str) -> Result<Self, CurrencyError> {
        let letters = <[u8; 3]>::try_from(code.as_bytes()).or(Err(CurrencyError))?;
        if letters.iter().all(u8::is_ascii_uppercase) {
            Ok(Self(letters))
        } else {
            Err(CurrencyError)
        }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// How a remainder is treated where a rate meets an amount. Always said, never assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// Half a unit goes away from zero: what a price tag does.
    HalfUp,
    /// Everything below a unit is dropped.
    Down,
}

/// An exact amount of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    amount: Decimal,
    currency: Currency,
}

/// Why two amounts do not combine.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MoneyError {
    /// An exchange rate would be needed.
    #[error("{left:?} and {right:?} do not mix")]
    MixedCurrencies {
        /// Currency of the left side.
        left: Currency,
        /// Currency of the right side.
        right: Currency,
    },
    /// Beyond 28 digits.
    #[error("the amount is too large")]
    Overflow,
    /// Nothing to allocate to.
    #[error("an amount is allocated to at least one weight above zero")]
    NoWeights,
}

impl Money {
    /// An amount as it is.
    pub const fn new(amount: Decimal, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// Nothing, in a currency.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(Decimal::ZERO, currency)
    }

    /// The exact number.
    pub const fn amount(&self) -> Decimal {
        self.amount
    }

    /// What it is counted in.
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The sum; refuses another currency.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, Decimal::checked_add)
    }

    /// The difference, which may be negative; refuses another currency.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, Decimal::checked_sub)
    }

    /// So many times the amount.
    pub fn times(self, count: i64) -> Result<Self, MoneyError> {
        let amount = self
            .amount
            .checked_mul(Decimal::from(count))
            .ok_or(MoneyError::Overflow)?;
        Ok(Self::new(amount, self.currency))
    }

    fn combine(
        self,
        other: Self,
        operation: fn(Decimal, Decimal) -> Option<Decimal>,
    ) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::MixedCurrencies {
                left: self.currency,
                right: other.currency,
            });
        }
        let amount = operation(self.amount, other.amount).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(amount, self.currency))
    }

    /// This amount times `rate`, rounded to `decimals`.
    pub(crate) fn scaled_by(self, rate: Decimal, decimals: u32, rounding: Rounding) -> Self {
        let strategy = match rounding {
            Rounding::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Rounding::Down => RoundingStrategy::ToZero,
        };
        Self::new(
            (self.amount * rate).round_dp_with_strategy(decimals, strategy),
            self.currency,
        )
    }

    /// Splits the amount by `weights` into parts of at most `decimals` decimals that add up to it exactly.
    ///
    /// What rounding leaves over goes to the heaviest weight, the first among equals.
    pub fn allocate(self, weights: &[u32], decimals: u32) -> Result<Vec<Self>, MoneyError> {
        let total: Decimal = weights.iter().copied().map(Decimal::from).sum();
        let heaviest = weights.iter().copied().max().unwrap_or(0);
        if total.is_zero() {
            return Err(MoneyError::NoWeights);
        }
        let mut parts = Vec::with_capacity(weights.len());
        let mut left = self;
        for weight in weights {
            let share = self
                .amount
                .checked_mul(Decimal::from(*weight))
                .ok_or(MoneyError::Overflow)?
                / total;
            let part = Self::new(share, self.currency).scaled_by(Decimal::ONE, decimals, Rounding::Down);
            left = left.checked_sub(part)?;
            parts.push(part);
        }
        if let Some(place) = weights.iter().position(|weight| *weight == heaviest)
            && let Some(part) = parts.get_mut(place)
        {
            *part = part.checked_add(left)?;
        }
        Ok(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn won(text: &str) -> Money {
        Money::new(text.parse().unwrap(), Currency::KRW)
    }

    #[test]
    fn currencies_do_not_mix() {
        let dollar = Money::new(Decimal::ONE, "USD".parse().unwrap());
        assert!(matches!(
            won("1").checked_add(dollar),
            Err(MoneyError::MixedCurrencies { .. })
        ));
        assert!("won".parse::<Currency>().is_err());
    }

    #[test]
    fn half_a_unit_rounds_away_from_zero() {
        let rate = Decimal::new(1, 1);
        assert_eq!(won("19.95").scaled_by(rate, 2, Rounding::HalfUp), won("2.00"));
        assert_eq!(won("19.94").scaled_by(rate, 2, Rounding::HalfUp), won("1.99"));
        assert_eq!(won("19.99").scaled_by(rate, 2, Rounding::Down), won("1.99"));
    }

    #[test]
    fn the_heaviest_takes_the_remainder() {
        assert_eq!(
            won("100").allocate(&[1, 1, 1], 0),
            Ok(vec![won("34"), won("33"), won("33")])
        );
        assert_eq!(won("1").allocate(&[0, 0], 0), Err(MoneyError::NoWeights));
    }

    proptest! {
        #[test]
        fn allocation_loses_nothing(cents in 0_i64..10_000_000_000, weights in prop::collection::vec(0_u32..1000, 1..20)) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let whole = Money::new(Decimal::new(cents, 2), Currency::KRW);
            let parts = whole.allocate(&weights, 2).unwrap();
            let sum = parts.iter().try_fold(Money::zero(Currency::KRW), |sum, part| sum.checked_add(*part)).unwrap();
            prop_assert_eq!(sum, whole);
            prop_assert_eq!(parts.len(), weights.len());
            prop_assert!(parts.iter().all(|part| part.amount() >= Decimal::ZERO));
        }
    }
}
