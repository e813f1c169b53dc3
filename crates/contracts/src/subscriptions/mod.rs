//! Promises of `SubscriptionRepository` and `SubscriptionQueries`.

use hexmart_application::platform::{Storage, StoreError};
use hexmart_domain::shared::UserId;
use hexmart_domain::subscription::{Subscription, SubscriptionState, SubscriptionTerms};

use crate::callers::at_once;
use crate::given;
use crate::writes::{attempt, once};

fn started(on: &str) -> Subscription {
    let terms = SubscriptionTerms {
        fee: given::points(9_999_999_999),
        days: 28,
    };
    Subscription::start(None, given::id(), terms, given::day(on), given::now()).unwrap()
}

async fn save(storage: &Storage, subscription: &Subscription) -> Result<(), StoreError> {
    once(storage, subscription.clone(), |uow, subscription| {
        Box::pin(async move { uow.subscriptions().save(&subscription).await })
    })
    .await
}

/// A subscription, on which attempts and questions agree.
async fn kept(storage: &Storage, user: UserId) -> Option<Subscription> {
    let found = attempt(storage, user, |uow, user| {
        Box::pin(async move { uow.subscriptions().find(user).await })
    });
    let found = found.await.unwrap();
    assert_eq!(storage.subscriptions.of(user).await.unwrap(), found);
    found
}

/// A subscription reads back to the last field; who has none has none.
pub async fn a_subscription_is_kept_as_it_was_started(storage: Storage) {
    let (one, other) = (started("2023-06-01"), started("2026-11-20"));
    for subscription in [&one, &other] {
        save(&storage, subscription).await.unwrap();
    }
    assert_eq!(kept(&storage, one.user).await, Some(one));
    assert_eq!(kept(&storage, other.user).await, Some(other));
    assert_eq!(kept(&storage, given::id()).await, None);
}

/// Every change is kept.
pub async fn a_changed_subscription_is_kept(storage: Storage) {
    let first = started("2023-06-01");
    save(&storage, &first).await.unwrap();
    for (version, state) in (2..).zip(SubscriptionState::ALL) {
        let changed = Subscription {
            state,
            period: 40 + version,
            fee: given::points(version),
            started_on: given::day("2024-02-29"),
            next_payment: given::day("2024-03-28"),
            version,
            updated_at: given::now() + given::TICK,
            ..first.clone()
        };
        save(&storage, &changed).await.unwrap();
        assert_eq!(kept(&storage, first.user).await, Some(changed));
    }
}

/// Who has not read how a subscription is cannot change it.
pub async fn a_stale_subscription_is_a_conflict(storage: Storage) {
    let first = started("2023-06-01");
    save(&storage, &first).await.unwrap();
    let lapsed = first.lapsed(given::now());
    save(&storage, &lapsed).await.unwrap();
    let unknown = Subscription {
        user: given::id(),
        ..lapsed.clone()
    };
    let ahead = Subscription {
        version: 4,
        ..lapsed.clone()
    };
    for stale in [first, lapsed.clone(), ahead, unknown.clone()] {
        let answer = save(&storage, &stale).await;
        assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    }
    assert_eq!(kept(&storage, lapsed.user).await, Some(lapsed));
    assert_eq!(kept(&storage, unknown.user).await, None);
}

/// What goes on or ends is due on the day of the next payment, what is over never again.
pub async fn subscriptions_are_due_when_their_periods_are_over(storage: Storage) {
    let late = started("2023-06-03");
    let early = started("2023-06-01");
    let over = started("2023-06-01").lapsed(given::now());
    let cancelled = started("2023-06-02").cancelled(given::day("2023-06-02"), given::now());
    let cancelled = cancelled.unwrap().unwrap();
    for subscription in [&late, &early, &cancelled, &over] {
        let first = Subscription {
            version: 1,
            ..subscription.clone()
        };
        save(&storage, &first).await.unwrap();
    }
    for (on, limit, users) in [
        ("2023-06-28", 9, vec![]),
        ("2023-06-29", 9, vec![early.user]),
        ("2023-06-30", 9, vec![early.user, cancelled.user]),
        ("2024-06-30", 9, vec![early.user, cancelled.user, late.user]),
        ("2024-06-30", 2, vec![early.user, cancelled.user]),
    ] {
        assert_eq!(
            storage.subscriptions.due(given::day(on), limit).await.unwrap(),
            users,
            "{on}"
        );
    }
}

/// Of 12 callers who start at once, one does; the others find it started.
pub async fn one_of_many_starts_a_subscription(storage: Storage) {
    let wanted = started("2023-06-01");
    let answers = at_once(12, |_| {
        let (storage, wanted) = (storage.clone(), wanted.clone());
        async move {
            let started = attempt(&storage, wanted, |uow, wanted| {
                Box::pin(async move {
                    if uow.subscriptions().find(wanted.user).await?.is_some() {
                        return Ok(false);
                    }
                    uow.subscriptions().save(&wanted).await?;
                    Ok(true)
                })
            });
            started.await.unwrap()
        }
    })
    .await;
    assert_eq!(answers.into_iter().filter(|started| *started).count(), 1);
    assert_eq!(kept(&storage, wanted.user).await, Some(wanted));
}
