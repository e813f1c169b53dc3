use actix_web::http::StatusCode;
use hexmart_application::marketplace::Authority;
use hexmart_application::ordering::OrderFilter;
use hexmart_application::platform::StoredAnswer;
use hexmart_domain::ordering::{Order, OrderNumber};
use hexmart_domain::shared::UserId;
use serde::Serialize;
use utoipa::ToSchema;

use super::look::Look;
use crate::body::{Fault, instant_in};
use crate::call::{Answer, Call};
use crate::cursor_page::{CursorPageBody, cut, with_one_more};
use crate::idempotency::{Repeatable, respond, stored, tagged};
use crate::ordering::{
    DeskLineList, LineChangeBody, OrderBody, OrderEventBody, OrderHeadBody, ParcelBody, read_change,
    read_dispatch, state_of,
};
use crate::problem::{Code, Problem};
use crate::query::{Query, View};
use crate::version;
use crate::wire::{self, example, json};

/// One page of all orders.
#[derive(Serialize, ToSchema)]
pub(crate) struct StaffOrderList<'a> {
    orders: Vec<StaffOrderHeadBody<'a>>,
    page: CursorPageBody,
    /// How many orders were placed since the day began, by the clock of the shop.
    #[schema(example = 12)]
    today: u64,
}

/// What a list says of an order to staff.
#[derive(Serialize, ToSchema)]
#[schema(as = StaffOrderHead)]
struct StaffOrderHeadBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::user_id)]
    buyer_id: UserId,
    #[serde(flatten)]
    head: OrderHeadBody<'a>,
}

/// An order, as staff see it.
#[derive(Serialize, ToSchema)]
#[schema(as = StaffOrder)]
pub(crate) struct StaffOrderBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::user_id)]
    buyer_id: UserId,
    #[serde(flatten)]
    order: OrderBody<'a>,
}

/// An order, and what happened to it.
#[derive(Serialize, ToSchema)]
pub(crate) struct StaffOrderHistory<'a> {
    #[serde(flatten)]
    order: StaffOrderBody<'a>,
    /// What happened to it, the oldest first.
    timeline: Vec<OrderEventBody<'a>>,
}

impl<'a> From<&'a Order> for StaffOrderHeadBody<'a> {
    fn from(order: &'a Order) -> Self {
        Self {
            buyer_id: order.buyer,
            head: OrderHeadBody::from(order),
        }
    }
}

impl<'a> StaffOrderBody<'a> {
    fn of(order: &'a Order, view: View) -> Self {
        Self {
            buyer_id: order.buyer,
            order: OrderBody::of(order, view),
        }
    }
}

fn authority(call: &Call) -> Result<Authority, Problem> {
    Ok(Authority::Shop(Some(call.account()?)))
}

/// The answer to staff who changed something, with the version of the order. It may be kept, so it shows no address in full.
fn masked(order: &Order) -> StoredAnswer {
    let answer = stored(StatusCode::OK, &StaffOrderBody::of(order, View::Masked));
    tagged(answer, order.version)
}

