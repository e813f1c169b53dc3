//! Receivers that fail for long, or for ever.

use chrono::TimeDelta;
use hexmart_application::webhooks::{WebhookError, Webhooks as _};
use hexmart_domain::webhooks::{Attempt, DeliveryState};

use crate::world::{World, sheet};

const A: &str = "https://a.example/hooks";

#[tokio::test]
async fn a_delivery_is_tried_for_three_days() {
    let world = World::new();
    let endpoint = world.endpoint(A, &["*"]).await;
    world.happens(1, 1).await;
    world.happens(1, 2).await;
    world.receivers.will(A, |_| Attempt::failed("no answer in time"));
    let (worker, start) = (world.worker(), world.now());
    let mut tried_at = Vec::new();
    while world
        .deliveries(&endpoint)
        .await
        .first()
        .is_none_or(|first| first.state == DeliveryState::Waiting)
    {
        worker.run().await;
        tried_at.extend(world.receivers.heard(A).iter().map(|(message, _)| message.at));
        world.turn(TimeDelta::minutes(1));
    }
    assert!(tried_at.is_sorted());
    let last = world.now() - start;
    assert!((66..=86).contains(&last.num_hours()), "{last}");
    // The last failure ends it, and lets the next one pass, as soon as the receiver is asked again.
    assert_eq!(tried_at.len(), 10);
    let [given_up, next] = &world.deliveries(&endpoint).await[..] else {
        panic!("two deliveries");
    };
    assert_eq!(
        (given_up.tries, given_up.last_error.as_deref()),
        (10, Some("no answer in time"))
    );
    assert_eq!((next.tries, next.state), (0, DeliveryState::Waiting));

    // Nothing lies dead in the outbox: what failed is in the list of deliveries, from where it can be sent again.
    assert_eq!(world.storage.outbox.dead_letters(10).await.unwrap(), []);
    world.receivers.will(A, |_| Attempt::answered(200));
    world.turn(TimeDelta::hours(2));
    worker.run().await;
    world.service.replay(given_up.id).await.unwrap();
    worker.run().await;
    assert_eq!(world.receivers.numbers(A), [2, 1]);
}

#[tokio::test]
async fn an_endpoint_is_disabled_when_nothing_arrives_for_five_days() {
    let world = World::new();
    let endpoint = world.endpoint(A, &["*"]).await;
    world.receivers.will(A, |_| Attempt::answered(500));
    let worker = world.worker();
    for day in 0..5_u8 {
        world.happens(day, day.into()).await;
        worker.run().await;
        assert!(world.stored(&endpoint).await.sheet.enabled, "day {day}");
        world.turn(TimeDelta::days(1));
    }
    worker.run().await;
    assert!(!world.stored(&endpoint).await.sheet.enabled);
    assert_eq!(world.audit().await, ["webhook.made", "webhook.disabled"]);
    let log = world.storage.audit.after(1, 1).await.unwrap();
    assert_eq!(
        (log[0].event.actor, log[0].event.note.as_str()),
        (None, "nothing arrived for five days")
    );

    // What was on its way is given up, and what happens now is not sent.
    world.receivers.heard(A);
    world.happens(9, 9).await;
    world.turn(TimeDelta::days(2));
    worker.run().await;
    assert!(world.receivers.heard(A).is_empty());
    let deliveries = world.deliveries(&endpoint).await;
    assert_eq!(deliveries.len(), 5);
    assert!(
        deliveries
            .iter()
            .all(|delivery| delivery.state == DeliveryState::Failed)
    );
    world.assert_idle().await;
}

#[tokio::test]
async fn a_receiver_that_says_to_be_gone_is_left_alone() {
    let world = World::new();
    let endpoint = world.endpoint(A, &["*"]).await;
    for number in 1..4 {
        world.happens(1, number).await;
    }
    world.receivers.will(A, |_| Attempt::answered(410));
    let worker = world.worker();
    worker.run().await;
    assert_eq!(world.receivers.numbers(A), [-1]);
    assert_eq!(world.audit().await, ["webhook.made", "webhook.disabled"]);
    world.assert_idle().await;
    let deliveries = world.deliveries(&endpoint).await;
    let errors: Vec<_> = deliveries
        .iter()
        .map(|delivery| delivery.last_error.as_deref().unwrap())
        .collect();
    assert_eq!(
        errors,
        [
            "the receiver answered 410",
            "the webhook was not enabled",
            "the webhook was not enabled"
        ]
    );

    let refused = world.service.replay(deliveries[0].id).await;
    assert!(matches!(refused, Err(WebhookError::Disabled)));
    let seen = world.stored(&endpoint).await.version;
    world
        .service
        .change(None, endpoint.id, sheet(A, &["*"]), seen)
        .await
        .unwrap();
    world.receivers.will(A, |_| Attempt::answered(200));
    for delivery in deliveries {
        world.service.replay(delivery.id).await.unwrap();
    }
    world.turn(TimeDelta::minutes(1));
    worker.run().await;
    assert_eq!(world.receivers.numbers(A), [1, 2, 3]);
}

#[tokio::test]
async fn failures_end_when_something_arrives() {
    let world = World::new();
    let endpoint = world.endpoint(A, &["*"]).await;
    let worker = world.worker();
    for day in 0..9_u8 {
        let status = if day % 4 == 3 { 200 } else { 500 };
        world.receivers.will(A, move |_| Attempt::answered(status));
        world.happens(day, day.into()).await;
        world.turn(TimeDelta::days(1));
        worker.run().await;
    }
    assert!(world.stored(&endpoint).await.sheet.enabled);
    assert_eq!(world.audit().await, ["webhook.made"]);
}
