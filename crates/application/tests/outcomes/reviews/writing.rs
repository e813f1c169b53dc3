use std::sync::Arc;

use hexmart_application::ordering::{OrderDesk, Ordering};
use hexmart_application::reviews::{ChangeReviewError, ReviewEdit, Reviews, WriteReviewError};
use hexmart_domain::catalogue::Lifecycle;
use hexmart_domain::points::EntryKind;
use hexmart_domain::reviews::{Grade, RewardKind, Stars};

use super::{Stage, sheet};
use crate::catalogue::staff;
use crate::ordering::market::change;

#[tokio::test]
async fn a_buyer_who_got_it_reviews_it_and_is_thanked() {
    let stage = Stage::new();
    let product = stage.market.product("이어폰", 9).await;
    stage.market.discount(product.id, 10).await;
    let buyer = stage.owner("ann", &product).await;
    let card = stage.write(buyer, &product, 4).await;
    assert_eq!(card.product_name, "이어폰");
    assert_eq!(card.nickname.as_deref(), Some("ann"));
    // A percent of the 9,000 that were paid.
    let rewarded = card.review.rewarded.unwrap();
    assert_eq!((rewarded.kind, rewarded.points), (RewardKind::Text, 90));
    assert_eq!(stage.points(buyer).await, (90, vec![(EntryKind::TextReview, 90)]));
    let counters = stage.counters(product.id).await;
    assert_eq!((counters.ratings, counters.stars), (1, 400));
    assert_eq!(stage.tally(product.id).await.by_stars, [0, 0, 0, 1, 0]);
    let announced = stage.market.announced().await;
    assert_eq!(
        announced.iter().filter(|kind| *kind == "review.created").count(),
        1
    );
    stage.is_sound().await;
}

#[tokio::test]
async fn a_subscriber_is_thanked_twice_as_much() {
    let stage = Stage::new();
    let product = stage.market.product("이어폰", 9).await;
    let buyer = stage.owner("ann", &product).await;
    stage.subscribe(buyer).await;
    stage.write(buyer, &product, 5).await;
    assert_eq!(stage.points(buyer).await.0, 200);
}

#[tokio::test]
async fn whoever_did_not_get_it_or_wants_the_money_back_says_nothing() {
    let stage = Stage::new();
    let product = stage.market.product("이어폰", 9).await;
    let (buyer, other) = (stage.market.buyer("ann").await, stage.market.buyer("bob").await);
    let refused = |author| {
        let (stage, id) = (&stage, product.id);
        async move {
            let written = stage.reviews.write(author, id, sheet(1)).await;
            assert!(matches!(written, Err(WriteReviewError::NotBought)), "{written:?}");
        }
    };
    refused(other).await;
    let order = stage.paid(buyer, &product).await;
    refused(buyer).await;
    stage.deliver(&order).await;
    stage.want_back(buyer, &order).await;
    refused(buyer).await;
    let all = || change(order.id, &[]);
    stage.market.orders.withdraw_refund(buyer, all()).await.unwrap();
    stage.want_back(buyer, &order).await;
    stage.market.orders.refund(staff(), all(), None).await.unwrap();
    refused(buyer).await;
    // Bought again and kept, it can be reviewed.
    stage.owner("carl", &product).await;
    let again = stage.paid(buyer, &product).await;
    stage.deliver(&again).await;
    let card = stage.write(buyer, &product, 2).await;
    assert_eq!(card.review.bought.line, again.lines.first().unwrap().id);
    stage.is_sound().await;
}

#[tokio::test]
async fn what_is_not_there_is_not_reviewed() {
    let stage = Stage::new();
    let product = stage.market.product("이어폰", 9).await;
    let buyer = stage.owner("ann", &product).await;
    stage.market.decide(product.id, Lifecycle::Deleted).await;
    let gone = stage.reviews.write(buyer, product.id, sheet(5)).await;
    assert!(matches!(gone, Err(WriteReviewError::UnknownProduct)));
    // Not made any more, it still was bought.
    let old = stage.market.product("카세트", 9).await;
    let buyer = stage.owner("bob", &old).await;
    stage.market.decide(old.id, Lifecycle::Discontinued).await;
    stage.write(buyer, &old, 5).await;
}

#[tokio::test]
async fn a_buyer_who_hurries_reviews_once_and_is_thanked_once() {
    let stage = Arc::new(Stage::new());
    let product = stage.market.product("이어폰", 9).await;
    let buyer = stage.owner("ann", &product).await;
    let calls: Vec<_> = (0..12)
        .map(|place| {
            let (stage, id) = (stage.clone(), product.id);
            tokio::spawn(async move { stage.reviews.write(buyer, id, sheet(1 + place % 5)).await })
        })
        .collect();
    let mut written = 0;
    for call in calls {
        match call.await.unwrap() {
            Ok(_) => written += 1,
            Err(refusal) => assert!(matches!(refusal, WriteReviewError::Written), "{refusal}"),
        }
    }
    assert_eq!(written, 1);
    assert_eq!(
        stage.points(buyer).await,
        (100, vec![(EntryKind::TextReview, 100)])
    );
    assert_eq!(stage.tally(product.id).await.count(), 1);
    stage.is_sound().await;
}

#[tokio::test]
async fn an_author_says_something_else_and_is_not_thanked_again() {
    let stage = Stage::new();
    let product = stage.market.product("이어폰", 9).await;
    let (buyer, other) = (
        stage.owner("ann", &product).await,
        stage.owner("bob", &product).await,
    );
    let card = stage.write(buyer, &product, 5).await;
    let worse = ReviewEdit {
        stars: Some(Stars::try_from(2).unwrap()),
        delivery: Some(Grade::Bad),
        ..ReviewEdit::default()
    };
    let id = card.review.id;
    let theirs = stage.reviews.edit(other, id, None, worse.clone()).await;
    assert!(matches!(theirs, Err(ChangeReviewError::Unknown)));
    let outdated = stage.reviews.edit(buyer, id, Some(2), worse.clone()).await;
    assert!(matches!(outdated, Err(ChangeReviewError::Stale)));
    let edited = stage
        .reviews
        .edit(buyer, id, Some(1), worse.clone())
        .await
        .unwrap();
    assert_eq!(edited.review.version, 2);
    assert_eq!(edited.review.sheet.text, card.review.sheet.text);
    assert_eq!(edited.review.edited_at, Some(stage.market.now()));
    let again = stage.reviews.edit(buyer, id, Some(1), worse).await;
    assert!(matches!(again, Err(ChangeReviewError::Stale)));
    assert_eq!(stage.points(buyer).await.0, 100);
    let tally = stage.tally(product.id).await;
    assert_eq!((tally.by_stars, tally.delivery), ([0, 1, 0, 0, 0], [0, 0, 1]));
    let counters = stage.counters(product.id).await;
    assert_eq!((counters.ratings, counters.stars), (1, 200));
    stage.is_sound().await;
}
