//! What lies where: by item, by rack, by building, now and then.

use hexmart_application::inventory::{ChainLevel, ItemTotal};
use hexmart_application::platform::Storage;
use hexmart_domain::inventory::{StockCommand, StockContext, StockKey, StockTerms, decide};
use hexmart_domain::shared::{Instant, LocationId, ProductId, Quantity, WarehouseId};

use super::places::{rack, rack_elsewhere, rack_in};
use super::{by_command, open};
use crate::given;
use crate::writes::{append_once, level, stocked};

/// What a chain of a product that was never taken away amounts to now.
async fn chain(storage: &Storage, key: StockKey, warehouse: WarehouseId) -> ChainLevel {
    ChainLevel {
        key,
        warehouse,
        product: Some(ProductId::from_uuid(key.item.as_uuid())),
        level: level(storage, key).await.unwrap(),
    }
}

/// An item is shown in all its chains, those in closed buildings and empty ones too, in the order of their racks.
pub async fn an_item_is_shown_in_all_its_chains(storage: Storage) {
    let main = stocked(&storage, 5).await;
    stocked(&storage, 9).await;
    let (closed, far) = rack_elsewhere(&storage, false).await;
    let (near, aside) = (rack(&storage).await, rack(&storage).await);
    let at = |location: LocationId| StockKey { location, ..main };
    for (location, count) in [(aside, 0), (far, 3), (near, 7)] {
        open(&storage, at(location), count).await;
    }
    by_command(&storage, at(near), StockCommand::Reserve(given::pieces(2))).await;
    let mut expected = Vec::new();
    for (location, warehouse) in [
        (LocationId::DEFAULT, WarehouseId::DEFAULT),
        (far, closed),
        (near, WarehouseId::DEFAULT),
        (aside, WarehouseId::DEFAULT),
    ] {
        expected.push(chain(&storage, at(location), warehouse).await);
    }
    assert_eq!(storage.stock.of_item(main.item, None).await.unwrap(), expected);
    assert_eq!(storage.stock.of_item(given::id(), None).await.unwrap(), []);
}

/// What lay in the chains of an item at an instant is what the events up to then left, those of that very instant included;
/// chains that were not begun by then are left out.
pub async fn stock_is_known_as_of_any_instant(storage: Storage) {
    let main = stocked(&storage, 10).await;
    let aside = StockKey {
        location: rack(&storage).await,
        ..main
    };
    let (start, tick) = (given::now(), given::TICK);
    let terms = StockTerms {
        ceiling: Some(given::pieces(50)),
        low: None,
    };
    for (key, command, at) in [
        (main, StockCommand::Reserve(given::pieces(4)), start + tick),
        (aside, StockCommand::Open(given::pieces(6)), start + tick * 2),
        (main, StockCommand::Claim(given::pieces(3)), start + tick * 2),
        (main, StockCommand::Agree(terms), start + tick * 3),
        (aside, StockCommand::Issue(given::pieces(6)), start + tick * 3),
    ] {
        let before = level(&storage, key).await.unwrap_or_default();
        let context = StockContext::plain(given::id(), None, at);
        let event = decide(key, &before, command, &context).unwrap();
        append_once(&storage, &[event]).await.unwrap();
    }
    let seen = async |at: Option<Instant>| -> Vec<_> {
        let chains = storage.stock.of_item(main.item, at).await.unwrap();
        chains
            .iter()
            .map(|chain| {
                let level = chain.level;
                let ceiling = level.terms.ceiling.map(Quantity::get);
                (
                    chain.key.location,
                    level.version,
                    level.on_hand.get(),
                    level.reserved.get(),
                    ceiling,
                )
            })
            .collect()
    };
    let (here, there) = (main.location, aside.location);
    assert_eq!(seen(Some(start - tick)).await, []);
    assert_eq!(seen(Some(start)).await, [(here, 1, 10, 0, None)]);
    assert_eq!(seen(Some(start + tick)).await, [(here, 2, 10, 4, None)]);
    assert_eq!(
        seen(Some(start + tick * 2)).await,
        [(here, 3, 7, 1, None), (there, 1, 6, 0, None)]
    );
    let now = [(here, 4, 7, 1, Some(50)), (there, 2, 0, 0, None)];
    for at in [Some(start + tick * 3), Some(start + tick * 999), None] {
        assert_eq!(seen(at).await, now, "{at:?}");
    }
}

