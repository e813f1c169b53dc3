//! Messages that many write at once.

use hexmart_application::platform::Storage;
use hexmart_domain::shared::NotificationId;

use super::{delivered, due, enqueue, lease, settle};
use crate::callers::{Underway, at_once};
use crate::given;
use crate::writes::{attempt, joined};

/// Delivers everything, one message after another; answers the order.
async fn deliver_all(storage: &Storage) -> Vec<NotificationId> {
    let lease = lease(storage).await;
    let mut order = Vec::new();
    loop {
        let next = due(storage, given::now()).await;
        let Some(id) = next.first() else {
            return order;
        };
        assert_eq!(next.len(), 1, "two messages of one aggregate are due");
        assert!(settle(storage, &lease, *id, delivered(given::now())).await);
        order.push(*id);
    }
}

/// 16 callers change an account and tell of it at once: the messages are delivered in the order of the changes.
pub async fn messages_are_delivered_in_the_order_of_their_commits(storage: Storage) {
    let account = joined(&storage).await.id;
    let answers = at_once(16, |caller| {
        let storage = storage.clone();
        async move {
            let write = (given::message(account), caller % 2 == 0);
            attempt(&storage, write, move |uow, (message, tells_first)| {
                Box::pin(async move {
                    if tells_first {
                        uow.outbox().enqueue(&message).await?;
                    }
                    let found = uow.accounts().find(account).await?.unwrap();
                    let changed = found.changed(given::now());
                    uow.accounts().save(&changed).await?;
                    if !tells_first {
                        uow.outbox().enqueue(&message).await?;
                    }
                    Ok((changed.version, message.id))
                })
            })
            .await
            .unwrap()
        }
    })
    .await;

    let mut answers = answers;
    answers.sort_unstable();
    let expected: Vec<_> = answers.into_iter().map(|(_, id)| id).collect();
    assert_eq!(expected.len(), 16);
    assert_eq!(deliver_all(&storage).await, expected);
}

/// 16 callers write to one aggregate at once, and nothing else: every message is delivered once.
pub async fn messages_that_are_written_at_once_are_delivered_once(storage: Storage) {
    let about = given::id();
    let mut written = at_once(16, |_| {
        let (storage, message) = (storage.clone(), given::message(about));
        async move {
            enqueue(&storage, &message).await;
            message.id
        }
    })
    .await;
    let mut order = deliver_all(&storage).await;
    written.sort_unstable();
    order.sort_unstable();
    assert_eq!(order, written);
}

/// A rival writes to the aggregate of an attempt under way: a message that was seen at the head of the line stays there,
/// whoever began first.
pub async fn nobody_jumps_the_queue(storage: Storage) {
    let about = given::id();
    let (own, rival) = (given::message(about), given::message(about));
    let ids = [own.id, rival.id];
    let underway = Underway::begin(&storage, move |uow| {
        let own = own.clone();
        Box::pin(async move { uow.outbox().enqueue(&own).await })
    })
    .await;
    let other = storage.clone();
    let (own, seen) = underway
        .overtaken(async move {
            enqueue(&other, &rival).await;
            due(&other, given::now()).await
        })
        .await;

    own.unwrap();
    let order = deliver_all(&storage).await;
    assert_eq!(order[..1], seen);
    assert!(order.len() == 2 && ids.iter().all(|id| order.contains(id)));
}
