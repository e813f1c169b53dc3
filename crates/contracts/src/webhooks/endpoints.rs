use hexmart_application::platform::{Storage, StoreError, UniqueKey};
use hexmart_domain::webhooks::{
    EventPatterns, WebhookDescription, WebhookEndpoint, WebhookSecret, WebhookSheet,
};

use crate::callers::at_once;
use crate::given;
use crate::writes::{attempt, once};

pub(super) async fn add(storage: &Storage, endpoint: &WebhookEndpoint) -> Result<(), StoreError> {
    once(storage, endpoint.clone(), |uow, endpoint| {
        Box::pin(async move { uow.webhooks().add(&endpoint).await })
    })
    .await
}

pub(super) async fn save(storage: &Storage, endpoint: &WebhookEndpoint) -> Result<(), StoreError> {
    once(storage, endpoint.clone(), |uow, endpoint| {
        Box::pin(async move { uow.webhooks().save(&endpoint).await })
    })
    .await
}

/// An endpoint is read as it was written, secrets, the longest texts and what is not said included; a second one of its id is
/// refused.
pub async fn a_webhook_is_kept_as_it_was_written(storage: Storage) {
    let plain = given::webhook();
    let description = format!("Ä 50%_\\ '\" {}", "😀".repeat(188));
    let mut full = given::webhook().rotated(WebhookSecret::from_bytes([255; 32]), given::now());
    full.sheet.description = Some(WebhookDescription::parse(description).unwrap());
    full.sheet.events = EventPatterns::stored(["order.*", "what.was.once"]);
    full.sheet.enabled = false;
    full.failing_since = Some(given::now());
    for endpoint in [plain, full] {
        add(&storage, &endpoint).await.unwrap();
        let stored = storage.webhooks.endpoint(endpoint.id).await.unwrap();
        assert_eq!(stored.as_ref(), Some(&endpoint));
        let found = attempt(&storage, endpoint.id, |uow, id| {
            Box::pin(async move { uow.webhooks().find(id).await })
        });
        assert_eq!(found.await.unwrap(), stored);
        let again = add(&storage, &endpoint).await;
        assert!(
            matches!(again, Err(StoreError::Duplicate(UniqueKey::Id))),
            "{again:?}"
        );
    }
    assert_eq!(storage.webhooks.endpoint(given::id()).await.unwrap(), None);
}

/// All endpoints are listed in the order of their ids, also to an attempt.
pub async fn webhooks_are_listed_in_the_order_of_ids(storage: Storage) {
    let mut endpoints = [(); 4].map(|()| given::webhook());
    for endpoint in endpoints.iter().rev() {
        add(&storage, endpoint).await.unwrap();
    }
    endpoints.sort_by_key(|endpoint| endpoint.id);
    assert_eq!(storage.webhooks.endpoints().await.unwrap(), endpoints);
    let all = attempt(&storage, (), |uow, ()| {
        Box::pin(async move { uow.webhooks().all().await })
    });
    assert_eq!(all.await.unwrap(), endpoints);
}

/// Neither an endpoint that somebody changed meanwhile is written or removed, nor one that is gone.
pub async fn a_stale_webhook_is_a_conflict(storage: Storage) {
    let first = given::webhook();
    add(&storage, &first).await.unwrap();
    let second = first
        .clone()
        .rotated(WebhookSecret::from_bytes([7; 32]), given::now());
    save(&storage, &second).await.unwrap();
    let lost = save(&storage, &second).await;
    assert!(matches!(lost, Err(StoreError::Conflict)), "{lost:?}");
    let remove = async |endpoint: &WebhookEndpoint| {
        once(&storage, endpoint.clone(), |uow, endpoint| {
            Box::pin(async move { uow.webhooks().remove(&endpoint).await })
        })
        .await
    };
    assert!(matches!(remove(&first).await, Err(StoreError::Conflict)));
    assert_eq!(
        storage.webhooks.endpoint(first.id).await.unwrap(),
        Some(second.clone())
    );
    remove(&second).await.unwrap();
    assert_eq!(storage.webhooks.endpoint(first.id).await.unwrap(), None);
    assert!(matches!(remove(&second).await, Err(StoreError::Conflict)));
    let third = second.rotated(WebhookSecret::from_bytes([8; 32]), given::now());
    assert!(matches!(save(&storage, &third).await, Err(StoreError::Conflict)));
}

/// Of changes at once, each is made to what the one before left.
pub async fn changes_of_a_webhook_that_race_all_land(storage: Storage) {
    let endpoint = given::webhook();
    add(&storage, &endpoint).await.unwrap();
    let id = endpoint.id;
    let changed = at_once(8, |_| {
        let storage = storage.clone();
        async move {
            attempt(&storage, id, |uow, id| {
                Box::pin(async move {
                    let before = uow.webhooks().find(id).await?.unwrap();
                    let sheet = WebhookSheet {
                        enabled: !before.sheet.enabled,
                        ..before.sheet.clone()
                    };
                    uow.webhooks().save(&before.changed(sheet, given::now())).await
                })
            })
            .await
        }
    });
    for changed in changed.await {
        changed.unwrap();
    }
    let after = storage.webhooks.endpoint(id).await.unwrap().unwrap();
    assert_eq!((after.version, after.sheet.enabled), (9, endpoint.sheet.enabled));
}
