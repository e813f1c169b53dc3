//! Orders, as they were placed and as they become.

use std::slice::from_ref;

use chrono::TimeDelta;
use hexmart_application::platform::{Abort, Storage, StoreError, UniqueKey, transact};
use hexmart_domain::identity::PostalAddress;
use hexmart_domain::ordering::{LineState, LineStep, Order, OrderChange, Party, Pick, RefundPolicy};
use hexmart_domain::shared::CartId;

use super::{kept, place, placed, save_once, step};
use crate::given;
use crate::marketplace::approved;
use crate::writes::{attempt, joined};

/// An order reads back to the last field, with its lines in their order, also when next to nothing is said of it.
pub async fn an_order_is_kept_as_it_was_placed(storage: Storage) {
    let buyer = joined(&storage).await.id;
    let seller = approved(&storage, "청과 상회").await.id;
    let full = given::order_in_full(buyer, Some(seller));
    let mut many = given::small_order(buyer);
    many.lines = (0..100).map(|_| given::order_line(given::id(), 999)).collect();
    many.lines.reverse();
    for order in [full, many, given::small_order(buyer)] {
        place(&storage, &order).await.unwrap();
        assert_eq!(kept(&storage, order.id).await, Some(order));
    }
    assert_eq!(kept(&storage, given::id()).await, None);
}

async fn of_cart(storage: &Storage, cart: CartId) -> Option<hexmart_domain::shared::OrderId> {
    let found = attempt(storage, cart, |uow, cart| {
        Box::pin(async move { uow.orders().of_cart(cart).await })
    });
    found.await.unwrap()
}

/// A cart becomes one order, ever, and is found by it; orders of no cart are as many as there are.
pub async fn a_cart_becomes_one_order(storage: Storage) {
    let buyer = joined(&storage).await.id;
    let cart = given::id();
    assert_eq!(of_cart(&storage, cart).await, None);
    let of = |cart| Order {
        cart,
        ..given::small_order(buyer)
    };
    let (first, second) = (of(Some(cart)), of(Some(cart)));
    place(&storage, &first).await.unwrap();
    let cancelled = step(
        &storage,
        first.id,
        &[first.lines[0].id],
        LineStep::Cancel,
        Party::Buyer,
    )
    .await;
    let answer = place(&storage, &second).await;
    assert!(
        matches!(answer, Err(StoreError::Duplicate(UniqueKey::CartOrder))),
        "{answer:?}"
    );
    assert_eq!(of_cart(&storage, cart).await, Some(first.id));
    assert_eq!(kept(&storage, first.id).await, Some(cancelled));
    assert_eq!(kept(&storage, second.id).await, None);
    for order in [of(None), of(None), of(Some(given::id()))] {
        place(&storage, &order).await.unwrap();
    }
}

/// A number is given to one order; the loser leaves nothing.
pub async fn a_number_is_given_to_one_order(storage: Storage) {
    let first = placed(&storage).await;
    let second = Order {
        number: first.number.clone(),
        cart: Some(given::id()),
        ..given::small_order(first.buyer)
    };
    let answer = place(&storage, &second).await;
    assert!(
        matches!(answer, Err(StoreError::Duplicate(UniqueKey::OrderNumber))),
        "{answer:?}"
    );
    assert_eq!(kept(&storage, second.id).await, None);
    assert_eq!(of_cart(&storage, second.cart.unwrap()).await, None);
    assert_eq!(kept(&storage, first.id).await, Some(first));
}

/// Writes a change, and asserts that it is kept.
async fn assert_saved(storage: &Storage, change: &OrderChange) {
    save_once(storage, change).await.unwrap();
    assert_eq!(kept(storage, change.order.id).await.as_ref(), Some(&change.order));
}

