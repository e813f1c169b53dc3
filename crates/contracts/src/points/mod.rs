//! Promises of `WalletRepository` and `WalletQueries`.

mod books;
mod entries;
mod lists;
mod races;
mod welcome;

pub use books::{
    a_wallet_that_does_not_add_up_is_a_fault, the_books_are_zero, wallets_are_walked_in_the_order_of_accounts,
};
pub use entries::{
    a_reference_is_used_once, a_stale_entry_is_a_conflict, a_wallet_begins_empty,
    an_entry_is_kept_as_it_was_written, entries_of_several_wallets_land_together, wallets_are_read_together,
};
pub use lists::{
    a_day_and_its_month_are_added_up, entries_are_told_newest_day_first,
    entries_of_a_wallet_can_be_of_what_is_asked_for, wallets_whose_points_are_over_are_known,
};
pub use races::{
    a_reference_is_used_once_by_attempts_that_overlap, many_spend_what_there_is_and_no_more,
    one_of_many_is_given_for_one_thing,
};

pub use welcome::{one_of_many_is_welcomed, somebody_is_welcomed_once};

use hexmart_application::platform::{Storage, StoreError};
use hexmart_application::points::EntryFilter;
use hexmart_domain::points::{Wallet, WalletEntry};
use hexmart_domain::shared::UserId;

use crate::given;
use crate::writes::{attempt, once};

/// Appends entries, in one try.
async fn append(storage: &Storage, entries: &[WalletEntry]) -> Result<(), StoreError> {
    once(storage, entries.to_vec(), |uow, entries| {
        Box::pin(async move { uow.wallets().append(&entries).await })
    })
    .await
}

/// A wallet, on which attempts and questions agree.
async fn kept(storage: &Storage, user: UserId) -> Wallet {
    let found = attempt(storage, user, |uow, user| {
        Box::pin(async move { uow.wallets().newest(user).await })
    });
    let found = found.await.unwrap();
    assert_eq!(storage.wallets.wallet(user).await.unwrap(), found);
    found
}

/// Every entry of a wallet, the newest day first.
async fn told(storage: &Storage, user: UserId) -> Vec<WalletEntry> {
    let all = EntryFilter::default();
    storage.wallets.entries(user, &all, None, 1_000).await.unwrap()
}

/// A wallet of somebody with so many points, which came on 2026-11-20.
async fn filled(storage: &Storage, number: i64) -> Wallet {
    let entry = given::present(&Wallet::empty(given::id()), number, "filled", "2026-11-20");
    append(storage, std::slice::from_ref(&entry)).await.unwrap();
    entry.after()
}
