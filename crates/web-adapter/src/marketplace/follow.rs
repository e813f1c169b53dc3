use actix_web::http::StatusCode;
use hexmart_application::marketplace::Following;
use serde::Serialize;
use utoipa::ToSchema;

use super::card::SellerCardBody;
use crate::call::{Answer, Call};
use crate::problem::Code;
use crate::wire::{example, json};

/// How it stands between the caller and a seller.
#[derive(Serialize, ToSchema)]
#[schema(as = Following)]
pub(crate) struct FollowingBody {
    is_followed: bool,
    /// How many follow.
    #[schema(example = 129)]
    followers: i64,
}

/// Follow a seller
///
/// Once or again: the answer is the same.
#[utoipa::path(put, path = "/commerce/sellers/{seller_id}/follow/", operation_id = "follow_seller", tag = "marketplace",
    params(("seller_id" = String, Path, description = "Which seller", example = example::seller_id)),
    responses((status = 200, description = "How it is now.", body = FollowingBody)))]
pub(crate) async fn follow(call: Call) -> Answer {
    set(&call, true).await
}

/// Follow a seller no longer
#[utoipa::path(delete, path = "/commerce/sellers/{seller_id}/follow/", operation_id = "unfollow_seller", tag = "marketplace",
    params(("seller_id" = String, Path, description = "Which seller", example = example::seller_id)),
    responses((status = 200, description = "How it is now.", body = FollowingBody)))]
pub(crate) async fn unfollow(call: Call) -> Answer {
    set(&call, false).await
}

async fn set(call: &Call, wanted: bool) -> Answer {
    let id = call.id("seller_id", Code::SellerNotFound)?;
    let (marketplace, account) = (call.state.services.marketplace.clone(), call.account()?);
    let command = async move { marketplace.follow(account, id, wanted).await };
    let Following {
        is_followed,
        followers,
    } = call.state.detached(command).await?;
    let body = FollowingBody {
        is_followed,
        followers,
    };
    json(StatusCode::OK, 64, &body)
}

/// Sellers.
#[derive(Serialize, ToSchema)]
pub(crate) struct FollowedSellers<'a> {
    sellers: Vec<SellerCardBody<'a>>,
}

/// List the sellers that one follows
#[utoipa::path(get, path = "/commerce/users/me/follows/", operation_id = "list_follows", tag = "marketplace",
    responses((status = 200, description = "At most 200.", body = FollowedSellers<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let account = call.account()?;
    let cards = call.state.services.marketplace.followed_by(account).await?;
    let sellers = cards.iter().map(SellerCardBody::from).collect();
    json(StatusCode::OK, 1024, &FollowedSellers { sellers })
}
