//! Orders as whoever sells sees them: their own lines, and where these go as long as that is theirs to know.

use actix_web::http::StatusCode;
use hexmart_application::ordering::DeskLine;
use hexmart_application::platform::StoredAnswer;
use hexmart_domain::ordering::{LineState, Order, OrderLine};
use hexmart_domain::shared::{Instant, OrderId, SellerId};
use serde::Serialize;
use utoipa::ToSchema;

use super::address::DeliverToBody;
use super::body::{ShipmentBody, note};
use super::line_body::{OrderLineBody, PickBody};
use crate::cursor_page::{CursorPageBody, cut};
use crate::idempotency::{stored, tagged};
use crate::query::View;
use crate::wire::{self, example};

/// One page of lines that somebody sells.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeskLineList<'a> {
    lines: Vec<DeskLineBody<'a>>,
    page: CursorPageBody,
}

/// A line that somebody sells.
#[derive(Serialize, ToSchema)]
#[schema(as = DeskLine)]
struct DeskLineBody<'a> {
    order: DeskOrderHeadBody<'a>,
    #[serde(flatten)]
    line: PickedLineBody<'a>,
    /// In full from when it is paid until it has arrived; else masked.
    deliver_to: DeliverToBody<'a>,
    /// What the courier is to know; null unless it is there and shown in full.
    #[schema(example = "문 앞에 놓아 주세요")]
    note: Option<&'a str>,
}

/// What whoever sells needs to know of an order.
#[derive(Serialize, ToSchema)]
#[schema(as = DeskOrderHead)]
struct DeskOrderHeadBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::order_id)]
    id: OrderId,
    #[schema(example = "20261120-7F3K9QXM")]
    number: &'a str,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    placed_at: Instant,
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    paid_at: Option<Instant>,
    /// For `If-Match`, as `"v2"`.
    #[schema(example = 2)]
    version: i64,
}

/// A line, and where its pieces are taken from.
#[derive(Serialize, ToSchema)]
#[schema(as = PickedLine)]
struct PickedLineBody<'a> {
    #[serde(flatten)]
    line: OrderLineBody<'a>,
    picks: Vec<PickBody>,
}

/// An order with the lines that somebody sells.
#[derive(Serialize, ToSchema)]
#[schema(as = DeskOrder)]
pub(crate) struct DeskOrderBody<'a> {
    #[serde(flatten)]
    head: DeskOrderHeadBody<'a>,
    lines: Vec<PickedLineBody<'a>>,
    /// What left of these lines.
    shipments: Vec<ShipmentBody<'a>>,
}

/// How much of the address whoever sends a line is to see: nothing before it is paid, and nothing once it is there.
const fn view(line: &OrderLine) -> View {
    match line.state {
        LineState::Paid | LineState::Preparing | LineState::Dispatched => View::Full,
        LineState::PendingPayment
        | LineState::Delivered
        | LineState::Confirmed
        | LineState::Cancelled
        | LineState::RefundRequested
        | LineState::Refunded => View::Masked,
    }
}

impl<'a> From<&'a Order> for DeskOrderHeadBody<'a> {
    fn from(order: &'a Order) -> Self {
        Self {
            id: order.id,
            number: order.number.as_str(),
            placed_at: order.placed_at,
            paid_at: order.paid_at,
            version: order.version,
        }
    }
}

impl<'a> From<&'a OrderLine> for PickedLineBody<'a> {
    fn from(line: &'a OrderLine) -> Self {
        Self {
            line: OrderLineBody::from(line),
            picks: line.picks.iter().map(PickBody::from).collect(),
        }
    }
}

impl<'a> DeskLineList<'a> {
    /// The page of so many; there may be one more row, which shows that there is a next page.
    pub(crate) fn of(rows: &'a mut Vec<DeskLine>, size: u64) -> Self {
        let page = cut(rows, size, |row| row.line.id);
        let lines = rows.iter().map(DeskLineBody::from).collect();
        Self { lines, page }
    }
}

impl<'a> From<&'a DeskLine> for DeskLineBody<'a> {
    fn from(row: &'a DeskLine) -> Self {
        let DeskLine { line, order } = row;
        let view = view(line);
        Self {
            order: DeskOrderHeadBody::from(order),
            line: PickedLineBody::from(line),
            deliver_to: DeliverToBody::of(&order.deliver_to, view),
            note: note(order, view),
        }
    }
}

impl<'a> DeskOrderBody<'a> {
    /// An order, as far as it is this seller's.
    fn of(order: &'a Order, seller: SellerId) -> Self {
        let lines = || order.lines.iter().filter(|line| line.seller == Some(seller));
        let theirs = |id| lines().any(|line| line.id == id);
        let shipments = order.shipments.iter();
        let shipments = shipments.filter(|shipment| shipment.lines.iter().any(|line| theirs(*line)));
        Self {
            head: DeskOrderHeadBody::from(order),
            lines: lines().map(PickedLineBody::from).collect(),
            shipments: shipments.map(ShipmentBody::from).collect(),
        }
    }
}

/// The answer to a seller who changed something, with the version of the order. It may be kept, so it has no address.
pub(super) fn answer(order: &Order, seller: SellerId) -> StoredAnswer {
    let answer = stored(StatusCode::OK, &DeskOrderBody::of(order, seller));
    tagged(answer, order.version)
}
