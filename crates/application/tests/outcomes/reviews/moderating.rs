use hexmart_application::platform::AuditAction;
use hexmart_application::reviews::{
    ChangeReviewError, LikeError, ReviewFilter, ReviewSort, ReviewWindow, Reviews, StaffFilter,
};
use hexmart_domain::identity::Role;
use hexmart_domain::reviews::{HidingReason, ReviewError};

use super::Stage;

fn why(text: &str) -> HidingReason {
    HidingReason::parse(text).unwrap()
}

#[tokio::test]
async fn what_staff_hides_counts_nowhere_until_it_is_shown_again() {
    let stage = Stage::new();
    let product = stage.market.product("이어폰", 9).await;
    let (ann, bob) = (
        stage.owner("ann", &product).await,
        stage.owner("bob", &product).await,
    );
    let (bad, _good) = (
        stage.write(ann, &product, 1).await,
        stage.write(bob, &product, 5).await,
    );
    let staff = stage.market.world.employee("staff", Role::Staff).await.id;
    let id = bad.review.id;
    let hidden = stage.reviews.hide(staff, id, why("광고")).await.unwrap();
    assert_eq!(hidden.review.hidden, Some(why("광고")));
    let listed = || async {
        let window = ReviewWindow {
            after: None,
            limit: 9,
        };
        let (filter, sort) = (ReviewFilter::default(), ReviewSort::Newest);
        let list = stage
            .reviews
            .of_product(product.id, filter, sort, window, None)
            .await;
        list.unwrap().len()
    };
    assert_eq!(listed().await, 1);
    let counters = stage.counters(product.id).await;
    assert_eq!((counters.ratings, counters.stars), (1, 500));
    // Its author sees it, and why; others do not.
    let own = stage.reviews.show(id, Some(ann)).await.unwrap().unwrap();
    assert_eq!(own.review.hidden, Some(why("광고")));
    assert!(stage.reviews.show(id, Some(bob)).await.unwrap().is_none());
    assert!(stage.reviews.show(id, None).await.unwrap().is_none());
    assert_eq!(stage.reviews.own(ann, None, 9).await.unwrap().len(), 1);
    let only_hidden = StaffFilter { hidden: Some(true) };
    assert_eq!(stage.reviews.page(only_hidden, None, 9).await.unwrap().len(), 1);
    let again = stage.reviews.hide(staff, id, why("또")).await;
    assert!(matches!(
        again,
        Err(ChangeReviewError::Refused(ReviewError::Hidden))
    ));
    stage.is_sound().await;
    stage.reviews.unhide(staff, id, why("오해")).await.unwrap();
    assert_eq!(listed().await, 2);
    assert_eq!(stage.counters(product.id).await.stars, 300);
    let again = stage.reviews.unhide(staff, id, why("또")).await;
    assert!(matches!(
        again,
        Err(ChangeReviewError::Refused(ReviewError::Shown))
    ));
    let log = stage.market.world.audit().await;
    let noted: Vec<_> = log
        .iter()
        .filter(|entry| entry.event.subject == id.to_string())
        .map(|entry| (entry.event.action, entry.event.actor, entry.event.note.as_str()))
        .collect();
    let by = Some(staff);
    assert_eq!(
        noted,
        [
            (AuditAction::ReviewHidden, by, "광고"),
            (AuditAction::ReviewShown, by, "오해")
        ]
    );
    stage.is_sound().await;
}

#[tokio::test]
async fn readers_like_what_they_see_and_nobody_their_own() {
    let stage = Stage::new();
    let product = stage.market.product("이어폰", 9).await;
    let ann = stage.owner("ann", &product).await;
    let (bob, staff) = (stage.market.buyer("bob").await, stage.market.buyer("staff").await);
    let id = stage.write(ann, &product, 5).await.review.id;
    for (wanted, likes) in [(true, 1), (true, 1), (false, 0), (false, 0), (true, 1)] {
        let liking = stage.reviews.like(bob, id, wanted).await.unwrap();
        assert_eq!((liking.is_liked, liking.likes), (wanted, likes));
    }
    let own = stage.reviews.like(ann, id, true).await;
    assert!(matches!(own, Err(LikeError::Refused(ReviewError::Own))));
    stage.reviews.hide(staff, id, why("광고")).await.unwrap();
    let unseen = stage.reviews.like(bob, id, false).await;
    assert!(matches!(unseen, Err(LikeError::Unknown)));
    stage.is_sound().await;
}
