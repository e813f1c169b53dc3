//! People who come for the first time.

use hexmart_application::platform::Storage;
use hexmart_domain::identity::Fingerprint;

use crate::callers::at_once;
use crate::given;
use crate::writes::attempt;

async fn welcome(storage: &Storage, prints: &[u8]) -> bool {
    let prints: Vec<_> = prints
        .iter()
        .map(|print| Fingerprint::from_bytes([*print; 32]))
        .collect();
    let welcomed = attempt(storage, prints, |uow, prints| {
        Box::pin(async move { uow.wallets().welcome(&prints, given::now()).await })
    });
    welcomed.await.unwrap()
}

/// Whoever has one fingerprint of somebody who was welcomed is not welcomed, and is known by the others from then on.
pub async fn somebody_is_welcomed_once(storage: Storage) {
    assert!(welcome(&storage, &[1, 2]).await);
    assert!(!welcome(&storage, &[2, 3]).await);
    assert!(!welcome(&storage, &[3]).await);
    assert!(!welcome(&storage, &[1, 2]).await);
    assert!(welcome(&storage, &[4]).await);
}

/// Of 12 who come at once with the same fingerprint, one is welcomed.
pub async fn one_of_many_is_welcomed(storage: Storage) {
    let answers = at_once(12, |number| {
        let storage = storage.clone();
        async move { welcome(&storage, &[9, 10 + u8::try_from(number).unwrap()]).await }
    })
    .await;
    assert_eq!(answers.into_iter().filter(|welcomed| *welcomed).count(), 1);
}
