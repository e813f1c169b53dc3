//! Which problem each error of payments is.

use hexmart_application::payments::{ConfirmPaymentError, HearError, RefundPaymentError, StartPaymentError};
use hexmart_domain::payments::{ConfirmError, Failure, RefundError};

use super::{Code, Facts, Problem};
use crate::body::{Fault, FieldError, strict_problem};
use crate::language::Phrase;

/// The provider said no, in its own words, which are for the buyer and for nobody's log.
fn declined(failure: Failure) -> Problem {
    let said = Phrase::untranslated(&failure.message);
    let is_silent = failure.message.is_empty();
    let facts = Facts {
        provider_code: Some(failure.code),
        provider_message: Some(failure.message),
        ..Facts::default()
    };
    let problem = Problem::with(Code::PaymentDeclined, facts);
    if is_silent { problem } else { problem.detail(said) }
}

fn points(usable: i64) -> Facts {
    Facts {
        usable: Some(usable),
        ..Facts::default()
    }
}

fn out_of_range(field: &'static str, least: i64, most: i64) -> Problem {
    let [least, most] = [least, most].map(|bound| u64::try_from(bound).unwrap_or(0));
    strict_problem(vec![FieldError::of_body(field, Fault::NotWithin { least, most })])
}

impl From<StartPaymentError> for Problem {
    fn from(error: StartPaymentError) -> Self {
        match error {
            StartPaymentError::UnknownOrder => Self::of(Code::OrderNotFound),
            StartPaymentError::Paid => Self::of(Code::OrderPaid),
            StartPaymentError::NotPayable => Self::of(Code::NotPayable),
            StartPaymentError::UnknownCampaign => Self::of(Code::CampaignNotFound),
            StartPaymentError::Pledge(rule) => rule.into(),
            StartPaymentError::Short { usable } => Self::with(Code::InsufficientPoints, points(usable)),
            StartPaymentError::TooManyPoints { most } => out_of_range("points", 0, most),
            StartPaymentError::TopUpBounds { least, most } => out_of_range("points", least.get(), most.get()),
            StartPaymentError::UnknownProvider => strict_problem(vec![FieldError::of_body(
                "provider",
                Fault::UnknownPaymentProvider,
            )]),
            StartPaymentError::Unavailable => Self::passing(Code::PaymentUnavailable),
            StartPaymentError::Declined(failure) => declined(failure),
            StartPaymentError::KeyReused(error) => error.into(),
            StartPaymentError::Store(error) => error.into(),
        }
    }
}

impl From<ConfirmPaymentError> for Problem {
    fn from(error: ConfirmPaymentError) -> Self {
        match error {
            ConfirmPaymentError::Unknown => Self::of(Code::PaymentNotFound),
            ConfirmPaymentError::Refused(ConfirmError::AmountMismatch) => Self::of(Code::AmountMismatch),
            ConfirmPaymentError::Refused(ConfirmError::UnderWay) => Self::of(Code::PaymentUnderWay),
            ConfirmPaymentError::Refused(ConfirmError::Over) => Self::of(Code::PaymentOver),
            ConfirmPaymentError::Declined(failure) => declined(failure),
            ConfirmPaymentError::Unavailable => Self::passing(Code::PaymentUnavailable),
            ConfirmPaymentError::Unfulfillable => Self::of(Code::Unfulfillable),
            ConfirmPaymentError::Store(error) => error.into(),
        }
    }
}

impl From<RefundPaymentError> for Problem {
    fn from(error: RefundPaymentError) -> Self {
        match error {
            RefundPaymentError::Unknown => Self::of(Code::PaymentNotFound),
            RefundPaymentError::Refused(RefundError::NotCaptured) => Self::of(Code::NotCaptured),
            RefundPaymentError::Refused(RefundError::TooMuch { left }) => Self::with(
                Code::RefundTooLarge,
                Facts {
                    refundable: Some(left.into()),
                    ..Facts::default()
                },
            ),
            RefundPaymentError::Refused(RefundError::Amount) => {
                strict_problem(vec![FieldError::of_body("amount", Fault::NotAboveZero)])
            }
            RefundPaymentError::UnknownLine => Self::of(Code::LineNotFound),
            RefundPaymentError::LineSettled => Self::of(Code::LineSettled),
            RefundPaymentError::Pledged => Self::of(Code::MoneyPledged),
            RefundPaymentError::PointsSpent { usable } => Self::with(Code::PointsSpent, points(usable)),
            RefundPaymentError::KeyReused(error) => error.into(),
            RefundPaymentError::Store(error) => error.into(),
        }
    }
}

impl From<HearError> for Problem {
    fn from(error: HearError) -> Self {
        match error {
            HearError::UnknownProvider => Self::of(Code::NotFound),
            HearError::Forged => Self::unproved(Code::Forged),
            HearError::Store(error) => error.into(),
        }
    }
}
