//! Pledging.

use actix_web::http::StatusCode;
use hexmart_domain::funding::Pledge;
use hexmart_domain::shared::TierId;
use serde::Serialize;
use utoipa::ToSchema;

use super::body::PledgeBody;
use super::campaign_id;
use crate::body::{Form, id};
use crate::call::{Answer, Call};
use crate::idempotency::{Repeatable, stored};
use crate::problem::Problem;
use crate::query::Query;
use crate::wire::{example, json};

/// What one wants to give.
#[derive(ToSchema)]
pub(crate) struct NewPledge {
    /// The reward that one chooses; none gives the unit price.
    #[schema(value_type = Option<String>, nullable = false, example = example::tier_id)]
    tier_id: Option<TierId>,
}

impl NewPledge {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let tier_id = form.optional("tier_id", id);
        form.finish_strict(Some(Self { tier_id }))
    }
}

/// What a pledge would be.
#[derive(Serialize, ToSchema)]
#[schema(as = PledgeQuote)]
pub(crate) struct QuoteBody {
    /// Whole won.
    #[schema(example = 4_500)]
    amount: i64,
    #[schema(example = "4,500")]
    amount_text: String,
}

/// Ask whether one can pledge
///
/// Before one is asked to agree: answers what a pledge would be, or why there can be none. Nothing is written.
#[utoipa::path(get, path = "/commerce/campaigns/{campaign_id}/pledge_quote/", operation_id = "quote_pledge", tag = "funding",
    params(
        ("campaign_id" = String, Path, description = "To which campaign", example = example::campaign_id),
        ("tier_id" = Option<String>, Query, description = "For which reward", example = example::tier_id),
    ),
    responses((status = 200, description = "What it would be.", body = QuoteBody)))]
pub(crate) async fn quote(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let tier = query.id("tier_id");
    query.finish_strict()?;
    let id = campaign_id(&call)?;
    let amount = call
        .state
        .services
        .funding
        .quote(call.account()?, id, tier)
        .await?;
    let body = QuoteBody {
        amount: amount.get(),
        amount_text: amount.to_string(),
    };
    json(StatusCode::OK, 64, &body)
}

/// Pledge to a campaign
///
/// Out of one's wallet: a point is a won. Each account does it once, until the end of the final date in Seoul.
#[utoipa::path(post, path = "/commerce/campaigns/{campaign_id}/pledges/", operation_id = "pledge", tag = "funding",
    params(
        ("campaign_id" = String, Path, description = "To which campaign", example = example::campaign_id),
        ("Idempotency-Key" = String, Header, description = "What the caller calls this request, so that a repetition takes nothing \
            again"),
    ),
    request_body = Option<NewPledge>,
    responses((status = 201, description = "The pledge.", body = PledgeBody)))]
pub(crate) async fn pledge(mut call: Call) -> Answer {
    let body = call.json_body_or_none().await?;
    let NewPledge { tier_id } = NewPledge::read(&body)?;
    let id = campaign_id(&call)?;
    let request = Repeatable::keyed(&call, &body, |pledge: &Pledge| {
        stored(StatusCode::CREATED, &PledgeBody::from(pledge))
    })?;
    let (funding, backer, once) = (
        call.state.services.funding.clone(),
        call.account()?,
        request.once(),
    );
    let command = async move { funding.pledge(backer, id, tier_id, once).await };
    request.answer(call.state.detached(command).await?)
}
