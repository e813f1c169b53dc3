//! One's own points.

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::body::{EntryBody, EntryPage, WalletBody, day_of, page_of_entries};
use crate::call::{Answer, Call};
use crate::query::Query;
use crate::wire::json;

/// Show one's points
#[utoipa::path(get, path = "/commerce/points/", operation_id = "show_points", tag = "points",
    responses((status = 200, description = "What there is.", body = WalletBody)))]
pub(crate) async fn show(call: Call) -> Answer {
    let points = &call.state.services.points;
    let wallet = points.wallet(call.account()?).await?;
    json(StatusCode::OK, 256, &WalletBody::of(&wallet, points.today()))
}

/// List what came and went
#[utoipa::path(get, path = "/commerce/points/entries/", operation_id = "list_point_entries", tag = "points",
    params(
        ("from" = Option<String>, Query, description = "From this day on, in Seoul", example = "2026-11-01"),
        ("until" = Option<String>, Query, description = "To this day, inclusive", example = "2026-11-30"),
        ("kind" = Option<String>, Query, description = "Only entries of this kind", example = "attendance"),
        ("page_size" = Option<u64>, Query, description = "Entries per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before, of the same filters"),
    ),
    responses((status = 200, description = "The page, the newest day first.", body = EntryPage<EntryBody>)))]
pub(crate) async fn entries(call: Call) -> Answer {
    let user = call.account()?;
    page_of_entries::<EntryBody>(&call, user).await
}

/// What came and went on a day and in its month.
#[derive(Serialize, ToSchema)]
#[schema(as = PointStatistics)]
pub(crate) struct StatisticsBody {
    #[schema(example = "2026-11-20")]
    day: String,
    #[schema(example = 30_000)]
    day_plus: i64,
    #[schema(example = 9_900)]
    day_minus: i64,
    #[schema(example = 30_000)]
    month_plus: i64,
    #[schema(example = 9_900)]
    month_minus: i64,
    /// Points that can be used now, whatever day was asked for.
    #[schema(example = 20_100)]
    total: i64,
}

/// Add up a day and its month
#[utoipa::path(get, path = "/commerce/points/statistics/", operation_id = "point_statistics", tag = "points",
    params(("day" = Option<String>, Query, description = "Which day, in Seoul; today unless said", example = "2026-11-20")),
    responses((status = 200, description = "What came and went.", body = StatisticsBody)))]
pub(crate) async fn statistics(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let day = query.optional("day", day_of);
    query.finish_strict()?;
    let points = &call.state.services.points;
    let today = points.today();
    let day = day.unwrap_or(today);
    let found = points.statistics(call.account()?, day).await?;
    let body = StatisticsBody {
        day: day.to_string(),
        day_plus: found.day_plus,
        day_minus: found.day_minus,
        month_plus: found.month_plus,
        month_minus: found.month_minus,
        total: found.wallet.usable(today),
    };
    json(StatusCode::OK, 192, &body)
}

/// Look in
///
/// There are points for that, once for each day in Seoul.
#[utoipa::path(post, path = "/commerce/points/attendance/", operation_id = "attend", tag = "points",
    responses((status = 201, description = "The points.", body = EntryBody)))]
pub(crate) async fn attend(call: Call) -> Answer {
    let (points, user) = (call.state.services.points.clone(), call.account()?);
    let command = async move { points.attend(user).await };
    let entry = call.state.detached(command).await?;
    json(StatusCode::CREATED, 384, &EntryBody::from(&entry))
}
