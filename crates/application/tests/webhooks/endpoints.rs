//! Making, changing and removing endpoints.

use chrono::TimeDelta;
use hexmart_application::webhooks::{WebhookError, Webhooks as _, webhook_jobs};
use hexmart_domain::shared::{DeliveryId, WebhookId};
use hexmart_domain::webhooks::{Attempt, Delivery, DeliveryState, WebhookEndpoint, WebhookSheet};

use crate::world::{World, sheet};

const A: &str = "https://a.example/hooks";
const B: &str = "https://b.example/hooks";

fn nobody(world: &World) -> WebhookId {
    world.mint.id(world.now())
}

#[tokio::test]
async fn a_secret_is_shown_once() {
    let world = World::new();
    let actor = Some(world.mint.id(world.now()));
    let made = world.service.create(actor, sheet(A, &["order.*"])).await.unwrap();
    assert!(made.secret.starts_with("whsec_") && made.secret.len() == 50);
    let shown = world.service.endpoints().await.unwrap();
    assert_eq!(shown, std::slice::from_ref(&made.endpoint));
    assert!(!format!("{shown:?}{made:?}").contains("whsec_"));
    let log = world.storage.audit.after(0, 10).await.unwrap();
    assert_eq!((log[0].event.actor, log[0].event.note.as_str()), (actor, A));
    assert_eq!(log[0].event.subject, made.endpoint.id.to_string());
}

#[tokio::test]
async fn a_secret_that_was_replaced_is_signed_with_for_a_day() {
    let world = World::new();
    let endpoint = world.endpoint(A, &["*"]).await;
    let rotated = world.service.rotate_secret(None, endpoint.id).await.unwrap();
    assert_ne!(rotated.endpoint.secrets.current, endpoint.secrets.current);
    let mut live = Vec::new();
    for wait in [TimeDelta::zero(), TimeDelta::hours(24)] {
        world.turn(wait);
        world.happens(1, 1).await;
        world.worker().run().await;
        live.push(world.receivers.heard(A)[0].0.secrets.clone());
    }
    let (new, old) = (rotated.endpoint.secrets.current, endpoint.secrets.current);
    assert_eq!(live, [vec![new.clone(), old], vec![new]]);
    let unknown = world.service.rotate_secret(None, nobody(&world)).await;
    assert!(matches!(unknown, Err(WebhookError::Unknown)));
    assert_eq!(world.audit().await, ["webhook.made", "webhook.secret_rotated"]);
}

#[tokio::test]
async fn an_endpoint_is_changed_by_whoever_saw_it_last() {
    let world = World::new();
    let endpoint = world.endpoint(A, &["*"]).await;
    let change = |seen| {
        world
            .service
            .change(None, endpoint.id, sheet(B, &["stock.*"]), seen)
    };
    let changed = change(1).await.unwrap();
    assert_eq!((changed.version, changed.sheet.url.as_str()), (2, B));
    assert!(matches!(change(1).await, Err(WebhookError::Stale)));
    let unknown = world
        .service
        .change(None, nobody(&world), sheet(B, &["*"]), 1)
        .await;
    assert!(matches!(unknown, Err(WebhookError::Unknown)));
    // What is on its way goes where the endpoint is now.
    assert_eq!(world.audit().await, ["webhook.made", "webhook.changed"]);
}

#[tokio::test]
async fn nothing_is_sent_where_nothing_may_be_sent() {
    let world = World::new();
    let plain = || sheet("http://a.example/", &["*"]);
    let refused = world.service.create(None, plain()).await;
    assert!(matches!(refused, Err(WebhookError::Address(_))));
    let endpoint = world.endpoint(A, &["*"]).await;
    let refused = world.service.change(None, endpoint.id, plain(), 1).await;
    assert!(matches!(refused, Err(WebhookError::Address(_))));
    assert_eq!(world.stored(&endpoint).await, endpoint);
}

#[tokio::test]
async fn a_shop_has_so_many_endpoints_and_no_more() {
    let world = World::new();
    for _ in 0..WebhookEndpoint::MOST {
        world.endpoint(A, &["*"]).await;
    }
    let refused = world.service.create(None, sheet(B, &["*"])).await;
    assert!(matches!(refused, Err(WebhookError::TooMany)));
}

