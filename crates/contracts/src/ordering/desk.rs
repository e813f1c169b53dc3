//! Lines, as whoever sells them sees them.

use hexmart_application::ordering::DeskLine;
use hexmart_application::platform::Storage;
use hexmart_domain::ordering::{LineState, LineStep, Order, OrderLine, Party};
use hexmart_domain::shared::{OrderLineId, SellerId};

use super::{place, step};
use crate::given;
use crate::marketplace::approved;
use crate::writes::joined;

fn line(seller: Option<SellerId>) -> OrderLine {
    OrderLine {
        seller,
        ..given::order_line(given::id(), 1)
    }
}

/// Places an order of a line for each of the sellers.
async fn ordered(storage: &Storage, sellers: &[Option<SellerId>]) -> Order {
    let lines: Vec<_> = sellers.iter().map(|seller| line(*seller)).collect();
    let order = given::order(joined(storage).await.id, &lines);
    place(storage, &order).await.unwrap();
    order
}

async fn desk(storage: &Storage, seller: Option<SellerId>, state: Option<LineState>) -> Vec<OrderLineId> {
    let lines = storage.orders.desk(seller, state, None, 99).await.unwrap();
    lines.iter().map(|line| line.line.id).collect()
}

/// A seller sees their own lines with what else there is to know of the order, and no line of anybody else; staff see those
/// of the shop itself.
pub async fn a_desk_shows_whose_lines_they_are(storage: Storage) {
    let [one, other] = [
        approved(&storage, "하나").await.id,
        approved(&storage, "둘").await.id,
    ];
    let order = ordered(&storage, &[Some(one), None, Some(other)]).await;
    for (seller, place) in [(Some(one), 0), (None, 1), (Some(other), 2)] {
        let line: &OrderLine = &order.lines[place];
        let expected = DeskLine {
            line: line.clone(),
            order: Order {
                lines: vec![line.clone()],
                ..order.clone()
            },
        };
        assert_eq!(
            storage.orders.desk(seller, None, None, 9).await.unwrap(),
            [expected]
        );
    }
    assert_eq!(desk(&storage, Some(given::id()), None).await, []);
}

/// Lines are told the newest first, and page after page without skipping or repeating one.
pub async fn a_desk_tells_the_newest_first(storage: Storage) {
    let seller = Some(approved(&storage, "하나").await.id);
    let mut lines = Vec::new();
    for sellers in [&[seller, seller, None][..], &[None, seller], &[seller, seller]] {
        let order = ordered(&storage, sellers).await;
        lines.extend(
            order
                .lines
                .iter()
                .filter(|line| line.seller == seller)
                .map(|line| line.id),
        );
    }
    lines.reverse();
    assert_eq!(lines.len(), 5);
    for (before, limit, range) in [
        (None, 99, 0..5),
        (None, 2, 0..2),
        (Some(lines[0]), 3, 1..4),
        (Some(lines[3]), 9, 4..5),
        (Some(lines[4]), 9, 5..5),
        (None, 0, 0..0),
    ] {
        let page = storage.orders.desk(seller, None, before, limit).await.unwrap();
        let page: Vec<_> = page.iter().map(|line| line.line.id).collect();
        assert_eq!(page, lines[range], "{limit} before {before:?}");
    }
}

/// Lines can be of one state, their own and not that of their order.
pub async fn a_desk_can_be_of_one_state(storage: Storage) {
    let seller = Some(approved(&storage, "하나").await.id);
    let order = ordered(&storage, &[seller, seller, None]).await;
    let [one, other, shops] = [0, 1, 2].map(|place: usize| order.lines[place].id);
    step(
        &storage,
        order.id,
        &[one, other, shops],
        LineStep::Pay,
        Party::System,
    )
    .await;
    step(&storage, order.id, &[one], LineStep::Prepare, Party::Seller).await;
    let waiting = ordered(&storage, &[seller]).await.lines[0].id;
    for (seller, state, expected) in [
        (seller, LineState::Preparing, vec![one]),
        (seller, LineState::Paid, vec![other]),
        (seller, LineState::PendingPayment, vec![waiting]),
        (seller, LineState::Cancelled, vec![]),
        (None, LineState::Paid, vec![shops]),
        (None, LineState::Preparing, vec![]),
    ] {
        assert_eq!(desk(&storage, seller, Some(state)).await, expected, "{state:?}");
    }
    step(&storage, order.id, &[other], LineStep::Prepare, Party::Seller).await;
    assert_eq!(
        desk(&storage, seller, Some(LineState::Preparing)).await,
        [other, one]
    );
    let rest = storage
        .orders
        .desk(seller, Some(LineState::Preparing), Some(other), 9)
        .await
        .unwrap();
    assert_eq!((rest.len(), rest[0].line.id), (1, one));
}
