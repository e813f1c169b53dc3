use hexmart_application::platform::{EVENT, Lane, OutboxMessage, Storage};
use hexmart_domain::shared::NotificationId;
use hexmart_domain::webhooks::WebhookEndpoint;

use super::endpoints::save;
use crate::given;
use crate::platform::{delivered, lease, settle};
use crate::writes::{attempt, once};

fn event() -> OutboxMessage {
    OutboxMessage {
        topic: EVENT,
        ..given::message(given::id())
    }
}

/// Puts messages into the outbox, in one attempt, which adds an endpoint first if there is one to be added.
async fn enqueue(storage: &Storage, messages: &[&OutboxMessage], endpoint: Option<WebhookEndpoint>) {
    let messages: Vec<_> = messages.iter().map(|message| (*message).clone()).collect();
    let written = attempt(storage, (messages, endpoint), |uow, (messages, endpoint)| {
        Box::pin(async move {
            if let Some(endpoint) = endpoint {
                uow.webhooks().add(&endpoint).await?;
            }
            uow.outbox().enqueue_all(&messages).await
        })
    });
    written.await.unwrap();
}

async fn kept(storage: &Storage) -> Vec<NotificationId> {
    let lane = Lane {
        topics: &["notification", EVENT],
        spared: Vec::new(),
    };
    let due = storage.outbox.due(&lane, given::now(), 100).await.unwrap();
    let mut kept: Vec<_> = due.iter().map(|message| message.id).collect();
    kept.sort_unstable();
    kept
}

/// Events are written while somebody listens, whatever else is written beside them; from the attempt that adds an endpoint on,
/// and up to the one that disables or removes the last.
pub async fn events_are_kept_while_an_endpoint_is_enabled(storage: Storage) {
    let letters = [0; 4].map(|_| given::message(given::id()));
    let [before, off, between, after] = [0; 4].map(|_| event());
    let (first, last) = (event(), event());
    enqueue(&storage, &[&before, &letters[0]], None).await;
    let mut silent = given::webhook();
    silent.sheet.enabled = false;
    enqueue(&storage, &[&letters[1], &off], Some(silent)).await;
    let kept_letters = vec![letters[0].id, letters[1].id];
    assert_eq!(kept(&storage).await, kept_letters);

    let endpoint = given::webhook();
    enqueue(&storage, &[&first, &letters[2], &last], Some(endpoint.clone())).await;
    let mut all = [kept_letters.clone(), vec![first.id, letters[2].id, last.id]].concat();
    all.sort_unstable();
    assert_eq!(kept(&storage).await, all);

    let mut disabled = endpoint.clone();
    disabled.sheet.enabled = false;
    disabled.version += 1;
    save(&storage, &disabled).await.unwrap();
    enqueue(&storage, &[&between], None).await;
    assert_eq!(kept(&storage).await, all);

    let removed = once(&storage, disabled, |uow, endpoint| {
        Box::pin(async move { uow.webhooks().remove(&endpoint).await })
    });
    removed.await.unwrap();
    enqueue(&storage, &[&after, &letters[3]], None).await;
    all.push(letters[3].id);
    all.sort_unstable();
    assert_eq!(kept(&storage).await, all);
}

/// What is left out of a line leaves those before and behind it in their order.
pub async fn a_line_goes_on_behind_what_nobody_hears_of(storage: Storage) {
    let about = given::id();
    let letter = || given::message(about);
    let [one, two, three] = [letter(), letter(), letter()];
    let unheard = OutboxMessage {
        topic: EVENT,
        ..letter()
    };
    enqueue(&storage, &[&one, &unheard, &two], None).await;
    enqueue(&storage, &[&unheard], None).await;
    enqueue(&storage, &[&three], None).await;
    let lease = lease(&storage).await;
    for next in [one.id, two.id, three.id] {
        assert_eq!(kept(&storage).await, [next]);
        assert!(settle(&storage, &lease, next, delivered(given::now())).await);
    }
    assert_eq!(kept(&storage).await, []);
}
