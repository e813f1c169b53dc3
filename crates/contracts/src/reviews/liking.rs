//! Who likes what others say.

use hexmart_application::platform::Storage;
use hexmart_domain::shared::{ReviewId, UserId};

use super::{add, card, like, product};
use crate::callers::at_once;
use crate::given;
use crate::writes::{attempt, crowd, joined};

/// How many like a review, on which attempts and questions agree.
async fn likes(storage: &Storage, review: ReviewId) -> i64 {
    let counted = attempt(storage, review, |uow, review| {
        Box::pin(async move { uow.reviews().likes(review).await })
    });
    let counted = counted.await.unwrap();
    assert_eq!(card(storage, review, None).await.unwrap().likes, counted);
    counted
}

async fn reviewed(storage: &Storage) -> ReviewId {
    let review = given::review(joined(storage).await.id, product(storage).await);
    add(storage, &review).await.unwrap();
    review.id
}

/// Again is the same: a review is liked by as many as like it, and knows by whom.
pub async fn liking_is_counted_once(storage: Storage) {
    let (review, other) = (reviewed(&storage).await, reviewed(&storage).await);
    let (ann, bob) = (joined(&storage).await.id, joined(&storage).await.id);
    for (reader, wanted, changes, count) in [
        (ann, false, false, 0),
        (ann, true, true, 1),
        (ann, true, false, 1),
        (bob, true, true, 2),
        (ann, false, true, 1),
        (ann, false, false, 1),
        (ann, true, true, 2),
    ] {
        assert_eq!(like(&storage, review, reader, wanted).await, changes);
        assert_eq!(likes(&storage, review).await, count);
        let shown = card(&storage, review, Some(reader)).await.unwrap();
        assert_eq!((shown.is_liked, shown.likes), (wanted, count));
    }
    let by: Option<UserId> = None;
    assert!(!card(&storage, review, by).await.unwrap().is_liked);
    assert!(!card(&storage, other, Some(ann)).await.unwrap().is_liked);
    assert_eq!(likes(&storage, other).await, 0);
}

/// 24 readers like a review at once, one of them many times; then half of them stop: the count is exact.
pub async fn likes_that_race_are_counted_exactly(storage: Storage) {
    let review = reviewed(&storage).await;
    let readers = crowd(&storage, 24).await;
    for (stay, changed, count) in [(1, 24, 24), (2, 12, 12)] {
        let answers = at_once(readers.len() + 8, |caller| {
            let place = caller.min(readers.len() - 1);
            let (storage, reader) = (storage.clone(), readers[place]);
            async move { like(&storage, review, reader, place % stay == 0).await }
        })
        .await;
        assert_eq!(answers.iter().filter(|changed| **changed).count(), changed);
        assert_eq!(likes(&storage, review).await, count);
    }
    assert_eq!(storage.reviews.misliked(9).await.unwrap(), []);
}
