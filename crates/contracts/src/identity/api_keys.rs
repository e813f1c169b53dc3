//! Keys of machines.

use std::slice::from_ref;

use chrono::TimeDelta;
use hexmart_application::identity::KeyHolder;
use hexmart_application::platform::Storage;
use hexmart_domain::identity::{Account, AccountState, ApiKey, ApiKeyName, Role, Scope};
use hexmart_domain::shared::{ApiKeyId, Instant, UserId};

use crate::given;
use crate::writes::{attempt, joined, save_account};

async fn add(storage: &Storage, key: &ApiKey) {
    let added = attempt(storage, key.clone(), |uow, key| {
        Box::pin(async move { uow.api_keys().add(&key).await })
    });
    added.await.unwrap();
}

async fn save_end(storage: &Storage, key: &ApiKey) {
    let saved = attempt(storage, key.clone(), |uow, key| {
        Box::pin(async move { uow.api_keys().save_end(&key).await })
    });
    saved.await.unwrap();
}

async fn find(storage: &Storage, owner: UserId, id: ApiKeyId) -> Option<ApiKey> {
    let found = attempt(storage, (owner, id), |uow, (owner, id)| {
        Box::pin(async move { uow.api_keys().find(owner, id).await })
    });
    found.await.unwrap()
}

async fn live_of(storage: &Storage, owner: UserId, now: Instant) -> Vec<ApiKey> {
    let live = attempt(storage, (owner, now), |uow, (owner, now)| {
        Box::pin(async move { uow.api_keys().live_of(owner, now).await })
    });
    live.await.unwrap()
}

async fn holder(storage: &Storage, key: &ApiKey) -> Option<KeyHolder> {
    storage.credentials.api_key(key.hash).await.unwrap()
}

/// A key reads back to the last field, on every way to it.
pub async fn an_api_key_is_kept_as_it_was_made(storage: Storage) {
    let scopes = [Vec::new(), Scope::ALL.to_vec()];
    for (scopes, last_used_at) in scopes.into_iter().zip([None, Some(given::now() + given::TICK)]) {
        let owner = joined(&storage).await;
        let key = ApiKey {
            name: ApiKeyName::parse("🤖".repeat(60)).unwrap(),
            scopes: scopes.into_iter().collect(),
            expires_at: given::now() + TimeDelta::days(366) + given::TICK,
            last_used_at,
            ..given::api_key(owner.id)
        };
        add(&storage, &key).await;
        assert_eq!(find(&storage, owner.id, key.id).await, Some(key.clone()));
        let live = live_of(&storage, owner.id, given::now()).await;
        assert_eq!(live, from_ref(&key));
        let of_owner = storage.credentials.api_keys(owner.id).await.unwrap();
        assert_eq!(of_owner, from_ref(&key));
        let expected = KeyHolder {
            key: key.clone(),
            role: owner.role,
            state: owner.state,
        };
        assert_eq!(holder(&storage, &key).await, Some(expected));
    }
}

/// A key that nobody has is none, and so is another's.
pub async fn an_unknown_api_key_is_none(storage: Storage) {
    let (ann, bob) = (joined(&storage).await, joined(&storage).await);
    let key = given::api_key(ann.id);
    add(&storage, &key).await;
    assert_eq!(find(&storage, bob.id, key.id).await, None);
    assert_eq!(find(&storage, ann.id, given::id()).await, None);
    assert_eq!(holder(&storage, &given::api_key(ann.id)).await, None);
    assert_eq!(live_of(&storage, bob.id, given::now()).await, []);
    assert_eq!(storage.credentials.api_keys(bob.id).await.unwrap(), []);
}

