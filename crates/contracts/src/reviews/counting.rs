//! What the reviews of a product come to.

use std::slice::from_ref;

use hexmart_application::catalogue::CounterChange;
use hexmart_application::platform::{Abort, Storage, StoreError, transact};
use hexmart_domain::catalogue::{Lifecycle, Product};
use hexmart_domain::reviews::{Review, ReviewTally};
use hexmart_domain::shared::ProductId;

use super::{like, product, write};
use crate::callers::at_once;
use crate::given;
use crate::writes::{attempt, create, crowd, joined};

async fn tally(storage: &Storage, product: ProductId) -> ReviewTally {
    storage.reviews.tally(product).await.unwrap().unwrap()
}

async fn count(storage: &Storage, product: ProductId, change: ReviewTally) {
    let counted = attempt(storage, (product, change), |uow, (product, change)| {
        Box::pin(async move { uow.reviews().count(product, change).await })
    });
    counted.await.unwrap();
}

/// 20 reviews are counted at once, and then every second is taken back while others are written: the sums are exact.
pub async fn reviews_that_race_are_counted_exactly(storage: Storage) {
    let of = product(&storage).await;
    assert_eq!(tally(&storage, of).await, ReviewTally::default());
    let reviews: Vec<_> = (0..20)
        .map(|number| {
            let mut review = given::review_in_full(given::id(), of);
            review.hidden = None;
            review.sheet.stars = given::stars(1 + number % 5);
            review
        })
        .collect();
    count(&storage, of, ReviewTally::of(&reviews[0])).await;
    at_once(19, |place| {
        let (storage, review) = (storage.clone(), reviews[place + 1].clone());
        async move { count(&storage, of, ReviewTally::of(&review)).await }
    })
    .await;
    let all = |reviews: &[Review]| {
        let each = reviews.iter().map(ReviewTally::of);
        each.fold(ReviewTally::default(), ReviewTally::plus)
    };
    assert_eq!(tally(&storage, of).await, all(&reviews));
    let changes: Vec<_> = reviews
        .iter()
        .map(|review| review.clone().hidden(given::why()).unwrap())
        .collect();
    at_once(10, |place| {
        let (storage, before, after) = (storage.clone(), reviews[place].clone(), changes[place].clone());
        async move { count(&storage, of, ReviewTally::change(Some(&before), &after)).await }
    })
    .await;
    assert_eq!(tally(&storage, of).await, all(&reviews[10..]));
}

/// There is nothing to add to yet, and many who are the first to.
pub async fn the_first_reviews_of_a_product_are_all_counted(storage: Storage) {
    let of = product(&storage).await;
    let authors = crowd(&storage, 12).await;
    at_once(authors.len(), |place| {
        let (storage, review) = (storage.clone(), given::rated(authors[place], of, 4));
        async move { write(&storage, &review).await.unwrap() }
    })
    .await;
    let tally = tally(&storage, of).await;
    assert_eq!(
        (tally.count(), tally.stars(), tally.by_stars),
        (12, 48, [0, 0, 0, 12, 0])
    );
}

/// Of what nobody sees there is nothing to read.
pub async fn a_tally_is_of_a_product_that_everybody_sees(storage: Storage) {
    assert_eq!(storage.reviews.tally(given::id()).await.unwrap(), None);
    for lifecycle in Lifecycle::ALL {
        let product = Product {
            lifecycle,
            ..given::product()
        };
        create(&storage, from_ref(&product), 0).await.unwrap();
        let tally = storage.reviews.tally(product.id).await.unwrap();
        assert_eq!(tally.is_some(), lifecycle.is_public(), "{lifecycle:?}");
    }
}

/// What is refused is neither kept nor counted.
pub async fn a_refused_attempt_counts_no_review(storage: Storage) {
    let review = given::review(joined(&storage).await.id, product(&storage).await);
    let (id, of) = (review.id, review.product);
    let refused = transact(&*storage.store, "refused", move |uow| {
        let review = review.clone();
        Box::pin(async move {
            uow.reviews().add(&review).await?;
            let change = ReviewTally::change(None, &review);
            uow.reviews().count(review.product, change).await?;
            uow.reviews().like(review.id, given::id(), given::now()).await?;
            Err::<(), _>(Abort::Refused(StoreError::backend("a rule said no")))
        })
    })
    .await;
    assert!(refused.is_err());
    assert_eq!(storage.reviews.review(id, None).await.unwrap(), None);
    assert_eq!(tally(&storage, of).await, ReviewTally::default());
}

/// What is counted otherwise than it is, is told: whoever looks whether all is well relies on it.
pub async fn what_is_miscounted_is_found(storage: Storage) {
    let (sound, author) = (product(&storage).await, joined(&storage).await.id);
    let review = given::rated(author, sound, 3);
    write(&storage, &review).await.unwrap();
    like(&storage, review.id, given::id(), true).await;
    let by = |ratings, stars, likes| CounterChange {
        ratings,
        stars,
        likes,
        sales: 5,
    };
    let counters = |of: ProductId, change: CounterChange| {
        let storage = storage.clone();
        async move {
            let counted = attempt(&storage, (of, change), |uow, (of, change)| {
                Box::pin(async move { uow.products().count(of, change).await })
            });
            assert!(counted.await.unwrap());
        }
    };
    let miscounted = || async { storage.reviews.miscounted(9).await.unwrap() };
    assert_eq!(miscounted().await, [sound], "the product was not counted");
    counters(sound, by(1, 3, 0)).await;
    assert_eq!(miscounted().await, []);
    let mut wrong = Vec::new();
    for change in [by(1, 0, 0), by(0, 1, 0), by(0, 0, 1)] {
        let of = product(&storage).await;
        counters(of, change).await;
        wrong.push(of);
    }
    let of = product(&storage).await;
    count(&storage, of, ReviewTally::of(&review)).await;
    wrong.push(of);
    assert_eq!(miscounted().await, wrong);
    assert_eq!(storage.reviews.miscounted(2).await.unwrap(), wrong[..2]);
    assert_eq!(storage.reviews.misliked(9).await.unwrap(), []);
}
