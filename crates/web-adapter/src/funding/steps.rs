//! What a poster or the shop decides about a campaign.

use hexmart_domain::funding::CancelReason;
use utoipa::ToSchema;

use super::body::CampaignBody;
use super::writing::answer;
use super::{campaign_id, steward};
use crate::body::{Form, text};
use crate::call::{Answer, Call};
use crate::problem::Problem;
use crate::version;
use crate::wire::example;

/// Why a campaign is called off.
#[derive(ToSchema)]
pub(crate) struct Cancellation {
    /// For its backers to read.
    #[schema(value_type = Option<String>, nullable = false, min_length = 1, max_length = 500, example = "재료를 구하지 못했습니다.")]
    reason: Option<CancelReason>,
}

impl Cancellation {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let reason = form.optional("reason", |raw| Ok(CancelReason::parse(text(raw)?)?));
        form.finish_strict(Some(Self { reason }))
    }
}

/// Call a campaign off
///
/// Everybody gets their money back: the first at once, the others within moments. The poster does it, or staff.
#[utoipa::path(post, path = "/commerce/campaigns/{campaign_id}/cancel/", operation_id = "cancel_campaign", tag = "funding",
    params(
        ("campaign_id" = String, Path, description = "Which campaign", example = example::campaign_id),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    request_body = Option<Cancellation>,
    responses((status = 200, description = "The campaign.", body = CampaignBody<'_>,
        headers(("ETag" = String, description = "For `If-Match`")))))]
pub(crate) async fn cancel(mut call: Call) -> Answer {
    let body = call.json_body_or_none().await?;
    let Cancellation { reason } = Cancellation::read(&body)?;
    let (id, by, seen) = (
        campaign_id(&call)?,
        steward(call.principal()?),
        version::expected(&call)?,
    );
    let funding = call.state.services.funding.clone();
    let command = async move { funding.cancel(by, id, reason, seen).await };
    let campaign = call.state.detached(command).await?;
    answer(&campaign, call.state.services.clock.now())
}

/// Say that a campaign is fulfilled
///
/// Once everybody has what was promised. The poster does it, or staff.
#[utoipa::path(post, path = "/commerce/campaigns/{campaign_id}/fulfil/", operation_id = "fulfil_campaign", tag = "funding",
    params(
        ("campaign_id" = String, Path, description = "Which campaign", example = example::campaign_id),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    responses((status = 200, description = "The campaign.", body = CampaignBody<'_>,
        headers(("ETag" = String, description = "For `If-Match`")))))]
pub(crate) async fn fulfil(call: Call) -> Answer {
    let (id, by, seen) = (
        campaign_id(&call)?,
        steward(call.principal()?),
        version::expected(&call)?,
    );
    let funding = call.state.services.funding.clone();
    let command = async move { funding.fulfil(by, id, seen).await };
    let campaign = call.state.detached(command).await?;
    answer(&campaign, call.state.services.clock.now())
}

/// Put a campaign away
///
/// It stays with all that was pledged, and no list shows it any more. The poster does it, or staff, once it collects no more.
#[utoipa::path(post, path = "/commerce/campaigns/{campaign_id}/archive/", operation_id = "archive_campaign", tag = "funding",
    params(
        ("campaign_id" = String, Path, description = "Which campaign", example = example::campaign_id),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    responses((status = 200, description = "The campaign.", body = CampaignBody<'_>,
        headers(("ETag" = String, description = "For `If-Match`")))))]
pub(crate) async fn archive(call: Call) -> Answer {
    let (id, by, seen) = (
        campaign_id(&call)?,
        steward(call.principal()?),
        version::expected(&call)?,
    );
    let funding = call.state.services.funding.clone();
    let command = async move { funding.archive(by, id, seen).await };
    let campaign = call.state.detached(command).await?;
    answer(&campaign, call.state.services.clock.now())
}
