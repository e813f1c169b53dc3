use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, SubsecRound, TimeDelta, Utc};

/// A point in time, in UTC, never finer than a microsecond: what both databases keep exactly.
pub type Instant = DateTime<Utc>;

/// A day of the shop's calendar: what attendance, months and due dates are counted in.
pub type Day = NaiveDate;

/// Cuts an instant to whole microseconds, so that the answer to a write equals every later read.
pub fn to_micros(instant: Instant) -> Instant {
    instant.trunc_subsecs(6)
}

/// The day that it is in the shop, whose time zone is so far ahead of UTC (nine hours in Seoul, which knows no summer time).
pub fn day_of(instant: Instant, ahead_of_utc: TimeDelta) -> Day {
    instant
        .checked_add_signed(ahead_of_utc)
        .unwrap_or(instant)
        .date_naive()
}

/// When a day begins in the shop.
pub fn start_of(day: Day, ahead_of_utc: TimeDelta) -> Instant {
    let midnight = day.and_time(NaiveTime::MIN).and_utc();
    midnight.checked_sub_signed(ahead_of_utc).unwrap_or(midnight)
}

/// By how much the shop's time zone, Asia/Seoul, is ahead of UTC. It knows no summer time.
pub const SEOUL: TimeDelta = TimeDelta::hours(9);

/// The first and the last day of a day's month.
pub fn month_of(day: Day) -> (Day, Day) {
    let first = day.with_day(1).unwrap_or(day);
    let next = first.checked_add_months(Months::new(1));
    (first, next.and_then(|next| next.pred_opt()).unwrap_or(Day::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_the_shop() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert_eq!(
            day_of(at("2026-11-20T14:59:59.999999Z"), SEOUL),
            day("2026-11-20")
        );
        assert_eq!(day_of(at("2026-11-20T15:00:00Z"), SEOUL), day("2026-11-21"));
        assert_eq!(start_of(day("2026-11-21"), SEOUL), at("2026-11-20T15:00:00Z"));
    }

    #[test]
    fn a_month_has_its_last_day() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        for (of, first, last) in [
            ("2026-12-31", "2026-12-01", "2026-12-31"),
            ("2028-02-10", "2028-02-01", "2028-02-29"),
        ] {
            assert_eq!(month_of(day(of)), (day(first), day(last)));
        }
        assert_eq!(month_of(Day::MAX).1, Day::MAX);
    }
}
