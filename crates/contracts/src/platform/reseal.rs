//! Personal data, brought to the newest key.

use hexmart_application::platform::{Resealed, Storage};

use super::{due, enqueue};
use crate::given;
use crate::marketplace::approved;
use crate::writes::{add_account, joined};

/// Where every text is sealed with the newest key already, nothing is done, and everything stays readable.
pub async fn what_is_sealed_with_the_newest_key_stays(storage: Storage) {
    let nothing = Resealed {
        done: 0,
        complete: true,
    };
    assert_eq!(storage.reseal.reseal(100).await.unwrap(), nothing);

    let account = given::account_in_full("ann@example.com", "010-1234-5678");
    add_account(&storage, &account).await.unwrap();
    let seller = approved(&storage, "상회").await;
    let message = given::message(joined(&storage).await.id);
    enqueue(&storage, &message).await;

    assert_eq!(storage.reseal.reseal(100).await.unwrap(), nothing);
    let profile = storage.accounts.profile(account.id).await.unwrap();
    assert_eq!(profile.map(|profile| profile.account), Some(account));
    assert_eq!(storage.sellers.by_id(seller.id).await.unwrap(), Some(seller));
    assert_eq!(due(&storage, given::now()).await, [message.id]);
}
