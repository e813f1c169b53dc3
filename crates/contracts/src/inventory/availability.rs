//! What the catalogue says can be had follows where it lies, and whether it was promised.

use std::slice::from_ref;

use hexmart_application::catalogue::{ListFilter, ListSort, Window};
use hexmart_application::platform::Storage;
use hexmart_domain::inventory::{StockCommand, StockKey, StockTerms};
use hexmart_domain::shared::ProductId;

use super::places::{rack, rack_elsewhere, set_available};
use super::{by_command, open};
use crate::callers::at_once;
use crate::catalogue::fed_by;
use crate::given;
use crate::writes::{create, stocked};

/// Asserts that so many pieces of the product can be had: lists, its page, its document and the filters agree, and nothing
/// is miscounted.
pub(super) async fn assert_available(storage: &Storage, product: ProductId, pieces: i64) {
    let window = Window {
        after: None,
        skip: 0,
        limit: 9,
    };
    for in_stock in [None, Some(true), Some(false)] {
        let filter = ListFilter {
            among: Some(vec![product]),
            in_stock,
            ..ListFilter::default()
        };
        let cards = storage
            .catalogue
            .browse(&filter, ListSort::Oldest, window, given::now())
            .await;
        let cards: Vec<_> = cards.unwrap().iter().map(|card| card.available.get()).collect();
        let is_shown = in_stock.is_none_or(|in_stock| in_stock == (pieces > 0));
        let expected = if is_shown { vec![pieces] } else { vec![] };
        assert_eq!(cards, expected, "in stock: {in_stock:?}");
    }
    let detail = storage
        .catalogue
        .detail(product, None, given::now())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(detail.card.available.get(), pieces);
    assert_eq!(
        detail.variants.iter().map(|(_, count)| count.get()).sum::<i64>(),
        pieces
    );
    let documents = storage
        .catalogue
        .documents(&[product], given::now())
        .await
        .unwrap();
    assert_eq!(documents[0].in_stock, pieces > 0);
    let (_, stock) = storage.catalogue.product(product).await.unwrap().unwrap();
    assert_eq!(
        stock.iter().map(|stock| stock.available.get()).sum::<i64>(),
        pieces
    );
    assert_eq!(storage.stock.miscounted(9).await.unwrap(), []);
}

/// A new product with so many pieces on the default rack; answers the chain there, too.
async fn product(storage: &Storage, stock: i64) -> (ProductId, StockKey) {
    let product = given::product();
    create(storage, from_ref(&product), stock).await.unwrap();
    (product.id, StockKey::at_default(product.id))
}

/// What can be had of a product is the sum of what lies on all racks of all buildings that are available.
pub async fn a_product_can_be_had_wherever_it_lies(storage: Storage) {
    let (id, main) = product(&storage, 0).await;
    let (_, far) = rack_elsewhere(&storage, true).await;
    let keys = [rack(&storage).await, far].map(|location| StockKey { location, ..main });
    open(&storage, keys[0], 0).await;
    assert_available(&storage, id, 0).await;
    open(&storage, keys[1], 4).await;
    assert_available(&storage, id, 4).await;
    for (key, change, left) in [
        (keys[0], 3, 7),
        (main, 2, 9),
        (keys[1], -4, 5),
        (main, -2, 3),
        (keys[0], -3, 0),
    ] {
        storage
            .ledger
            .append(key, given::adjusting(key, change))
            .await
            .unwrap();
        assert_available(&storage, id, left).await;
    }
}

