use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::catalogue::AltText;
use hexmart_domain::reviews::{HidingReason, Review, ReviewSheet, ReviewTally};
use hexmart_domain::shared::{ProductId, ReviewId, UserId};

use super::moderating::{self, Verdict};
use super::writing::{self, Revision, revise};
use crate::catalogue::{Freshness, PictureFiles};
use crate::media::{Imaging, ObjectStore};
use crate::platform::{Mint, Store, StoreError, Vault};
use crate::points::Bookkeeper;
use crate::reviews::{
    ChangeReviewError, LikeError, Liking, ReviewCard, ReviewEdit, ReviewFilter, ReviewPictureError,
    ReviewQueries, ReviewSort, ReviewWindow, Reviews, StaffFilter, WriteReviewError,
};

/// What the use cases of reviews need of the world.
#[derive(Clone)]
pub struct ReviewPorts {
    /// Changes.
    pub store: Arc<dyn Store>,
    /// What is asked about reviews.
    pub reviews: Arc<dyn ReviewQueries>,
    /// Makes pictures fit to be shown.
    pub imaging: Arc<dyn Imaging>,
    /// Keeps their files.
    pub objects: Arc<dyn ObjectStore>,
    /// Who else is told of changes.
    pub freshness: Arc<dyn Freshness>,
    /// Who thanks with points.
    pub books: Bookkeeper,
    /// What the audit log is sealed by.
    pub vault: Arc<dyn Vault>,
    /// The clock and the dice.
    pub mint: Mint,
}

impl fmt::Debug for ReviewPorts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReviewPorts")
    }
}

/// The use cases of reviews.
pub struct ReviewService {
    pub(super) ports: ReviewPorts,
    pub(super) files: PictureFiles,
}

impl fmt::Debug for ReviewService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReviewService")
    }
}

impl ReviewService {
    /// Joins the ports.
    pub fn new(ports: ReviewPorts) -> Self {
        let files = PictureFiles::new(Arc::clone(&ports.imaging), Arc::clone(&ports.objects));
        Self { ports, files }
    }
}

/// A review as it is now, to whoever just changed it.
pub(super) async fn card(
    ports: &ReviewPorts,
    id: ReviewId,
    viewer: UserId,
) -> Result<ReviewCard, ChangeReviewError> {
    let card = ports.reviews.review(id, Some(viewer)).await?;
    card.ok_or(ChangeReviewError::Unknown)
}

#[async_trait]
impl Reviews for ReviewService {
    async fn write(
        &self,
        author: UserId,
        product: ProductId,
        sheet: ReviewSheet,
    ) -> Result<ReviewCard, WriteReviewError> {
        writing::write(self, author, product, sheet).await
    }

    async fn edit(
        &self,
        author: UserId,
        id: ReviewId,
        expected: Option<i64>,
        edit: ReviewEdit,
    ) -> Result<ReviewCard, ChangeReviewError> {
        let revision: Revision = Arc::new(move |review, now| {
            let sheet = edit.applied_to(review.sheet.clone());
            review.edited(sheet, now)
        });
        let (_, after) = revise(self, author, id, expected, revision).await?;
        Ok(after)
    }

    /// Whose review it is, is looked at first: nobody's file is worked on for nothing.
    async fn show_picture(
        &self,
        author: UserId,
        id: ReviewId,
        expected: Option<i64>,
        file: Vec<u8>,
        alt: Option<AltText>,
    ) -> Result<ReviewCard, ReviewPictureError> {
        let seen = card(&self.ports, id, author).await?;
        if seen.review.author != author {
            return Err(ChangeReviewError::Unknown.into());
        }
        if expected.is_some_and(|expected| expected != seen.review.version) {
            return Err(ChangeReviewError::Stale.into());
        }
        let picture = self.files.develop(file, alt, &self.ports.mint).await?;
        writing::show_picture(self, author, id, expected, picture).await
    }

    async fn remove_picture(
        &self,
        author: UserId,
        id: ReviewId,
        expected: Option<i64>,
    ) -> Result<ReviewCard, ChangeReviewError> {
        let revision: Revision = Arc::new(Review::unpictured);
        let (before, after) = revise(self, author, id, expected, revision).await?;
        self.files.discard(before.picture.as_slice()).await;
        Ok(after)
    }

    async fn show(&self, id: ReviewId, viewer: Option<UserId>) -> Result<Option<ReviewCard>, StoreError> {
        let card = self.ports.reviews.review(id, viewer).await?;
        let may_see = |card: &ReviewCard| card.review.hidden.is_none() || viewer == Some(card.review.author);
        Ok(card.filter(may_see))
    }

    async fn of_product(
        &self,
        product: ProductId,
        filter: ReviewFilter,
        sort: ReviewSort,
        window: ReviewWindow,
        viewer: Option<UserId>,
    ) -> Result<Vec<ReviewCard>, StoreError> {
        let reviews = &self.ports.reviews;
        reviews.of_product(product, filter, sort, window, viewer).await
    }

    async fn summary(&self, product: ProductId) -> Result<Option<ReviewTally>, StoreError> {
        self.ports.reviews.tally(product).await
    }

    async fn own(
        &self,
        author: UserId,
        before: Option<ReviewId>,
        limit: u64,
    ) -> Result<Vec<ReviewCard>, StoreError> {
        self.ports.reviews.of_author(author, before, limit).await
    }

    async fn page(
        &self,
        filter: StaffFilter,
        before: Option<ReviewId>,
        limit: u64,
    ) -> Result<Vec<ReviewCard>, StoreError> {
        self.ports.reviews.for_staff(filter, before, limit).await
    }

    async fn hide(
        &self,
        actor: UserId,
        id: ReviewId,
        reason: HidingReason,
    ) -> Result<ReviewCard, ChangeReviewError> {
        moderating::judge(self, actor, id, Verdict::Hide, reason).await
    }

    async fn unhide(
        &self,
        actor: UserId,
        id: ReviewId,
        reason: HidingReason,
    ) -> Result<ReviewCard, ChangeReviewError> {
        moderating::judge(self, actor, id, Verdict::Show, reason).await
    }

    async fn like(&self, account: UserId, id: ReviewId, wanted: bool) -> Result<Liking, LikeError> {
        moderating::like(self, account, id, wanted).await
    }
}
