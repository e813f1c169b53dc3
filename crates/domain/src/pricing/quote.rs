use crate::catalogue::Price;
use crate::shared::{Money, Percentage, Rounding};

/// What one piece costs after the discount of the shop and then the coupon of the caller.
///
/// 20,000 with 10 % and 10 %: 2,000 off, then 10 % of the remaining 18,000, so 16,200.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// The price before any reduction.
    pub price: Money,
    /// Taken off by the discount.
    pub discount_amount: Money,
    /// Taken off by the coupon, after the discount.
    pub coupon_amount: Money,
    /// What remains to pay; never below zero.
    pub final_price: Money,
}

impl Quote {
    /// Quotes a price; each reduction is rounded half-up to two decimals.
    pub fn of(price: Price, discount: Option<Percentage>, coupon: Option<Percentage>) -> Self {
        let price = price.money();
        let (discounted, discount_amount) = reduce(price, discount);
        let (final_price, coupon_amount) = reduce(discounted, coupon);
        Self {
            price,
            discount_amount,
            coupon_amount,
            final_price,
        }
    }
}

fn reduce(money: Money, by: Option<Percentage>) -> (Money, Money) {
    let nothing = Money::zero(money.currency());
    let amount = by.map_or(nothing, |share| share.of(money, Price::SCALE, Rounding::HalfUp));
    // One currency, and a share of at most 100 %: the difference exists and is not negative.
    (money.checked_sub(amount).unwrap_or(nothing), amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Currency;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    fn quote(price: &str, discount: Option<&str>, coupon: Option<&str>) -> [String; 3] {
        let price = Price::new(price.parse().unwrap(), Currency::KRW).unwrap();
        let share = |text: &str| Percentage::try_from(text.parse::<Decimal>().unwrap()).unwrap();
        let quote = Quote::of(price, discount.map(share), coupon.map(share));
        [quote.discount_amount, quote.coupon_amount, quote.final_price]
            .map(|money| money.amount().normalize().to_string())
    }

    #[test]
    fn the_coupon_applies_to_the_discounted_price() {
        assert_eq!(quote("20000", Some("10"), Some("10")), ["2000", "1800", "16200"]);
        assert_eq!(quote("10000", Some("10"), None), ["1000", "0", "9000"]);
        assert_eq!(quote("10000", None, None), ["0", "0", "10000"]);
    }

    #[test]
    fn amounts_are_exact_to_two_decimals() {
        assert_eq!(quote("19.99", Some("10"), None), ["2", "0", "17.99"]);
        assert_eq!(quote("0.1", Some("10"), None), ["0.01", "0", "0.09"]);
        assert_eq!(quote("0.01", Some("100"), Some("100")), ["0.01", "0", "0"]);
    }

    proptest! {
        #[test]
        fn reductions_and_the_rest_make_the_price(cents in 1_i64..10_000_000_000, d in 1_i64..=10_000, c in 1_i64..=10_000) {
            let share = |hundredths| Percentage::try_from(Decimal::new(hundredths, 2)).unwrap();
            let price = Price::new(Decimal::new(cents, 2), Currency::KRW).unwrap();
            let quote = Quote::of(price, Some(share(d)), Some(share(c)));
            let sum = quote.final_price.checked_add(quote.discount_amount).unwrap().checked_add(quote.coupon_amount).unwrap();
            prop_assert_eq!(sum.amount(), price.money().amount());
            prop_assert!(quote.final_price.amount() >= Decimal::ZERO);
            prop_assert!(quote.final_price.amount().scale() <= 2);
        }
    }
}
