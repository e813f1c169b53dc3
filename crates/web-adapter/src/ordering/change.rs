//! Lines of an order that somebody wants to change.

use hexmart_application::ordering::LineChange;
use hexmart_domain::ordering::{Courier, OrderReason, TrackingNumber};
use hexmart_domain::shared::OrderLineId;
use utoipa::ToSchema;

use crate::body::{Fault, Form, id, text};
use crate::call::Call;
use crate::problem::{Code, Problem};
use crate::version;
use crate::wire::example;

/// The most lines that are named at once. A cart can grow beyond what can be put into it by hand.
const MOST_LINES: usize = 1000;

/// Lines of an order.
#[derive(ToSchema)]
#[schema(as = LineChange)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct LineChangeBody {
    /// Which; all that can when none is named.
    #[schema(nullable = false, min_items = 1, max_items = 1000, example = json!([example::line_id()]))]
    line_ids: Option<Vec<String>>,
    /// Why.
    #[schema(
        nullable = false,
        min_length = 1,
        max_length = 500,
        example = "색상을 잘못 골랐습니다"
    )]
    reason: Option<String>,
}

/// A parcel that leaves.
#[derive(ToSchema)]
#[schema(as = NewShipment)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct ParcelBody {
    /// Who carries it.
    #[schema(min_length = 1, max_length = 50, example = "cjlogistics")]
    courier: String,
    #[schema(min_length = 1, max_length = 50, example = "123456789012")]
    tracking_number: String,
    /// What is in it; all that can be when none is named.
    #[schema(nullable = false, min_items = 1, max_items = 1000, example = json!([example::line_id()]))]
    line_ids: Option<Vec<String>>,
    #[schema(nullable = false, min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// What is wanted of the order that the path names.
pub(crate) fn read_change(call: &Call, body: &[u8]) -> Result<LineChange, Problem> {
    let mut form = Form::of(body)?;
    let (lines, reason) = fields(&mut form);
    form.finish_strict(Some(()))?;
    change(call, lines, reason)
}

/// The same of lines that leave, and by whom.
pub(crate) fn read_dispatch(
    call: &Call,
    body: &[u8],
) -> Result<(LineChange, Courier, TrackingNumber), Problem> {
    let mut form = Form::of(body)?;
    let courier = form.required("courier", |raw| Ok(Courier::parse(text(raw)?)?));
    let tracking = form.required("tracking_number", |raw| Ok(TrackingNumber::parse(text(raw)?)?));
    let (lines, reason) = fields(&mut form);
    let (courier, tracking) = form.finish_strict(courier.zip(tracking))?;
    Ok((change(call, lines, reason)?, courier, tracking))
}

fn fields(form: &mut Form<'_>) -> (Vec<OrderLineId>, Option<OrderReason>) {
    let lines = form.list("line_ids", MOST_LINES, id);
    if let Some(lines) = &lines {
        let mut sorted = lines.clone();
        sorted.sort_unstable();
        sorted.dedup();
        if lines.is_empty() {
            // Nothing is not the same as everything.
            form.refuse("line_ids", Fault::Required);
        } else if sorted.len() < lines.len() {
            form.refuse("line_ids", Fault::Repeated);
        }
    }
    let reason = form.optional("reason", |raw| Ok(OrderReason::parse(text(raw)?)?));
    (lines.unwrap_or_default(), reason)
}

fn change(call: &Call, lines: Vec<OrderLineId>, reason: Option<OrderReason>) -> Result<LineChange, Problem> {
    Ok(LineChange {
        order: call.id("order_id", Code::OrderNotFound)?,
        lines,
        reason,
        seen: version::expected(call)?,
    })
}
