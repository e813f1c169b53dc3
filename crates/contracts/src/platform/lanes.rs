//! Lanes of the outbox.

use hexmart_application::platform::{Lane, OutboxMessage, Storage};
use hexmart_domain::shared::NotificationId;

use super::{delivered, enqueue, lease, minutes, retry, settle};
use crate::given;

const ONE: &[&str] = &["notification"];
const OTHER: &[&str] = &["another_topic", "a_third_topic"];

async fn due(storage: &Storage, topics: &'static [&'static str], spared: &[[u8; 8]]) -> Vec<NotificationId> {
    let lane = Lane {
        topics,
        spared: spared.to_vec(),
    };
    let due = storage.outbox.due(&lane, given::now(), 10).await.unwrap();
    let mut due: Vec<_> = due.into_iter().map(|message| message.id).collect();
    due.sort_unstable();
    due
}

/// A message is due in the lane of its topic alone, and holds up nothing of another lane, also where both are about the same.
pub async fn a_lane_is_held_up_by_nothing_of_another(storage: Storage) {
    let first = given::message(given::id());
    let about = |topic| OutboxMessage {
        id: given::id(),
        topic,
        ..first.clone()
    };
    let [second, third, fourth] = [
        about("another_topic"),
        about("a_third_topic"),
        about("notification"),
    ];
    for message in [&first, &second, &third, &fourth] {
        enqueue(&storage, message).await;
    }
    assert_eq!(due(&storage, ONE, &[]).await, [first.id]);
    assert_eq!(due(&storage, OTHER, &[]).await, [second.id]);
    assert_eq!(due(&storage, &["unheard_of"], &[]).await, []);
    let lease = lease(&storage).await;
    assert!(settle(&storage, &lease, first.id, retry(minutes(5))).await);
    assert_eq!(due(&storage, ONE, &[]).await, []);
    assert_eq!(due(&storage, OTHER, &[]).await, [second.id]);
    assert!(settle(&storage, &lease, second.id, delivered(given::now())).await);
    assert_eq!(due(&storage, OTHER, &[]).await, [third.id]);
    assert_eq!(due(&storage, ONE, &[]).await, []);
}

/// What goes to a receiver that is spared is left out before the messages are counted, and nothing else.
pub async fn a_spared_receiver_is_sent_nothing(storage: Storage) {
    let receivers = [[0; 8], [7; 8], [255; 8]];
    let mut messages = Vec::new();
    for receiver in receivers {
        for end in [[0; 8], [9; 8], [255; 8]] {
            let mut aggregate = [0; 16];
            aggregate[..8].copy_from_slice(&receiver);
            aggregate[8..].copy_from_slice(&end);
            let message = OutboxMessage {
                aggregate,
                ..given::message(given::id())
            };
            enqueue(&storage, &message).await;
            messages.push(message.id);
        }
    }
    let expected = |from: std::ops::Range<usize>| {
        let mut expected = messages[from].to_vec();
        expected.sort_unstable();
        expected
    };
    assert_eq!(due(&storage, ONE, &[]).await, expected(0..9));
    assert_eq!(due(&storage, ONE, &[[0; 8]]).await, expected(3..9));
    assert_eq!(due(&storage, ONE, &[[0; 8], [255; 8]]).await, expected(3..6));
    assert_eq!(due(&storage, ONE, &receivers).await, []);
    assert_eq!(due(&storage, ONE, &[[6; 8], [8; 8]]).await, expected(0..9));
    let lane = Lane {
        topics: ONE,
        spared: vec![[0; 8], [7; 8]],
    };
    let few = storage.outbox.due(&lane, given::now(), 3).await.unwrap();
    assert_eq!(few.len(), 3);
    assert!(few.iter().all(|message| message.receiver() == [255; 8]));
}
