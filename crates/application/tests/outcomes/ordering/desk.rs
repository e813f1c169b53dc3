use hexmart_application::marketplace::Authority;
use hexmart_application::ordering::{ChangeOrderError, OrderDesk, OrderFilter};
use hexmart_application::platform::AuditAction;
use hexmart_domain::ordering::{LineState, Order, OrderError, StepError};
use hexmart_domain::shared::PaymentId;

use super::changes::parcel;
use super::market::{Market, change, states, won};
use crate::catalogue::given::{id, new_product, seller};
use crate::catalogue::staff;
use crate::given::done;

/// A paid order of a line of the shop, one of seller 1, and one of seller 2.
async fn mixed(market: &Market) -> (Order, PaymentId) {
    let buyer = market.buyer("kim").await;
    let mut lines = Vec::new();
    for (name, authority) in [("a", staff()), ("b", seller(1)), ("c", seller(2))] {
        lines.push((market.create(new_product(name, 5), authority).await.id, 1));
    }
    market.paid_order(buyer, &lines).await
}

#[tokio::test]
async fn a_seller_sees_and_moves_their_own_lines_alone() {
    let market = Market::new();
    let (order, _) = mixed(&market).await;
    let (own, other) = (order.lines[1].id, order.lines[2].id);
    let lines = market.orders.lines(seller(1), None, None, 10).await.unwrap();
    assert_eq!(lines.iter().map(|desk| desk.line.id).collect::<Vec<_>>(), [own]);
    let shop = market
        .orders
        .lines(staff(), Some(LineState::Paid), None, 10)
        .await
        .unwrap();
    assert_eq!(
        shop.iter().map(|desk| desk.line.id).collect::<Vec<_>>(),
        [order.lines[0].id]
    );

    let seen = market
        .orders
        .prepare(seller(1), change(order.id, &[]))
        .await
        .unwrap();
    assert_eq!(seen.lines.iter().map(|line| line.id).collect::<Vec<_>>(), [own]);
    let stored = market.shown(order.id).await;
    assert_eq!(
        states(&stored),
        [LineState::Paid, LineState::Preparing, LineState::Paid]
    );
    let theirs = market
        .orders
        .prepare(seller(1), change(order.id, &[own, other]))
        .await;
    assert!(
        matches!(
            theirs,
            Err(ChangeOrderError::Step(StepError::Order(OrderError::UnknownLine)))
        ),
        "{theirs:?}"
    );
    let stranger = market.orders.prepare(seller(3), change(order.id, &[])).await;
    assert!(matches!(stranger, Err(ChangeOrderError::Unknown)), "{stranger:?}");
    assert_eq!(market.shown(order.id).await, stored);
}

#[tokio::test]
async fn parcels_of_several_sellers_are_told_apart() {
    let market = Market::new();
    let (order, _) = mixed(&market).await;
    for who in [seller(1), seller(2)] {
        let (courier, tracking) = parcel();
        let sent = market
            .orders
            .dispatch(who, change(order.id, &[]), courier, tracking)
            .await;
        let sent = sent.unwrap();
        assert_eq!((sent.lines.len(), sent.shipments.len()), (1, 1));
        assert_eq!(sent.shipments[0].lines, [sent.lines[0].id]);
    }
    assert_eq!(market.shown(order.id).await.shipments.len(), 2);
    // Who delivers names nothing, and says so of what they sent.
    let delivered = market
        .orders
        .deliver(seller(1), change(order.id, &[]))
        .await
        .unwrap();
    assert_eq!(delivered.lines[0].delivered_at, Some(market.now()));
    let states = states(&market.shown(order.id).await);
    assert_eq!(
        states,
        [LineState::Paid, LineState::Delivered, LineState::Dispatched]
    );
}

#[tokio::test]
async fn a_seller_calls_off_what_they_cannot_send() {
    let market = Market::new();
    let (order, payment) = mixed(&market).await;
    let off = market
        .orders
        .call_off(seller(2), change(order.id, &[]), None)
        .await
        .unwrap();
    assert_eq!(states(&done(off)), [LineState::Cancelled]);
    assert_eq!(
        (won(market.payment(payment).await.refunded()), market.begun()),
        (10_000, vec![payment])
    );
    market
        .orders
        .prepare(seller(1), change(order.id, &[]))
        .await
        .unwrap();
    let packed = market
        .orders
        .call_off(seller(1), change(order.id, &[]), None)
        .await;
    assert!(matches!(packed, Err(ChangeOrderError::Step(_))), "{packed:?}");
}

#[tokio::test]
async fn staff_see_everything_and_move_everything() {
    let market = Market::new();
    let (order, _) = mixed(&market).await;
    let robot = Authority::Shop(None);
    let all = market.orders.deliver(robot, change(order.id, &[])).await.unwrap();
    assert_eq!(states(&all), [LineState::Delivered; 3]);
    let (found, timeline) = market.orders.order(order.id).await.unwrap().unwrap();
    assert_eq!((found.version, timeline.len()), (3, 1 + 3 + 3));
    assert_eq!(market.orders.order(id(9)).await.unwrap(), None);
    let full = |order| market.orders.order_in_full(id(50), order, "the parcel came back");
    assert_eq!(full(id(9)).await.unwrap(), None);
    assert!(market.world.audit().await.is_empty());
    assert_eq!(full(order.id).await.unwrap(), Some((found.clone(), timeline)));
    let log = market.world.audit().await;
    let [entry] = &log[..] else {
        panic!("{log:?}");
    };
    let event = &entry.event;
    assert_eq!(
        (event.action, event.actor),
        (AuditAction::OrderReadFull, Some(id(50)))
    );
    assert_eq!(
        (event.subject.clone(), event.note.as_str()),
        (order.id.to_string(), "the parcel came back")
    );
    let filter = OrderFilter {
        number: Some(order.number.clone()),
        ..OrderFilter::default()
    };
    assert_eq!(market.orders.orders(filter, None, 10).await.unwrap(), [found]);
    assert_eq!(market.orders.placed_today().await.unwrap(), 1);
}
