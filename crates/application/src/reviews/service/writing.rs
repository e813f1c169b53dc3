//! Saying something of a product, and saying it otherwise.

use std::sync::Arc;

use hexmart_domain::catalogue::Picture;
use hexmart_domain::points::Reference;
use hexmart_domain::reviews::{REVIEWABLE, Review, ReviewSheet, ReviewTally};
use hexmart_domain::shared::{Instant, ProductId, ReviewId, UserId};

use super::reviews::{ReviewService, card};
use super::telling;
use crate::catalogue::{CounterChange, PictureFailure};
use crate::platform::{Abort, StoreError, UnitOfWork, transact};
use crate::points::{Booking, Bookkeeper};
use crate::reviews::{ChangeReviewError, ReviewCard, ReviewPictureError, WriteReviewError};

pub(super) async fn write(
    service: &ReviewService,
    author: UserId,
    product: ProductId,
    sheet: ReviewSheet,
) -> Result<ReviewCard, WriteReviewError> {
    let ports = &service.ports;
    let now = ports.mint.now();
    let id: ReviewId = ports.mint.id(now);
    let (mint, books) = (ports.mint.clone(), ports.books.clone());
    let written = transact(&*ports.store, "write_review", move |uow| {
        let (sheet, mint, books) = (sheet.clone(), mint.clone(), books.clone());
        Box::pin(async move {
            let refused = Abort::Refused;
            if uow.products().owner(product).await?.is_none() {
                return Err(refused(WriteReviewError::UnknownProduct));
            }
            if uow.reviews().find_by_author(author, product).await?.is_some() {
                return Err(refused(WriteReviewError::Written));
            }
            let bought = uow.reviews().bought(author, product, &REVIEWABLE).await?;
            let bought = bought.ok_or(refused(WriteReviewError::NotBought))?;
            let review = Review::written(id, (author, product), sheet, bought, now);
            let review = thank(uow, review, &books, now).await?;
            uow.reviews().add(&review).await?;
            count(uow, None, &review).await?;
            let created = telling::created(&review, &mint, now)?;
            uow.outbox().enqueue(&created).await?;
            Ok(())
        })
    })
    .await;
    ports.freshness.product_changed(product);
    written?;
    let written = ports.reviews.review(id, Some(author)).await?;
    Ok(written.ok_or_else(|| StoreError::backend("the review that was written is not there"))?)
}

/// What an author does with a review of theirs.
pub(super) type Revision = Arc<dyn Fn(Review, Instant) -> Review + Send + Sync>;

/// Changes a review of this author; answers what it was before, and what it is.
pub(super) async fn revise(
    service: &ReviewService,
    author: UserId,
    id: ReviewId,
    expected: Option<i64>,
    revision: Revision,
) -> Result<(Review, ReviewCard), ChangeReviewError> {
    let ports = &service.ports;
    let now = ports.mint.now();
    let books = ports.books.clone();
    let before = transact(&*ports.store, "revise_review", move |uow| {
        let (revision, books) = (Arc::clone(&revision), books.clone());
        Box::pin(async move {
            let before = own(uow, author, id, expected).await?;
            let after = revision(before.clone(), now);
            let after = thank(uow, after, &books, now).await?;
            uow.reviews().save(&after).await?;
            count(uow, Some(&before), &after).await?;
            Ok(before)
        })
    })
    .await?;
    ports.freshness.product_changed(before.product);
    let after = card(ports, id, author).await?;
    Ok((before, after))
}

/// Somebody's review as the caller saw it.
async fn own(
    uow: &mut dyn UnitOfWork,
    author: UserId,
    id: ReviewId,
    expected: Option<i64>,
) -> Result<Review, Abort<ChangeReviewError>> {
    let review = uow.reviews().find(id).await?;
    let review = review.filter(|review| review.author == author);
    let review = review.ok_or(Abort::Refused(ChangeReviewError::Unknown))?;
    if expected.is_some_and(|expected| expected != review.version) {
        return Err(Abort::Refused(ChangeReviewError::Stale));
    }
    Ok(review)
}

/// Gives the author what is owed for the review as it is now, once for each kind. Nobody's review is refused because their
/// wallet is full.
async fn thank(
    uow: &mut dyn UnitOfWork,
    review: Review,
    books: &Bookkeeper,
    now: Instant,
) -> Result<Review, StoreError> {
    let (author, reference) = (review.author, Reference::to(review.product));
    let rates = books.settings().rates;
    if review.due(&rates, true).is_none() {
        return Ok(review);
    }
    let subscription = uow.subscriptions().find(author).await?;
    let subscriber = subscription.is_some_and(|subscription| subscription.is_effective(books.day(now)));
    let Some((kind, points)) = review.due(&rates, subscriber) else {
        return Ok(review);
    };
    if uow
        .wallets()
        .entry(author, kind.entry(), &reference)
        .await?
        .is_some()
    {
        return Ok(review);
    }
    let booking = Booking::new(author, kind.entry(), reference, now);
    match books.credit(uow, points, booking).await {
        Ok(entry) => Ok(review.thanked(kind, entry.amount)),
        Err(Abort::Refused(_full)) => Ok(review),
        Err(Abort::Store(error)) => Err(error),
    }
}

/// Counts what became of a review, where products and their reviews are counted.
pub(super) async fn count(
    uow: &mut dyn UnitOfWork,
    before: Option<&Review>,
    after: &Review,
) -> Result<(), StoreError> {
    let change = ReviewTally::change(before, after);
    if change == ReviewTally::default() {
        return Ok(());
    }
    uow.reviews().count(after.product, change).await?;
    let counters = CounterChange {
        ratings: change.count(),
        stars: change.stars(),
        ..CounterChange::default()
    };
    if counters != CounterChange::default() {
        uow.products().count(after.product, counters).await?;
    }
    Ok(())
}

/// Files first, then the commit that shows them.
pub(super) async fn show_picture(
    service: &ReviewService,
    author: UserId,
    id: ReviewId,
    expected: Option<i64>,
    picture: Picture,
) -> Result<ReviewCard, ReviewPictureError> {
    let shown = picture.clone();
    let revision: Revision = Arc::new(move |review, now| review.pictured(shown.clone(), now));
    match revise(service, author, id, expected, revision).await {
        Ok((before, after)) => {
            service.files.discard(before.picture.as_slice()).await;
            Ok(after)
        }
        Err(error) => {
            // Nobody knows whether an unresolved commit took place: its files stay until the sweep.
            if !matches!(error, ChangeReviewError::Store(StoreError::Unresolved(_))) {
                service.files.discard(&[picture]).await;
            }
            Err(error.into())
        }
    }
}

impl From<PictureFailure> for ReviewPictureError {
    fn from(failure: PictureFailure) -> Self {
        match failure {
            PictureFailure::Fault(fault) => fault.into(),
            PictureFailure::Objects(error) => error.into(),
        }
    }
}
