use chrono::TimeDelta;
use hexmart_application::platform::{Storage, StoreError};
use hexmart_domain::shared::{DeliveryId, WebhookId};
use hexmart_domain::webhooks::{Attempt, Delivery, DeliveryState};

use super::endpoints;
use crate::callers::at_once;
use crate::given;
use crate::writes::{attempt, once};

async fn add(storage: &Storage, delivery: &Delivery) -> Result<(), StoreError> {
    once(storage, delivery.clone(), |uow, delivery| {
        Box::pin(async move { uow.webhooks().add_delivery(&delivery).await })
    })
    .await
}

async fn save(storage: &Storage, delivery: &Delivery) -> Result<(), StoreError> {
    once(storage, delivery.clone(), |uow, delivery| {
        Box::pin(async move { uow.webhooks().save_delivery(&delivery).await })
    })
    .await
}

async fn stored(storage: &Storage, id: DeliveryId) -> Option<Delivery> {
    let seen = attempt(storage, id, |uow, id| {
        Box::pin(async move { uow.webhooks().delivery(id).await })
    });
    let seen = seen.await.unwrap();
    let asked = storage.webhooks.delivery(id).await.unwrap();
    assert_eq!(asked.map(|(delivery, _)| delivery), seen);
    seen
}

/// A delivery is read as it was written, and as each try left it, with its endpoint as long as there is one.
pub async fn a_delivery_is_kept_as_it_was_written(storage: Storage) {
    let endpoint = given::webhook();
    endpoints::add(&storage, &endpoint).await.unwrap();
    let mut delivery = given::delivery(endpoint.id);
    delivery.body = format!("{{\"type\":\"{}\"}}", "이벤트 👋 \\\"".repeat(2_000));
    delivery.line = [255; 16];
    add(&storage, &delivery).await.unwrap();
    assert_eq!(stored(&storage, delivery.id).await, Some(delivery.clone()));
    for attempt in [
        Attempt::failed("연결 실패 👋".repeat(20)),
        Attempt::answered(500),
        Attempt::answered(204),
    ] {
        delivery = delivery.tried(&attempt, false, given::now());
        save(&storage, &delivery).await.unwrap();
        assert_eq!(stored(&storage, delivery.id).await, Some(delivery.clone()));
    }
    let asked = storage.webhooks.delivery(delivery.id).await.unwrap();
    assert_eq!(asked.unwrap().1, Some(endpoint));
    let orphan = given::delivery(given::id());
    add(&storage, &orphan).await.unwrap();
    let asked = storage.webhooks.delivery(orphan.id).await.unwrap();
    assert_eq!(asked, Some((orphan, None)));
    assert_eq!(stored(&storage, given::id()).await, None);
}

/// Of those who add the same delivery at once, one does; the others start over and find it.
pub async fn a_delivery_is_added_once(storage: Storage) {
    let delivery = given::delivery(given::id());
    let added = at_once(8, |_| {
        let (storage, delivery) = (storage.clone(), delivery.clone());
        async move {
            attempt(&storage, delivery, |uow, delivery| {
                Box::pin(async move {
                    if uow.webhooks().delivery(delivery.id).await?.is_some() {
                        return Ok(false);
                    }
                    uow.webhooks().add_delivery(&delivery).await?;
                    Ok(true)
                })
            })
            .await
            .unwrap()
        }
    });
    assert_eq!(added.await.into_iter().filter(|added| *added).count(), 1);
    let again = add(&storage, &delivery).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
}

/// What became of a delivery is not written over what somebody else wrote meanwhile.
pub async fn a_stale_delivery_is_a_conflict(storage: Storage) {
    let delivery = given::delivery(given::id());
    add(&storage, &delivery).await.unwrap();
    let tried = delivery.tried(&Attempt::answered(200), false, given::now());
    save(&storage, &tried).await.unwrap();
    let lost = save(&storage, &tried).await;
    assert!(matches!(lost, Err(StoreError::Conflict)), "{lost:?}");
    let never = given::delivery(given::id()).given_up("gone");
    assert!(matches!(save(&storage, &never).await, Err(StoreError::Conflict)));
}

/// The deliveries of an endpoint are listed newest first, page by page, and by state.
pub async fn deliveries_are_listed_newest_first(storage: Storage) {
    let endpoint: WebhookId = given::id();
    let mut expected = Vec::new();
    for number in 0..6 {
        let mut delivery = given::delivery(endpoint);
        if number % 2 == 0 {
            delivery.state = DeliveryState::Failed;
        }
        add(&storage, &delivery).await.unwrap();
        add(&storage, &given::delivery(given::id())).await.unwrap();
        expected.push(delivery);
    }
    expected.sort_by_key(|delivery| delivery.id);
    expected.reverse();
    let page = async |state, before, limit| {
        let page = storage.webhooks.deliveries(endpoint, state, before, limit).await;
        page.unwrap()
    };
    assert_eq!(page(None, None, 100).await, expected);
    let first = page(None, None, 4).await;
    assert_eq!(first, expected[..4]);
    assert_eq!(page(None, Some(first[3].id), 4).await, expected[4..]);
    let failed: Vec<_> = expected
        .iter()
        .filter(|delivery| delivery.state == DeliveryState::Failed)
        .cloned()
        .collect();
    assert_eq!(page(Some(DeliveryState::Failed), None, 100).await, failed);
    assert_eq!(
        page(Some(DeliveryState::Failed), Some(failed[0].id), 1).await,
        failed[1..2]
    );
    assert_eq!(page(Some(DeliveryState::Delivered), None, 100).await, []);
}

/// Deliveries that were made before an instant are forgotten, so many at a time, unless they wait.
pub async fn old_deliveries_are_forgotten(storage: Storage) {
    let endpoint: WebhookId = given::id();
    let before = given::now();
    let mut kept = Vec::new();
    for (age, state) in [
        (3, DeliveryState::Delivered),
        (2, DeliveryState::Failed),
        (1, DeliveryState::Delivered),
        (4, DeliveryState::Waiting),
        (0, DeliveryState::Delivered),
    ] {
        let mut delivery = given::delivery(endpoint);
        delivery.state = state;
        delivery.created_at = before - TimeDelta::days(age);
        add(&storage, &delivery).await.unwrap();
        if age == 0 || state == DeliveryState::Waiting {
            kept.push(delivery.id);
        }
    }
    let forget = async |limit| {
        attempt(&storage, (before, limit), |uow, (before, limit)| {
            Box::pin(async move { uow.webhooks().forget_deliveries(before, limit).await })
        })
        .await
        .unwrap()
    };
    assert_eq!([forget(2).await, forget(2).await, forget(2).await], [2, 1, 0]);
    let left = storage
        .webhooks
        .deliveries(endpoint, None, None, 10)
        .await
        .unwrap();
    let mut left: Vec<_> = left.iter().map(|delivery| delivery.id).collect();
    left.sort_unstable();
    kept.sort_unstable();
    assert_eq!(left, kept);
}
