use thiserror::Error;

/// A count of pieces, 0..=2,147,483,647: the range of the signed 32-bit column that clients' systems hold it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quantity(u32);

/// Why a number is not a quantity.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("must be a whole number from 0 to {}", Quantity::MAX.get())]
pub struct QuantityError;

impl Quantity {
    /// None at all.
    pub const ZERO: Self = Self(0);
    /// The most one ledger can hold.
    pub const MAX: Self = Self(2_147_483_647);

    /// The count.
    pub const fn get(self) -> i64 {
        #[expect(
            clippy::as_conversions,
            reason = "u32 to i64 loses nothing, and From is not const"
        )]
        {
            self.0 as i64
        }
    }
}

impl TryFrom<i64> for Quantity {
    type Error = QuantityError;

    fn try_from(count: i64) -> Result<Self, QuantityError> {
        match u32::try_from(count) {
            Ok(count) if count <= Self::MAX.0 => Ok(Self(count)),
            _ => Err(QuantityError),
        }
    }
}

/// A change of stock in pieces: not zero, at most 2,147,483,647 either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StockDelta(i64);

/// Why a number is not a change.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StockDeltaError {
    /// A change of nothing would still write an event.
    #[error("must not be 0")]
    Zero,
    /// Beyond the range of a quantity.
    #[error("must be a whole number from -{max} to {max}", max = Quantity::MAX.get())]
    OutOfRange,
}

impl StockDelta {
    /// The signed count.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for StockDelta {
    type Error = StockDeltaError;

    fn try_from(change: i64) -> Result<Self, StockDeltaError> {
        match change {
            0 => Err(StockDeltaError::Zero),
            _ if change.unsigned_abs() > Quantity::MAX.get().unsigned_abs() => {
                Err(StockDeltaError::OutOfRange)
            }
            _ => Ok(Self(change)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_end_at_both_ends() {
        assert_eq!(Quantity::try_from(0), Ok(Quantity::ZERO));
        assert_eq!(Quantity::try_from(2_147_483_647), Ok(Quantity::MAX));
        assert_eq!(Quantity::try_from(-1), Err(QuantityError));
        assert_eq!(Quantity::try_from(2_147_483_648), Err(QuantityError));
    }

    #[test]
    fn deltas_are_signed_and_not_zero() {
        assert_eq!(
            StockDelta::try_from(-2_147_483_647).map(StockDelta::get),
            Ok(-2_147_483_647)
        );
        assert_eq!(StockDelta::try_from(0), Err(StockDeltaError::Zero));
        assert_eq!(StockDelta::try_from(i64::MIN), Err(StockDeltaError::OutOfRange));
        assert_eq!(
            StockDelta::try_from(2_147_483_648),
            Err(StockDeltaError::OutOfRange)
        );
    }
}
