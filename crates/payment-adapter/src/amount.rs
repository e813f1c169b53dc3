//! Amounts as providers write them.

use hexmart_application::payments::GatewayError;
use hexmart_domain::shared::{Currency, Money};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::Number;

/// Currencies without a smaller unit (ISO 4217), of those that Korean providers take.
const WHOLE: [&str; 3] = ["KRW", "JPY", "VND"];

fn decimals(currency: Currency) -> u32 {
    if WHOLE.contains(&currency.code()) { 0 } else { 2 }
}

/// How many of the smallest unit an amount is.
pub(crate) fn smallest_units(money: Money) -> Result<i64, GatewayError> {
    let scale = Decimal::from(10_i64.pow(decimals(money.currency())));
    let units = money
        .amount()
        .checked_mul(scale)
        .filter(|units| units.fract().is_zero());
    units
        .and_then(|units| units.to_i64())
        .ok_or_else(|| unpayable("an amount that cannot be paid in its currency"))
}

/// The amount of so many of the smallest unit.
pub(crate) fn of_smallest_units(units: i64, currency: Currency) -> Money {
    Money::new(Decimal::new(units, decimals(currency)), currency)
}

/// An amount as a number of JSON.
pub(crate) fn number(money: Money) -> Result<Number, GatewayError> {
    // Refuses what the currency does not have.
    smallest_units(money)?;
    plain(money)
        .parse()
        .map_err(|_unread| unpayable("an amount that is no number"))
}

/// An amount as a text: `12500`.
pub(crate) fn plain(money: Money) -> String {
    money.amount().normalize().to_string()
}

/// An amount that is a number of JSON.
pub(crate) fn of_number(number: &Number, currency: Currency) -> Option<Money> {
    let text = number.to_string();
    let amount: Result<Decimal, _> = text.parse();
    let amount = amount.or_else(|_unread| Decimal::from_scientific(&text)).ok()?;
    Some(Money::new(amount, currency))
}

fn unpayable(what: &str) -> GatewayError {
    GatewayError::Misconfigured {
        what: what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(amount: &str, currency: &str) -> Money {
        Money::new(amount.parse().unwrap(), currency.parse().unwrap())
    }

    #[test]
    fn amounts_are_counted_in_the_smallest_unit() {
        assert_eq!(smallest_units(money("12500.00", "KRW")).unwrap(), 12_500);
        assert_eq!(smallest_units(money("12.5", "USD")).unwrap(), 1_250);
        assert!(smallest_units(money("0.5", "KRW")).is_err());
        assert!(smallest_units(money("0.005", "USD")).is_err());
        assert!(smallest_units(money("99999999999999999999", "KRW")).is_err());
        assert_eq!(
            of_smallest_units(1_250, "USD".parse().unwrap()),
            money("12.5", "USD")
        );
    }

    #[test]
    fn numbers_are_exact() {
        assert_eq!(number(money("12500.00", "KRW")).unwrap().to_string(), "12500");
        for (text, amount) in [
            ("12500", "12500"),
            ("12500.0", "12500"),
            ("1.25e4", "12500"),
            ("0", "0"),
        ] {
            let number: Number = text.parse().unwrap();
            assert_eq!(
                of_number(&number, Currency::KRW),
                Some(money(amount, "KRW")),
                "{text}"
            );
        }
    }
}
