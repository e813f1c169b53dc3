//! Orders as a list.

use chrono::TimeDelta;
use hexmart_application::ordering::OrderFilter;
use hexmart_application::platform::Storage;
use hexmart_domain::ordering::{LineState, LineStep, Order, Party};
use hexmart_domain::shared::{Instant, UserId};

use super::{place, step};
use crate::given;
use crate::writes::joined;

/// Orders of this buyer that were placed a day apart, each with two lines, the oldest first.
async fn ordered(storage: &Storage, buyer: UserId, count: i64) -> Vec<Order> {
    let mut orders = Vec::new();
    for day in 0..count {
        let lines = [
            given::order_line(given::id(), 1),
            given::order_line(given::id(), 2),
        ];
        let order = Order {
            placed_at: given::now() + TimeDelta::days(day),
            ..given::order(buyer, &lines)
        };
        place(storage, &order).await.unwrap();
        orders.push(order);
    }
    orders
}

async fn found(storage: &Storage, filter: &OrderFilter) -> Vec<Order> {
    let mut orders = storage.orders.orders(filter, None, 99).await.unwrap();
    orders.reverse();
    orders
}

/// Orders are told the newest first, and page after page without skipping or repeating one.
pub async fn orders_are_told_newest_first(storage: Storage) {
    let buyer = joined(&storage).await.id;
    let mut orders = ordered(&storage, buyer, 5).await;
    orders.reverse();
    let filter = OrderFilter::default();
    for (before, limit, range) in [
        (None, 99, 0..5),
        (None, 2, 0..2),
        (Some(orders[1].id), 2, 2..4),
        (Some(orders[3].id), 9, 4..5),
        (Some(orders[4].id), 9, 5..5),
        (None, 0, 0..0),
    ] {
        let page = storage.orders.orders(&filter, before, limit).await.unwrap();
        assert_eq!(page, orders[range], "{limit} before {before:?}");
    }
}

/// Orders can be of one buyer, of one number, and of a stretch of time whose first instant belongs to it and whose last does
/// not; all of that narrows, also behind a page.
pub async fn orders_can_be_of_what_is_asked_for(storage: Storage) {
    let (buyer, other) = (joined(&storage).await.id, joined(&storage).await.id);
    let (own, others) = (
        ordered(&storage, buyer, 4).await,
        ordered(&storage, other, 2).await,
    );
    let none = OrderFilter::default();
    let day = |day| Some(given::now() + TimeDelta::days(day));
    for (filter, expected) in [
        (
            OrderFilter {
                buyer: Some(buyer),
                ..none.clone()
            },
            own.clone(),
        ),
        (
            OrderFilter {
                buyer: Some(given::id()),
                ..none.clone()
            },
            vec![],
        ),
        (
            OrderFilter {
                number: Some(own[2].number.clone()),
                ..none.clone()
            },
            vec![own[2].clone()],
        ),
        (
            OrderFilter {
                number: Some(given::order_number()),
                ..none.clone()
            },
            vec![],
        ),
        (
            OrderFilter {
                number: Some(own[2].number.clone()),
                buyer: Some(other),
                ..none.clone()
            },
            vec![],
        ),
        (
            OrderFilter {
                from: day(2),
                ..none.clone()
            },
            own[2..].to_vec(),
        ),
        (
            OrderFilter {
                from: day(1).map(|at| at + given::TICK),
                ..none.clone()
            },
            own[2..].to_vec(),
        ),
        (
            OrderFilter {
                until: day(2),
                buyer: Some(buyer),
                ..none.clone()
            },
            own[..2].to_vec(),
        ),
        (
            OrderFilter {
                from: day(1),
                until: day(2),
                ..none.clone()
            },
            vec![own[1].clone(), others[1].clone()],
        ),
        (
            OrderFilter {
                from: day(1),
                until: day(1),
                ..none
            },
            vec![],
        ),
    ] {
        assert_eq!(found(&storage, &filter).await, expected, "{filter:?}");
        if let [.., newest] = &expected[..] {
            let rest = storage.orders.orders(&filter, Some(newest.id), 99).await.unwrap();
            assert_eq!(rest.len(), expected.len() - 1, "{filter:?}");
        }
    }
}

