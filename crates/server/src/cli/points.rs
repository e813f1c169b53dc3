use clap::Args;
use hexmart_application::points::PointsSettings;
use hexmart_application::subscriptions::SubscriptionSettings;
use hexmart_domain::points::{ExpiryPolicy, Rates};
use hexmart_domain::shared::{BasisPoints, Points};
use hexmart_domain::subscription::SubscriptionTerms;

/// What the shop's owner decides about points. What is charged and given by itself follows these too, so a job that is run by
/// hand needs the same.
#[derive(Debug, Args)]
#[command(next_help_heading = "Points")]
pub(crate) struct PointsArgs {
    /// Points for a new account once its address is proved; 0 gives none
    #[arg(long, env = "HEXMART_SIGN_UP_POINTS", value_name = "POINTS", default_value_t = 29_900,
        value_parser = clap::value_parser!(i64).range(0..=9_999_999_999))]
    pub(crate) sign_up_points: i64,
    /// Points for looking in, once a day; 0 gives none
    #[arg(long, env = "HEXMART_ATTENDANCE_POINTS", value_name = "POINTS", default_value_t = 100,
        value_parser = clap::value_parser!(i64).range(0..=9_999_999_999))]
    pub(crate) attendance_points: i64,
    /// Points for a review in words, in hundredths of a percent of the price
    #[arg(long, env = "HEXMART_TEXT_REVIEW_BASIS_POINTS", value_name = "N", default_value_t = 100,
        value_parser = clap::value_parser!(u16).range(0..=10_000))]
    pub(crate) text_review_basis_points: u16,
    /// Points for a review with a picture, in hundredths of a percent of the price
    #[arg(long, env = "HEXMART_PHOTO_REVIEW_BASIS_POINTS", value_name = "N", default_value_t = 500,
        value_parser = clap::value_parser!(u16).range(0..=10_000))]
    pub(crate) photo_review_basis_points: u16,
    /// Points for what was bought, in hundredths of a percent, once it is confirmed
    #[arg(long, env = "HEXMART_ACCRUAL_BASIS_POINTS", value_name = "N", default_value_t = 500,
        value_parser = clap::value_parser!(u16).range(0..=10_000))]
    pub(crate) accrual_basis_points: u16,
    /// What the shop keeps of what a line of a seller costs, in hundredths of a percent, once it is confirmed
    #[arg(long, env = "HEXMART_COMMISSION_BASIS_POINTS", value_name = "N", default_value_t = 0,
        value_parser = clap::value_parser!(u16).range(0..=10_000))]
    pub(crate) commission_basis_points: u16,
    /// How many times as much a subscriber gets for reviews and purchases
    #[arg(long, env = "HEXMART_SUBSCRIBER_MULTIPLIER", value_name = "N", default_value_t = 2,
        value_parser = clap::value_parser!(u16).range(1..=100))]
    pub(crate) subscriber_multiplier: u16,
    /// Months that points last which were given: to the end of that month; 0 is for ever
    #[arg(long, env = "HEXMART_POINTS_LAST_MONTHS", value_name = "N", default_value_t = 12,
        value_parser = clap::value_parser!(u32).range(0..=120))]
    pub(crate) points_last_months: u32,
    /// Points that a period of the subscription costs; 0 offers none
    #[arg(long, env = "HEXMART_SUBSCRIPTION_FEE", value_name = "POINTS", default_value_t = 9_900,
        value_parser = clap::value_parser!(i64).range(0..=9_999_999_999))]
    pub(crate) subscription_fee: i64,
    /// Days of a period of the subscription
    #[arg(long, env = "HEXMART_SUBSCRIPTION_DAYS", value_name = "DAYS", default_value_t = 28,
        value_parser = clap::value_parser!(u16).range(1..=366))]
    pub(crate) subscription_days: u16,
}

impl PointsArgs {
    /// What is given, and how long it lasts.
    pub(crate) fn points(&self) -> PointsSettings {
        let some = |number: i64| Points::try_from(number).ok();
        PointsSettings {
            rates: Rates {
                sign_up: some(self.sign_up_points),
                attendance: some(self.attendance_points),
                text_review: BasisPoints::new(self.text_review_basis_points),
                photo_review: BasisPoints::new(self.photo_review_basis_points),
                accrual: BasisPoints::new(self.accrual_basis_points),
                subscriber: self.subscriber_multiplier,
            },
            expiry: ExpiryPolicy {
                months: Some(self.points_last_months).filter(|months| *months > 0),
            },
            ..PointsSettings::default()
        }
    }

    /// What the shop keeps of what sellers sell.
    pub(crate) const fn commission(&self) -> BasisPoints {
        BasisPoints::new(self.commission_basis_points)
    }

    /// What the subscription costs.
    pub(crate) fn subscription(&self) -> SubscriptionSettings {
        let fee = Points::try_from(self.subscription_fee).ok();
        SubscriptionSettings {
            terms: fee.map(|fee| SubscriptionTerms {
                fee,
                days: self.subscription_days,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        points: PointsArgs,
    }

    fn parsed(line: &[&str]) -> PointsArgs {
        Line::try_parse_from([&["test"], line].concat()).unwrap().points
    }

    #[test]
    fn what_is_not_said_is_as_the_use_cases_have_it() {
        let args = parsed(&[]);
        assert_eq!(args.points(), PointsSettings::default());
        assert_eq!(args.subscription(), SubscriptionSettings::default());
    }

    #[test]
    fn nothing_switches_off() {
        let args = parsed(&[
            "--sign-up-points=0",
            "--attendance-points=0",
            "--points-last-months=0",
            "--subscription-fee=0",
        ]);
        let settings = args.points();
        assert_eq!((settings.rates.sign_up, settings.rates.attendance), (None, None));
        assert_eq!(settings.expiry.months, None);
        assert_eq!(args.subscription().terms, None);
    }
}
