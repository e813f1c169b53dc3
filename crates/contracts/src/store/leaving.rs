//! Callers that stop waiting.

use std::slice::from_ref;

use hexmart_application::platform::{Storage, StoreError, UniqueKey};
use hexmart_domain::catalogue::Product;

use super::{creating, is_whole};
use crate::given;
use crate::writes::create;

/// A caller that leaves in the middle of an attempt leaves its write whole or absent, and the store in working order.
pub async fn a_caller_that_leaves_midway_leaves_the_write_whole_or_absent(storage: Storage) {
    let product = given::product();
    creating(&storage, &product).await.abandon().await;
    settle(&storage, &product).await;
}

/// A caller that leaves at any moment leaves its write whole or absent, and the store in working order.
pub async fn a_caller_that_leaves_at_any_moment_leaves_the_write_whole_or_absent(storage: Storage) {
    for patience in 0..60 {
        let product = given::product();
        let caller = tokio::spawn({
            let (storage, product) = (storage.clone(), product.clone());
            async move { create(&storage, from_ref(&product), 7).await }
        });
        for _ in 0..patience {
            tokio::task::yield_now().await;
        }
        caller.abort();
        let _answered_or_cancelled = caller.await;
        settle(&storage, &product).await;
    }
}

/// Writes again what may be there already: either all of it is, or it was absent and now lands.
async fn settle(storage: &Storage, product: &Product) {
    let again = create(storage, from_ref(product), 7).await;
    assert!(
        matches!(again, Ok(()) | Err(StoreError::Duplicate(UniqueKey::Id))),
        "{again:?}"
    );
    assert!(is_whole(storage, product).await);
}
