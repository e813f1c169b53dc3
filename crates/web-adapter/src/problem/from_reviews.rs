//! Which problem each error of reviews and wishes is.

use hexmart_application::reviews::{
    ChangeReviewError, LikeError, ReviewPictureError, WishError, WriteReviewError,
};
use hexmart_domain::reviews::ReviewError;

use super::{Code, Problem};

impl From<ReviewError> for Problem {
    fn from(error: ReviewError) -> Self {
        Self::of(match error {
            ReviewError::Hidden => Code::AlreadyHidden,
            ReviewError::Shown => Code::NotHidden,
            ReviewError::Own => Code::Oneself,
        })
    }
}

impl From<WriteReviewError> for Problem {
    fn from(error: WriteReviewError) -> Self {
        match error {
            WriteReviewError::UnknownProduct => Self::of(Code::ProductNotFound),
            WriteReviewError::NotBought => Self::of(Code::NotBought),
            WriteReviewError::Written => Self::of(Code::AlreadyReviewed),
            WriteReviewError::Store(error) => error.into(),
        }
    }
}

impl From<ChangeReviewError> for Problem {
    fn from(error: ChangeReviewError) -> Self {
        match error {
            ChangeReviewError::Unknown => Self::of(Code::ReviewNotFound),
            ChangeReviewError::Stale => Self::of(Code::Stale),
            ChangeReviewError::Refused(refusal) => refusal.into(),
            ChangeReviewError::Store(error) => error.into(),
        }
    }
}

impl From<ReviewPictureError> for Problem {
    fn from(error: ReviewPictureError) -> Self {
        match error {
            ReviewPictureError::Fault(fault) => fault.into(),
            ReviewPictureError::Objects(error) => error.into(),
            ReviewPictureError::Review(error) => error.into(),
        }
    }
}

impl From<LikeError> for Problem {
    fn from(error: LikeError) -> Self {
        match error {
            LikeError::Unknown => Self::of(Code::ReviewNotFound),
            LikeError::Refused(refusal) => refusal.into(),
            LikeError::Store(error) => error.into(),
        }
    }
}

impl From<WishError> for Problem {
    fn from(error: WishError) -> Self {
        match error {
            WishError::UnknownProduct => Self::of(Code::ProductNotFound),
            WishError::UnknownWish => Self::of(Code::WishNotFound),
            WishError::Store(error) => error.into(),
        }
    }
}
