//! Registrations for funding.

use hexmart_application::platform::{Storage, StoreError};
use hexmart_domain::funding::{AccountType, Pocket};
use hexmart_domain::shared::UserId;

use crate::given;
use crate::writes::{attempt, once};

async fn save(storage: &Storage, pocket: &Pocket) -> Result<(), StoreError> {
    once(storage, pocket.clone(), |uow, pocket| {
        Box::pin(async move { uow.pockets().save(&pocket).await })
    })
    .await
}

async fn kept(storage: &Storage, user: UserId) -> Option<Pocket> {
    let found = attempt(storage, user, |uow, user| {
        Box::pin(async move { uow.pockets().of(user).await })
    });
    let found = found.await.unwrap();
    assert_eq!(storage.campaigns.pocket(user).await.unwrap(), found);
    found
}

/// A pocket reads back to the last field, and so does every change of it.
pub async fn a_pocket_is_kept_as_it_was_registered(storage: Storage) {
    let user = given::id();
    assert_eq!(kept(&storage, user).await, None);
    let mut pocket = given::pocket(user);
    save(&storage, &pocket).await.unwrap();
    assert_eq!(kept(&storage, user).await, Some(pocket.clone()));
    let later = given::now() + given::TICK;
    pocket = pocket.closed(later).unwrap();
    save(&storage, &pocket).await.unwrap();
    assert_eq!(kept(&storage, user).await, Some(pocket.clone()));
    pocket = pocket.registered_again(AccountType::parse("가".repeat(50)).unwrap(), later + given::TICK);
    save(&storage, &pocket).await.unwrap();
    assert_eq!(kept(&storage, user).await, Some(pocket));
    assert_eq!(kept(&storage, given::id()).await, None);
}

/// Who has not read how a pocket is cannot change it, and an account has one.
pub async fn a_stale_pocket_is_a_conflict(storage: Storage) {
    let pocket = given::pocket(given::id());
    save(&storage, &pocket).await.unwrap();
    let of = |version| Pocket {
        version,
        is_active: false,
        ..pocket.clone()
    };
    for stale in [of(1), of(3), of(0)] {
        let answer = save(&storage, &stale).await;
        assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    }
    let unknown = Pocket {
        user: given::id(),
        ..of(2)
    };
    let answer = save(&storage, &unknown).await;
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    assert_eq!(kept(&storage, pocket.user).await, Some(pocket));
}
