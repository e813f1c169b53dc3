//! Promises of `ReviewRepository`, `ReviewQueries`, `WishRepository` and `WishQueries`.

mod counting;
mod liking;
mod listing;
mod watching;
mod wishing;
mod writing;

pub use counting::{
    a_refused_attempt_counts_no_review, a_tally_is_of_a_product_that_everybody_sees,
    reviews_that_race_are_counted_exactly, the_first_reviews_of_a_product_are_all_counted,
    what_is_miscounted_is_found,
};
pub use liking::{likes_that_race_are_counted_exactly, liking_is_counted_once};
pub use listing::{
    a_card_names_its_author_by_nickname_alone, reviews_are_listed_in_each_order,
    reviews_can_be_of_what_is_wanted, reviews_of_an_author_are_told_newest_first, staff_finds_what_is_hidden,
};
pub use watching::{
    a_place_in_the_feed_is_remembered, a_wish_is_looked_at_once,
    a_wish_is_looked_at_once_by_attempts_that_overlap, an_offering_tells_how_a_product_stands,
    wished_products_are_found, wishes_that_were_seen_otherwise_are_outdated,
};
pub use wishing::{
    a_wish_is_kept_as_it_was_made, one_who_hurries_wishes_once, what_nobody_sees_is_in_no_list_of_wishes,
    wishes_are_told_newest_first,
};
pub use writing::{
    a_changed_review_keeps_its_likes, a_picture_of_a_review_is_in_use,
    a_product_is_reviewed_once_by_attempts_that_overlap, a_review_is_kept_as_it_was_written,
    a_stale_review_is_a_conflict, an_author_reviews_a_product_once, one_of_many_reviews_a_product,
    what_was_bought_is_the_newest_line_that_arrived,
};

use std::slice::from_ref;

use hexmart_application::platform::{Storage, StoreError};
use hexmart_application::reviews::ReviewCard;
use hexmart_domain::reviews::{Review, ReviewTally, Wish};
use hexmart_domain::shared::{ProductId, ReviewId, UserId};

use crate::given;
use crate::writes::{attempt, create, once};

/// A new product that everybody sees, without stock.
async fn product(storage: &Storage) -> ProductId {
    let product = given::product();
    create(storage, from_ref(&product), 0).await.unwrap();
    product.id
}

/// Adds a review without counting it, in one try.
async fn add(storage: &Storage, review: &Review) -> Result<(), StoreError> {
    once(storage, review.clone(), |uow, review| {
        Box::pin(async move { uow.reviews().add(&review).await })
    })
    .await
}

/// Adds a review and counts it, as long as it takes.
async fn write(storage: &Storage, review: &Review) -> Result<(), StoreError> {
    attempt(storage, review.clone(), |uow, review| {
        Box::pin(async move {
            uow.reviews().add(&review).await?;
            uow.reviews()
                .count(review.product, ReviewTally::change(None, &review))
                .await
        })
    })
    .await
}

/// Writes a changed review, in one try.
async fn save(storage: &Storage, review: &Review) -> Result<(), StoreError> {
    once(storage, review.clone(), |uow, review| {
        Box::pin(async move { uow.reviews().save(&review).await })
    })
    .await
}

/// A review, on which attempts and questions agree.
async fn kept(storage: &Storage, id: ReviewId) -> Option<Review> {
    let found = attempt(storage, id, |uow, id| {
        Box::pin(async move { uow.reviews().find(id).await })
    });
    let found = found.await.unwrap();
    let card = card(storage, id, None).await;
    assert_eq!(card.map(|card| card.review), found);
    if let Some(found) = &found {
        let by = attempt(
            storage,
            (found.author, found.product),
            |uow, (author, product)| {
                Box::pin(async move { uow.reviews().find_by_author(author, product).await })
            },
        );
        assert_eq!(by.await.unwrap().as_ref(), Some(found));
    }
    found
}

async fn card(storage: &Storage, id: ReviewId, viewer: Option<UserId>) -> Option<ReviewCard> {
    storage.reviews.review(id, viewer).await.unwrap()
}

/// Likes a review or stops; answers whether that changed anything.
async fn like(storage: &Storage, review: ReviewId, account: UserId, wanted: bool) -> bool {
    let changed = attempt(
        storage,
        (review, account, wanted),
        |uow, (review, account, wanted)| {
            Box::pin(async move {
                if wanted {
                    uow.reviews().like(review, account, given::now()).await
                } else {
                    uow.reviews().unlike(review, account).await
                }
            })
        },
    );
    changed.await.unwrap()
}

/// Adds a wish without counting it; answers whether that changed anything.
async fn wish(storage: &Storage, wish: &Wish) -> bool {
    let added = attempt(storage, wish.clone(), |uow, wish| {
        Box::pin(async move { uow.wishes().add(&wish).await })
    });
    added.await.unwrap()
}

/// A wish, as an attempt sees it.
async fn wished(storage: &Storage, account: UserId, product: ProductId) -> Option<Wish> {
    let found = attempt(storage, (account, product), |uow, (account, product)| {
        Box::pin(async move { uow.wishes().find(account, product).await })
    });
    found.await.unwrap()
}