/// An order is found in the state of the line that is furthest behind, of those that are neither called off nor refunded;
/// and in no other.
pub async fn an_order_stands_as_its_lines_do(storage: Storage) {
    let buyer = joined(&storage).await.id;
    let order = ordered(&storage, buyer, 1).await.remove(0);
    let (one, other) = (order.lines[0].id, order.lines[1].id);
    assert_stands(&storage, buyer, LineState::PendingPayment).await;
    for (lines, wanted, by, state) in [
        (vec![one, other], LineStep::Pay, Party::System, LineState::Paid),
        (vec![one], LineStep::Deliver, Party::Seller, LineState::Paid),
        (
            vec![other],
            LineStep::Prepare,
            Party::Seller,
            LineState::Preparing,
        ),
        (
            vec![other],
            LineStep::Dispatch,
            Party::Seller,
            LineState::Dispatched,
        ),
        (
            vec![other],
            LineStep::RequestRefund,
            Party::Buyer,
            LineState::Delivered,
        ),
        (vec![one], LineStep::Confirm, Party::Buyer, LineState::Confirmed),
        (
            vec![other],
            LineStep::WithdrawRefund,
            Party::Buyer,
            LineState::Dispatched,
        ),
        (
            vec![other],
            LineStep::RequestRefund,
            Party::Buyer,
            LineState::Confirmed,
        ),
        (
            vec![other],
            LineStep::CompleteRefund,
            Party::Seller,
            LineState::Confirmed,
        ),
    ] {
        step(&storage, order.id, &lines, wanted, by).await;
        assert_stands(&storage, buyer, state).await;
    }
    let (buyer, third) = (
        joined(&storage).await.id,
        ordered(&storage, buyer, 1).await.remove(0),
    );
    assert_stands(&storage, third.buyer, LineState::Confirmed).await;
    assert_eq!(
        found(
            &storage,
            &OrderFilter {
                buyer: Some(buyer),
                ..OrderFilter::default()
            }
        )
        .await,
        []
    );
}

/// Asserts that the buyer's first order is found in this state alone.
async fn assert_stands(storage: &Storage, buyer: UserId, state: LineState) {
    let of = |state| OrderFilter {
        buyer: Some(buyer),
        state,
        ..OrderFilter::default()
    };
    let first = found(storage, &of(None)).await.remove(0).id;
    for asked in LineState::ALL {
        let orders = found(storage, &of(Some(asked))).await;
        let is_found = orders.iter().any(|order| order.id == first);
        assert_eq!(is_found, asked == state, "{asked:?}");
    }
}

/// Orders are counted that were placed from an instant on and before another.
pub async fn orders_are_counted_by_the_time_of_their_placement(storage: Storage) {
    let buyer = joined(&storage).await.id;
    let orders = ordered(&storage, buyer, 3).await;
    let line = orders[0].lines[0].id;
    step(&storage, orders[0].id, &[line], LineStep::Cancel, Party::Buyer).await;
    let start = given::now();
    let day = |day| start + TimeDelta::days(day);
    let counted =
        async |from: Instant, until: Instant| storage.orders.placed_between(from, until).await.unwrap();
    assert_eq!(counted(start, day(9)).await, 3);
    assert_eq!(counted(start, day(2)).await, 2);
    assert_eq!(counted(start, day(2) + given::TICK).await, 3);
    assert_eq!(counted(start + given::TICK, day(2)).await, 1);
    assert_eq!(counted(day(1), day(1)).await, 0);
    assert_eq!(counted(day(3), day(9)).await, 0);
}
