//! One's own orders.

use actix_web::http::StatusCode;
use hexmart_application::ordering::TrackingEvent;
use hexmart_domain::shared::{Instant, OrderId};
use serde::Serialize;
use utoipa::ToSchema;

use super::body::{OrderBody, OrderHeadBody};
use super::line_body::state_of;
use super::timeline::OrderEventBody;
use crate::call::{Answer, Call};
use crate::cursor_page::{CursorPageBody, cut, with_one_more};
use crate::problem::{Code, Problem};
use crate::query::Query;
use crate::version;
use crate::wire::{self, example, json};

/// One page of one's orders.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderList<'a> {
    orders: Vec<OrderHeadBody<'a>>,
    page: CursorPageBody,
}

/// What happened to an order.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderTimeline<'a> {
    /// The oldest first.
    events: Vec<OrderEventBody<'a>>,
}

/// Where a parcel is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Tracking<'a> {
    /// What the courier knows of it, the oldest first.
    events: Vec<TrackingEventBody<'a>>,
}

/// Something that happened to a parcel, in the courier's words.
#[derive(Serialize, ToSchema)]
#[schema(as = TrackingEvent)]
struct TrackingEventBody<'a> {
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    at: Instant,
    #[schema(example = "옥천HUB")]
    place: &'a str,
    #[schema(example = "간선상차")]
    what: &'a str,
}

impl<'a> From<&'a TrackingEvent> for TrackingEventBody<'a> {
    fn from(event: &'a TrackingEvent) -> Self {
        Self {
            at: event.at,
            place: &event.place,
            what: &event.what,
        }
    }
}

fn order_id(call: &Call) -> Result<OrderId, Problem> {
    call.id("order_id", Code::OrderNotFound)
}

/// List one's orders
#[utoipa::path(get, path = "/commerce/orders/", operation_id = "list_orders", tag = "ordering",
    params(
        ("state" = Option<String>, Query, description = "Only orders in this state", example = "paid"),
        ("page_size" = Option<u64>, Query, description = "Orders per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page, newest first.", body = OrderList<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let state = query.optional("state", state_of);
    let (size, before) = (query.page_size(), query.cursor());
    query.finish_strict()?;
    let (ordering, buyer) = (&call.state.services.ordering, call.account()?);
    let mut orders = ordering.own(buyer, state, before, with_one_more(size)).await?;
    let page = cut(&mut orders, size, |order| order.id);
    let orders = orders.iter().map(OrderHeadBody::from).collect();
    json(StatusCode::OK, 4096, &OrderList { orders, page })
}

/// Show one of one's orders
#[utoipa::path(get, path = "/commerce/orders/{order_id}/", operation_id = "show_order", tag = "ordering",
    params(
        ("order_id" = String, Path, description = "Which order", example = example::order_id),
        ("view" = Option<String>, Query, description = "`full` shows the address in clear; `masked` unless said"),
    ),
    responses((status = 200, description = "The order.", body = OrderBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn show(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let view = query.view();
    query.finish_strict()?;
    let (ordering, buyer) = (&call.state.services.ordering, call.account()?);
    let order = ordering.show(buyer, order_id(&call)?).await?;
    let order = order.ok_or_else(|| Problem::of(Code::OrderNotFound))?;
    let response = json(StatusCode::OK, 2048, &OrderBody::of(&order, view))?;
    version::tagged(response, order.version)
}

/// Read what happened to one of one's orders
#[utoipa::path(get, path = "/commerce/orders/{order_id}/timeline/", operation_id = "order_timeline", tag = "ordering",
    params(("order_id" = String, Path, description = "Which order", example = example::order_id)),
    responses((status = 200, description = "Its timeline.", body = OrderTimeline<'_>)))]
pub(crate) async fn timeline(call: Call) -> Answer {
    let (ordering, buyer) = (&call.state.services.ordering, call.account()?);
    let events = ordering.timeline(buyer, order_id(&call)?).await?;
    let events = events.ok_or_else(|| Problem::of(Code::OrderNotFound))?;
    let events = events.iter().map(OrderEventBody::without_actor).collect();
    json(StatusCode::OK, 2048, &OrderTimeline { events })
}

/// Track a parcel of one of one's orders
#[utoipa::path(get, path = "/commerce/orders/{order_id}/shipments/{shipment_id}/tracking/", operation_id = "track_parcel",
    tag = "ordering",
    params(
        ("order_id" = String, Path, description = "Of which order", example = example::order_id),
        ("shipment_id" = String, Path, description = "Which parcel", example = example::shipment_id),
    ),
    responses((status = 200, description = "Where it is.", body = Tracking<'_>)))]
pub(crate) async fn track(call: Call) -> Answer {
    let (ordering, buyer) = (&call.state.services.ordering, call.account()?);
    let order = call.id("order_id", Code::ShipmentNotFound)?;
    let shipment = call.id("shipment_id", Code::ShipmentNotFound)?;
    let events = ordering.track(buyer, order, shipment).await?;
    let events = events.iter().map(TrackingEventBody::from).collect();
    json(StatusCode::OK, 2048, &Tracking { events })
}
