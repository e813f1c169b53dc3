//! What one paid, or tried to.

use actix_web::http::StatusCode;
use hexmart_application::payments::PaymentFilter;
use serde::Serialize;
use utoipa::ToSchema;

use super::body::{PaymentBody, provider_of, state_of};
use crate::call::{Answer, Call};
use crate::cursor_page::{CursorPageBody, cut, with_one_more};
use crate::problem::{Code, Problem};
use crate::query::Query;
use crate::wire::{example, json};

/// The attempts to pay for an order.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderPayments<'a> {
    /// The oldest first.
    payments: Vec<PaymentBody<'a>>,
}

/// One page of one's payments.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaymentList<'a> {
    payments: Vec<PaymentBody<'a>>,
    page: CursorPageBody,
}

/// List the attempts to pay for one of one's orders
#[utoipa::path(get, path = "/commerce/orders/{order_id}/payments/", operation_id = "list_order_payments", tag = "payments",
    params(("order_id" = String, Path, description = "For which order", example = example::order_id)),
    responses((status = 200, description = "The attempts.", body = OrderPayments<'_>)))]
pub(crate) async fn of_order(call: Call) -> Answer {
    let order = call.id("order_id", Code::OrderNotFound)?;
    let found = call.state.services.payments.of_order(call.account()?, order);
    let found = found.await?.ok_or_else(|| Problem::of(Code::OrderNotFound))?;
    let payments = found.iter().map(PaymentBody::from).collect();
    json(StatusCode::OK, 1024, &OrderPayments { payments })
}

/// List one's payments
#[utoipa::path(get, path = "/commerce/payments/", operation_id = "list_payments", tag = "payments",
    params(
        ("state" = Option<String>, Query, description = "Only payments in this state", example = "captured"),
        ("provider" = Option<String>, Query, description = "Only payments by this provider", example = "toss"),
        ("page_size" = Option<u64>, Query, description = "Payments per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page, newest first.", body = PaymentList<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let filter = PaymentFilter {
        buyer: Some(call.account()?),
        state: query.optional("state", state_of),
        provider: query.optional("provider", provider_of),
    };
    let (size, before) = (query.page_size(), query.cursor());
    query.finish_strict()?;
    let found = call
        .state
        .services
        .payments
        .page(filter, before, with_one_more(size));
    let mut found = found.await?;
    let page = cut(&mut found, size, |payment| payment.id);
    let payments = found.iter().map(PaymentBody::from).collect();
    json(StatusCode::OK, 4096, &PaymentList { payments, page })
}

/// Show one of one's payments
#[utoipa::path(get, path = "/commerce/payments/{payment_id}/", operation_id = "show_payment", tag = "payments",
    params(("payment_id" = String, Path, description = "Which payment", example = example::payment_id)),
    responses((status = 200, description = "The payment.", body = PaymentBody<'_>)))]
pub(crate) async fn show(call: Call) -> Answer {
    let id = call.id("payment_id", Code::PaymentNotFound)?;
    let found = call.state.services.payments.show(call.account()?, id).await?;
    let payment = found.ok_or_else(|| Problem::of(Code::PaymentNotFound))?;
    json(StatusCode::OK, 768, &PaymentBody::from(&payment))
}
