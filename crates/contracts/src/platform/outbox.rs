//! Messages to be delivered, as their worker sees them.

use chrono::TimeDelta;
use hexmart_application::platform::{Abort, DueMessage, OutboxMessage, Storage, StoreError, transact};
use hexmart_domain::shared::NotificationId;

use super::{acquire, dead, delivered, due, enqueue, lease, minutes, retry, settle, untried};
use crate::given;
use crate::writes::attempt;

/// A message is due as it was written, the longest and strangest payload too.
pub async fn a_message_is_kept_as_it_was_written(storage: Storage) {
    for payload in [
        "{}".to_owned(),
        format!("\"{}\\u0000 '%_\r\n\"", "안녕 👋".repeat(2_000)),
    ] {
        let message = OutboxMessage {
            topic: "another_topic",
            payload,
            ..given::message(given::id())
        };
        enqueue(&storage, &message).await;
        let messages = storage
            .outbox
            .due(&given::lane(), given::now(), 100)
            .await
            .unwrap();
        assert!(messages.contains(&untried(&message)));
    }
}

/// A message is written with everything else its attempt writes, or not at all.
pub async fn a_message_is_in_the_commit_of_its_attempt(storage: Storage) {
    let (account, message) = (given::person(), given::message(given::id()));
    for is_refused in [true, false] {
        let write = (account.clone(), message.clone());
        let answer = transact(&*storage.store, "tell", move |uow| {
            let (account, message) = write.clone();
            Box::pin(async move {
                uow.outbox().enqueue(&message).await?;
                uow.accounts().add(&account).await?;
                if is_refused {
                    return Err(Abort::Refused(StoreError::backend("a rule said no")));
                }
                Ok(())
            })
        })
        .await;
        assert_eq!(answer.is_err(), is_refused);
        let profile = storage.accounts.profile(account.id).await.unwrap();
        assert_eq!(profile.is_none(), is_refused);
        assert_eq!(due(&storage, given::now()).await.is_empty(), is_refused);
    }
}

/// Of each aggregate, its oldest message is due; the next when that was delivered.
pub async fn messages_of_an_aggregate_are_due_one_after_the_other(storage: Storage) {
    let (ann, bob) = (given::id(), given::id());
    let messages = [ann, bob, ann, ann, bob].map(given::message);
    for message in &messages {
        enqueue(&storage, message).await;
    }
    let [a1, b1, a2, a3, b2] = messages.map(|message| message.id);
    let lease = lease(&storage).await;
    for (due_now, next) in [
        (vec![a1, b1], a1),
        (vec![a2, b1], b1),
        (vec![a2, b2], a2),
        (vec![a3, b2], a3),
        (vec![b2], b2),
    ] {
        let mut listed = due(&storage, given::now()).await;
        listed.sort_unstable();
        let mut expected = due_now;
        expected.sort_unstable();
        assert_eq!(listed, expected);
        assert!(settle(&storage, &lease, next, delivered(given::now())).await);
    }
    assert_eq!(due(&storage, minutes(9)).await, []);
}

/// The order of an aggregate is that in which its messages were written, not that of their ids or of clocks.
pub async fn the_order_of_messages_is_that_of_their_writing(storage: Storage) {
    let about = given::id();
    let mut messages: Vec<_> = (0..7)
        .map(|number| OutboxMessage {
            written_at: given::now() + TimeDelta::seconds(number),
            ..given::message(about)
        })
        .collect();
    messages.reverse();
    for message in &messages[..2] {
        enqueue(&storage, message).await;
    }
    let others = messages[2..].to_vec();
    let together = attempt(&storage, others, |uow, others| {
        Box::pin(async move {
            for message in &others[..2] {
                uow.outbox().enqueue(message).await?;
            }
            uow.outbox().enqueue_all(&others[2..]).await?;
            uow.outbox().enqueue_all(&[]).await
        })
    });
    together.await.unwrap();

    let lease = lease(&storage).await;
    for message in messages {
        assert_eq!(due(&storage, minutes(1)).await, [message.id]);
        assert!(settle(&storage, &lease, message.id, delivered(minutes(1))).await);
    }
}

/// Of many messages, those that wait longest come first, and no more than asked for.
pub async fn the_longest_waiting_message_is_due_first(storage: Storage) {
    let mut expected = Vec::new();
    for number in 0..6 {
        let message = OutboxMessage {
            written_at: minutes(number),
            ..given::message(given::id())
        };
        enqueue(&storage, &message).await;
        expected.push(message.id);
    }
    assert_eq!(due(&storage, minutes(9)).await, expected);
    let first = storage.outbox.due(&given::lane(), minutes(9), 2).await.unwrap();
    let first: Vec<_> = first.iter().map(|message| message.id).collect();
    assert_eq!(first, expected[..2]);
}

