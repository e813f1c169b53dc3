mod reviews;
mod wishes;

pub use reviews::{
    ChangeReviewError, LikeError, Liking, ReviewEdit, ReviewPictureError, Reviews, WriteReviewError,
};
pub use wishes::{WishChange, WishError, Wishes, Wishing};

#[cfg(any(test, feature = "testing"))]
pub use reviews::MockReviews;
#[cfg(any(test, feature = "testing"))]
pub use wishes::MockWishes;
