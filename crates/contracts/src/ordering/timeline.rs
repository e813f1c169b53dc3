//! What happened to an order.

use std::slice::from_ref;

use hexmart_application::platform::Storage;
use hexmart_domain::ordering::{
    Hand, LineStep, Order, OrderEventKind, OrderReason, Party, Pick, RefundPolicy,
};

use super::{place, placed, save_once};
use crate::given;
use crate::writes::joined;

/// A timeline keeps every kind of entry to the last field: as what somebody did it, who, why and when.
pub async fn a_timeline_keeps_what_was_said(storage: Storage) {
    let buyer = joined(&storage).await.id;
    let order = given::order_in_full(buyer, None);
    let line = order.lines[0].id;
    let more = Pick {
        quantity: given::pieces(1),
        ..order.lines[0].picks[0]
    };
    let long = Hand {
        reason: Some(OrderReason::parse("가😀\n".repeat(166)).unwrap()),
        now: given::now() + given::TICK,
        ..given::hand(Party::Seller)
    };
    let silent = Hand {
        reason: None,
        ..given::hand(Party::System)
    };
    let buyer = given::hand(Party::Buyer);
    let placed = order.clone().placed(&given::hand(Party::Buyer));
    place(&storage, &order).await.unwrap();
    // What was placed was told by a hand of its own.
    let mut told = storage.orders.timeline(order.id).await.unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].kind, told[0].line), (placed.events[0].kind, None));
    assert_eq!((told[0].version, told[0].place), (1, 0));

    let policy = RefundPolicy::default();
    let change = order.readdress(given::postal_address(), &buyer).unwrap();
    save_once(&storage, &change).await.unwrap();
    told.extend(change.events);
    let change = change
        .order
        .resize(line, given::pieces(8), from_ref(&more), &buyer)
        .unwrap();
    save_once(&storage, &change).await.unwrap();
    told.extend(change.events);
    let all: Vec<_> = order.lines.iter().map(|line| line.id).collect();
    let change = change.order.step(&all, LineStep::Pay, &silent, policy).unwrap();
    save_once(&storage, &change).await.unwrap();
    told.extend(change.events);
    let change = change.order.step(&all, LineStep::Prepare, &long, policy).unwrap();
    save_once(&storage, &change).await.unwrap();
    told.extend(change.events);
    assert_eq!(storage.orders.timeline(order.id).await.unwrap(), told);
    assert_eq!(told.len(), 7);
}

/// A timeline is told the oldest first, by version and then by place, each order's by itself; an unknown order has none.
pub async fn a_timeline_is_told_oldest_first(storage: Storage) {
    let (order, other) = (placed(&storage).await, placed(&storage).await);
    let mut current: Order = order.clone();
    for turn in 0..12 {
        // Twelve versions, the later ones with earlier times: versions tell, not clocks.
        let by = Hand {
            now: given::now() - given::TICK * turn,
            ..given::hand(Party::Buyer)
        };
        let change = current.readdress(given::postal_address(), &by).unwrap();
        save_once(&storage, &change).await.unwrap();
        current = change.order;
    }
    let timeline = storage.orders.timeline(order.id).await.unwrap();
    let versions: Vec<_> = timeline.iter().map(|event| event.version).collect();
    assert_eq!(versions, (1..=13).collect::<Vec<_>>());
    assert_eq!(timeline[0].kind, OrderEventKind::Placed);
    assert!(timeline.iter().all(|event| event.order == order.id));
    assert_eq!(storage.orders.timeline(other.id).await.unwrap().len(), 1);
    assert_eq!(storage.orders.timeline(given::id()).await.unwrap(), []);
}