/// A message that failed is due again at its time and not before, with its tries counted; meanwhile it holds up its own
/// aggregate, and no other.
pub async fn a_failed_message_holds_up_its_aggregate_alone(storage: Storage) {
    let about = given::id();
    let (first, second, other) = (
        given::message(about),
        given::message(about),
        given::message(given::id()),
    );
    for message in [&first, &second, &other] {
        enqueue(&storage, message).await;
    }
    let lease = lease(&storage).await;
    for tries in 1..=3_u32 {
        let at = minutes(i64::from(tries));
        assert!(settle(&storage, &lease, first.id, retry(at)).await);
        assert_eq!(due(&storage, at - given::TICK).await, [other.id]);
        let again = storage.outbox.due(&given::lane(), at, 100).await.unwrap();
        let expected = DueMessage {
            tries,
            ..untried(&first)
        };
        assert!(
            again.contains(&expected) && again.contains(&untried(&other)),
            "{again:?}"
        );
        assert_eq!(again.len(), 2);
    }
    assert!(settle(&storage, &lease, first.id, delivered(minutes(4))).await);
    let mut left = due(&storage, minutes(4)).await;
    left.sort_unstable();
    assert_eq!(left, [second.id, other.id]);
}

/// What became of several messages is written down at once, of those that are named and no others; nothing without the lease.
pub async fn messages_that_fare_alike_are_settled_together(storage: Storage) {
    let messages: [OutboxMessage; 4] = std::array::from_fn(|_| given::message(given::id()));
    for message in &messages {
        enqueue(&storage, message).await;
    }
    let [first, second, third, fourth] = messages.map(|message| message.id);
    let lost = lease(&storage).await;
    let lease = acquire(&storage, [9; 16], minutes(60)).await.unwrap();
    let settle_all = async |lease, messages: &[NotificationId], outcome| {
        storage.outbox.settle_all(lease, messages, outcome).await.unwrap()
    };
    assert!(!settle_all(&lost, &[first, second, third], delivered(minutes(60))).await);
    assert_eq!(due(&storage, minutes(60)).await.len(), 4);
    assert!(settle_all(&lease, &[third, first, second], delivered(minutes(60))).await);
    assert_eq!(due(&storage, minutes(60)).await, [fourth]);
    assert!(settle_all(&lease, &[fourth], retry(minutes(70))).await);
    assert!(settle_all(&lease, &[], delivered(minutes(60))).await);
    assert_eq!(due(&storage, minutes(69)).await, []);
    assert_eq!(due(&storage, minutes(70)).await, [fourth]);
}

/// Messages that were delivered before an instant are forgotten, so many at a time; what waits or died stays.
pub async fn delivered_messages_are_forgotten(storage: Storage) {
    let lease = lease(&storage).await;
    let before = minutes(10);
    for at in [1, 2, 3]
        .map(minutes)
        .into_iter()
        .chain([before, before + given::TICK])
    {
        let message = given::message(given::id());
        enqueue(&storage, &message).await;
        assert!(settle(&storage, &lease, message.id, delivered(at)).await);
    }
    let (waits, died) = (given::message(given::id()), given::message(given::id()));
    for message in [&waits, &died] {
        enqueue(&storage, message).await;
    }
    assert!(settle(&storage, &lease, died.id, dead("refused")).await);

    let purge = async |before, limit| storage.outbox.purge(before, limit).await.unwrap();
    assert_eq!(purge(before, 2).await, 2);
    assert_eq!(purge(before, 2).await, 1);
    assert_eq!(purge(before, 2).await, 0);
    assert_eq!(purge(before + TimeDelta::days(1), 10).await, 2);
    assert_eq!(due(&storage, minutes(99)).await, [waits.id]);
    assert_eq!(storage.outbox.dead_letters(10).await.unwrap().len(), 1);
}

/// Whoever lost the lease has no say: nothing changes, and the answer is false.
pub async fn a_lost_lease_settles_nothing(storage: Storage) {
    let message = given::message(given::id());
    enqueue(&storage, &message).await;
    let lost = lease(&storage).await;
    let newer = acquire(&storage, [9; 16], minutes(60)).await.unwrap();
    assert!(newer.fence > lost.fence);

    for outcome in [delivered(minutes(60)), retry(minutes(99)), dead("refused")] {
        assert!(!settle(&storage, &lost, message.id, outcome).await);
        let messages = storage.outbox.due(&given::lane(), minutes(60), 10).await.unwrap();
        assert_eq!(messages, [untried(&message)]);
        assert_eq!(storage.outbox.dead_letters(10).await.unwrap(), []);
    }
    storage.leases.release(&newer).await.unwrap();
    for lease in [&newer, &lost] {
        assert!(!settle(&storage, lease, message.id, retry(minutes(99))).await);
    }
    assert_eq!(due(&storage, minutes(60)).await, [message.id]);
}
