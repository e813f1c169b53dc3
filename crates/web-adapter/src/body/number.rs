use rust_decimal::Decimal;

/// The digits that a [`Decimal`] always holds.
const MOST_DIGITS: i64 = 28;

/// A JSON number, exactly as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    Exact(Decimal),
    /// Further from zero than anything that is counted here.
    TooLarge,
    /// With more decimals than anything that is counted here.
    TooFine,
}

/// Reads the text of a JSON number without ever going through a float. Takes time in proportion to its length.
pub(super) fn parse(json: &str) -> Number {
    let (negative, unsigned) = match json.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, json),
    };
    let (digits, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let decimals = decimals.trim_end_matches('0');
    let digits = [whole, decimals].concat();
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Number::Exact(Decimal::ZERO);
    }
    let kept = digits.trim_end_matches('0');
    let zeros = length(digits) - length(kept);
    // An exponent that does not fit into 64 bits is as good as the largest or smallest that does.
    let exponent = exponent.trim_start_matches('+').parse().unwrap_or_else(|_| {
        if exponent.starts_with('-') {
            i64::MIN
        } else {
            i64::MAX
        }
    });
    let exponent = exponent.saturating_add(zeros).saturating_sub(length(decimals));
    scaled(negative, kept, exponent)
}

/// `digits` times ten to the power of `exponent`; no zeros at the ends of `digits`.
fn scaled(negative: bool, digits: &str, exponent: i64) -> Number {
    let before_point = length(digits).saturating_add(exponent);
    if before_point > MOST_DIGITS {
        return Number::TooLarge;
    }
    let scale = exponent.saturating_neg().max(0);
    if scale > MOST_DIGITS || length(digits) > MOST_DIGITS {
        return Number::TooFine;
    }
    let zeros = usize::try_from(exponent.max(0)).unwrap_or(0);
    let text = [if negative { "-" } else { "" }, digits, &"0".repeat(zeros)].concat();
    let mantissa = text.parse::<i128>().ok();
    mantissa
        .zip(u32::try_from(scale).ok())
        .and_then(|(mantissa, scale)| Decimal::try_from_i128_with_scale(mantissa, scale).ok())
        .map_or(Number::TooLarge, Number::Exact)
}

fn length(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exact(json: &str) -> String {
        match parse(json) {
            Number::Exact(number) => number.normalize().to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn every_way_to_write_a_number_is_read() {
        for (json, expected) in [
            ("0", "0"),
            ("-0", "0"),
            ("0.000", "0"),
            ("0e99999999999999999999", "0"),
            ("10", "10"),
            ("10.0", "10"),
            ("1e2", "100"),
            ("1E+2", "100"),
            ("1000e-2", "10"),
            ("-12.50", "-12.5"),
            ("0.01", "0.01"),
            ("10.005", "10.005"),
            ("99999999.99", "99999999.99"),
            ("9999999999999999999999999999", "9999999999999999999999999999"),
        ] {
            assert_eq!(exact(json), expected, "{json}");
        }
    }

    #[test]
    fn what_cannot_be_exact_is_said_to_be_so() {
        let long = "9".repeat(5000);
        for large in [long.as_str(), "-1e29", "1e400", "1e99999999999999999999"] {
            assert_eq!(parse(large), Number::TooLarge, "{large}");
        }
        let fine = format!("0.{}", "1".repeat(5000));
        for fine in [
            fine.as_str(),
            "100.00000000000000000000000000001",
            "1e-29",
            "1e-99999999999999999999",
        ] {
            assert_eq!(parse(fine), Number::TooFine, "{fine}");
        }
    }

    proptest! {
        #[test]
        fn numbers_are_read_as_they_are_written(mantissa: i64, scale in 0_u32..20, exponent in 0_i32..8) {
            let written = Decimal::try_from_i128_with_scale(i128::from(mantissa), scale).unwrap();
            prop_assert_eq!(parse(&written.to_string()), Number::Exact(written.normalize()));
            let json = format!("{mantissa}e-{exponent}");
            let shifted = Decimal::try_from_i128_with_scale(i128::from(mantissa), exponent.unsigned_abs()).unwrap();
            prop_assert_eq!(parse(&json), Number::Exact(shifted.normalize()));
        }
    }
}
