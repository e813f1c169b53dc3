//! What an order costs, explained line by line.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use thiserror::Error;

use crate::pricing::Quote;
use crate::shared::{Currency, Money, Quantity};

/// An amount no order has: beyond 28 digits, or in several currencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the amounts of an order do not add up")]
pub struct TotalsError;

/// What a line costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineAmounts {
    /// The price of all pieces, before any reduction.
    pub list: Money,
    /// Taken off by the discount.
    pub discount: Money,
    /// Taken off by the coupon.
    pub coupon: Money,
    /// What is to be paid: what remains, with the line's share of the order's rounding. Whole units of the currency.
    pub payable: Money,
}

/// How an order's total comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderTotals {
    /// The prices of all pieces, before any reduction.
    pub list: Money,
    /// Taken off by discounts.
    pub discount: Money,
    /// Taken off by the coupon.
    pub coupon: Money,
    /// Added (or taken off) so that the rest is whole units of the currency; less than one unit either way.
    pub rounding: Money,
    /// For the way to the buyer.
    pub shipping: Money,
    /// What is to be paid.
    pub total: Money,
}

/// Decimals in which a currency is paid (ISO 4217): none for won and yen, three for a few dinars, else two.
pub fn exponent(currency: Currency) -> u32 {
    match currency.code() {
        "KRW" | "JPY" | "VND" | "CLP" | "ISK" => 0,
        "BHD" | "KWD" | "OMR" | "JOD" | "TND" => 3,
        _ => 2,
    }
}

/// Prices lines, each a quote for one piece and how many there are.
///
/// The sum is rounded half-up to whole units of the currency once, and each line gets its share: rounded down, and of what
/// is left over, a unit goes to those that lost most by it, the first among equals. So lines add up to the total exactly,
/// and no line is more than a unit off.
pub fn price_lines(lines: &[(Quote, Quantity)]) -> Result<Vec<LineAmounts>, TotalsError> {
    let Some((first, _)) = lines.first() else {
        return Ok(Vec::new());
    };
    let currency = first.price.currency();
    let exact = lines
        .iter()
        .map(|(quote, quantity)| Some(times(quote.final_price, *quantity)?.amount()))
        .collect::<Option<Vec<_>>>()
        .ok_or(TotalsError)?;
    let shares = round_together(&exact, exponent(currency)).ok_or(TotalsError)?;
    lines
        .iter()
        .zip(shares)
        .map(|((quote, quantity), share)| {
            if quote.price.currency() != currency {
                return Err(TotalsError);
            }
            Ok(LineAmounts {
                list: times(quote.price, *quantity).ok_or(TotalsError)?,
                discount: times(quote.discount_amount, *quantity).ok_or(TotalsError)?,
                coupon: times(quote.coupon_amount, *quantity).ok_or(TotalsError)?,
                payable: Money::new(share, currency),
            })
        })
        .collect()
}

/// Adds lines up.
pub fn total<'l>(
    lines: impl Iterator<Item = &'l LineAmounts>,
    shipping: Money,
) -> Result<OrderTotals, TotalsError> {
    let nothing = Money::zero(shipping.currency());
    let mut totals = OrderTotals {
        list: nothing,
        discount: nothing,
        coupon: nothing,
        rounding: nothing,
        shipping,
        total: shipping,
    };
    let add = |sum: Money, amount: Money| sum.checked_add(amount).or(Err(TotalsError));
    let take = |sum: Money, amount: Money| sum.checked_sub(amount).or(Err(TotalsError));
    for line in lines {
        totals.list = add(totals.list, line.list)?;
        totals.discount = add(totals.discount, line.discount)?;
        totals.coupon = add(totals.coupon, line.coupon)?;
        totals.total = add(totals.total, line.payable)?;
    }
    let exact = take(take(totals.list, totals.discount)?, totals.coupon)?;
    totals.rounding = take(take(totals.total, shipping)?, exact)?;
    Ok(totals)
}

fn times(money: Money, quantity: Quantity) -> Option<Money> {
    money.times(quantity.get()).ok()
}