/// The holder of a key stands as its owner does right now.
pub async fn the_holder_of_an_api_key_stands_as_its_owner(storage: Storage) {
    let mut owner = joined(&storage).await;
    let key = given::api_key(owner.id);
    add(&storage, &key).await;
    for (role, state) in Role::ALL.into_iter().rev().zip(AccountState::ALL) {
        owner = Account {
            role,
            state,
            deleted_at: (state == AccountState::Deleted).then(given::now),
            ..owner.changed(given::now())
        };
        save_account(&storage, &owner).await.unwrap();
        let expected = KeyHolder {
            key: key.clone(),
            role,
            state,
        };
        assert_eq!(holder(&storage, &key).await, Some(expected));
    }
}

/// Keys are listed from the oldest to the newest: those live at an instant for an attempt, those that were not called
/// back for their owner.
pub async fn api_keys_are_listed_oldest_first(storage: Storage) {
    let owner = joined(&storage).await;
    let keys: Vec<_> = (0..5)
        .map(|hour| ApiKey {
            created_at: given::now() + TimeDelta::hours(hour),
            ..given::api_key(owner.id)
        })
        .collect();
    for turn in [3, 0, 4, 1, 2] {
        add(&storage, &keys[turn]).await;
    }
    let revoked = ApiKey {
        revoked_at: Some(given::now()),
        ..keys[1].clone()
    };
    let expiring = ApiKey {
        expires_at: given::now() + TimeDelta::hours(9),
        ..keys[3].clone()
    };
    for key in [&revoked, &expiring] {
        save_end(&storage, key).await;
    }

    let own = [&keys[0], &keys[2], &expiring, &keys[4]].map(ApiKey::clone);
    assert_eq!(storage.credentials.api_keys(owner.id).await.unwrap(), own);
    let just = expiring.expires_at - given::TICK;
    assert_eq!(live_of(&storage, owner.id, just).await, own);
    let rest = [&keys[0], &keys[2], &keys[4]].map(ApiKey::clone);
    assert_eq!(live_of(&storage, owner.id, expiring.expires_at).await, rest);
}

/// A key that was called back is still found by its hash and its id, and says when; nothing but its end was written.
pub async fn the_end_of_an_api_key_is_kept(storage: Storage) {
    let owner = joined(&storage).await;
    let (key, other) = (given::api_key(owner.id), given::api_key(owner.id));
    for key in [&key, &other] {
        add(&storage, key).await;
    }
    let stale = ApiKey {
        expires_at: given::now() + given::TICK,
        revoked_at: Some(given::now() + TimeDelta::microseconds(3)),
        ..key.clone()
    };
    let used = given::now() + TimeDelta::minutes(5);
    storage.credentials.api_key_used(key.id, used).await.unwrap();
    let used = find(&storage, owner.id, key.id).await.unwrap().last_used_at;
    assert!(used.is_some());
    save_end(&storage, &stale).await;

    let ended = ApiKey {
        last_used_at: used,
        ..stale
    };
    assert_eq!(find(&storage, owner.id, key.id).await.as_ref(), Some(&ended));
    let found = holder(&storage, &ended).await;
    assert_eq!(found.map(|holder| holder.key), Some(ended));
    assert_eq!(find(&storage, owner.id, other.id).await, Some(other));
}

/// The use of a key is written down, to the minute, and nobody else's.
pub async fn the_last_use_of_an_api_key_is_kept(storage: Storage) {
    let owner = joined(&storage).await;
    let (key, other) = (given::api_key(owner.id), given::api_key(owner.id));
    for key in [&key, &other] {
        add(&storage, key).await;
    }
    for minutes in [1, 60] {
        let at = given::now() + TimeDelta::minutes(minutes);
        storage.credentials.api_key_used(key.id, at).await.unwrap();
        let kept = find(&storage, owner.id, key.id).await.unwrap();
        let used = kept.last_used_at.unwrap();
        assert!((used - at).abs() < TimeDelta::minutes(1), "{used} for {at}");
        let expected = ApiKey {
            last_used_at: Some(used),
            ..key.clone()
        };
        assert_eq!(kept, expected);
    }
    assert_eq!(find(&storage, owner.id, other.id).await, Some(other));
}
