//! Sign-ins under way at identity providers.

use hexmart_application::identity::ProviderAttempt;
use hexmart_application::platform::{Abort, Storage, StoreError, transact};
use hexmart_domain::identity::Provider;

use super::take;
use crate::callers::{Underway, at_once};
use crate::given;
use crate::writes::{attempt, joined};

async fn begin(storage: &Storage, provider_attempt: &ProviderAttempt) {
    let added = attempt(storage, provider_attempt.clone(), |uow, provider_attempt| {
        Box::pin(async move { uow.provider_attempts().add(&provider_attempt).await })
    });
    added.await.unwrap();
}

/// An attempt at a provider reads back to the last field, to sign in as to link.
pub async fn a_provider_attempt_is_kept_as_it_began(storage: Storage) {
    let account = joined(&storage).await;
    for provider in Provider::ALL {
        for link_to in [None, Some(account.id)] {
            let began = ProviderAttempt {
                link_to,
                redirect_uri: format!("https://shop.example/{}", "돌아오기/".repeat(60)),
                began_at: given::now() + given::TICK,
                ..given::provider_attempt(provider)
            };
            begin(&storage, &began).await;
            assert_eq!(take(&storage, began.state).await, Some(began));
        }
    }
}

/// Whoever comes second gets none, and takes nobody else's.
pub async fn a_provider_attempt_is_taken_once(storage: Storage) {
    let (own, other) = (
        given::provider_attempt(Provider::Kakao),
        given::provider_attempt(Provider::Kakao),
    );
    begin(&storage, &own).await;
    begin(&storage, &other).await;
    assert_eq!(take(&storage, given::hash()).await, None);
    assert_eq!(take(&storage, own.state).await.as_ref(), Some(&own));
    assert_eq!(take(&storage, own.state).await, None);
    assert_eq!(take(&storage, other.state).await, Some(other));
}

/// 16 callers come back with one state at once: one of them gets the attempt.
pub async fn one_of_many_takes_a_provider_attempt(storage: Storage) {
    let began = given::provider_attempt(Provider::Naver);
    begin(&storage, &began).await;
    let answers = at_once(16, |_| {
        let (storage, state) = (storage.clone(), began.state);
        async move { take(&storage, state).await }
    })
    .await;

    let taken: Vec<_> = answers.into_iter().flatten().collect();
    assert_eq!(taken, [began]);
}

/// A rival comes back with the state that an attempt under way has taken: one of the two gets it.
pub async fn a_provider_attempt_is_taken_once_by_attempts_that_overlap(storage: Storage) {
    let began = given::provider_attempt(Provider::Google);
    begin(&storage, &began).await;
    let state = began.state;
    let underway = Underway::begin(&storage, move |uow| {
        Box::pin(async move { uow.provider_attempts().take(state).await })
    })
    .await;
    let other = storage.clone();
    let (own, rival) = underway.overtaken(async move { take(&other, state).await }).await;

    let taken: Vec<_> = [own.unwrap(), rival].into_iter().flatten().collect();
    assert_eq!(taken, [began]);
}

/// What an attempt took that was refused in the end is there again.
pub async fn a_refused_attempt_takes_no_provider_attempt(storage: Storage) {
    let began = given::provider_attempt(Provider::Kakao);
    begin(&storage, &began).await;
    let state = began.state;
    let refused = transact(&*storage.store, "refused", move |uow| {
        Box::pin(async move {
            assert!(uow.provider_attempts().take(state).await?.is_some());
            assert!(uow.provider_attempts().take(state).await?.is_none());
            Err::<(), _>(Abort::Refused(StoreError::backend("a rule said no")))
        })
    })
    .await;
    assert!(matches!(refused, Err(StoreError::Backend(_))), "{refused:?}");
    assert_eq!(take(&storage, state).await, Some(began));
}
