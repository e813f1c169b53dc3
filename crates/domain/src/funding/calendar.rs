use chrono::{Datelike, Days, NaiveDate, NaiveTime};
use thiserror::Error;

use crate::shared::{Instant, SEOUL};

/// Which day it is in Seoul.
pub fn in_seoul(at: Instant) -> NaiveDate {
    (at.naive_utc() + SEOUL).date()
}

/// The last day on which a campaign collects, by Seoul's calendar; of the years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FinalDate(NaiveDate);

/// Why a day is not the last one of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FinalDateError {
    /// Not a day as 2026-12-31.
    #[error("must be a day as 2026-12-31")]
    Malformed,
    /// Today, or over.
    #[error("must be tomorrow in Seoul, or later")]
    TooEarly,
}

impl FinalDate {
    /// Takes a day as `2026-12-31`, whichever it is.
    pub fn parse(text: &str) -> Result<Self, FinalDateError> {
        let is_shaped = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d");
        match day {
            Ok(day) if is_shaped && day.year() >= 1 => Ok(Self(day)),
            _ => Err(FinalDateError::Malformed),
        }
    }

    /// The final date of a campaign that collects until then; none when no day ends at that instant.
    pub fn closing_at(end: Instant) -> Option<Self> {
        let local = end.naive_utc() + SEOUL;
        let day = local.date().pred_opt()?;
        (local.time() == NaiveTime::MIN).then_some(Self(day))
    }

    /// The day itself.
    pub const fn day(self) -> NaiveDate {
        self.0
    }

    /// The first instant at which nobody can pledge any more: the midnight that ends the day in Seoul.
    pub fn closes_at(self) -> Instant {
        let next = self.0 + Days::new(1);
        (next.and_time(NaiveTime::MIN) - SEOUL).and_utc()
    }

    /// How many days are left: 0 on the day itself, below 0 when it is over.
    pub fn d_day(self, now: Instant) -> i64 {
        self.0.signed_duration_since(in_seoul(now)).num_days()
    }

    /// Whether a campaign may be promised until then.
    pub fn check(self, now: Instant) -> Result<(), FinalDateError> {
        if self.d_day(now) >= 1 {
            Ok(())
        } else {
            Err(FinalDateError::TooEarly)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta};
    use proptest::prelude::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn day(text: &str) -> FinalDate {
        FinalDate::parse(text).unwrap()
    }

    #[test]
    fn days_are_counted_by_seouls_calendar() {
        let last = day("2022-05-05");
        for (now, left) in [
            // The second of May begins in Seoul while it is the first in London.
            ("2022-05-01T15:00:00Z", 3),
            ("2022-05-02T14:59:59.999999Z", 3),
            ("2022-05-05T00:00:00Z", 0),
            ("2022-05-05T14:59:59.999999Z", 0),
            ("2022-05-05T15:00:00Z", -1),
        ] {
            assert_eq!(last.d_day(at(now)), left, "{now}");
        }
        assert_eq!(last.closes_at(), at("2022-05-05T15:00:00Z"));
    }

    #[test]
    fn tomorrow_is_the_first_day_that_can_be_promised() {
        let now = at("2026-11-20T15:30:00Z");
        assert_eq!(day("2026-11-21").check(now), Err(FinalDateError::TooEarly));
        assert_eq!(day("2026-11-22").check(now), Ok(()));
        assert_eq!(day("9999-12-31").check(now), Ok(()));
    }

    #[test]
    fn only_a_day_in_ten_characters_is_read() {
        for wrong in [
            "",
            "2026-11-31",
            "2026-1-01",
            "20261120",
            "2026/11/20",
            "2026-11-20T00:00:00Z",
            "+2026-1-20",
            "0000-01-01",
            "오늘",
        ] {
            assert_eq!(FinalDate::parse(wrong), Err(FinalDateError::Malformed), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_day_is_known_by_its_end(days in 0_i64..3_000_000, within in 0_i64..86_400_000_000) {
            let end = DateTime::from_timestamp((days - 694_445) * 86_400 + 54_000, 0).unwrap();
            let last = FinalDate::closing_at(end).unwrap();
            prop_assert_eq!(last.closes_at(), end);
            let before = end - TimeDelta::microseconds(1 + within);
            prop_assert_eq!(last.d_day(before), 0);
            prop_assert_eq!(last.d_day(end + TimeDelta::microseconds(within)), -1);
            if within > 0 {
                prop_assert_eq!(FinalDate::closing_at(end + TimeDelta::microseconds(within)), None);
            }
        }
    }
}
