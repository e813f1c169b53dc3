//! Campaigns as their posters write them.

use actix_web::http::StatusCode;
use hexmart_domain::funding::Campaign;
use hexmart_domain::shared::Instant;

use super::body::CampaignBody;
use super::campaign_id;
use super::form::{EditBody, NewCampaignBody, read_edit, read_new};
use crate::call::{Answer, Call};
use crate::idempotency::{Repeatable, located, stored, tagged};
use crate::version;
use crate::wire::{example, json};

/// Open a campaign
///
/// It collects from now on, until the end of its final date in Seoul.
#[utoipa::path(post, path = "/commerce/campaigns/", operation_id = "open_campaign", tag = "funding",
    params(("Idempotency-Key" = Option<String>, Header, description = "What the caller calls this request, so that a repetition \
        opens nothing again")),
    request_body = NewCampaignBody,
    responses((status = 201, description = "The campaign.", body = CampaignBody<'_>,
        headers(("Location" = String, description = "Where it is shown"), ("ETag" = String, description = "For `If-Match`")))))]
pub(crate) async fn open(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let wanted = read_new(&body)?;
    let now = call.state.services.clock.now();
    let request = Repeatable::of(&call, &body, move |campaign: &Campaign| {
        let answer = stored(StatusCode::CREATED, &CampaignBody::of(campaign, now));
        tagged(located(answer, path_of(campaign)), campaign.version)
    })?;
    let (funding, poster, once) = (
        call.state.services.funding.clone(),
        call.account()?,
        request.once(),
    );
    let command = async move { funding.open(poster, wanted, once).await };
    request.answer(call.state.detached(command).await?)
}

fn path_of(campaign: &Campaign) -> String {
    format!("/commerce/campaigns/{}/", campaign.id)
}

/// Edit one's campaign
///
/// What is left out stays. The target never changes; price and rewards do until somebody pledged.
#[utoipa::path(patch, path = "/commerce/campaigns/{campaign_id}/", operation_id = "edit_campaign", tag = "funding",
    params(
        ("campaign_id" = String, Path, description = "Which campaign", example = example::campaign_id),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    request_body = EditBody,
    responses((status = 200, description = "The campaign.", body = CampaignBody<'_>,
        headers(("ETag" = String, description = "For `If-Match`")))))]
pub(crate) async fn edit(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let edit = read_edit(&body)?;
    let id = campaign_id(&call)?;
    let seen = version::expected(&call)?;
    let (funding, poster) = (call.state.services.funding.clone(), call.account()?);
    let command = async move { funding.edit(poster, id, edit, seen).await };
    let campaign = call.state.detached(command).await?;
    answer(&campaign, call.state.services.clock.now())
}

/// A campaign with its version.
pub(super) fn answer(campaign: &Campaign, now: Instant) -> Answer {
    let response = json(StatusCode::OK, 2048, &CampaignBody::of(campaign, now))?;
    version::tagged(response, campaign.version)
}
