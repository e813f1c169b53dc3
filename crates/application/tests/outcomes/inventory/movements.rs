use futures_util::future::join;
use hexmart_application::inventory::{
    LedgerFilter, MoveStockError, Movement, MovementKind, Transfer, Transferred, Warehousing,
};
use hexmart_application::platform::{Answered, Once, RequestKey, StoredAnswer};
use hexmart_domain::inventory::{
    StockEvent, StockEventKind, StockKey, StockReason, StockRefusal, StockTerms,
};
use hexmart_domain::shared::{ItemId, LocationId};
use std::sync::Arc;

use super::buildings::{rack, sheet};
use crate::catalogue::given::{id, pieces};
use crate::given::done;
use crate::ordering::Market;

/// A rack in a building of its own.
async fn new_rack(market: &Market, name: &str) -> LocationId {
    let building = market
        .warehouses
        .add_warehouse(sheet(name, None))
        .await
        .unwrap()
        .id;
    market
        .warehouses
        .add_rack(building, rack(name), None)
        .await
        .unwrap()
        .id
}

async fn apply(market: &Market, key: StockKey, what: MovementKind) -> Result<StockEvent, MoveStockError> {
    let movement = Movement {
        key,
        what,
        reason: Some(StockReason::parse("연말 재고 조사").unwrap()),
    };
    let moved = market.warehouses.move_stock(id(50), movement, None);
    moved.await.map(done)
}

fn at(item: ItemId, location: LocationId) -> StockKey {
    StockKey { item, location }
}

fn to(item: ItemId, (from, to): (LocationId, LocationId), count: i64) -> Transfer {
    Transfer {
        item,
        from,
        to,
        quantity: pieces(count),
        reason: None,
    }
}

