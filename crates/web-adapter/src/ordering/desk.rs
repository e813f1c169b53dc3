//! What sellers do with what they sold.

use actix_web::http::StatusCode;
use hexmart_application::marketplace::Authority;
use hexmart_domain::shared::SellerId;

use super::change::{LineChangeBody, ParcelBody, read_change, read_dispatch};
use super::desk_body::{DeskLineList, DeskOrderBody, answer};
use super::line_body::state_of;
use crate::call::{Answer, Call};
use crate::cursor_page::with_one_more;
use crate::idempotency::{Repeatable, respond};
use crate::problem::{Code, Problem};
use crate::query::Query;
use crate::wire::{example, json};

/// On whose authority an approved seller acts, and which seller that is.
pub(crate) async fn seller(call: &Call) -> Result<(Authority, SellerId), Problem> {
    let user = call.account()?;
    let seller = call.state.services.marketplace.approved(user).await?;
    let seller = seller.ok_or_else(|| Problem::of(Code::Forbidden))?;
    Ok((Authority::Seller { user, seller }, seller))
}

/// List the lines that one sells
///
/// For approved sellers.
#[utoipa::path(get, path = "/commerce/sellers/me/order_lines/", operation_id = "list_sold_lines", tag = "marketplace",
    params(
        ("state" = Option<String>, Query, description = "Only lines in this state", example = "paid"),
        ("page_size" = Option<u64>, Query, description = "Lines per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page, newest first.", body = DeskLineList<'_>)))]
pub(crate) async fn lines(call: Call) -> Answer {
    let (authority, _) = seller(&call).await?;
    let mut query = Query::of(&call.request)?;
    let state = query.optional("state", state_of);
    let (size, before) = (query.page_size(), query.cursor());
    query.finish_strict()?;
    let desk = &call.state.services.order_desk;
    let mut rows = desk.lines(authority, state, before, with_one_more(size)).await?;
    json(StatusCode::OK, 4096, &DeskLineList::of(&mut rows, size))
}

/// Pack lines that one sells
#[utoipa::path(post, path = "/commerce/sellers/me/orders/{order_id}/prepare/", operation_id = "prepare_sold_lines",
    tag = "marketplace",
    params(
        ("order_id" = String, Path, description = "Of which order", example = example::order_id),
        ("If-Match" = Option<String>, Header, description = "The version that was seen"),
    ),
    request_body = Option<LineChangeBody>,
    responses((status = 200, description = "The order, with one's own lines.", body = DeskOrderBody<'_>)))]
pub(crate) async fn prepare(mut call: Call) -> Answer {
    let (authority, seller) = seller(&call).await?;
    let body = call.json_body_or_none().await?;
    let change = read_change(&call, &body)?;
    let desk = call.state.services.order_desk.clone();
    let command = async move { desk.prepare(authority, change).await };
    respond(answer(&call.state.detached(command).await?, seller))
}

/// Hand lines that one sells to a courier
#[utoipa::path(post, path = "/commerce/sellers/me/orders/{order_id}/dispatch/", operation_id = "dispatch_sold_lines",
    tag = "marketplace",
    params(
        ("order_id" = String, Path, description = "Of which order", example = example::order_id),
        ("If-Match" = Option<String>, Header, description = "The version that was seen"),
    ),
    request_body = ParcelBody,
    responses((status = 200, description = "The order, with one's own lines.", body = DeskOrderBody<'_>)))]
pub(crate) async fn dispatch(mut call: Call) -> Answer {
    let (authority, seller) = seller(&call).await?;
    let body = call.json_body().await?;
    let (change, courier, tracking) = read_dispatch(&call, &body)?;
    let desk = call.state.services.order_desk.clone();
    let command = async move { desk.dispatch(authority, change, courier, tracking).await };
    respond(answer(&call.state.detached(command).await?, seller))
}

/// Say that lines that one sells arrived
#[utoipa::path(post, path = "/commerce/sellers/me/orders/{order_id}/deliver/", operation_id = "deliver_sold_lines",
    tag = "marketplace",
    params(
        ("order_id" = String, Path, description = "Of which order", example = example::order_id),
        ("If-Match" = Option<String>, Header, description = "The version that was seen"),
    ),
    request_body = Option<LineChangeBody>,
    responses((status = 200, description = "The order, with one's own lines.", body = DeskOrderBody<'_>)))]
pub(crate) async fn deliver(mut call: Call) -> Answer {
    let (authority, seller) = seller(&call).await?;
    let body = call.json_body_or_none().await?;
    let change = read_change(&call, &body)?;
    let desk = call.state.services.order_desk.clone();
    let command = async move { desk.deliver(authority, change).await };
    respond(answer(&call.state.detached(command).await?, seller))
}

/// Call lines off that one sells
///
/// That are paid and not packed. Their money goes back.
#[utoipa::path(post, path = "/commerce/sellers/me/orders/{order_id}/cancel/", operation_id = "cancel_sold_lines",
    tag = "marketplace",
    params(
        ("order_id" = String, Path, description = "Of which order", example = example::order_id),
        ("Idempotency-Key" = Option<String>, Header, description = "What the caller knows this request by"),
        ("If-Match" = Option<String>, Header, description = "The version that was seen"),
    ),
    request_body = Option<LineChangeBody>,
    responses((status = 200, description = "The order, with one's own lines.", body = DeskOrderBody<'_>)))]
pub(crate) async fn cancel(mut call: Call) -> Answer {
    let (authority, seller) = seller(&call).await?;
    let body = call.json_body_or_none().await?;
    let request = Repeatable::of(&call, &body, move |order| answer(order, seller))?;
    let change = read_change(&call, &body)?;
    let (desk, once) = (call.state.services.order_desk.clone(), request.once());
    let command = async move { desk.call_off(authority, change, once).await };
    request.answer(call.state.detached(command).await?)
}

/// Give the money of lines back that one sold
///
/// Whose buyer asked for it.
#[utoipa::path(post, path = "/commerce/sellers/me/orders/{order_id}/refund/", operation_id = "refund_sold_lines",
    tag = "marketplace",
    params(
        ("order_id" = String, Path, description = "Of which order", example = example::order_id),
        ("Idempotency-Key" = Option<String>, Header, description = "What the caller knows this request by"),
        ("If-Match" = Option<String>, Header, description = "The version that was seen"),
    ),
    request_body = Option<LineChangeBody>,
    responses((status = 200, description = "The order, with one's own lines.", body = DeskOrderBody<'_>)))]
pub(crate) async fn refund(mut call: Call) -> Answer {
    let (authority, seller) = seller(&call).await?;
    let body = call.json_body_or_none().await?;
    let request = Repeatable::of(&call, &body, move |order| answer(order, seller))?;
    let change = read_change(&call, &body)?;
    let (desk, once) = (call.state.services.order_desk.clone(), request.once());
    let command = async move { desk.refund(authority, change, once).await };
    request.answer(call.state.detached(command).await?)
}
