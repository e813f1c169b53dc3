use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime};
use hexmart_domain::shared::Instant;

/// Years that every store can hold, in UTC.
const YEARS: std::ops::RangeInclusive<i32> = 1000..=9999;

/// Reads an ISO 8601 instant: a date with or without a time, with or without an offset; without one it is UTC.
pub(super) fn parse(text: &str) -> Option<Instant> {
    let text = text.replacen([' ', 't'], "T", 1);
    let with_offset = ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z"]
        .iter()
        .find_map(|form| DateTime::parse_from_str(&text, form).ok())
        .or_else(|| DateTime::parse_from_rfc3339(&text).ok())
        .map(|instant| instant.to_utc());
    let without_offset = || {
        ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(&text, form).ok())
            .or_else(|| {
                NaiveDate::parse_from_str(&text, "%Y-%m-%d")
                    .ok()?
                    .and_hms_opt(0, 0, 0)
            })
            .map(|local| local.and_utc())
    };
    let instant = with_offset.or_else(without_offset)?;
    // By way of the number, so that a leap second becomes the second after it and nothing finer than a microsecond
    // remains.
    DateTime::from_timestamp_micros(instant.timestamp_micros())
        .filter(|instant| YEARS.contains(&instant.year()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::instant_text;

    #[test]
    fn every_usual_form_is_read() {
        for (text, expected) in [
            ("2026-01-01", "2026-01-01T00:00:00.000000Z"),
            ("2026-01-01T09:30", "2026-01-01T09:30:00.000000Z"),
            ("2026-01-01T09:30:15", "2026-01-01T09:30:15.000000Z"),
            ("2026-01-01 09:30:15.5", "2026-01-01T09:30:15.500000Z"),
            ("2026-01-01T09:30:15Z", "2026-01-01T09:30:15.000000Z"),
            ("2026-01-01t09:30:15z", "2026-01-01T09:30:15.000000Z"),
            ("2026-01-01T09:30Z", "2026-01-01T09:30:00.000000Z"),
            ("2026-01-01T09:30:15.123456789Z", "2026-01-01T09:30:15.123456Z"),
            ("2026-01-01T09:30:15+09:00", "2026-01-01T00:30:15.000000Z"),
            ("2026-01-01T09:30:15+0900", "2026-01-01T00:30:15.000000Z"),
            ("2026-01-01T09:30:15+09", "2026-01-01T00:30:15.000000Z"),
            ("2026-01-01T00:30-05:30", "2026-01-01T06:00:00.000000Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z"),
            ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
        ] {
            assert_eq!(parse(text).map(instant_text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            " ",
            "tomorrow",
            "2026",
            "2026-13-01",
            "2026-02-30",
            "2026-01-01T25:00:00",
            "2026-01-01T09",
            "01/02/2026",
            "1767225600",
            "2026-01-01T09:30:15+99:00",
            "0999-12-31T23:59:59Z",
            "9999-12-31T23:59:59-01:00",
            "+12026-01-01",
            "2026-01-01T00:00:00Z and more",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
