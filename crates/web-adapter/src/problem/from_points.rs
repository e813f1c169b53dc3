//! Which problem each error of points and of the subscription is.

use hexmart_application::points::{AdjustPointsError, AttendError};
use hexmart_application::subscriptions::{EndSubscriptionError, StartSubscriptionError};
use hexmart_domain::points::WalletError;
use hexmart_domain::subscription::SubscriptionError;

use super::{Code, Facts, Problem};
use crate::language::Phrase;

impl From<WalletError> for Problem {
    fn from(error: WalletError) -> Self {
        match error {
            WalletError::Short { usable } => {
                let facts = Facts {
                    usable: Some(usable),
                    ..Facts::default()
                };
                Self::with(Code::InsufficientPoints, facts).detail(Phrase::new(
                    format!("{usable} points can be used"),
                    format!("사용할 수 있는 포인트는 {usable}점입니다"),
                ))
            }
            WalletError::Overflow => Self::of(Code::WalletFull),
            WalletError::MoreThanTaken | WalletError::WrongWay => Self::internal(error.to_string()),
        }
    }
}

impl From<AttendError> for Problem {
    fn from(error: AttendError) -> Self {
        match error {
            AttendError::Attended => Self::of(Code::AlreadyAttended),
            AttendError::NotOffered => Self::of(Code::NotOffered),
            AttendError::Refused(error) => error.into(),
            AttendError::Store(error) => error.into(),
        }
    }
}

impl From<AdjustPointsError> for Problem {
    fn from(error: AdjustPointsError) -> Self {
        match error {
            AdjustPointsError::UnknownUser => Self::of(Code::UserNotFound),
            AdjustPointsError::Oneself => Self::of(Code::Oneself),
            AdjustPointsError::Refused(error) => error.into(),
            AdjustPointsError::KeyReused(error) => error.into(),
            AdjustPointsError::Store(error) => error.into(),
        }
    }
}

impl From<SubscriptionError> for Problem {
    fn from(error: SubscriptionError) -> Self {
        match error {
            SubscriptionError::Subscribed { until } => {
                let facts = Facts {
                    until: Some(until.to_string()),
                    ..Facts::default()
                };
                Self::with(Code::AlreadySubscribed, facts)
            }
            SubscriptionError::NotSubscribed => Self::of(Code::NotSubscribed),
        }
    }
}

impl From<StartSubscriptionError> for Problem {
    fn from(error: StartSubscriptionError) -> Self {
        match error {
            StartSubscriptionError::NotOffered => Self::of(Code::NotOffered),
            StartSubscriptionError::Unknown => Self::of(Code::SubscriptionNotFound),
            StartSubscriptionError::Refused(error) => error.into(),
            StartSubscriptionError::Wallet(error) => error.into(),
            StartSubscriptionError::KeyReused(error) => error.into(),
            StartSubscriptionError::Store(error) => error.into(),
        }
    }
}

impl From<EndSubscriptionError> for Problem {
    fn from(error: EndSubscriptionError) -> Self {
        match error {
            EndSubscriptionError::Unknown => Self::of(Code::SubscriptionNotFound),
            EndSubscriptionError::Refused(error) => error.into(),
            EndSubscriptionError::Store(error) => error.into(),
        }
    }
}
