//! Promises of the repositories and queries of accounts, and of what proves who they are.

mod accounts;
mod addresses;
mod api_keys;
mod attempts;
mod codes;
mod lifecycle;
mod links;
mod purge;
mod sessions;
mod uniqueness;

pub use accounts::{
    a_change_of_an_account_is_kept, a_page_of_accounts_can_be_of_one_state,
    a_page_of_accounts_is_in_the_order_of_ids, a_stale_account_is_a_conflict,
    an_account_is_found_in_whatever_state, an_account_is_found_without_regard_to_case,
    an_account_is_kept_as_it_was_made, an_unknown_account_is_none, changes_of_an_account_that_race_all_count,
    what_is_not_known_of_an_account_stays_unknown,
};
pub use addresses::{
    a_book_that_was_never_saved_is_empty, a_changed_address_book_is_kept, a_stale_address_book_is_a_conflict,
    address_books_are_independent, an_address_book_is_filled_exactly,
    an_address_book_is_kept_as_it_was_saved,
};
pub use api_keys::{
    an_api_key_is_kept_as_it_was_made, an_unknown_api_key_is_none, api_keys_are_listed_oldest_first,
    the_end_of_an_api_key_is_kept, the_holder_of_an_api_key_stands_as_its_owner,
    the_last_use_of_an_api_key_is_kept,
};
pub use attempts::{
    a_provider_attempt_is_kept_as_it_began, a_provider_attempt_is_taken_once,
    a_provider_attempt_is_taken_once_by_attempts_that_overlap, a_refused_attempt_takes_no_provider_attempt,
    one_of_many_takes_a_provider_attempt,
};
pub use codes::{
    a_code_is_kept_as_it_was_issued, a_code_is_right_once_for_attempts_that_overlap,
    a_code_out_of_turn_is_a_conflict, a_code_replaces_the_one_before, a_right_code_is_right_for_one_of_many,
    codes_that_are_issued_at_once_follow_each_other, wrong_tries_that_race_are_counted_exactly,
};
pub use lifecycle::{
    accounts_never_verified_are_overdue, an_account_that_was_verified_is_not_forgotten,
    an_unverified_account_is_forgotten_with_all_it_had, erased_accounts_are_overdue_for_anonymisation,
    idle_accounts_are_overdue_for_a_notice, warned_accounts_are_overdue_for_dormancy,
};
pub use links::{
    an_account_is_found_by_its_identity, an_identity_is_linked_once, one_of_many_links_an_identity,
    the_providers_of_a_profile_are_in_their_order, unlinking_forgets_all_identities_of_an_account,
};
pub use purge::{
    a_purge_keeps_about_to_its_limit, a_session_is_forgotten_with_its_whole_chain,
    codes_and_provider_attempts_that_nobody_can_use_are_forgotten,
    sessions_that_nobody_can_use_are_forgotten,
};
pub use sessions::{
    a_generation_is_given_out_once, a_replaced_token_is_known_and_not_the_newest, a_session_ends_once,
    a_session_is_kept_as_it_was_opened, a_standing_follows_its_account,
    a_token_is_replaced_once_by_attempts_that_overlap, all_sessions_end_but_one, an_unknown_token_is_none,
    one_of_many_ends_a_session, one_of_many_refreshes_a_token, sessions_are_listed_newest_first,
};
pub use uniqueness::{
    a_number_is_taken_once, an_address_is_erased_again_and_again, an_address_is_taken_by_a_change_too,
    an_address_is_taken_once_by_attempts_that_overlap, an_address_is_taken_whatever_its_case,
    an_erased_account_frees_its_address_and_number, one_of_many_changes_to_an_address,
    one_of_many_takes_a_number, one_of_many_takes_an_address,
};

use hexmart_application::identity::{PresentedToken, ProviderAttempt, Standing};
use hexmart_application::platform::{Storage, StoreError};
use hexmart_domain::identity::{Account, CodePurpose, Email, Fingerprint, IssuedCode, RefreshToken, Session};
use hexmart_domain::shared::{Instant, SessionId, UserId};

use crate::given;
use crate::writes::{attempt, once};

/// The account of an id, as an attempt sees it.
async fn found(storage: &Storage, id: UserId) -> Option<Account> {
    let found = attempt(storage, id, |uow, id| {
        Box::pin(async move { uow.accounts().find(id).await })
    });
    found.await.unwrap()
}

/// The account of an id, as queries see it.
async fn account_of(storage: &Storage, id: UserId) -> Option<Account> {
    let profile = storage.accounts.profile(id).await.unwrap();
    profile.map(|profile| profile.account)
}

/// The live account of an address, as queries see it.
async fn by_email(storage: &Storage, email: &Email) -> Option<Account> {
    storage.accounts.by_email(email).await.unwrap()
}

/// Opens a session with its first token.
async fn open(storage: &Storage, session: &Session, token: &RefreshToken) {
    let opened = attempt(storage, (session.clone(), *token), |uow, (session, token)| {
        Box::pin(async move { uow.sessions().open(&session, &token).await })
    });
    opened.await.unwrap();
}

/// A session of an account, and its first token.
async fn signed_in(storage: &Storage, account: UserId) -> (Session, RefreshToken) {
    let session = given::session(account);
    let token = given::first_token(&session);
    open(storage, &session, &token).await;
    (session, token)
}

/// Ends a session; answers whether it did.
async fn end(storage: &Storage, account: UserId, session: SessionId, now: Instant) -> bool {
    let ended = attempt(
        storage,
        (account, session, now),
        |uow, (account, session, now)| {
            Box::pin(async move { uow.sessions().end(account, session, now).await })
        },
    );
    ended.await.unwrap()
}

/// The token of a hash with its session; the same for queries as in an attempt.
async fn presented(storage: &Storage, hash: Fingerprint) -> Option<PresentedToken> {
    let in_attempt = attempt(storage, hash, |uow, hash| {
        Box::pin(async move { uow.sessions().find_by_token(hash).await })
    });
    let presented = in_attempt.await.unwrap();
    assert_eq!(storage.credentials.refresh_token(hash).await.unwrap(), presented);
    presented
}

async fn standing(storage: &Storage, account: UserId, session: SessionId) -> Option<Standing> {
    storage.credentials.standing(account, session).await.unwrap()
}

/// Writes a code, in one try.
async fn save_code(storage: &Storage, code: &IssuedCode) -> Result<(), StoreError> {
    once(storage, code.clone(), |uow, code| {
        Box::pin(async move { uow.codes().save(&code).await })
    })
    .await
}

/// The code of an account for a purpose.
async fn code_of(storage: &Storage, account: UserId, purpose: CodePurpose) -> Option<IssuedCode> {
    let found = attempt(storage, (account, purpose), |uow, (account, purpose)| {
        Box::pin(async move { uow.codes().find(account, purpose).await })
    });
    found.await.unwrap()
}

/// Takes an attempt at a provider out.
async fn take(storage: &Storage, state: Fingerprint) -> Option<ProviderAttempt> {
    let taken = attempt(storage, state, |uow, state| {
        Box::pin(async move { uow.provider_attempts().take(state).await })
    });
    taken.await.unwrap()
}
