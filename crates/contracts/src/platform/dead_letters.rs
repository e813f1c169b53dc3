//! Messages that were given up.

use hexmart_application::platform::{DeadLetter, OutboxMessage, Storage};
use hexmart_domain::shared::NotificationId;

use super::{dead, delivered, due, enqueue, lease, minutes, retry, settle, untried};
use crate::given;

async fn dead_letters(storage: &Storage, limit: u64) -> Vec<DeadLetter> {
    storage.outbox.dead_letters(limit).await.unwrap()
}

/// A message that was given up is a dead letter with all that is known about it, and holds up nobody.
pub async fn a_dead_letter_holds_up_nobody(storage: Storage) {
    let about = given::id();
    let (first, second) = (given::message(about), given::message(about));
    for message in [&first, &second] {
        enqueue(&storage, message).await;
    }
    let lease = lease(&storage).await;
    assert!(settle(&storage, &lease, first.id, retry(minutes(1))).await);
    let why = "받지 않음 📵 '\\".to_owned() + &"힣".repeat(480);
    assert!(settle(&storage, &lease, first.id, dead(&why)).await);

    assert_eq!(due(&storage, minutes(1)).await, [second.id]);
    let expected = DeadLetter {
        id: first.id,
        topic: first.topic.to_owned(),
        tries: 2,
        why,
        written_at: first.written_at,
    };
    assert_eq!(dead_letters(&storage, 10).await, [expected]);
}

/// Dead letters are listed from the oldest to the newest, no more than asked for.
pub async fn dead_letters_are_listed_oldest_first(storage: Storage) {
    let lease = lease(&storage).await;
    let mut ids = Vec::new();
    for number in 0..5 {
        let message = OutboxMessage {
            written_at: minutes(number),
            ..given::message(given::id())
        };
        enqueue(&storage, &message).await;
        ids.push(message.id);
    }
    for turn in [3, 0, 4, 2, 1] {
        assert!(settle(&storage, &lease, ids[turn], dead("refused")).await);
    }
    let listed = |letters: Vec<DeadLetter>| -> Vec<NotificationId> {
        letters.iter().map(|letter| letter.id).collect()
    };
    assert_eq!(listed(dead_letters(&storage, 10).await), ids);
    assert_eq!(listed(dead_letters(&storage, 2).await), ids[..2]);
}

/// A dead letter can be replayed once: then it is due, its tries forgotten, and is the oldest of its aggregate again. What
/// is no dead letter cannot.
pub async fn a_dead_letter_can_be_replayed(storage: Storage) {
    let about = given::id();
    let (message, behind) = (given::message(about), given::message(about));
    let alive = given::message(given::id());
    for message in [&message, &behind, &alive] {
        enqueue(&storage, message).await;
    }
    let lease = lease(&storage).await;
    assert!(settle(&storage, &lease, message.id, retry(minutes(1))).await);
    assert!(settle(&storage, &lease, message.id, dead("refused")).await);
    assert!(settle(&storage, &lease, alive.id, delivered(minutes(1))).await);

    let replay = async |id| storage.outbox.replay(id, minutes(2)).await.unwrap();
    assert!(!replay(given::id()).await);
    assert!(!replay(behind.id).await);
    assert!(!replay(alive.id).await);
    assert!(replay(message.id).await);
    assert!(!replay(message.id).await);
    assert_eq!(dead_letters(&storage, 10).await, []);
    let messages = storage.outbox.due(&given::lane(), minutes(2), 10).await.unwrap();
    assert_eq!(messages, [untried(&message)]);
    assert!(settle(&storage, &lease, message.id, delivered(minutes(2))).await);
    assert_eq!(due(&storage, minutes(9)).await, [behind.id]);
}
