//! Writing reviews, and changing them.

use std::slice::from_ref;

use hexmart_application::platform::{Storage, StoreError, UniqueKey};
use hexmart_domain::ordering::{LineState, Order, OrderLine};
use hexmart_domain::reviews::{Bought, REVIEWABLE, Review};
use hexmart_domain::shared::{ProductId, UserId};

use super::{add, card, kept, like, product, save};
use crate::callers::{Underway, at_once};
use crate::given;
use crate::ordering::place;
use crate::writes::{attempt, joined};

const WRITTEN: StoreError = StoreError::Duplicate(UniqueKey::Review);

/// What is said comes back as it was written, whatever is said.
pub async fn a_review_is_kept_as_it_was_written(storage: Storage) {
    let author = joined(&storage).await.id;
    for make in [given::review, given::review_in_full] {
        let review = make(author, product(&storage).await);
        assert_eq!(kept(&storage, review.id).await, None);
        add(&storage, &review).await.unwrap();
        assert_eq!(kept(&storage, review.id).await, Some(review));
    }
}

/// One author, one product, one review: other authors and other products have theirs.
pub async fn an_author_reviews_a_product_once(storage: Storage) {
    let (ann, bob) = (joined(&storage).await.id, joined(&storage).await.id);
    let (one, other) = (product(&storage).await, product(&storage).await);
    let first = given::review(ann, one);
    add(&storage, &first).await.unwrap();
    let again = add(&storage, &given::review_in_full(ann, one)).await;
    assert_eq!(again.unwrap_err().to_string(), WRITTEN.to_string());
    add(&storage, &given::review(ann, other)).await.unwrap();
    add(&storage, &given::review(bob, one)).await.unwrap();
    assert_eq!(kept(&storage, first.id).await, Some(first));
}

