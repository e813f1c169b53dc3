use actix_web::http::StatusCode;
use hexmart_application::marketplace::SellerCard;
use hexmart_domain::shared::{Instant, SellerId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::call::{Answer, Call};
use crate::problem::{Code, Problem};
use crate::wire::{self, example, json};

/// What everybody sees of a seller.
#[derive(Serialize, ToSchema)]
#[schema(as = SellerCard)]
pub(crate) struct SellerCardBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::seller_id)]
    id: SellerId,
    #[schema(example = "하나상회")]
    company_name: &'a str,
    #[schema(example = 128)]
    followers: i64,
    /// Whether the caller does.
    is_followed: bool,
    /// Since when it sells.
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    since: Instant,
}

impl<'a> From<&'a SellerCard> for SellerCardBody<'a> {
    fn from(card: &'a SellerCard) -> Self {
        Self {
            id: card.id,
            company_name: card.company.as_str(),
            followers: card.followers,
            is_followed: card.is_followed,
            since: card.since,
        }
    }
}

/// Show a seller
#[utoipa::path(get, path = "/commerce/sellers/{seller_id}/", operation_id = "show_seller", tag = "marketplace",
    params(("seller_id" = String, Path, description = "Which seller", example = example::seller_id)),
    responses((status = 200, description = "The seller.", body = SellerCardBody<'_>)))]
pub(crate) async fn show(call: Call) -> Answer {
    let id = call.id("seller_id", Code::SellerNotFound)?;
    let card = call.state.services.marketplace.card(id, call.user()).await?;
    let card = card.ok_or_else(|| Problem::of(Code::SellerNotFound))?;
    json(StatusCode::OK, 256, &SellerCardBody::from(&card))
}