/// What lies in a building that is not available cannot be had, whatever happens to it there; once the building opens it
/// can, and when it closes it cannot again.
pub async fn what_lies_in_a_closed_warehouse_cannot_be_had(storage: Storage) {
    let (id, main) = product(&storage, 2).await;
    let (warehouse, location) = rack_elsewhere(&storage, false).await;
    let closed = StockKey { location, ..main };
    open(&storage, closed, 5).await;
    assert_available(&storage, id, 2).await;
    for (key, change, left) in [(closed, 4, 2), (main, -2, 0), (closed, -9, 0), (closed, 3, 0)] {
        storage
            .ledger
            .append(key, given::adjusting(key, change))
            .await
            .unwrap();
        assert_available(&storage, id, left).await;
    }
    for (available, left) in [(true, 3), (false, 0), (false, 0), (true, 3), (true, 3)] {
        set_available(&storage, warehouse, available).await;
        assert_available(&storage, id, left).await;
    }
    storage
        .ledger
        .append(closed, given::adjusting(closed, -3))
        .await
        .unwrap();
    assert_available(&storage, id, 0).await;
}

/// Promised pieces cannot be had, and can be had again once the promise is taken back.
pub async fn promised_pieces_cannot_be_had(storage: Storage) {
    let (id, key) = product(&storage, 3).await;
    let pieces = given::pieces;
    for (command, left) in [
        (StockCommand::Reserve(pieces(2)), 1),
        (StockCommand::Reserve(pieces(1)), 0),
        (StockCommand::Release(pieces(1)), 1),
        (StockCommand::Claim(pieces(2)), 1),
        (StockCommand::Return(pieces(2)), 3),
        (StockCommand::Reserve(pieces(3)), 0),
        (StockCommand::Claim(pieces(3)), 0),
    ] {
        by_command(&storage, key, command).await;
        assert_available(&storage, id, left).await;
    }
}

/// A product is fed when the first of it can be had and when nothing of it can, whichever way that came about; what happens
/// in a closed building is not.
pub async fn availability_is_fed_when_it_crosses_zero(storage: Storage) {
    let (id, main) = product(&storage, 1).await;
    let (warehouse, location) = rack_elsewhere(&storage, false).await;
    let closed = StockKey { location, ..main };
    let fed = fed_by(&storage, async {
        open(&storage, closed, 5).await;
        by_command(&storage, closed, StockCommand::Reserve(given::pieces(5))).await;
        by_command(&storage, closed, StockCommand::Release(given::pieces(5))).await;
        for change in [-5, 5] {
            let appended = storage
                .ledger
                .append(closed, given::adjusting(closed, change))
                .await;
            appended.unwrap();
        }
    });
    assert_eq!(fed.await, []);
    for (command, is_fed) in [
        (StockCommand::Reserve(given::pieces(1)), true),
        (StockCommand::Claim(given::pieces(1)), false),
        (StockCommand::Return(given::pieces(2)), true),
        (StockCommand::Reserve(given::pieces(1)), false),
        (StockCommand::Issue(given::pieces(1)), true),
        (StockCommand::Release(given::pieces(1)), true),
        (StockCommand::TransferOut(given::pieces(1)), true),
    ] {
        let fed = fed_by(&storage, async { by_command(&storage, main, command).await });
        assert_eq!(fed.await, if is_fed { vec![id] } else { vec![] }, "{command:?}");
    }
    for available in [true, false] {
        let fed = fed_by(&storage, async {
            set_available(&storage, warehouse, available).await;
        });
        assert_eq!(fed.await, [id], "available: {available}");
    }
}

/// A building that opens or closes feeds the products that can be had there, and neither those that lie elsewhere nor those of
/// which nothing is left there.
pub async fn a_warehouse_that_opens_feeds_its_products(storage: Storage) {
    let (warehouse, location) = rack_elsewhere(&storage, false).await;
    let (here, main) = product(&storage, 0).await;
    let (_elsewhere, _) = product(&storage, 5).await;
    let (_gone, empty) = product(&storage, 5).await;
    open(&storage, StockKey { location, ..empty }, 0).await;
    open(&storage, StockKey { location, ..main }, 2).await;
    for available in [true, false] {
        let fed = fed_by(&storage, async {
            set_available(&storage, warehouse, available).await;
        });
        assert_eq!(fed.await, [here], "available: {available}");
    }
    let fed = fed_by(&storage, async {
        set_available(&storage, warehouse, false).await;
    });
    assert_eq!(fed.await, []);
}

