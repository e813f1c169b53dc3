use actix_web::http::StatusCode;
use hexmart_application::payments::{GiveBack, PaymentFilter};
use hexmart_application::platform::StoredAnswer;
use hexmart_domain::ordering::exponent;
use hexmart_domain::payments::{Payment, RefundReason};
use hexmart_domain::shared::{Currency, Money, OrderLineId, UserId};
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Fault, Form, id, number, text};
use crate::call::{Answer, Call};
use crate::cursor_page::{CursorPageBody, cut, with_one_more};
use crate::idempotency::{Repeatable, stored};
use crate::payments::{PaymentBody, provider_of, state_of};
use crate::problem::{Code, Problem};
use crate::query::Query;
use crate::wire::{self, example, json};

/// One page of all payments.
#[derive(Serialize, ToSchema)]
pub(crate) struct StaffPaymentList<'a> {
    payments: Vec<StaffPaymentBody<'a>>,
    page: CursorPageBody,
}

/// A payment, as staff see it.
#[derive(Serialize, ToSchema)]
#[schema(as = StaffPayment)]
pub(crate) struct StaffPaymentBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::user_id)]
    buyer_id: UserId,
    /// The number of the provider's last transaction.
    #[schema(example = "txrd_a01k…")]
    transaction: Option<&'a str>,
    #[serde(flatten)]
    payment: PaymentBody<'a>,
}

impl<'a> From<&'a Payment> for StaffPaymentBody<'a> {
    fn from(payment: &'a Payment) -> Self {
        Self {
            buyer_id: payment.buyer,
            transaction: payment.transaction.as_deref(),
            payment: PaymentBody::from(payment),
        }
    }
}

/// List all payments
#[utoipa::path(get, path = "/commerce/staff/payments/", operation_id = "list_all_payments", tag = "staff",
    params(
        ("state" = Option<String>, Query, description = "Only payments in this state", example = "confirming"),
        ("provider" = Option<String>, Query, description = "Only payments by this provider", example = "toss"),
        ("buyer" = Option<String>, Query, description = "Only payments of this buyer", example = example::user_id),
        ("page_size" = Option<u64>, Query, description = "Payments per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page, newest first.", body = StaffPaymentList<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let filter = PaymentFilter {
        buyer: query.id("buyer"),
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
    let payments = found.iter().map(StaffPaymentBody::from).collect();
    json(StatusCode::OK, 4096, &StaffPaymentList { payments, page })
}

/// Money that is to go back.
#[derive(ToSchema)]
pub(crate) struct NewRefund {
    /// Above 0, in whole units of the currency.
    #[schema(value_type = f64, exclusive_minimum = 0, example = 5_000)]
    amount: Decimal,
    /// As the provider is told; without personal data.
    #[schema(value_type = String, min_length = 1, max_length = 200, example = "배송 지연 보상")]
    reason: RefundReason,
    /// For which line, where it is for one that was confirmed: then what its seller and its buyer were given for it is taken
    /// back, too, once and at most what the line cost.
    #[schema(rename = "line_id", value_type = Option<String>, nullable = false, example = example::line_id)]
    line: Option<OrderLineId>,
}

impl NewRefund {
    fn read(body: &[u8], currency: Currency) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let amount = form.required("amount", |raw| match number(raw)? {
            amount if amount <= Decimal::ZERO => Err(Fault::NotAboveZero),
            amount if amount.normalize().scale() > exponent(currency) => Err(Fault::TooFine),
            amount => Ok(amount),
        });
        let reason = form.required("reason", |raw| Ok(RefundReason::parse(text(raw)?)?));
        let line = form.optional("line_id", id);
        let read = amount.zip(reason);
        form.finish_strict(read.map(|(amount, reason)| Self { amount, reason, line }))
    }
}

/// Give money back out of goodwill
///
/// Beyond what lines of the order account for.
#[utoipa::path(post, path = "/commerce/staff/payments/{payment_id}/refunds/", operation_id = "refund_payment", tag = "staff",
    params(
        ("payment_id" = String, Path, description = "Of which payment", example = example::payment_id),
        ("Idempotency-Key" = String, Header, description = "What the caller knows this refund by, at most 255 characters"),
    ),
    request_body = NewRefund,
    responses((status = 201, description = "The payment with the refund, which the provider is asked for.",
        body = StaffPaymentBody<'_>,
        headers(("Idempotency-Replayed" = String, description = "`true` where it was decided before")))))]
pub(crate) async fn refund(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let request = Repeatable::keyed(&call, &body, refunding)?;
    let currency = call.state.settings.currency;
    let NewRefund { amount, reason, line } = NewRefund::read(&body, currency)?;
    let payment = call.id("payment_id", Code::PaymentNotFound)?;
    let (payments, actor) = (call.state.services.payments.clone(), call.account()?);
    let once = request.once();
    let back = GiveBack {
        amount: Money::new(amount, currency),
        reason,
        line,
    };
    let command = async move { payments.refund(actor, payment, back, once).await };
    request.answer(call.state.detached(command).await?)
}

fn refunding(payment: &Payment) -> StoredAnswer {
    stored(StatusCode::CREATED, &StaffPaymentBody::from(payment))
}