/// Every change of an order is kept: another address, another number of pieces, a payment, parcels, lines that go their own
/// ways.
pub async fn a_changed_order_is_kept(storage: Storage) {
    let buyer = joined(&storage).await.id;
    let order = given::order_in_full(buyer, None);
    place(&storage, &order).await.unwrap();
    let (one, other) = (order.lines[0].id, order.lines[1].id);
    let hand = |party, minutes| {
        let mut hand = given::hand(party);
        hand.now += TimeDelta::minutes(minutes);
        hand
    };
    let elsewhere = PostalAddress {
        detail: None,
        ..given::postal_address()
    };
    let change = order.readdress(elsewhere, &hand(Party::Buyer, 1)).unwrap();
    assert_saved(&storage, &change).await;

    let more = Pick {
        quantity: given::pieces(2),
        ..order.lines[0].picks[1]
    };
    let change = change
        .order
        .resize(one, given::pieces(9), from_ref(&more), &hand(Party::Buyer, 2))
        .unwrap();
    assert_saved(&storage, &change).await;
    let change = change
        .order
        .resize(other, given::pieces(1), &[], &hand(Party::Buyer, 3))
        .unwrap();
    assert_saved(&storage, &change).await;

    let policy = RefundPolicy::default();
    let pay = change.order.step_all(
        LineState::PendingPayment,
        LineStep::Pay,
        &hand(Party::System, 4),
        policy,
    );
    let mut change = pay.unwrap().unwrap();
    assert!(change.order.paid.is_some() && change.order.paid_at.is_some());
    assert_saved(&storage, &change).await;
    for (line, minutes) in [(one, 5), (other, 6)] {
        change = change
            .order
            .dispatch(
                given::id(),
                &[line],
                given::parcel(),
                &hand(Party::Seller, minutes),
            )
            .unwrap();
        assert_saved(&storage, &change).await;
    }
    for (line, wanted, party, minutes) in [
        (one, LineStep::Deliver, Party::Seller, 7),
        (one, LineStep::RequestRefund, Party::Buyer, 8),
        (one, LineStep::WithdrawRefund, Party::Buyer, 9),
        (one, LineStep::Confirm, Party::System, 10),
        (other, LineStep::RequestRefund, Party::Buyer, 11),
        (other, LineStep::CompleteRefund, Party::Seller, 12),
    ] {
        change = change
            .order
            .step(&[line], wanted, &hand(party, minutes), policy)
            .unwrap();
        assert_saved(&storage, &change).await;
    }
    assert_eq!(change.order.version, 13);
}

/// Who has not read how an order is cannot change it: neither it nor its timeline.
pub async fn a_stale_order_is_a_conflict(storage: Storage) {
    let order = placed(&storage).await;
    let current = step(
        &storage,
        order.id,
        &[order.lines[0].id],
        LineStep::Pay,
        Party::System,
    )
    .await;
    let cancel = |from: &Order| {
        let lines = [from.lines[0].id];
        from.step(
            &lines,
            LineStep::Cancel,
            &given::hand(Party::Buyer),
            RefundPolicy::default(),
        )
        .unwrap()
    };
    let mut ahead = cancel(&current);
    ahead.order.version += 1;
    let unknown = given::small_order(order.buyer);
    for stale in [cancel(&order), ahead, cancel(&unknown)] {
        let answer = save_once(&storage, &stale).await;
        assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    }
    assert_eq!(kept(&storage, order.id).await, Some(current));
    assert_eq!(kept(&storage, unknown.id).await, None);
    assert_eq!(storage.orders.timeline(order.id).await.unwrap().len(), 2);
    assert_eq!(storage.orders.timeline(unknown.id).await.unwrap(), []);
}

/// An attempt that is refused leaves neither an order nor its number, its cart or its timeline.
pub async fn a_refused_attempt_leaves_no_order(storage: Storage) {
    let buyer = joined(&storage).await.id;
    let order = given::order_in_full(buyer, None);
    let change = order.clone().placed(&given::hand(Party::Buyer));
    let refused = transact(&*storage.store, "refused", move |uow| {
        let change = change.clone();
        Box::pin(async move {
            uow.orders().add(&change.order, &change.events).await?;
            Err::<(), _>(Abort::Refused(StoreError::backend("a rule said no")))
        })
    });
    assert!(refused.await.is_err());
    assert_eq!(kept(&storage, order.id).await, None);
    assert_eq!(of_cart(&storage, order.cart.unwrap()).await, None);
    assert_eq!(storage.orders.timeline(order.id).await.unwrap(), []);
    place(&storage, &order).await.unwrap();
    assert_eq!(kept(&storage, order.id).await, Some(order));
}