/// List the lines that the shop itself sells
///
/// For operators and staff.
#[utoipa::path(get, path = "/commerce/staff/order_lines/", operation_id = "list_shop_lines", tag = "staff",
    params(
        ("state" = Option<String>, Query, description = "Only lines in this state", example = "paid"),
        ("page_size" = Option<u64>, Query, description = "Lines per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page, newest first.", body = DeskLineList<'_>)))]
pub(crate) async fn lines(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let state = query.optional("state", state_of);
    let (size, before) = (query.page_size(), query.cursor());
    query.finish_strict()?;
    let (desk, authority) = (&call.state.services.order_desk, authority(&call)?);
    let mut rows = desk.lines(authority, state, before, with_one_more(size)).await?;
    json(StatusCode::OK, 4096, &DeskLineList::of(&mut rows, size))
}

/// List all orders
#[utoipa::path(get, path = "/commerce/staff/orders/", operation_id = "list_all_orders", tag = "staff",
    params(
        ("state" = Option<String>, Query, description = "Only orders in this state", example = "paid"),
        ("buyer" = Option<String>, Query, description = "Only orders of this buyer", example = example::user_id),
        ("number" = Option<String>, Query, description = "Only the order of this number", example = "20261120-7F3K9QXM"),
        ("from" = Option<String>, Query, description = "Only orders placed from then on (ISO 8601)"),
        ("until" = Option<String>, Query, description = "Only orders placed before then (ISO 8601)"),
        ("page_size" = Option<u64>, Query, description = "Orders per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page, newest first.", body = StaffOrderList<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let filter = OrderFilter {
        buyer: query.id("buyer"),
        state: query.optional("state", state_of),
        number: query.optional("number", |text| Ok(OrderNumber::parse(text)?)),
        from: query.optional("from", instant_in),
        until: query.optional("until", instant_in),
    };
    if filter
        .from
        .zip(filter.until)
        .is_some_and(|(from, until)| until < from)
    {
        query.refuse("until", Fault::BelowStart("from"));
    }
    let (size, before) = (query.page_size(), query.cursor());
    query.finish_strict()?;
    let desk = &call.state.services.order_desk;
    let mut found = desk.orders(filter, before, with_one_more(size)).await?;
    let today = desk.placed_today().await?;
    let page = cut(&mut found, size, |order| order.id);
    let orders = found.iter().map(StaffOrderHeadBody::from).collect();
    json(StatusCode::OK, 4096, &StaffOrderList { orders, page, today })
}

/// Show an order
///
/// Where it goes in full only with a reason, which the audit log remembers, and never to API keys.
#[utoipa::path(get, path = "/commerce/staff/orders/{order_id}/", operation_id = "show_any_order", tag = "staff",
    params(
        ("order_id" = String, Path, description = "Which order", example = example::order_id),
        ("view" = Option<String>, Query, description = "`full` shows the address in clear; `masked` unless said"),
        ("reason" = Option<String>, Query, description = "Why; needed for the full view", max_length = 500),
    ),
    responses((status = 200, description = "The order, and what happened to it.", body = StaffOrderHistory<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn show(call: Call) -> Answer {
    let look = Look::of(&call)?;
    let id = call.id("order_id", Code::OrderNotFound)?;
    let desk = call.state.services.order_desk.clone();
    let (found, view) = match look {
        Look::Masked => (desk.order(id).await?, View::Masked),
        Look::Full { actor, reason } => {
            let command = async move { desk.order_in_full(actor, id, &reason).await };
            (call.state.detached(command).await?, View::Full)
        }
    };
    let (order, events) = found.ok_or_else(|| Problem::of(Code::OrderNotFound))?;
    let body = StaffOrderHistory {
        order: StaffOrderBody::of(&order, view),
        timeline: events.iter().map(OrderEventBody::with_actor).collect(),
    };
    version::tagged(json(StatusCode::OK, 4096, &body)?, order.version)
}

/// Pack lines
#[utoipa::path(post, path = "/commerce/staff/orders/{order_id}/prepare/", operation_id = "prepare_lines", tag = "staff",
    params(
        ("order_id" = String, Path, description = "Of which order", example = example::order_id),
        ("If-Match" = Option<String>, Header, description = "The version that was seen"),
    ),
    request_body = Option<LineChangeBody>,
    responses((status = 200, description = "The order, masked.", body = StaffOrderBody<'_>)))]
pub(crate) async fn prepare(mut call: Call) -> Answer {
    let body = call.json_body_or_none().await?;
    let change = read_change(&call, &body)?;
    let (desk, authority) = (call.state.services.order_desk.clone(), authority(&call)?);
    let command = async move { desk.prepare(authority, change).await };
    respond(masked(&call.state.detached(command).await?))
}

/// Hand lines to a courier
#[utoipa::path(post, path = "/commerce/staff/orders/{order_id}/dispatch/", operation_id = "dispatch_lines", tag = "staff",
    params(
        ("order_id" = String, Path, description = "Of which order", example = example::order_id),
        ("If-Match" = Option<String>, Header, description = "The version that was seen"),
    ),
    request_body = ParcelBody,
    responses((status = 200, description = "The order, masked.", body = StaffOrderBody<'_>)))]
pub(crate) async fn dispatch(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let (change, courier, tracking) = read_dispatch(&call, &body)?;
    let (desk, authority) = (call.state.services.order_desk.clone(), authority(&call)?);
    let command = async move { desk.dispatch(authority, change, courier, tracking).await };
    respond(masked(&call.state.detached(command).await?))
}

/// Say that lines arrived
#[utoipa::path(post, path = "/commerce/staff/orders/{order_id}/deliver/", operation_id = "deliver_lines", tag = "staff",
    params(
        ("order_id" = String, Path, description = "Of which order", example = example::order_id),
        ("If-Match" = Option<String>, Header, description = "The version that was seen"),
    ),
    request_body = Option<LineChangeBody>,
    responses((status = 200, description = "The order, masked.", body = StaffOrderBody<'_>)))]
pub(crate) async fn deliver(mut call: Call) -> Answer {
    let body = call.json_body_or_none().await?;
    let change = read_change(&call, &body)?;
    let (desk, authority) = (call.state.services.order_desk.clone(), authority(&call)?);
    let command = async move { desk.deliver(authority, change).await };
    respond(masked(&call.state.detached(command).await?))
}

/// Call lines off
///
/// That are paid and not packed. Their money goes back.
#[utoipa::path(post, path = "/commerce/staff/orders/{order_id}/cancel/", operation_id = "cancel_lines", tag = "staff",
    params(
        ("order_id" = String, Path, description = "Of which order", example = example::order_id),
        ("Idempotency-Key" = Option<String>, Header, description = "What the caller knows this request by"),
        ("If-Match" = Option<String>, Header, description = "The version that was seen"),
    ),
    request_body = Option<LineChangeBody>,
    responses((status = 200, description = "The order, masked.", body = StaffOrderBody<'_>)))]
pub(crate) async fn cancel(mut call: Call) -> Answer {
    let body = call.json_body_or_none().await?;
    let request = Repeatable::of(&call, &body, masked)?;
    let change = read_change(&call, &body)?;
    let (desk, authority) = (call.state.services.order_desk.clone(), authority(&call)?);
    let once = request.once();
    let command = async move { desk.call_off(authority, change, once).await };
    request.answer(call.state.detached(command).await?)
}

/// Give the money of lines back
///
/// Whose buyer asked for it.
#[utoipa::path(post, path = "/commerce/staff/orders/{order_id}/refund/", operation_id = "refund_lines", tag = "staff",
    params(
        ("order_id" = String, Path, description = "Of which order", example = example::order_id),
        ("Idempotency-Key" = Option<String>, Header, description = "What the caller knows this request by"),
        ("If-Match" = Option<String>, Header, description = "The version that was seen"),
    ),
    request_body = Option<LineChangeBody>,
    responses((status = 200, description = "The order, masked.", body = StaffOrderBody<'_>)))]
pub(crate) async fn refund(mut call: Call) -> Answer {
    let body = call.json_body_or_none().await?;
    let request = Repeatable::of(&call, &body, masked)?;
    let change = read_change(&call, &body)?;
    let (desk, authority) = (call.state.services.order_desk.clone(), authority(&call)?);
    let once = request.once();
    let command = async move { desk.refund(authority, change, once).await };
    request.answer(call.state.detached(command).await?)
}
