//! What the ledger is asked.

use hexmart_application::inventory::LedgerFault;
use hexmart_application::platform::Storage;
use hexmart_domain::inventory::{StockEvent, StockKey};

use super::assert_no_faults;
use crate::given;
use crate::writes::{append_once, level, stocked};

/// Events behind a version, oldest first, as many as asked for; an unknown chain has none.
pub async fn a_history_is_read_in_pages(storage: Storage) {
    let key = stocked(&storage, 1).await;
    for _ in 0..11 {
        storage
            .ledger
            .append(key, given::adjusting(key, 1))
            .await
            .unwrap();
    }
    // A neighbour whose events must not show.
    stocked(&storage, 1).await;

    for (after, limit, expected) in [
        (0, 5, vec![1, 2, 3, 4, 5]),
        (5, 5, vec![6, 7, 8, 9, 10]),
        (10, 5, vec![11, 12]),
        (12, 5, vec![]),
        (0, 0, vec![]),
    ] {
        let page = storage.stock.history(key, after, limit).await.unwrap();
        let versions: Vec<_> = page.iter().map(|event| event.version).collect();
        assert_eq!(versions, expected, "after {after}");
    }
    let unknown = StockKey {
        item: given::id(),
        ..key
    };
    assert_eq!(storage.stock.history(unknown, 0, 5).await.unwrap(), []);
}

/// A ledger that was only written through its ports has no faults.
pub async fn a_sound_ledger_has_no_faults(storage: Storage) {
    assert_no_faults(&storage).await;
    for stock in [0, 5] {
        let key = stocked(&storage, stock).await;
        storage
            .ledger
            .append(key, given::adjusting(key, 3))
            .await
            .unwrap();
        storage
            .ledger
            .append(key, given::adjusting(key, -2))
            .await
            .unwrap();
    }
    assert_no_faults(&storage).await;
}

/// Plants an event that does not extend its predecessor. A store that refuses to keep such an event has kept the
/// promise already, and there is nothing to find.
pub(super) async fn assert_found(storage: &Storage, wrong: StockEvent) {
    let fault = LedgerFault {
        key: wrong.key,
        version: wrong.version,
    };
    let planted = append_once(storage, &[wrong]).await.is_ok();
    let expected: &[_] = if planted { &[fault] } else { &[] };
    assert_eq!(storage.stock.faults(10).await.unwrap(), expected);
    assert_eq!(storage.stock.faults(0).await.unwrap(), []);
}

/// A version that skips one is found.
pub async fn a_gap_in_the_versions_is_a_fault(storage: Storage) {
    stocked(&storage, 4).await;
    let key = stocked(&storage, 4).await;
    let level = level(&storage, key).await.unwrap();
    let wrong = StockEvent {
        version: 3,
        ..given::adjusted(key, &level, 1)
    };
    assert_found(&storage, wrong).await;
}

/// A total that is not its predecessor's plus the change is found.
pub async fn a_total_that_does_not_follow_is_a_fault(storage: Storage) {
    stocked(&storage, 4).await;
    let key = stocked(&storage, 4).await;
    let level = level(&storage, key).await.unwrap();
    let wrong = StockEvent {
        on_hand_after: given::pieces(6),
        ..given::adjusted(key, &level, 1)
    };
    assert_found(&storage, wrong).await;
}
