//! Many who order at once.

use hexmart_application::ordering::OrderFilter;
use hexmart_application::platform::{Storage, StoreError, UniqueKey, UnitOfWork};
use hexmart_domain::inventory::{Demand, StockCommand, StockKey, StockLevel, allocate};
use hexmart_domain::ordering::{LineState, LineStep, Order, OrderLine, Party, Pick, RefundPolicy};
use hexmart_domain::shared::OrderId;

use super::{kept, place, placed};
use crate::callers::{Underway, at_once};
use crate::given;
use crate::inventory::open;
use crate::inventory::places::rack_elsewhere;
use crate::writes::{attempt, crowd, history, joined, level, stocked};

const RACERS: usize = 12;

#[track_caller]
fn assert_ordered(answer: &Result<(), StoreError>) {
    let is_ordered = matches!(answer, Err(StoreError::Duplicate(UniqueKey::CartOrder)));
    assert!(is_ordered, "{answer:?}");
}

/// 12 callers order one cart at once: one order comes of it, and the others hear that there is one.
pub async fn one_of_many_orders_a_cart(storage: Storage) {
    let buyer = joined(&storage).await.id;
    let cart = Some(given::id());
    let orders: Vec<_> = (0..RACERS)
        .map(|_| Order {
            cart,
            ..given::small_order(buyer)
        })
        .collect();
    let answers = at_once(RACERS, |racer| {
        let (storage, order) = (storage.clone(), orders[racer].clone());
        async move { place(&storage, &order).await }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    for (order, answer) in orders.iter().zip(&answers) {
        assert_eq!(kept(&storage, order.id).await.is_some(), answer.is_ok());
        if answer.is_err() {
            assert_ordered(answer);
        }
    }
    let all = storage
        .orders
        .orders(&OrderFilter::default(), None, 99)
        .await
        .unwrap();
    assert_eq!(all.len(), 1);
}

/// A rival orders the cart that an attempt under way has ordered: one gets it, the other hears that it was ordered.
pub async fn a_cart_is_ordered_once_by_attempts_that_overlap(storage: Storage) {
    let buyer = joined(&storage).await.id;
    let cart = Some(given::id());
    let orders = [given::small_order(buyer), given::small_order(buyer)].map(|order| Order { cart, ..order });
    let [own, rival] = orders.clone();
    let underway = Underway::begin(&storage, move |uow| {
        let change = own.clone().placed(&given::hand(Party::Buyer));
        Box::pin(async move { uow.orders().add(&change.order, &change.events).await })
    })
    .await;
    let other = storage.clone();
    let (own, rival) = underway
        .overtaken(async move { place(&other, &rival).await })
        .await;
    assert_ne!(own.is_ok(), rival.is_ok());
    for (order, answer) in orders.iter().zip([own, rival]) {
        assert_eq!(kept(&storage, order.id).await.is_some(), answer.is_ok());
        if answer.is_err() {
            assert_ordered(&answer);
        }
    }
}

/// Takes the only line of an order a step on, if it can; answers whether it could.
async fn take(
    uow: &mut dyn UnitOfWork,
    id: OrderId,
    wanted: LineStep,
    by: Party,
) -> Result<bool, StoreError> {
    let order = uow.orders().find(id).await?.unwrap();
    let change = order.step(
        &[order.lines[0].id],
        wanted,
        &given::hand(by),
        RefundPolicy::default(),
    );
    let Ok(change) = change else {
        return Ok(false);
    };
    uow.orders().save(&change).await?;
    Ok(true)
}

/// Of 12 callers, six pay for an order and six call it off, all at once: either it is paid, and then called off at most
/// once, or it was called off and never paid; each edge is taken once and told once.
pub async fn one_of_many_changes_an_order(storage: Storage) {
    let order = placed(&storage).await;
    let answers = at_once(RACERS, |racer| {
        let (storage, id) = (storage.clone(), order.id);
        let (wanted, by) = if racer % 2 == 0 {
            (LineStep::Pay, Party::System)
        } else {
            (LineStep::Cancel, Party::Buyer)
        };
        async move {
            let taken = attempt(&storage, id, move |uow, id| Box::pin(take(uow, id, wanted, by)));
            taken.await.unwrap()
        }
    })
    .await;
    let taken = |parity: usize| {
        answers
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|taken| **taken)
            .count()
    };
    let (paid, cancelled) = (taken(0), taken(1));
    assert!(paid <= 1 && cancelled == 1, "{answers:?}");
    let last = kept(&storage, order.id).await.unwrap();
    assert_eq!(last.lines[0].state, LineState::Cancelled);
    assert_eq!(last.paid.is_some(), paid == 1);
    let timeline = storage.orders.timeline(order.id).await.unwrap();
    assert_eq!(timeline.len(), 1 + paid + cancelled);
    assert_eq!(last.version, 1 + i64::try_from(paid + cancelled).unwrap());
}

/// A rival saves the version that an attempt under way has saved: one lands on what both read, the other reads again, and
/// then finds nothing to do.
pub async fn of_two_changes_of_one_version_one_lands(storage: Storage) {
    let order = placed(&storage).await;
    let id = order.id;
    let underway = Underway::begin(&storage, move |uow| {
        Box::pin(take(uow, id, LineStep::Pay, Party::System))
    })
    .await;
    let other = storage.clone();
    let rival = async move {
        attempt(&other, id, |uow, id| {
            Box::pin(take(uow, id, LineStep::Pay, Party::System))
        })
        .await
    };
    let (own, rival) = underway.overtaken(rival).await;
    assert_ne!(own.unwrap(), rival.unwrap());
    let paid = kept(&storage, id).await.unwrap();
    assert_eq!((paid.version, paid.lines[0].state), (2, LineState::Paid));
    assert_eq!(storage.orders.timeline(id).await.unwrap().len(), 2);
}

/// Places an order of a piece of each item, with what it promises itself; false when there is too little of one.
async fn buy(uow: &mut dyn UnitOfWork, order: &Order) -> Result<bool, StoreError> {
    let items: Vec<_> = order.lines.iter().map(|line| line.item).collect();
    let holdings = uow.stock().holdings(&items).await?;
    let demands: Vec<_> = order
        .lines
        .iter()
        .map(|line| Demand {
            item: line.item,
            quantity: line.quantity,
        })
        .collect();
    let lying: Vec<_> = holdings.iter().map(|(holding, _)| *holding).collect();
    let Ok(allocations) = allocate(&demands, &lying, &[]) else {
        return Ok(false);
    };
    let mut order = order.clone();
    for line in &mut order.lines {
        line.picks.clear();
    }
    for allocation in allocations {
        let line: &mut OrderLine = &mut order.lines[allocation.demand];
        line.picks.push(Pick {
            key: allocation.key,
            warehouse: allocation.warehouse,
            distance: None,
            quantity: allocation.quantity,
        });
    }
    let change = order.placed(&given::hand(Party::Buyer));
    uow.orders().add(&change.order, &change.events).await?;
    let level = |key: StockKey| -> &StockLevel {
        let (_, level) = holdings.iter().find(|(holding, _)| holding.key == key).unwrap();
        level
    };
    let reserve = |(key, command): &(StockKey, StockCommand)| given::commanded(*key, level(*key), *command);
    let mut events: Vec<_> = change.stock.iter().map(reserve).collect();
    events.sort_by_key(|event| event.key);
    uow.stock().append(&events).await?;
    Ok(true)
}

/// 24 buyers at a time order a piece of an item of which 9 lie in two buildings: 9 orders are placed, each promises itself a
/// piece of its own, and whoever came too late left nothing behind.
pub async fn the_last_pieces_are_ordered_once(storage: Storage) {
    let here = stocked(&storage, 5).await;
    let (_, location) = rack_elsewhere(&storage, true).await;
    let there = StockKey { location, ..here };
    open(&storage, there, 4).await;
    let buyers = crowd(&storage, 2 * RACERS).await;
    let orders: Vec<_> = buyers
        .into_iter()
        .map(|buyer| given::order(buyer, &[given::order_line(here.item, 1)]))
        .collect();
    let answers = at_once(orders.len(), |racer| {
        let (storage, order) = (storage.clone(), orders[racer].clone());
        async move {
            let bought = attempt(&storage, order, |uow, order| {
                Box::pin(async move { buy(uow, &order).await })
            });
            bought.await.unwrap()
        }
    })
    .await;
    assert_eq!(answers.iter().filter(|bought| **bought).count(), 9);
    let mut promised = Vec::new();
    for (order, bought) in orders.iter().zip(&answers) {
        let kept = kept(&storage, order.id).await;
        assert_eq!(kept.is_some(), *bought);
        let timeline = storage.orders.timeline(order.id).await.unwrap();
        assert_eq!(timeline.len(), usize::from(*bought));
        promised.extend(
            kept.iter()
                .flat_map(|order| &order.lines[0].picks)
                .map(|pick| pick.key),
        );
    }
    for (key, count) in [(here, 5), (there, 4)] {
        assert_eq!(
            promised.iter().filter(|promised| **promised == key).count(),
            count
        );
        let level = level(&storage, key).await.unwrap();
        assert_eq!(
            (level.available().get(), level.reserved.get()),
            (0, i64::try_from(count).unwrap())
        );
        assert_eq!(history(&storage, key).await.len(), 1 + count);
    }
}
