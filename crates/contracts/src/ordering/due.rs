//! Orders that the shop itself has to look after.

use chrono::TimeDelta;
use hexmart_application::platform::Storage;
use hexmart_domain::ordering::{Hand, LineStep, Order, Party, RefundPolicy};
use hexmart_domain::shared::{Instant, OrderId};

use super::{kept, place, save_once, step};
use crate::given;
use crate::writes::joined;

/// Orders that nobody paid in time are due, from the very instant on until which they could be paid, the longest waiting
/// first; what was paid or called off is not, what was called off in part is.
pub async fn unpaid_orders_are_due(storage: Storage) {
    let buyer = joined(&storage).await.id;
    let start = given::now();
    let mut orders = Vec::new();
    for minutes in [30, 10, 20, 5, 5, 5] {
        let lines = [
            given::order_line(given::id(), 1),
            given::order_line(given::id(), 2),
        ];
        let order = Order {
            pay_by: start + TimeDelta::minutes(minutes),
            ..given::order(buyer, &lines)
        };
        place(&storage, &order).await.unwrap();
        orders.push(order);
    }
    let lines = |order: &Order| -> Vec<_> { order.lines.iter().map(|line| line.id).collect() };
    step(
        &storage,
        orders[3].id,
        &lines(&orders[3]),
        LineStep::Pay,
        Party::System,
    )
    .await;
    step(
        &storage,
        orders[4].id,
        &lines(&orders[4]),
        LineStep::Cancel,
        Party::Buyer,
    )
    .await;
    step(
        &storage,
        orders[5].id,
        &lines(&orders[5])[..1],
        LineStep::Cancel,
        Party::Buyer,
    )
    .await;

    let ids = |places: &[usize]| -> Vec<OrderId> { places.iter().map(|place| orders[*place].id).collect() };
    let minute = |minutes| start + TimeDelta::minutes(minutes);
    for (now, limit, due) in [
        (minute(5) - given::TICK, 9, &[][..]),
        (minute(5), 9, &[5]),
        (minute(10), 9, &[5, 1]),
        (minute(20), 9, &[5, 1, 2]),
        (minute(99), 9, &[5, 1, 2, 0]),
        (minute(99), 2, &[5, 1]),
        (minute(99), 0, &[]),
    ] {
        assert_eq!(
            storage.orders.unpaid(now, limit).await.unwrap(),
            ids(due),
            "{limit} at {now}"
        );
    }
}

/// Says of lines at an instant what became of them.
async fn at(storage: &Storage, of: &Order, lines: &[usize], wanted: LineStep, by: Party, at: Instant) {
    let order = kept(storage, of.id).await.unwrap();
    let lines: Vec<_> = lines.iter().map(|place| order.lines[*place].id).collect();
    let by = Hand {
        now: at,
        ..given::hand(by)
    };
    let change = order.step(&lines, wanted, &by, RefundPolicy::default()).unwrap();
    save_once(storage, &change).await.unwrap();
}

/// Orders are due with a line that was delivered before an instant and is neither confirmed nor to be refunded, each once.
pub async fn unconfirmed_orders_are_due(storage: Storage) {
    let buyer = joined(&storage).await.id;
    let start = given::now();
    let day = |day| start + TimeDelta::days(day);
    let mut orders = Vec::new();
    for delivered in [1, 2, 3, 1, 1, 9] {
        let lines = [
            given::order_line(given::id(), 1),
            given::order_line(given::id(), 2),
        ];
        let order = given::order(buyer, &lines);
        place(&storage, &order).await.unwrap();
        at(&storage, &order, &[0, 1], LineStep::Pay, Party::System, start).await;
        at(
            &storage,
            &order,
            &[0, 1],
            LineStep::Deliver,
            Party::Seller,
            day(delivered),
        )
        .await;
        orders.push(order);
    }
    // One line of the third is content, both of the fourth are; the fifth wants its money back, and in part at that.
    at(
        &storage,
        &orders[2],
        &[1],
        LineStep::Confirm,
        Party::Buyer,
        day(4),
    )
    .await;
    at(
        &storage,
        &orders[3],
        &[0, 1],
        LineStep::Confirm,
        Party::Buyer,
        day(4),
    )
    .await;
    at(
        &storage,
        &orders[4],
        &[0],
        LineStep::RequestRefund,
        Party::Buyer,
        day(4),
    )
    .await;
    at(
        &storage,
        &orders[4],
        &[1],
        LineStep::Confirm,
        Party::Buyer,
        day(4),
    )
    .await;

    let due = async |before: Instant, limit| {
        let mut due = storage.orders.unconfirmed(before, limit).await.unwrap();
        due.sort_unstable();
        due
    };
    let ids = |places: &[usize]| -> Vec<OrderId> { places.iter().map(|place| orders[*place].id).collect() };
    for (before, expected) in [
        (day(1), &[][..]),
        (day(1) + given::TICK, &[0]),
        (day(2) + given::TICK, &[0, 1]),
        (day(3), &[0, 1]),
        (day(8), &[0, 1, 2]),
    ] {
        assert_eq!(due(before, 9).await, ids(expected), "before {before}");
    }
    assert_eq!(due(day(8), 2).await.len(), 2);
    assert_eq!(due(day(8), 0).await, []);
    // Wanted after all, it was delivered when it was delivered.
    at(
        &storage,
        &orders[4],
        &[0],
        LineStep::WithdrawRefund,
        Party::Buyer,
        day(5),
    )
    .await;
    assert_eq!(due(day(1) + given::TICK, 9).await, ids(&[0, 4]));
}
