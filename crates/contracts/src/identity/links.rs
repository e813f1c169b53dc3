//! Who accounts are at identity providers.

use hexmart_application::platform::{Storage, StoreError, UniqueKey};
use hexmart_domain::identity::{Account, LinkedIdentity, Provider};
use hexmart_domain::shared::UserId;

use crate::callers::at_once;
use crate::given;
use crate::writes::{attempt, crowd, joined};

async fn link(storage: &Storage, identity: LinkedIdentity) -> Result<(), StoreError> {
    attempt(storage, identity, |uow, identity| {
        Box::pin(async move { uow.accounts().link(&identity).await })
    })
    .await
}

async fn unlink_all(storage: &Storage, account: UserId) {
    let unlinked = attempt(storage, account, |uow, account| {
        Box::pin(async move { uow.accounts().unlink_all(account).await })
    });
    unlinked.await.unwrap();
}

async fn by_identity(storage: &Storage, identity: LinkedIdentity) -> Option<Account> {
    let found = attempt(storage, identity, |uow, identity| {
        Box::pin(async move {
            let (provider, subject) = (identity.provider, identity.subject);
            uow.accounts().find_by_identity(provider, subject).await
        })
    });
    found.await.unwrap()
}

async fn providers(storage: &Storage, account: UserId) -> Vec<Provider> {
    storage
        .accounts
        .profile(account)
        .await
        .unwrap()
        .unwrap()
        .providers
}

#[track_caller]
fn assert_linked_already(answer: &Result<(), StoreError>) {
    assert!(
        matches!(answer, Err(StoreError::Duplicate(UniqueKey::LinkedIdentity))),
        "{answer:?}"
    );
}

/// An account is found by who it is at a provider; there, and by that id alone.
pub async fn an_account_is_found_by_its_identity(storage: Storage) {
    let account = joined(&storage).await;
    let kakao = given::identity(account.id, Provider::Kakao);
    assert_eq!(by_identity(&storage, kakao).await, None);
    link(&storage, kakao).await.unwrap();

    assert_eq!(by_identity(&storage, kakao).await, Some(account.clone()));
    let elsewhere = LinkedIdentity {
        provider: Provider::Naver,
        ..kakao
    };
    assert_eq!(by_identity(&storage, elsewhere).await, None);
    let somebody_else = given::identity(account.id, Provider::Kakao);
    assert_eq!(by_identity(&storage, somebody_else).await, None);
}

/// Somebody at a provider is one account here: a second link is refused, whosever it is, and the first stays.
pub async fn an_identity_is_linked_once(storage: Storage) {
    let (ann, bob) = (joined(&storage).await, joined(&storage).await);
    let identity = given::identity(ann.id, Provider::Google);
    link(&storage, identity).await.unwrap();
    for account in [bob.id, ann.id] {
        assert_linked_already(&link(&storage, LinkedIdentity { account, ..identity }).await);
    }
    assert_eq!(by_identity(&storage, identity).await, Some(ann));
    assert_eq!(providers(&storage, bob.id).await, []);

    let at_another = LinkedIdentity {
        provider: Provider::Naver,
        account: bob.id,
        ..identity
    };
    link(&storage, at_another).await.unwrap();
    assert_eq!(by_identity(&storage, at_another).await, Some(bob));
}

/// 16 accounts want one identity at once: one gets it.
pub async fn one_of_many_links_an_identity(storage: Storage) {
    let accounts = crowd(&storage, 16).await;
    let identity = given::identity(accounts[0], Provider::Kakao);
    let answers = at_once(accounts.len(), |caller| {
        let (storage, account) = (storage.clone(), accounts[caller]);
        async move { link(&storage, LinkedIdentity { account, ..identity }).await }
    })
    .await;

    let winner = by_identity(&storage, identity).await.unwrap().id;
    for (account, answer) in accounts.into_iter().zip(&answers) {
        assert_eq!(account == winner, answer.is_ok());
        if answer.is_err() {
            assert_linked_already(answer);
        }
    }
}

/// A profile names the providers in their order, not in that of their links or of their words.
pub async fn the_providers_of_a_profile_are_in_their_order(storage: Storage) {
    let (ann, bob) = (joined(&storage).await, joined(&storage).await);
    assert_eq!(providers(&storage, ann.id).await, []);
    for provider in [Provider::Google, Provider::Naver, Provider::Kakao] {
        link(&storage, given::identity(ann.id, provider)).await.unwrap();
    }
    link(&storage, given::identity(bob.id, Provider::Naver))
        .await
        .unwrap();
    assert_eq!(providers(&storage, ann.id).await, Provider::ALL);
    assert_eq!(providers(&storage, bob.id).await, [Provider::Naver]);
    let profile = storage.accounts.profile(ann.id).await.unwrap();
    assert_eq!(profile.map(|profile| profile.account), Some(ann));
}

/// All links of an account are forgotten, and nobody else's; whom they named may be linked again.
pub async fn unlinking_forgets_all_identities_of_an_account(storage: Storage) {
    let (ann, bob) = (joined(&storage).await, joined(&storage).await);
    let cho = joined(&storage).await;
    let of_ann = Provider::ALL.map(|provider| given::identity(ann.id, provider));
    let of_bob = given::identity(bob.id, Provider::Kakao);
    for identity in of_ann.into_iter().chain([of_bob]) {
        link(&storage, identity).await.unwrap();
    }
    unlink_all(&storage, ann.id).await;
    unlink_all(&storage, ann.id).await;

    assert_eq!(providers(&storage, ann.id).await, []);
    for identity in of_ann {
        assert_eq!(by_identity(&storage, identity).await, None);
        let again = LinkedIdentity {
            account: cho.id,
            ..identity
        };
        link(&storage, again).await.unwrap();
        assert_eq!(by_identity(&storage, identity).await.as_ref(), Some(&cho));
    }
    assert_eq!(by_identity(&storage, of_bob).await, Some(bob));
}
