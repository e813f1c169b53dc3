use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use thiserror::Error;

use crate::shared::{Currency, Money};

/// Whole won, 0 to 900 trillion: what any sum of pledges can come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Won(i64);

/// Why a number or a text is no amount of won.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum WonError {
    /// Below zero, or beyond what can be summed.
    #[error("must be a whole number of won from 0 to {}", Won::MOST.get())]
    OutOfRange,
    /// Above what one value may be.
    #[error("must be at most {}", Won::LARGEST_VALUE)]
    TooLarge,
    /// Not digits in groups of three.
    #[error("must be digits in groups of three, as 1,234,567")]
    Malformed,
}

impl Won {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The most that one price or target may be.
    pub const LARGEST_VALUE: Self = Self(9_999_999_999);
    /// The most that a sum may be.
    pub const MOST: Self = Self(900_000_000_000_000);

    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The same as money.
    pub fn money(self) -> Money {
        Money::new(Decimal::from(self.0), Currency::KRW)
    }

    /// The sum, unless it is more than can be counted.
    pub fn plus(self, other: Self) -> Result<Self, WonError> {
        Self::try_from(self.0.saturating_add(other.0))
    }

    /// The difference, unless it is below nothing.
    pub fn minus(self, other: Self) -> Result<Self, WonError> {
        Self::try_from(self.0.saturating_sub(other.0))
    }
}

impl TryFrom<i64> for Won {
    type Error = WonError;

    fn try_from(number: i64) -> Result<Self, WonError> {
        if (0..=Self::MOST.0).contains(&number) {
            Ok(Self(number))
        } else {
            Err(WonError::OutOfRange)
        }
    }
}

impl fmt::Display for Won {
    /// Grouped by thousands, as people read it: `1,234,567`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        let first = match digits.len() % 3 {
            0 => 3,
            rest => rest,
        };
        for (place, digit) in digits.chars().enumerate() {
            if place >= first && (place - first) % 3 == 0 {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

impl FromStr for Won {
    type Err = WonError;

    /// Accepts exactly what is printed, up to what one value may be.
    fn from_str(text: &str) -> Result<Self, WonError> {
        let bare = text.replace(',', "");
        if bare.is_empty() || !bare.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(WonError::Malformed);
        }
        // More digits than a number has are too many in any case.
        let number: i64 = bare.parse().or(Err(WonError::TooLarge))?;
        let won = Self::try_from(number).or(Err(WonError::TooLarge))?;
        if won.to_string() != text {
            return Err(WonError::Malformed);
        }
        if won > Self::LARGEST_VALUE {
            return Err(WonError::TooLarge);
        }
        Ok(won)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_printed_in_groups_of_three() {
        for (number, text) in [
            (0, "0"),
            (7, "7"),
            (500, "500"),
            (1_000, "1,000"),
            (19_500, "19,500"),
            (999_999, "999,999"),
            (1_000_000, "1,000,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(Won::try_from(number).unwrap().to_string(), text);
            assert_eq!(text.parse(), Won::try_from(number));
        }
    }

    #[test]
    fn only_what_is_printed_is_read() {
        assert_eq!("3,431,215".parse(), Ok(Won(3_431_215)));
        assert_eq!("9,999,999,999".parse(), Ok(Won::LARGEST_VALUE));
        for wrong in [
            "",
            ",",
            "4342.13",
            "33,5678,345,333",
            "-1",
            "-1,000",
            "+1",
            " 1",
            "1,",
            ",500",
            "0,500",
            "00",
            "1000,000",
            "1 000",
            "일",
            "１",
        ] {
            assert_eq!(wrong.parse::<Won>(), Err(WonError::Malformed), "{wrong}");
        }
        for large in [
            "10,000,000,000",
            "900,000,000,000,001",
            "99,999,999,999,999,999,999,999",
        ] {
            assert_eq!(large.parse::<Won>(), Err(WonError::TooLarge), "{large}");
        }
        assert_eq!(Won::try_from(-1), Err(WonError::OutOfRange));
        assert_eq!(Won::MOST.plus(Won(1)), Err(WonError::OutOfRange));
        assert_eq!(Won::ZERO.minus(Won(1)), Err(WonError::OutOfRange));
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(number in 0_i64..=9_999_999_999) {
            let won = Won(number);
            prop_assert_eq!(won.to_string().parse(), Ok(won));
            prop_assert_eq!(won.to_string().replace(',', ""), number.to_string());
        }

        #[test]
        fn reading_never_panics(text in ".{0,30}") {
            if let Ok(won) = text.parse::<Won>() {
                prop_assert_eq!(won.to_string(), text);
            }
        }
    }
}