/// A product is fed when its stock runs low, once each time, by the ledger as by attempts; it is not while nothing was agreed.
pub async fn stock_that_runs_low_is_fed(storage: Storage) {
    let (id, key) = product(&storage, 10).await;
    let low = |low: i64| StockTerms {
        ceiling: None,
        low: Some(given::pieces(low)),
    };
    for (command, is_fed) in [
        (StockCommand::Issue(given::pieces(3)), false),
        (StockCommand::Agree(low(5)), false),
        (StockCommand::Reserve(given::pieces(1)), false),
        (StockCommand::Reserve(given::pieces(1)), true),
        (StockCommand::Reserve(given::pieces(1)), false),
        (StockCommand::Release(given::pieces(2)), false),
        (StockCommand::Issue(given::pieces(2)), true),
        (StockCommand::Receive(given::pieces(20)), false),
    ] {
        let by_attempt = fed_by(&storage, async { by_command(&storage, key, command).await });
        assert_eq!(
            by_attempt.await,
            if is_fed { vec![id] } else { vec![] },
            "{command:?}"
        );
    }
    let fed = fed_by(&storage, async {
        storage
            .ledger
            .append(key, given::adjusting(key, -20))
            .await
            .unwrap();
        storage
            .ledger
            .append(key, given::adjusting(key, -1))
            .await
            .unwrap();
    });
    assert_eq!(fed.await, [id]);
}

/// An entry of stock that runs low says of which item, whether an attempt or the ledger wrote it; no other entry does.
pub async fn an_item_that_runs_low_is_named(storage: Storage) {
    let terms = StockTerms {
        ceiling: None,
        low: Some(given::pieces(2)),
    };
    let low = async |after| {
        let page = storage.feed.since(after, 100).await.unwrap();
        let named: Vec<_> = page.entries.iter().filter_map(|entry| entry.low).collect();
        (named, page.entries.last().map_or(after, |last| last.position))
    };
    let (_, key) = product(&storage, 5).await;
    by_command(&storage, key, StockCommand::Agree(terms)).await;
    let (named, position) = low(0).await;
    assert_eq!(named, []);
    by_command(&storage, key, StockCommand::Issue(given::pieces(3))).await;
    let (named, position) = low(position).await;
    assert_eq!(named, [key.item]);
    for (change, expected) in [(9, vec![]), (-11, vec![key.item])] {
        let appended = storage.ledger.append(key, given::adjusting(key, change)).await;
        appended.unwrap();
        assert_eq!(low(position).await.0, expected);
    }
}

/// While a building opens and closes, stock moves there and chains are begun in it: in the end everything was counted.
pub async fn what_can_be_had_is_counted_while_a_warehouse_opens_and_closes(storage: Storage) {
    let (warehouse, location) = rack_elsewhere(&storage, true).await;
    let mut chains = Vec::new();
    for _ in 0..11 {
        let key = stocked(&storage, 0).await;
        chains.push(StockKey { location, ..key });
    }
    let (old, new) = chains.split_at(5);
    for key in old {
        open(&storage, *key, 0).await;
    }
    at_once(12, |caller| {
        let (storage, keys) = (storage.clone(), chains.clone());
        async move {
            match caller {
                0 => {
                    for turn in 0..10 {
                        set_available(&storage, warehouse, turn % 2 == 0).await;
                    }
                }
                _ if caller > 5 => open(&storage, keys[caller - 1], 1).await,
                _ => {
                    let key = keys[caller - 1];
                    for turn in 0..9 {
                        let change = if turn % 2 == 0 { 1 } else { -1 };
                        storage
                            .ledger
                            .append(key, given::adjusting(key, change))
                            .await
                            .unwrap();
                    }
                }
            }
        }
    })
    .await;
    assert_eq!((old.len(), new.len()), (5, 6));
    for (available, left) in [(false, 0), (true, 1), (false, 0)] {
        set_available(&storage, warehouse, available).await;
        for key in &chains {
            let product = ProductId::from_uuid(key.item.as_uuid());
            assert_available(&storage, product, left).await;
        }
    }
}
