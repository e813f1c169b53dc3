use chrono::TimeDelta;

use crate::shared::{DiscountId, Instant, Percentage, ProductId};

/// A price reduction of one product, as one link of the product's chain of discounts.
///
/// The newest link is the only one that can be active: setting a discount appends to the chain and thereby switches
/// every earlier one off, in one write, without a flag that two writers could both set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discount {
    /// Which one.
    pub id: DiscountId,
    /// What it reduces.
    pub product: ProductId,
    /// Place in the product's chain, from 1, without gaps.
    pub version: i64,
    /// By how much.
    pub terms: DiscountTerms,
    /// When it was set.
    pub created_at: Instant,
}

/// By how much a discount reduces, and from when to when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiscountTerms {
    /// The share of the price.
    pub percentage: Percentage,
    /// The first instant it applies.
    pub starts_at: Instant,
    /// The first instant it does not apply any more.
    pub ends_at: Instant,
}

impl DiscountTerms {
    /// How long a discount runs when nothing else is said.
    pub const DAYS: i64 = 30;

    /// Terms that start now and run for [`Self::DAYS`] days.
    pub fn from_now(percentage: Percentage, now: Instant) -> Self {
        Self {
            percentage,
            starts_at: now,
            ends_at: now + TimeDelta::days(Self::DAYS),
        }
    }

    /// Whether the reduction applies at `now`.
    pub fn apply_at(&self, now: Instant) -> bool {
        self.starts_at <= now && now < self.ends_at
    }
}

impl Discount {
    /// The discount that takes the place of `latest`, the newest of the product's chain.
    pub fn replacing(
        latest: Option<&Self>,
        id: DiscountId,
        product: ProductId,
        percentage: Percentage,
        now: Instant,
    ) -> Self {
        let version = latest.map_or(1, |latest| latest.version + 1);
        Self {
            id,
            product,
            version,
            terms: DiscountTerms::from_now(percentage, now),
            created_at: now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use rust_decimal::Decimal;
    use uuid::Uuid;

    fn discount(latest: Option<&Discount>) -> Discount {
        let ten = Percentage::try_from(Decimal::TEN).unwrap();
        let id = DiscountId::from_uuid(Uuid::from_u128(1));
        Discount::replacing(
            latest,
            id,
            ProductId::from_uuid(Uuid::from_u128(2)),
            ten,
            DateTime::UNIX_EPOCH,
        )
    }

    #[test]
    fn each_discount_extends_the_chain_by_one() {
        let first = discount(None);
        assert_eq!((first.version, discount(Some(&first)).version), (1, 2));
    }

    #[test]
    fn a_discount_applies_from_its_start_until_just_before_its_end() {
        let terms = discount(None).terms;
        assert!(terms.apply_at(terms.starts_at));
        assert!(terms.apply_at(terms.ends_at - TimeDelta::microseconds(1)));
        assert!(!terms.apply_at(terms.ends_at));
        assert!(!terms.apply_at(terms.starts_at - TimeDelta::microseconds(1)));
        assert_eq!(terms.ends_at - terms.starts_at, TimeDelta::days(30));
    }
}
