//! What buyers say of products, and what people wish for.

mod inbound;
mod listing;
mod ports;
mod service;
mod wishes;

pub use inbound::{
    ChangeReviewError, LikeError, Liking, ReviewEdit, ReviewPictureError, Reviews, WishChange, WishError,
    Wishes, Wishing, WriteReviewError,
};
pub use listing::{ReviewCard, ReviewFilter, ReviewMark, ReviewSort, ReviewWindow, StaffFilter};
pub use ports::{ReviewQueries, ReviewRepository};
pub use service::{ReviewPorts, ReviewService, WishService, WishWatch, wish_jobs};
pub use wishes::{Offering, WishCard, WishMark, WishQueries, WishRepository};

#[cfg(any(test, feature = "testing"))]
pub use inbound::{MockReviews, MockWishes};
#[cfg(any(test, feature = "testing"))]
pub use ports::{MockReviewQueries, MockReviewRepository};
#[cfg(any(test, feature = "testing"))]
pub use wishes::{MockWishQueries, MockWishRepository};
