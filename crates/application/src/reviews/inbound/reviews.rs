use async_trait::async_trait;
use hexmart_domain::catalogue::AltText;
use hexmart_domain::reviews::{
    Grade, HidingReason, ReviewError, ReviewSheet, ReviewTally, ReviewText, ReviewTitle, Stars,
};
use hexmart_domain::shared::{ProductId, ReviewId, UserId};
use thiserror::Error;

use crate::media::{ObjectError, PictureFault};
use crate::platform::{StoreError, UniqueKey};
use crate::reviews::{ReviewCard, ReviewFilter, ReviewSort, ReviewWindow, StaffFilter};

/// What buyers say of products.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Reviews: Send + Sync {
    /// Says something of a product that one bought and got, once; thanks for it with points.
    async fn write(
        &self,
        author: UserId,
        product: ProductId,
        sheet: ReviewSheet,
    ) -> Result<ReviewCard, WriteReviewError>;

    /// Says something else.
    async fn edit(
        &self,
        author: UserId,
        id: ReviewId,
        expected: Option<i64>,
        edit: ReviewEdit,
    ) -> Result<ReviewCard, ChangeReviewError>;

    /// Shows a picture with it, in place of the one it has; thanks for the first.
    async fn show_picture(
        &self,
        author: UserId,
        id: ReviewId,
        expected: Option<i64>,
        file: Vec<u8>,
        alt: Option<AltText>,
    ) -> Result<ReviewCard, ReviewPictureError>;

    /// Takes the picture back.
    async fn remove_picture(
        &self,
        author: UserId,
        id: ReviewId,
        expected: Option<i64>,
    ) -> Result<ReviewCard, ChangeReviewError>;

    /// A review, as this viewer may see it: a hidden one is there for its author alone.
    async fn show(&self, id: ReviewId, viewer: Option<UserId>) -> Result<Option<ReviewCard>, StoreError>;

    /// Reviews of a product that everybody sees.
    async fn of_product(
        &self,
        product: ProductId,
        filter: ReviewFilter,
        sort: ReviewSort,
        window: ReviewWindow,
        viewer: Option<UserId>,
    ) -> Result<Vec<ReviewCard>, StoreError>;

    /// What they come to; none when there is no such product.
    async fn summary(&self, product: ProductId) -> Result<Option<ReviewTally>, StoreError>;

    /// One's own, the newest first, before the review `before`, at most `limit`.
    async fn own(
        &self,
        author: UserId,
        before: Option<ReviewId>,
        limit: u64,
    ) -> Result<Vec<ReviewCard>, StoreError>;

    /// Those of everybody, for staff.
    async fn page(
        &self,
        filter: StaffFilter,
        before: Option<ReviewId>,
        limit: u64,
    ) -> Result<Vec<ReviewCard>, StoreError>;

    /// Hides a review; the audit log says who did. It counts nowhere any more.
    async fn hide(
        &self,
        actor: UserId,
        id: ReviewId,
        reason: HidingReason,
    ) -> Result<ReviewCard, ChangeReviewError>;

    /// Shows a hidden one again; the audit log says who did.
    async fn unhide(
        &self,
        actor: UserId,
        id: ReviewId,
        reason: HidingReason,
    ) -> Result<ReviewCard, ChangeReviewError>;

    /// Likes a review, or stops; answers how it is now, whether anything changed or not.
    async fn like(&self, account: UserId, id: ReviewId, wanted: bool) -> Result<Liking, LikeError>;
}

/// What an author says otherwise; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewEdit {
    /// How good the product is.
    pub stars: Option<Stars>,
    /// In a few words.
    pub title: Option<ReviewTitle>,
    /// In more.
    pub text: Option<ReviewText>,
    /// How the way was.
    pub delivery: Option<Grade>,
    /// How one was treated.
    pub service: Option<Grade>,
    /// How questions were answered.
    pub feedback: Option<Grade>,
}

impl ReviewEdit {
    /// What the review says with it.
    pub fn applied_to(&self, mut sheet: ReviewSheet) -> ReviewSheet {
        sheet.stars = self.stars.unwrap_or(sheet.stars);
        sheet.title = self.title.clone().unwrap_or(sheet.title);
        sheet.text = self.text.clone().unwrap_or(sheet.text);
        let graded = &mut sheet.evaluations;
        graded.delivery = self.delivery.unwrap_or(graded.delivery);
        graded.service = self.service.unwrap_or(graded.service);
        graded.feedback = self.feedback.unwrap_or(graded.feedback);
        sheet
    }
}

/// How it stands between somebody and a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Liking {
    /// Whether they like it.
    pub is_liked: bool,
    /// How many do.
    pub likes: i64,
}

/// Why nothing was said.
#[derive(Debug, Clone, Error)]
pub enum WriteReviewError {
    /// There is no such product.
    #[error("there is no such product")]
    UnknownProduct,
    /// They did not buy it, or did not get it yet, or gave it back.
    #[error("reviews are written by who bought it, got it and kept it")]
    NotBought,
    /// They said something already.
    #[error("the product was reviewed already")]
    Written,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for WriteReviewError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(UniqueKey::Review) => Self::Written,
            other => Self::Store(other),
        }
    }
}

/// Why a review stays as it is.
#[derive(Debug, Clone, Error)]
pub enum ChangeReviewError {
    /// There is no such review, or it is somebody else's.
    #[error("there is no such review")]
    Unknown,
    /// It is not what the caller saw any more.
    #[error("the review was changed meanwhile")]
    Stale,
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] ReviewError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a review shows no other picture.
#[derive(Debug, Clone, Error)]
pub enum ReviewPictureError {
    /// The file is no picture for us.
    #[error(transparent)]
    Fault(#[from] PictureFault),
    /// The files could not be kept.
    #[error(transparent)]
    Objects(#[from] ObjectError),
    /// The review could not be changed.
    #[error(transparent)]
    Review(#[from] ChangeReviewError),
}

/// Why nobody likes it.
#[derive(Debug, Clone, Error)]
pub enum LikeError {
    /// There is no such review that everybody sees.
    #[error("there is no such review")]
    Unknown,
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] ReviewError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
