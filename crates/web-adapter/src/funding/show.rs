//! One campaign, and who backs it.

use actix_web::http::StatusCode;
use hexmart_application::funding::Backer;
use hexmart_domain::shared::Instant;
use serde::Serialize;
use utoipa::ToSchema;

use super::body::CampaignBody;
use super::writing::answer;
use super::{campaign_id, steward};
use crate::call::{Answer, Call};
use crate::cursor_page::{CursorPageBody, cut, with_one_more};
use crate::problem::{Code, Problem};
use crate::query::Query;
use crate::wire::{self, example, json};

/// Show a campaign
///
/// One that was cancelled or put away only to its poster and to staff.
#[utoipa::path(get, path = "/commerce/campaigns/{campaign_id}/", operation_id = "show_campaign", tag = "funding",
    params(("campaign_id" = String, Path, description = "Which campaign", example = example::campaign_id)),
    responses((status = 200, description = "The campaign.", body = CampaignBody<'_>,
        headers(("ETag" = String, description = "For `If-Match`; pledges do not change it")))))]
pub(crate) async fn show(call: Call) -> Answer {
    let (id, viewer) = (campaign_id(&call)?, call.principal.map(steward));
    let campaign = call.state.services.funding.show(id, viewer).await?;
    let campaign = campaign.ok_or_else(|| Problem::of(Code::CampaignNotFound))?;
    answer(&campaign, call.state.services.clock.now())
}

/// Somebody who backs a campaign.
#[derive(Serialize, ToSchema)]
#[schema(as = Backer)]
struct BackerBody<'a> {
    #[schema(example = "Mina")]
    nickname: &'a str,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    since: Instant,
}

impl<'a> From<&'a Backer> for BackerBody<'a> {
    fn from(backer: &'a Backer) -> Self {
        Self {
            nickname: backer.nickname.as_str(),
            since: backer.since,
        }
    }
}

/// One page of those who back a campaign.
#[derive(Serialize, ToSchema)]
pub(crate) struct BackerList<'a> {
    backers: Vec<BackerBody<'a>>,
    page: CursorPageBody,
}

/// List who backs a campaign
#[utoipa::path(get, path = "/commerce/campaigns/{campaign_id}/backers/", operation_id = "list_backers", tag = "funding",
    params(
        ("campaign_id" = String, Path, description = "Which campaign", example = example::campaign_id),
        ("page_size" = Option<u64>, Query, description = "Backers per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page, newest first.", body = BackerList<'_>)))]
pub(crate) async fn backers(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let (size, before) = (query.page_size(), query.cursor());
    query.finish_strict()?;
    let (id, viewer) = (campaign_id(&call)?, call.principal.map(steward));
    let backers = call
        .state
        .services
        .funding
        .backers(id, viewer, before, with_one_more(size));
    let mut backers = backers
        .await?
        .ok_or_else(|| Problem::of(Code::CampaignNotFound))?;
    let page = cut(&mut backers, size, |backer| backer.pledge);
    let backers = backers.iter().map(BackerBody::from).collect();
    json(StatusCode::OK, 2048, &BackerList { backers, page })
}
