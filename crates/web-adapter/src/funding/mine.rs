//! One's own campaigns and pledges.

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::body::{CampaignCardBody, OwnPledgeBody};
use crate::call::{Answer, Call};
use crate::cursor_page::{CursorPageBody, cut, with_one_more};
use crate::query::Query;
use crate::wire::json;

/// One page of one's campaigns.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnCampaignList<'a> {
    campaigns: Vec<CampaignCardBody<'a>>,
    page: CursorPageBody,
}

/// List one's campaigns
#[utoipa::path(get, path = "/commerce/users/me/campaigns/", operation_id = "list_own_campaigns", tag = "funding",
    params(
        ("page_size" = Option<u64>, Query, description = "Campaigns per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page, in whatever state, newest first.", body = OwnCampaignList<'_>)))]
pub(crate) async fn campaigns(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let (size, before) = (query.page_size(), query.cursor());
    query.finish_strict()?;
    let funding = &call.state.services.funding;
    let mut own = funding.own(call.account()?, before, with_one_more(size)).await?;
    let page = cut(&mut own, size, |card| card.id);
    let now = call.state.services.clock.now();
    let campaigns = own.iter().map(|card| CampaignCardBody::of(card, now)).collect();
    json(StatusCode::OK, 2048, &OwnCampaignList { campaigns, page })
}

/// One page of one's pledges.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnPledgeList<'a> {
    pledges: Vec<OwnPledgeBody<'a>>,
    page: CursorPageBody,
}

/// List one's pledges
#[utoipa::path(get, path = "/commerce/users/me/pledges/", operation_id = "list_own_pledges", tag = "funding",
    params(
        ("page_size" = Option<u64>, Query, description = "Pledges per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page, newest first.", body = OwnPledgeList<'_>)))]
pub(crate) async fn pledges(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let (size, before) = (query.page_size(), query.cursor());
    query.finish_strict()?;
    let funding = &call.state.services.funding;
    let mut own = funding
        .own_pledges(call.account()?, before, with_one_more(size))
        .await?;
    let page = cut(&mut own, size, |entry| entry.pledge.id);
    let now = call.state.services.clock.now();
    let pledges = own.iter().map(|entry| OwnPledgeBody::of(entry, now)).collect();
    json(StatusCode::OK, 2048, &OwnPledgeList { pledges, page })
}
