//! Orders as answers show them.

use actix_web::http::StatusCode;
use hexmart_application::platform::StoredAnswer;
use hexmart_domain::ordering::{AppliedCoupon, DeliveryNote, Order, Shipment};
use hexmart_domain::shared::{Currency, Instant, OrderId, ShipmentId};
use serde::Serialize;
use utoipa::ToSchema;

use super::address::DeliverToBody;
use super::line_body::OrderLineBody;
use super::money::TotalsBody;
use crate::idempotency::{stored, tagged};
use crate::query::View;
use crate::wire::{self, Number, example};

/// What a list says of an order.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderHead)]
pub(crate) struct OrderHeadBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::order_id)]
    id: OrderId,
    /// What people call it by.
    #[schema(example = "20261120-7F3K9QXM")]
    number: &'a str,
    /// How far it is: as its lines, the one that is furthest behind among those that are neither cancelled nor refunded.
    #[schema(example = "paid")]
    state: &'static str,
    /// The same as a number from 1 to 9.
    #[schema(example = 2)]
    state_code: u8,
    /// The name of its first line.
    #[schema(example = "무선 이어폰")]
    title: &'a str,
    /// How many lines it has.
    #[schema(example = 2)]
    line_count: usize,
    /// What it costs as it stands.
    #[schema(value_type = Option<f64>, example = 35_400)]
    total: Option<Number>,
    /// What it is counted in (ISO 4217).
    #[serde(serialize_with = "wire::currency")]
    #[schema(value_type = String, example = "KRW")]
    currency: Currency,
    /// What was paid for it; null as long as nothing was.
    #[schema(value_type = Option<f64>, example = 35_400)]
    paid: Option<Number>,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    placed_at: Instant,
    /// Until when it can be paid for.
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    pay_by: Instant,
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    paid_at: Option<Instant>,
    /// Counts changes; the `ETag`.
    #[schema(example = 2)]
    version: i64,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    updated_at: Instant,
}

/// An order.
#[derive(Serialize, ToSchema)]
#[schema(as = Order)]
pub(crate) struct OrderBody<'a> {
    #[serde(flatten)]
    head: OrderHeadBody<'a>,
    lines: Vec<OrderLineBody<'a>>,
    /// What the lines that are neither cancelled nor refunded cost.
    totals: Option<TotalsBody>,
    /// What was redeemed.
    coupon: Option<OrderCouponBody<'a>>,
    deliver_to: DeliverToBody<'a>,
    /// What the courier is to know; null unless it is there and shown in full.
    #[schema(example = "문 앞에 놓아 주세요")]
    note: Option<&'a str>,
    /// What left.
    shipments: Vec<ShipmentBody<'a>>,
}

/// A coupon that an order redeemed.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderCoupon)]
struct OrderCouponBody<'a> {
    #[schema(example = "WELCOME10")]
    code: &'a str,
    #[schema(value_type = f64, example = 10)]
    discount_percentage: Number,
}

/// A parcel.
#[derive(Serialize, ToSchema)]
#[schema(as = Shipment)]
pub(super) struct ShipmentBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::shipment_id)]
    id: ShipmentId,
    /// The lines that are in it.
    #[schema(example = json!(["LINE01KAFXN1QM4C8N4R2B3M6YQ0ZP"]))]
    line_ids: Vec<String>,
    /// Who carries it.
    #[schema(example = "cjlogistics")]
    courier: &'a str,
    #[schema(example = "123456789012")]
    tracking_number: &'a str,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    dispatched_at: Instant,
}

impl<'a> From<&'a Order> for OrderHeadBody<'a> {
    fn from(order: &'a Order) -> Self {
        let state = order.state().get();
        let first = order.lines.first();
        Self {
            id: order.id,
            number: order.number.as_str(),
            state: state.as_str(),
            state_code: state.code(),
            title: first.map(|line| line.snapshot.name.as_str()).unwrap_or_default(),
            line_count: order.lines.len(),
            total: order.totals().ok().map(|totals| totals.total.into()),
            currency: order.shipping_fee.currency(),
            paid: order.paid.map(Number::from),
            placed_at: order.placed_at,
            pay_by: order.pay_by,
            paid_at: order.paid_at,
            version: order.version,
            updated_at: order.updated_at,
        }
    }
}

impl<'a> OrderBody<'a> {
    pub(crate) fn of(order: &'a Order, view: View) -> Self {
        Self {
            head: OrderHeadBody::from(order),
            lines: order.lines.iter().map(OrderLineBody::from).collect(),
            totals: order.totals().ok().map(TotalsBody::from),
            coupon: order.coupon.as_ref().map(OrderCouponBody::from),
            deliver_to: DeliverToBody::of(&order.deliver_to, view),
            note: note(order, view),
            shipments: order.shipments.iter().map(ShipmentBody::from).collect(),
        }
    }
}

/// What the courier is to know, which may say who is at home when.
pub(super) fn note(order: &Order, view: View) -> Option<&str> {
    let note = order.note.as_ref().map(DeliveryNote::as_str);
    note.filter(|_| view == View::Full)
}

impl<'a> From<&'a AppliedCoupon> for OrderCouponBody<'a> {
    fn from(coupon: &'a AppliedCoupon) -> Self {
        Self {
            code: coupon.code.as_str(),
            discount_percentage: coupon.percentage.into(),
        }
    }
}

impl<'a> From<&'a Shipment> for ShipmentBody<'a> {
    fn from(shipment: &'a Shipment) -> Self {
        Self {
            id: shipment.id,
            line_ids: shipment.lines.iter().map(ToString::to_string).collect(),
            courier: shipment.courier.as_str(),
            tracking_number: shipment.tracking.as_str(),
            dispatched_at: shipment.dispatched_at,
        }
    }
}

/// The answer to whoever bought it and changed it, with its version. It may be kept, so it shows no address in full.
pub(super) fn masked(order: &Order) -> StoredAnswer {
    let answer = stored(StatusCode::OK, &OrderBody::of(order, View::Masked));
    tagged(answer, order.version)
}