#[tokio::test]
async fn whoever_is_removed_hears_no_more() {
    let world = World::new();
    let endpoint = world.endpoint(A, &["*"]).await;
    world.happens(1, 1).await;
    world.worker().fan_out.tick().await.unwrap();
    world.service.remove(None, endpoint.id).await.unwrap();
    world.worker().run().await;
    assert!(world.receivers.heard(A).is_empty());
    world.assert_idle().await;
    let gone = world.service.remove(None, endpoint.id).await;
    assert!(matches!(gone, Err(WebhookError::Unknown)));
    let unknown = world.service.deliveries(endpoint.id, None, None, 1).await;
    assert!(matches!(unknown, Err(WebhookError::Unknown)));
    assert_eq!(world.audit().await, ["webhook.made", "webhook.removed"]);
}

#[tokio::test]
async fn a_test_tells_whether_somebody_hears() {
    let world = World::new();
    let off = WebhookSheet {
        enabled: false,
        ..sheet(A, &["order.paid"])
    };
    let endpoint = world.service.create(None, off).await.unwrap().endpoint;
    let test = world.service.test(endpoint.id).await.unwrap();
    world.worker().run().await;
    let heard = world.receivers.heard(A);
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].0.id, test.event);
    let told: serde_json::Value = serde_json::from_str(&heard[0].0.body).unwrap();
    assert_eq!(told["type"], "webhook.test");
    assert_eq!(told["data"]["webhook_id"], endpoint.id.to_string());
    let done = world.service.delivery(test.id).await.unwrap().unwrap();
    assert_eq!(
        (done.state, done.last_status),
        (DeliveryState::Delivered, Some(204))
    );
    let unknown = world.service.test(nobody(&world)).await;
    assert!(matches!(unknown, Err(WebhookError::Unknown)));
}

#[tokio::test]
async fn a_test_does_not_wait_for_what_failed_before() {
    let world = World::new();
    let endpoint = world.endpoint(A, &["*"]).await;
    for number in 1..9 {
        world.happens(1, number).await;
        world
            .happens(u8::try_from(number).unwrap() + 1, number + 10)
            .await;
    }
    world.receivers.will(A, |_| Attempt::answered(500));
    let worker = world.worker();
    worker.run().await;
    world.receivers.heard(A);
    world.receivers.will(A, |_| Attempt::answered(200));
    world.service.test(endpoint.id).await.unwrap();
    worker.courier.tick().await.unwrap();
    assert!(world.receivers.heard(A)[0].0.body.contains("webhook.test"));
}

#[tokio::test]
async fn what_arrived_can_be_sent_again() {
    let world = World::new();
    let endpoint = world.endpoint(A, &["*"]).await;
    let event = world.happens(1, 1).await;
    let worker = world.worker();
    worker.fan_out.tick().await.unwrap();
    let waiting = world.deliveries(&endpoint).await.remove(0);
    let too_early = world.service.replay(waiting.id).await;
    assert!(matches!(too_early, Err(WebhookError::UnderWay)));
    worker.run().await;
    world.service.replay(waiting.id).await.unwrap();
    let twice = world.service.replay(waiting.id).await;
    assert!(matches!(twice, Err(WebhookError::UnderWay)));
    worker.run().await;
    let heard = world.receivers.heard(A);
    assert_eq!(heard.len(), 2);
    assert!(
        heard
            .iter()
            .all(|(message, _)| message.id == event && message.body == heard[0].0.body)
    );
    let again = world.deliveries(&endpoint).await.remove(0);
    assert_eq!(
        (again.state, again.tries, again.id),
        (DeliveryState::Delivered, 2, waiting.id)
    );

    let unknown: DeliveryId = world.mint.id(world.now());
    let unknown = world.service.replay(unknown).await;
    assert!(matches!(unknown, Err(WebhookError::UnknownDelivery)));
    world.service.remove(None, endpoint.id).await.unwrap();
    let gone = world.service.replay(waiting.id).await;
    assert!(matches!(gone, Err(WebhookError::UnknownDelivery)));
}

#[tokio::test]
async fn deliveries_are_forgotten_after_a_month() {
    let world = World::new();
    let endpoint = world.endpoint(A, &["*"]).await;
    world.happens(1, 1).await;
    let worker = world.worker();
    worker.run().await;
    world.receivers.will(A, |_| Attempt::answered(500));
    world.happens(1, 2).await;
    worker.run().await;
    let jobs = webhook_jobs(
        &world.storage.store,
        &world.storage.catalogue,
        &world.storage.feed,
        &world.mint,
    );
    let end = world.deliveries(&endpoint).await[0].created_at + Delivery::REMEMBERED;
    assert_eq!(jobs[1].run(end).await.unwrap(), 0);
    assert_eq!(jobs[1].run(end + TimeDelta::microseconds(1)).await.unwrap(), 1);
    let left = world.deliveries(&endpoint).await;
    assert_eq!((left.len(), left[0].state), (1, DeliveryState::Waiting));
}