#[tokio::test]
async fn an_item_is_put_away_and_then_counted() {
    let market = Market::new();
    let item = ItemId::from(market.product("a", 5).await.id);
    let shelf = new_rack(&market, "A").await;
    let key = at(item, shelf);
    let early = apply(&market, key, MovementKind::Receive(pieces(1))).await;
    assert!(matches!(early, Err(MoveStockError::NotThere)), "{early:?}");
    let opened = apply(&market, key, MovementKind::PutAway(pieces(2)))
        .await
        .unwrap();
    assert_eq!(
        (opened.version, opened.kind, opened.change),
        (1, StockEventKind::Opened, 2)
    );
    assert_eq!(
        (opened.actor, opened.reason.as_ref().map(StockReason::as_str)),
        (Some(id(50)), Some("연말 재고 조사"))
    );
    let twice = apply(&market, key, MovementKind::PutAway(pieces(2))).await;
    assert!(
        matches!(twice, Err(MoveStockError::Refused(StockRefusal::AlreadyOpen))),
        "{twice:?}"
    );
    for (what, left) in [
        (MovementKind::Receive(pieces(4)), 6),
        (MovementKind::Issue(pieces(1)), 5),
        (MovementKind::Adjust((-2).try_into().unwrap()), 3),
    ] {
        assert_eq!(
            apply(&market, key, what).await.unwrap().on_hand_after,
            pieces(left)
        );
    }
    let terms = StockTerms {
        ceiling: Some(pieces(4)),
        low: Some(pieces(1)),
    };
    assert_eq!(
        apply(&market, key, MovementKind::Agree(terms))
            .await
            .unwrap()
            .terms,
        terms
    );
    let full = apply(&market, key, MovementKind::Receive(pieces(2))).await;
    assert!(
        matches!(
            full,
            Err(MoveStockError::Refused(StockRefusal::TooMuch {
                on_hand: 3,
                ceiling: 4
            }))
        ),
        "{full:?}"
    );
    let short = apply(&market, key, MovementKind::Issue(pieces(4))).await;
    assert!(
        matches!(
            short,
            Err(MoveStockError::Refused(StockRefusal::Insufficient { .. }))
        ),
        "{short:?}"
    );
    let filter = LedgerFilter {
        location: Some(shelf),
        ..LedgerFilter::default()
    };
    let ledger = market.warehouses.ledger(filter, None, 10).await.unwrap();
    assert_eq!(ledger.iter().map(|event| event.version).max(), Some(5));
    let lies: Vec<_> = market.warehouses.of_item(item, None).await.unwrap();
    assert_eq!(
        lies.iter().map(|chain| chain.level.on_hand.get()).sum::<i64>(),
        5 + 3
    );
    assert_eq!(market.warehouses.on_rack(shelf, None, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_not_there_does_not_move() {
    let market = Market::new();
    let item = ItemId::from(market.product("a", 5).await.id);
    let shelf = new_rack(&market, "A").await;
    for (item, location, what) in [
        (id(9), shelf, MovementKind::PutAway(pieces(1))),
        (item, id(9), MovementKind::PutAway(pieces(1))),
        (item, id(9), MovementKind::Receive(pieces(1))),
    ] {
        let answer = apply(&market, at(item, location), what).await;
        let expected = match answer {
            Err(MoveStockError::UnknownItem) => location == shelf,
            Err(MoveStockError::UnknownRack) => location != shelf,
            _ => false,
        };
        assert!(expected, "{answer:?}");
    }
    let transfer = |transfer| market.warehouses.transfer(id(50), transfer, None);
    let default = LocationId::DEFAULT;
    let same = transfer(to(item, (default, default), 1)).await;
    assert!(matches!(same, Err(MoveStockError::SameRack)), "{same:?}");
    let from_empty = transfer(to(item, (shelf, default), 1)).await;
    assert!(
        matches!(from_empty, Err(MoveStockError::NotThere)),
        "{from_empty:?}"
    );
    for (from, onto) in [(default, id(9)), (id(9), default)] {
        let unknown = transfer(to(item, (from, onto), 1)).await;
        assert!(matches!(unknown, Err(MoveStockError::UnknownRack)), "{unknown:?}");
    }
    let unknown = transfer(to(id(9), (default, shelf), 1)).await;
    assert!(matches!(unknown, Err(MoveStockError::UnknownItem)), "{unknown:?}");
    for count in [0, 6] {
        let refused = transfer(to(item, (default, shelf), count)).await;
        assert!(matches!(refused, Err(MoveStockError::Refused(_))), "{refused:?}");
    }
    assert_eq!(market.level_at(at(item, default)).await.version, 1);
    assert_eq!(market.level_at(at(item, shelf)).await.version, 0);
}

/// I7: what leaves one rack arrives at the other, under one number.
#[tokio::test]
async fn a_transfer_is_two_entries_under_one_number() {
    let market = Market::new();
    let item = ItemId::from(market.product("a", 5).await.id);
    let shelf = new_rack(&market, "A").await;
    let (there, back) = ((LocationId::DEFAULT, shelf), (shelf, LocationId::DEFAULT));
    let transfer = |way, count| market.warehouses.transfer(id(50), to(item, way, count), None);
    let Answered::Done(first) = transfer(there, 4).await.unwrap() else {
        panic!("a repetition");
    };
    assert_eq!(
        (first.out.change, first.into.change, first.into.version),
        (-4, 4, 1)
    );
    let number = Some(first.id.as_uuid());
    assert_eq!((first.out.reference, first.into.reference), (number, number));
    assert_eq!(first.into.actor, Some(id(50)));
    // Two that cross each other.
    let (one, other) = join(transfer(there, 1), transfer(back, 2)).await;
    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    let here = market.level_at(at(item, LocationId::DEFAULT)).await.on_hand.get();
    let moved = market.level_at(at(item, shelf)).await.on_hand.get();
    assert_eq!((here, moved), (2, 3));
    assert_eq!(market.world.storage.stock.faults(10).await.unwrap(), []);
}

#[tokio::test]
async fn a_movement_that_is_repeated_is_made_once() {
    let market = Market::new();
    let item = ItemId::from(market.product("a", 5).await.id);
    let shelf = new_rack(&market, "A").await;
    let key = |key: &str| RequestKey {
        scope: "tester".to_owned(),
        key: key.to_owned(),
        fingerprint: [1; 16],
    };
    let answer = |version: i64| StoredAnswer {
        status: 201,
        headers: Vec::new(),
        body: version.to_string(),
    };
    let transfer = || {
        let once = Once::<Transferred> {
            key: key("transfer"),
            render: Arc::new(move |moved| answer(moved.out.version)),
        };
        let wanted = to(item, (LocationId::DEFAULT, shelf), 1);
        market.warehouses.transfer(id(50), wanted, Some(once))
    };
    let (first, second) = join(transfer(), transfer()).await;
    let replayed = [first.unwrap(), second.unwrap()]
        .into_iter()
        .filter(|answer| matches!(answer, Answered::Replayed(answer) if answer.body == "2"))
        .count();
    assert_eq!(replayed, 1);
    let arrive = || {
        let once = Once::<StockEvent> {
            key: key("arrive"),
            render: Arc::new(move |event| answer(event.version)),
        };
        let movement = Movement {
            key: at(item, shelf),
            what: MovementKind::Receive(pieces(3)),
            reason: None,
        };
        market.warehouses.move_stock(id(50), movement, Some(once))
    };
    assert!(matches!(arrive().await, Ok(Answered::Done(_))));
    assert!(matches!(arrive().await, Ok(Answered::Replayed(answer)) if answer.body == "2"));
    assert_eq!(market.level_at(at(item, shelf)).await.on_hand, pieces(4));
}
