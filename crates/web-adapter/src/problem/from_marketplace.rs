//! Which problem each error of the marketplace context is.

use hexmart_application::marketplace::{ApplyError, DecideError, FollowError};
use hexmart_domain::marketplace::SellerError;

use super::{Code, Problem};

impl From<SellerError> for Problem {
    fn from(error: SellerError) -> Self {
        Self::of(match error {
            SellerError::AlreadyApplied => Code::AlreadyApplied,
            SellerError::NotPending => Code::NotPending,
            SellerError::NotActive => Code::ApplicationClosed,
        })
    }
}

impl From<ApplyError> for Problem {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::Refused(refusal) => refusal.into(),
            ApplyError::Unknown => Self::of(Code::SellerNotFound),
            ApplyError::CompanyTaken => Self::of(Code::CompanyTaken),
            ApplyError::Store(error) => error.into(),
        }
    }
}

impl From<DecideError> for Problem {
    fn from(error: DecideError) -> Self {
        match error {
            DecideError::Unknown => Self::of(Code::SellerNotFound),
            DecideError::Refused(refusal) => refusal.into(),
            DecideError::Oneself => Self::of(Code::Oneself),
            DecideError::Store(error) => error.into(),
        }
    }
}

impl From<FollowError> for Problem {
    fn from(error: FollowError) -> Self {
        match error {
            FollowError::Unknown => Self::of(Code::SellerNotFound),
            FollowError::Oneself => Self::of(Code::Oneself),
            FollowError::Store(error) => error.into(),
        }
    }
}
