use std::sync::Arc;
use std::sync::atomic::Ordering;

use chrono::TimeDelta;
use hexmart_application::catalogue::{AlwaysFresh, Freshness, catalogue_jobs};
use hexmart_application::media::{ObjectStore, PictureFault};
use hexmart_application::reviews::{ChangeReviewError, ReviewPictureError, Reviews};
use hexmart_domain::points::EntryKind;
use hexmart_domain::reviews::{HidingReason, RewardKind};
use hexmart_domain::shared::{ReviewId, UserId};

use super::Stage;
use crate::catalogue::staff;

async fn reviewed() -> (Stage, UserId, ReviewId) {
    let stage = Stage::new();
    let product = stage.market.product("이어폰", 9).await;
    let buyer = stage.owner("ann", &product).await;
    let id = stage.write(buyer, &product, 5).await.review.id;
    (stage, buyer, id)
}

#[tokio::test]
async fn a_first_picture_earns_the_difference_and_another_nothing() {
    let (stage, buyer, id) = reviewed().await;
    let shown = stage
        .reviews
        .show_picture(buyer, id, Some(1), b"one".to_vec(), None)
        .await
        .unwrap();
    let first = shown.review.picture.clone().unwrap();
    assert_eq!((first.width, first.height), (800, 600));
    let rewarded = shown.review.rewarded.unwrap();
    assert_eq!((rewarded.kind, rewarded.points), (RewardKind::Photo, 500));
    let entries = vec![(EntryKind::TextReview, 100), (EntryKind::PhotoReview, 400)];
    assert_eq!(stage.points(buyer).await, (500, entries.clone()));
    assert_eq!(stage.files.names().len(), 3);
    let other = stage
        .reviews
        .show_picture(buyer, id, None, b"two".to_vec(), None)
        .await
        .unwrap();
    assert_ne!(other.review.picture.clone().unwrap().id, first.id);
    // The files of the first one are gone.
    assert_eq!(stage.files.names().len(), 3);
    stage.reviews.remove_picture(buyer, id, None).await.unwrap();
    assert!(stage.files.names().is_empty());
    stage
        .reviews
        .show_picture(buyer, id, None, b"three".to_vec(), None)
        .await
        .unwrap();
    assert_eq!(stage.points(buyer).await, (500, entries));
    let product = other.review.product;
    assert_eq!(stage.tally(product).await.pictured, 1);
    stage.is_sound().await;
}

#[tokio::test]
async fn nobody_shows_a_picture_with_what_is_not_theirs() {
    let (stage, buyer, id) = reviewed().await;
    let other = stage.market.buyer("bob").await;
    let theirs = stage
        .reviews
        .show_picture(other, id, None, b"one".to_vec(), None)
        .await;
    assert!(matches!(
        theirs,
        Err(ReviewPictureError::Review(ChangeReviewError::Unknown))
    ));
    let outdated = stage
        .reviews
        .show_picture(buyer, id, Some(7), b"one".to_vec(), None)
        .await;
    assert!(matches!(
        outdated,
        Err(ReviewPictureError::Review(ChangeReviewError::Stale))
    ));
    let none = stage
        .reviews
        .show_picture(buyer, id, None, Vec::new(), None)
        .await;
    assert!(matches!(
        none,
        Err(ReviewPictureError::Fault(PictureFault::UnknownType))
    ));
    assert!(stage.files.names().is_empty());
    assert_eq!(stage.points(buyer).await.0, 100);
}

#[tokio::test]
async fn files_that_cannot_be_kept_leave_nothing() {
    let (stage, buyer, id) = reviewed().await;
    stage.files.room.store(2, Ordering::Relaxed);
    let full = stage
        .reviews
        .show_picture(buyer, id, None, b"one".to_vec(), None)
        .await;
    assert!(matches!(full, Err(ReviewPictureError::Objects(_))));
    assert!(stage.files.names().is_empty());
    let card = stage.reviews.show(id, Some(buyer)).await.unwrap().unwrap();
    assert_eq!((card.review.picture, card.review.version), (None, 1));
}

#[tokio::test]
async fn a_picture_that_belongs_to_a_review_is_not_swept() {
    let (stage, buyer, id) = reviewed().await;
    stage
        .reviews
        .show_picture(buyer, id, None, b"one".to_vec(), None)
        .await
        .unwrap();
    let storage = &stage.market.world.storage;
    let objects: Arc<dyn ObjectStore> = stage.files.clone();
    let fresh: Arc<dyn Freshness> = Arc::new(AlwaysFresh);
    let jobs = catalogue_jobs(
        &storage.store,
        &storage.catalogue,
        &storage.feed,
        &objects,
        &fresh,
    );
    let sweep = jobs.iter().find(|job| job.name() == "sweep_pictures").unwrap();
    stage.market.turn(TimeDelta::hours(2));
    assert_eq!(sweep.run(stage.market.now()).await.unwrap(), 0);
    assert_eq!(stage.files.names().len(), 3);
    // Of what staff hid, the picture stays for its author to see.
    let why = HidingReason::parse("광고").unwrap();
    let actor = staff().user().unwrap_or(buyer);
    stage.reviews.hide(actor, id, why).await.unwrap();
    assert_eq!(sweep.run(stage.market.now()).await.unwrap(), 0);
}
