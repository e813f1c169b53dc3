//! What can be sold, and what can be promised of it.

use hexmart_application::platform::Storage;
use hexmart_domain::inventory::{Holding, StockCommand, StockKey, StockLevel};
use hexmart_domain::shared::{ItemId, WarehouseId};

use super::places::{rack, rack_elsewhere, set_available};
use super::{by_command, open};
use crate::given;
use crate::writes::{attempt, level, stocked};

async fn holdings(storage: &Storage, items: &[ItemId]) -> Vec<(Holding, StockLevel)> {
    let holdings = attempt(storage, items.to_vec(), |uow, items| {
        Box::pin(async move { uow.stock().holdings(&items).await })
    });
    let mut holdings = holdings.await.unwrap();
    holdings.sort_by_key(|(holding, _)| holding.key);
    holdings
}

/// Levels of several chains come together, each once, those that were never opened left out.
pub async fn levels_of_several_chains_are_read_together(storage: Storage) {
    let (one, other) = (stocked(&storage, 3).await, stocked(&storage, 0).await);
    let aside = StockKey {
        location: rack(&storage).await,
        ..one
    };
    open(&storage, aside, 8).await;
    by_command(&storage, one, StockCommand::Reserve(given::pieces(2))).await;
    let never = StockKey {
        location: aside.location,
        ..other
    };
    let keys = vec![other, never, aside, one];
    let levels = attempt(&storage, keys, |uow, keys| {
        Box::pin(async move { uow.stock().levels(&keys).await })
    });
    let mut levels = levels.await.unwrap();
    levels.sort_by_key(|(key, _)| *key);
    let mut expected = Vec::new();
    for key in [one, aside, other] {
        expected.push((key, level(&storage, key).await.unwrap()));
    }
    expected.sort_by_key(|(key, _)| *key);
    assert_eq!(levels, expected);
    let none = attempt(&storage, (), |uow, ()| {
        Box::pin(async move { uow.stock().levels(&[]).await })
    });
    assert_eq!(none.await.unwrap(), []);
}

/// What can be sold of an item is every chain of it in a building that is available, also one in which nothing is left, with
/// the level that a promise extends; chains of other items and in closed buildings are left out.
pub async fn holdings_are_the_chains_that_can_be_sold(storage: Storage) {
    let main = stocked(&storage, 5).await;
    let (other, foreign) = (stocked(&storage, 2).await, stocked(&storage, 9).await);
    let (far, far_rack) = rack_elsewhere(&storage, true).await;
    let (closed, closed_rack) = rack_elsewhere(&storage, false).await;
    let at = |location| StockKey { location, ..main };
    let empty = at(rack(&storage).await);
    for (key, count) in [(empty, 0), (at(far_rack), 7), (at(closed_rack), 100)] {
        open(&storage, key, count).await;
    }
    by_command(&storage, at(far_rack), StockCommand::Reserve(given::pieces(3))).await;

    let mut expected = Vec::new();
    for (key, warehouse, available) in [
        (main, WarehouseId::DEFAULT, 5),
        (empty, WarehouseId::DEFAULT, 0),
        (at(far_rack), far, 4),
        (other, WarehouseId::DEFAULT, 2),
    ] {
        let available = given::pieces(available);
        let holding = Holding {
            key,
            warehouse,
            available,
        };
        expected.push((holding, level(&storage, key).await.unwrap()));
    }
    expected.sort_by_key(|(holding, _)| holding.key);
    let items = [other.item, main.item, given::id()];
    assert_eq!(holdings(&storage, &items).await, expected);
    assert_eq!(holdings(&storage, &[]).await, []);

    set_available(&storage, far, false).await;
    let without: Vec<_> = expected
        .iter()
        .filter(|(holding, _)| holding.warehouse != far)
        .copied()
        .collect();
    assert_eq!(holdings(&storage, &items).await, without);
    for (warehouse, available) in [(far, true), (closed, true)] {
        set_available(&storage, warehouse, available).await;
    }
    let with = holdings(&storage, &items).await;
    assert_eq!(with.len(), 5);
    assert!(with.iter().any(|(holding, _)| holding.key == at(closed_rack)));
    assert!(with.iter().all(|(holding, _)| holding.key != foreign));
}
