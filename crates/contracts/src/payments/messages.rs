//! What providers say of their own accord.

use chrono::TimeDelta;
use hexmart_application::platform::{Abort, Storage, StoreError, transact};
use hexmart_domain::payments::Provider;
use hexmart_domain::shared::Instant;

use crate::callers::at_once;
use crate::given;
use crate::writes::attempt;

/// Hears a message; answers whether it is news.
async fn hear(storage: &Storage, provider: Provider, message: &str) -> bool {
    let heard = attempt(
        storage,
        (provider, message.to_owned()),
        |uow, (provider, message)| {
            Box::pin(async move { uow.payments().heard(provider, &message, given::now()).await })
        },
    );
    heard.await.unwrap()
}

/// A message is news once; the same name by another provider, in another case or with a blank more is another message.
pub async fn a_message_of_a_provider_is_heard_once(storage: Storage) {
    let long = "f".repeat(63);
    for message in [
        "msg-1",
        "MSG-1",
        "msg-1 ",
        "msg-é",
        &format!("{long}0"),
        &format!("{long}1"),
    ] {
        for provider in Provider::ALL {
            assert!(hear(&storage, provider, message).await, "{message:?}");
        }
        for provider in Provider::ALL {
            assert!(!hear(&storage, provider, message).await, "{message:?}");
        }
    }
}

/// 12 deliveries of one message at once: one of them is news.
pub async fn one_of_many_hears_a_message(storage: Storage) {
    let answers = at_once(12, |_| {
        let storage = storage.clone();
        async move { hear(&storage, Provider::Toss, "once").await }
    })
    .await;
    assert_eq!(answers.into_iter().filter(|is_news| *is_news).count(), 1);
}

/// Old messages are forgotten, the oldest first, and are news again; later ones stay known.
pub async fn old_messages_are_forgotten(storage: Storage) {
    let before = given::now();
    let hear_at = async |message: &'static str, at: Instant| {
        let heard = attempt(&storage, (message, at), |uow, (message, at)| {
            Box::pin(async move { uow.payments().heard(Provider::Toss, message, at).await })
        });
        heard.await.unwrap()
    };
    let forget = async |limit| {
        let forgotten = attempt(&storage, (before, limit), |uow, (before, limit)| {
            Box::pin(async move { uow.payments().forget_messages(before, limit).await })
        });
        forgotten.await.unwrap()
    };
    assert_eq!(forget(2).await, 0);
    for (message, age) in [("c", 1), ("a", 3), ("b", 2), ("now", 0), ("later", -1)] {
        assert!(hear_at(message, before - TimeDelta::microseconds(age)).await);
    }
    assert_eq!([forget(1).await, forget(5).await, forget(5).await], [1, 2, 0]);
    for (message, is_news) in [
        ("a", true),
        ("b", true),
        ("c", true),
        ("now", false),
        ("later", false),
    ] {
        assert_eq!(hear_at(message, before).await, is_news, "{message}");
    }
    // What came in one moment goes in one.
    for message in ["d", "e"] {
        assert!(hear_at(message, before - TimeDelta::days(1)).await);
    }
    assert_eq!([forget(1).await, forget(1).await], [2, 0]);
}

/// A message that an attempt heard before it was refused is news to the next.
pub async fn a_refused_attempt_hears_nothing(storage: Storage) {
    let refused = transact(&*storage.store, "refused", |uow| {
        Box::pin(async move {
            assert!(
                uow.payments()
                    .heard(Provider::Sandbox, "again", given::now())
                    .await?
            );
            Err::<(), _>(Abort::Refused(StoreError::backend("a rule said no")))
        })
    });
    assert!(refused.await.is_err());
    assert!(hear(&storage, Provider::Sandbox, "again").await);
    assert!(!hear(&storage, Provider::Sandbox, "again").await);
}
