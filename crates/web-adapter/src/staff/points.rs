use actix_web::http::StatusCode;
use hexmart_application::platform::StoredAnswer;
use hexmart_application::points::PointChange;
use hexmart_domain::points::{EntryNote, WalletEntry};
use hexmart_domain::shared::{Points, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Fault, Form, text, whole};
use crate::call::{Answer, Call};
use crate::idempotency::{Repeatable, stored};
use crate::points::{EntryBody, EntryPage, WalletBody, page_of_entries};
use crate::problem::{Code, Problem};
use crate::wire::{example, json};

/// An entry of a wallet, as staff see it.
#[derive(Serialize, ToSchema)]
#[schema(as = StaffPointEntry)]
pub(crate) struct StaffEntryBody {
    #[schema(example = example::user_id)]
    user_id: String,
    /// Which employee gave or took; null when nobody did.
    #[schema(example = example::user_id)]
    actor_id: Option<String>,
    #[serde(flatten)]
    entry: EntryBody,
}

impl From<&WalletEntry> for StaffEntryBody {
    fn from(entry: &WalletEntry) -> Self {
        Self {
            user_id: entry.user.to_string(),
            actor_id: entry.actor.map(|actor| actor.to_string()),
            entry: EntryBody::from(entry),
        }
    }
}

fn user_id(call: &Call) -> Result<UserId, Problem> {
    call.id("user_id", Code::UserNotFound)
}

/// Show somebody's points
#[utoipa::path(get, path = "/commerce/staff/users/{user_id}/points/", operation_id = "show_points_of", tag = "staff",
    params(("user_id" = String, Path, description = "Whose", example = example::user_id)),
    responses((status = 200, description = "What there is.", body = WalletBody)))]
pub(crate) async fn show(call: Call) -> Answer {
    let points = &call.state.services.points;
    let wallet = points.wallet(user_id(&call)?).await?;
    json(StatusCode::OK, 256, &WalletBody::of(&wallet, points.today()))
}

/// List what came and went in somebody's wallet
#[utoipa::path(get, path = "/commerce/staff/users/{user_id}/points/entries/", operation_id = "list_point_entries_of",
    tag = "staff",
    params(
        ("user_id" = String, Path, description = "Whose", example = example::user_id),
        ("from" = Option<String>, Query, description = "From this day on, in Seoul", example = "2026-11-01"),
        ("until" = Option<String>, Query, description = "To this day, inclusive", example = "2026-11-30"),
        ("kind" = Option<String>, Query, description = "Only entries of this kind", example = "adjustment"),
        ("page_size" = Option<u64>, Query, description = "Entries per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before, of the same filters"),
    ),
    responses((status = 200, description = "The page, the newest day first.", body = EntryPage<StaffEntryBody>)))]
pub(crate) async fn entries(call: Call) -> Answer {
    let user = user_id(&call)?;
    page_of_entries::<StaffEntryBody>(&call, user).await
}

/// Points that are to be given or taken.
#[derive(ToSchema)]
pub(crate) struct PointAdjustment {
    /// Points to be given, or taken when negative; not 0.
    #[schema(value_type = i64, minimum = -9_999_999_999_i64, maximum = 9_999_999_999_i64, example = 500)]
    points: PointChange,
    /// Why, for the holder to read.
    #[schema(value_type = String, min_length = 1, max_length = 200, example = "배송 지연 보상")]
    reason: EntryNote,
}

impl PointAdjustment {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let points = form.required("points", |raw| change(whole(raw)?));
        let reason = form.required("reason", |raw| Ok(EntryNote::parse(text(raw)?)?));
        let read = points.zip(reason);
        form.finish_strict(read.map(|(points, reason)| Self { points, reason }))
    }
}

fn change(points: i64) -> Result<PointChange, Fault> {
    let amount = points
        .checked_abs()
        .and_then(|amount| Points::try_from(amount).ok());
    let amount = amount.ok_or(Fault::PointChange)?;
    Ok(if points > 0 {
        PointChange::Give(amount)
    } else {
        PointChange::Take(amount)
    })
}

/// Give or take points
#[utoipa::path(post, path = "/commerce/staff/users/{user_id}/points/", operation_id = "adjust_points", tag = "staff",
    params(
        ("user_id" = String, Path, description = "Whose", example = example::user_id),
        ("Idempotency-Key" = String, Header, description = "What the caller knows this change by, at most 255 characters"),
    ),
    request_body = PointAdjustment,
    responses((status = 201, description = "The entry.", body = StaffEntryBody,
        headers(("Idempotency-Replayed" = String, description = "`true` where it was done before")))))]
pub(crate) async fn adjust(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let request = Repeatable::keyed(&call, &body, adjusted)?;
    let PointAdjustment {
        points: change,
        reason,
    } = PointAdjustment::read(&body)?;
    let (user, actor) = (user_id(&call)?, call.account()?);
    let (points, once) = (call.state.services.points.clone(), request.once());
    let command = async move { points.adjust(actor, user, change, reason, once).await };
    request.answer(call.state.detached(command).await?)
}

fn adjusted(entry: &WalletEntry) -> StoredAnswer {
    stored(StatusCode::CREATED, &StaffEntryBody::from(entry))
}