/// 12 requests of one author at once: one review.
pub async fn one_of_many_reviews_a_product(storage: Storage) {
    let (author, of) = (joined(&storage).await.id, product(&storage).await);
    let answers = at_once(12, |_| {
        let (storage, review) = (storage.clone(), given::review(author, of));
        async move {
            let added = attempt(&storage, review, |uow, review| {
                Box::pin(async move { uow.reviews().add(&review).await })
            });
            added.await
        }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let refusals = answers.into_iter().filter_map(Result::err);
    for refusal in refusals {
        assert_eq!(refusal.to_string(), WRITTEN.to_string());
    }
    assert_eq!(storage.reviews.of_author(author, None, 9).await.unwrap().len(), 1);
}

/// Whoever looked before somebody else wrote, and writes then, is too late.
pub async fn a_product_is_reviewed_once_by_attempts_that_overlap(storage: Storage) {
    let (author, of) = (joined(&storage).await.id, product(&storage).await);
    let [slow, fast] = [(); 2].map(|()| given::review(author, of));
    let write = |review: Review| {
        let storage = storage.clone();
        async move {
            let added = attempt(&storage, review, |uow, review| {
                Box::pin(async move { uow.reviews().add(&review).await })
            });
            added.await
        }
    };
    let underway = Underway::begin(&storage, move |uow| {
        let slow = slow.clone();
        Box::pin(async move { uow.reviews().add(&slow).await })
    })
    .await;
    let (one, other) = underway.overtaken(write(fast)).await;
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert_eq!(storage.reviews.of_author(author, None, 9).await.unwrap().len(), 1);
}

/// A change follows the version that was read.
pub async fn a_stale_review_is_a_conflict(storage: Storage) {
    let review = given::review(joined(&storage).await.id, product(&storage).await);
    let missing = save(
        &storage,
        &Review {
            version: 2,
            ..review.clone()
        },
    )
    .await;
    assert!(matches!(missing, Err(StoreError::Conflict)));
    add(&storage, &review).await.unwrap();
    for version in [0, 1, 3] {
        let stale = save(
            &storage,
            &Review {
                version,
                ..review.clone()
            },
        )
        .await;
        assert!(matches!(stale, Err(StoreError::Conflict)), "{version}");
    }
    assert_eq!(kept(&storage, review.id).await, Some(review));
}

/// Everything that can change changes, and likes are none of it.
pub async fn a_changed_review_keeps_its_likes(storage: Storage) {
    let (author, reader) = (joined(&storage).await.id, joined(&storage).await.id);
    let plain = given::review(author, product(&storage).await);
    add(&storage, &plain).await.unwrap();
    assert!(like(&storage, plain.id, reader, true).await);
    let full = Review {
        id: plain.id,
        bought: plain.bought.clone(),
        version: 2,
        ..given::review_in_full(author, plain.product)
    };
    let bare = Review { version: 3, ..plain };
    for changed in [full, bare] {
        save(&storage, &changed).await.unwrap();
        let shown = card(&storage, changed.id, Some(reader)).await.unwrap();
        assert_eq!((shown.likes, shown.is_liked), (1, true));
        assert_eq!(kept(&storage, changed.id).await, Some(changed));
    }
}

fn line(product: ProductId, state: LineState) -> OrderLine {
    OrderLine {
        product,
        state,
        ..given::order_line_in_full(None)
    }
}

async fn bought(storage: &Storage, account: UserId, product: ProductId) -> Option<Bought> {
    let bought = attempt(storage, (account, product), |uow, (account, product)| {
        Box::pin(async move { uow.reviews().bought(account, product, &REVIEWABLE).await })
    });
    bought.await.unwrap()
}

/// Of the lines of a product that arrived and were kept, the newest counts; those of other buyers, of other products and in
/// other states do not.
pub async fn what_was_bought_is_the_newest_line_that_arrived(storage: Storage) {
    let (buyer, other) = (joined(&storage).await.id, joined(&storage).await.id);
    let (of, another) = (product(&storage).await, product(&storage).await);
    for state in LineState::ALL {
        let lines = [line(another, LineState::Confirmed), line(of, state)];
        let order = given::order(buyer, &lines);
        place(&storage, &order).await.unwrap();
        let found = bought(&storage, buyer, of).await;
        if REVIEWABLE.contains(&state) {
            let line = &order.lines[1];
            let known = Bought {
                line: line.id,
                options: line.snapshot.options.clone(),
                unit_price: line.quote.final_price,
            };
            assert_eq!(found, Some(known), "{state:?}");
        } else {
            assert_ne!(
                found.map(|found| found.line),
                Some(order.lines[1].id),
                "{state:?}"
            );
        }
    }
    let lines = [line(of, LineState::Delivered)];
    let theirs: Order = given::order(other, &lines);
    place(&storage, &theirs).await.unwrap();
    let own = bought(&storage, buyer, of).await.unwrap();
    assert_ne!(own.line, theirs.lines[0].id);
    assert_eq!(bought(&storage, other, another).await, None);
    assert_eq!(bought(&storage, joined(&storage).await.id, of).await, None);
}

/// Files of reviews are not swept away, until a review has another picture.
pub async fn a_picture_of_a_review_is_in_use(storage: Storage) {
    let review = given::review_in_full(joined(&storage).await.id, product(&storage).await);
    let picture = review.picture.clone().unwrap().id;
    let in_use = || async {
        let asked = [given::id(), picture];
        storage.catalogue.pictures_in_use(&asked).await.unwrap()
    };
    assert!(in_use().await.is_empty());
    add(&storage, &review).await.unwrap();
    assert_eq!(in_use().await, [picture]);
    let other = review.pictured(given::picture(None), given::now());
    save(&storage, &other).await.unwrap();
    let now = from_ref(&other.picture.unwrap().id).to_vec();
    assert!(in_use().await.is_empty());
    assert_eq!(storage.catalogue.pictures_in_use(&now).await.unwrap(), now);
}
