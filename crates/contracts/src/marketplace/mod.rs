//! Promises of `SellerRepository` and `SellerQueries`.

mod follows;
mod sellers;

pub use follows::{
    a_change_of_a_seller_leaves_its_followers, a_refused_attempt_leaves_no_follower,
    followed_sellers_are_in_the_order_of_ids, followers_and_changes_that_race_all_count,
    following_is_counted_once, one_follower_who_hurries_counts_once, the_followers_are_counted_exactly,
};
pub use sellers::{
    a_company_name_differing_in_more_than_case_is_another, a_company_name_is_taken_whatever_its_case,
    a_page_of_sellers_is_in_the_order_of_ids, a_seller_is_kept_as_it_was_made, a_stale_seller_is_a_conflict,
    an_account_applies_once_in_attempts_that_overlap, an_account_is_one_seller, an_unknown_seller_is_none,
    one_of_many_takes_a_company_name, the_card_of_an_approved_seller_is_shown,
};

use hexmart_application::platform::{Storage, StoreError};
use hexmart_domain::marketplace::{Seller, SellerState};
use hexmart_domain::shared::SellerId;

use crate::given;
use crate::writes::{attempt, joined, once};

/// Adds a seller.
pub(crate) async fn add(storage: &Storage, seller: &Seller) -> Result<(), StoreError> {
    attempt(storage, seller.clone(), |uow, seller| {
        Box::pin(async move { uow.sellers().add(&seller).await })
    })
    .await
}

/// Writes a changed seller, in one try.
async fn save(storage: &Storage, seller: &Seller) -> Result<(), StoreError> {
    once(storage, seller.clone(), |uow, seller| {
        Box::pin(async move { uow.sellers().save(&seller).await })
    })
    .await
}

/// An approved seller of this name that was added, with an account of its own.
pub(crate) async fn approved(storage: &Storage, name: &str) -> Seller {
    let account = joined(storage).await.id;
    let seller = Seller {
        state: SellerState::Approved,
        decided_at: Some(given::now()),
        ..given::seller(account, name)
    };
    add(storage, &seller).await.unwrap();
    seller
}

/// The seller of an id, as an attempt sees it.
async fn found(storage: &Storage, id: SellerId) -> Option<Seller> {
    let found = attempt(storage, id, |uow, id| {
        Box::pin(async move { uow.sellers().find(id).await })
    });
    found.await.unwrap()
}