/// What lies on a rack is listed in the order of the items, in pages; an unknown rack has nothing.
pub async fn a_rack_is_read_in_pages(storage: Storage) {
    let (_, location) = rack_elsewhere(&storage, true).await;
    let mut chains = Vec::new();
    for count in 0..5 {
        let main = stocked(&storage, 100).await;
        let key = StockKey { location, ..main };
        open(&storage, key, count).await;
        chains.push(key);
    }
    by_command(&storage, chains[4], StockCommand::Reserve(given::pieces(1))).await;
    let warehouse = storage.stock.of_item(chains[0].item, None).await.unwrap()[1].warehouse;
    let mut expected = Vec::new();
    for key in &chains {
        expected.push(chain(&storage, *key, warehouse).await);
    }
    for (after, limit, range) in [
        (None, 99, 0..5),
        (None, 2, 0..2),
        (Some(chains[1].item), 2, 2..4),
        (Some(chains[3].item), 9, 4..5),
        (Some(chains[4].item), 9, 5..5),
        (None, 0, 0..0),
    ] {
        let page = storage.stock.on_rack(location, after, limit).await.unwrap();
        assert_eq!(page, expected[range], "{limit} after {after:?}");
    }
    assert_eq!(storage.stock.on_rack(given::id(), None, 9).await.unwrap(), []);
}

/// The pieces of each item in a building are added up over its racks, in the order of the items, in pages.
pub async fn items_of_a_warehouse_are_added_up(storage: Storage) {
    let (warehouse, first) = rack_elsewhere(&storage, false).await;
    let second = rack_in(&storage, warehouse).await;
    let mut totals = Vec::new();
    for (counts, reserved) in [([3, 4], 2), ([0, 0], 0), ([0, 5], 5), ([1, 0], 0)] {
        let main = stocked(&storage, 1_000).await;
        for (location, count) in [first, second].into_iter().zip(counts) {
            open(&storage, StockKey { location, ..main }, count).await;
        }
        if reserved > 0 {
            let key = StockKey {
                location: second,
                ..main
            };
            by_command(&storage, key, StockCommand::Reserve(given::pieces(reserved))).await;
        }
        totals.push(ItemTotal {
            item: main.item,
            product: Some(ProductId::from_uuid(main.item.as_uuid())),
            on_hand: counts.iter().sum(),
            reserved,
        });
    }
    for (after, limit, range) in [
        (None, 99, 0..4),
        (None, 3, 0..3),
        (Some(totals[0].item), 2, 1..3),
        (Some(totals[2].item), 9, 3..4),
        (Some(totals[3].item), 9, 4..4),
        (None, 0, 0..0),
    ] {
        let page = storage.stock.in_warehouse(warehouse, after, limit).await.unwrap();
        assert_eq!(page, totals[range], "{limit} after {after:?}");
    }
    let unknown = storage.stock.in_warehouse(given::id(), None, 9).await;
    assert_eq!(unknown.unwrap(), []);
}

/// Chains in which something is reserved are listed in their order, wherever they are, and no others.
pub async fn what_is_reserved_is_listed(storage: Storage) {
    assert_eq!(storage.stock.reserved().await.unwrap(), []);
    let (one, other, idle) = (
        stocked(&storage, 9).await,
        stocked(&storage, 9).await,
        stocked(&storage, 9).await,
    );
    let (_, location) = rack_elsewhere(&storage, false).await;
    let far = StockKey { location, ..one };
    open(&storage, far, 9).await;
    for (key, command) in [
        (far, StockCommand::Reserve(given::pieces(9))),
        (other, StockCommand::Reserve(given::pieces(2))),
        (one, StockCommand::Reserve(given::pieces(4))),
        (one, StockCommand::Claim(given::pieces(1))),
        (idle, StockCommand::Reserve(given::pieces(5))),
        (idle, StockCommand::Release(given::pieces(5))),
    ] {
        by_command(&storage, key, command).await;
    }
    assert_eq!(
        storage.stock.reserved().await.unwrap(),
        [(one, 3), (far, 9), (other, 2)]
    );
}