/// Amounts in whole units, which together are the rounded sum of the exact ones.
fn round_together(exact: &[Decimal], decimals: u32) -> Option<Vec<Decimal>> {
    let sum = exact
        .iter()
        .try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(*amount))?;
    let strategy = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    let rounded = sum.round_dp_with_strategy(decimals, strategy);
    let mut shares: Vec<_> = exact
        .iter()
        .map(|amount| amount.trunc_with_scale(decimals))
        .collect();
    let unit = Decimal::new(1, decimals);
    let left = rounded.checked_sub(shares.iter().sum())?;
    let units = left.checked_div(unit)?.to_usize()?;
    let mut by_loss: Vec<usize> = (0..exact.len()).collect();
    let loss = |place: &usize| {
        exact
            .get(*place)
            .zip(shares.get(*place))
            .map(|(exact, share)| *exact - *share)
    };
    // A stable sort: the first among equals comes first.
    by_loss.sort_by_key(|place| std::cmp::Reverse(loss(place)));
    for place in by_loss.into_iter().take(units) {
        if let Some(share) = shares.get_mut(place) {
            *share += unit;
        }
    }
    Some(shares)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Price;
    use crate::shared::Percentage;
    use proptest::prelude::*;

    fn line(price: &str, discount: Option<&str>, coupon: Option<&str>, quantity: i64) -> (Quote, Quantity) {
        let price = Price::new(price.parse().unwrap(), Currency::KRW).unwrap();
        let share = |text: &str| Percentage::try_from(text.parse::<Decimal>().unwrap()).unwrap();
        let quote = Quote::of(price, discount.map(share), coupon.map(share));
        (quote, Quantity::try_from(quantity).unwrap())
    }

    fn numbers(lines: &[LineAmounts]) -> Vec<String> {
        lines
            .iter()
            .map(|line| line.payable.amount().normalize().to_string())
            .collect()
    }

    #[test]
    fn a_price_is_multiplied_once() {
        let lines = price_lines(&[line("3000", None, None, 5)]).unwrap();
        assert_eq!(numbers(&lines), ["15000"]);
    }

    #[test]
    fn the_sum_is_rounded_and_the_lines_follow() {
        // 33.33 + 33.33 + 33.34 would be 99 when each line was rounded by itself.
        let lines = price_lines(&[
            line("33.33", None, None, 1),
            line("33.33", None, None, 1),
            line("33.34", None, None, 1),
        ])
        .unwrap();
        assert_eq!(numbers(&lines), ["33", "33", "34"]);
        let totals = total(lines.iter(), Money::zero(Currency::KRW)).unwrap();
        assert_eq!(totals.total.amount(), Decimal::from(100));
        assert_eq!(totals.rounding.amount().normalize(), Decimal::ZERO);
    }

    #[test]
    fn a_total_is_explained() {
        let lines = price_lines(&[
            line("20000", Some("10"), Some("10"), 2),
            line("999.5", None, None, 1),
        ])
        .unwrap();
        let totals = total(lines.iter(), Money::new(Decimal::from(3000), Currency::KRW)).unwrap();
        let amounts = [
            totals.list,
            totals.discount,
            totals.coupon,
            totals.rounding,
            totals.shipping,
            totals.total,
        ]
        .map(|money| money.amount().normalize().to_string());
        assert_eq!(amounts, ["40999.5", "4000", "3600", "0.5", "3000", "36400"]);
    }

    #[test]
    fn currencies_do_not_mix_in_an_order() {
        let dollars = Price::new(Decimal::ONE, "USD".parse().unwrap()).unwrap();
        let lines = [
            line("1", None, None, 1),
            (Quote::of(dollars, None, None), Quantity::try_from(1).unwrap()),
        ];
        assert_eq!(price_lines(&lines), Err(TotalsError));
    }

    proptest! {
        /// I11: what is paid is what the lines say, in whole units, and never further than half a unit from exact.
        #[test]
        fn lines_add_up_to_the_rounded_sum(
            lines in prop::collection::vec((1_i64..10_000_000_000, 0_i64..=10_000, 0_i64..=10_000, 1_i64..1000), 1..20),
        ) {
            let share = |hundredths: i64| (hundredths > 0).then(|| Percentage::try_from(Decimal::new(hundredths, 2)).unwrap());
            let quotes: Vec<_> = lines
                .iter()
                .map(|(cents, discount, coupon, quantity)| {
                    let price = Price::new(Decimal::new(*cents, 2), Currency::KRW).unwrap();
                    (Quote::of(price, share(*discount), share(*coupon)), Quantity::try_from(*quantity).unwrap())
                })
                .collect();
            let priced = price_lines(&quotes).unwrap();
            let totals = total(priced.iter(), Money::zero(Currency::KRW)).unwrap();
            let exact = totals.list.amount() - totals.discount.amount() - totals.coupon.amount();
            prop_assert_eq!(totals.total.amount(), exact + totals.rounding.amount());
            prop_assert!(totals.total.amount().fract().is_zero());
            prop_assert!(totals.rounding.amount().abs() <= Decimal::new(5, 1));
            for ((quote, quantity), line) in quotes.iter().zip(&priced) {
                let own = quote.final_price.amount() * Decimal::from(quantity.get());
                prop_assert!((line.payable.amount() - own).abs() < Decimal::ONE);
                prop_assert!(line.payable.amount() >= Decimal::ZERO);
            }
        }
    }
}
