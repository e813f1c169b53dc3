use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::shared::{Currency, Money};

/// What points are worth as money: a won each.
pub fn worth(points: i64) -> Money {
    Money::new(Decimal::from(points), Currency::KRW)
}

/// How many points an amount is worth, rounded down; none in another currency than won, and none below zero.
pub fn points_worth(amount: Money) -> i64 {
    let points = amount.amount().trunc().to_i64().unwrap_or(0);
    if amount.currency() == Currency::KRW {
        points.max(0)
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_a_won_and_nothing_else() {
        assert_eq!(points_worth(worth(35_910)), 35_910);
        let dollars = |amount| Money::new(Decimal::from(amount), "USD".parse().unwrap());
        assert_eq!([points_worth(dollars(5)), points_worth(worth(-5))], [0, 0]);
        assert_eq!(points_worth(Money::new(Decimal::new(19, 1), Currency::KRW)), 1);
    }
}
