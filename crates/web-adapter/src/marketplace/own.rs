use actix_web::http::StatusCode;

use super::sheet::{SellerBody, SheetBody, read};
use crate::call::{Answer, Call};
use crate::problem::{Code, Problem};
use crate::query::{Query, View};
use crate::wire::{json, no_content};

/// Show what one is as a seller
#[utoipa::path(get, path = "/commerce/sellers/me/", operation_id = "show_own_seller", tag = "marketplace",
    params(("view" = Option<String>, Query, description = "`full` shows private data in clear; `masked` unless said")),
    responses((status = 200, description = "The application, or the seller.", body = SellerBody<'_>)))]
pub(crate) async fn show(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let view = query.view();
    query.finish_strict()?;
    let seller = call.state.services.marketplace.own(call.account()?).await?;
    let seller = seller.ok_or_else(|| Problem::of(Code::SellerNotFound))?;
    json(StatusCode::OK, 640, &SellerBody::of(&seller, view))
}

/// Change what one says as a seller
#[utoipa::path(put, path = "/commerce/sellers/me/", operation_id = "amend_own_seller", tag = "marketplace",
    request_body = SheetBody,
    responses((status = 200, description = "The changed application or seller, masked.", body = SellerBody<'_>)))]
pub(crate) async fn amend(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let sheet = read(&body)?;
    let (marketplace, account) = (call.state.services.marketplace.clone(), call.account()?);
    let command = async move { marketplace.amend(account, sheet).await };
    let seller = call.state.detached(command).await?;
    json(StatusCode::OK, 640, &SellerBody::of(&seller, View::Masked))
}

/// Take an application back, or give up selling
#[utoipa::path(delete, path = "/commerce/sellers/me/", operation_id = "withdraw_own_seller", tag = "marketplace",
    responses((status = 204, description = "It is withdrawn.")))]
pub(crate) async fn withdraw(call: Call) -> Answer {
    let (marketplace, account) = (call.state.services.marketplace.clone(), call.account()?);
    let command = async move { marketplace.withdraw(account).await };
    call.state.detached(command).await?;
    Ok(no_content())
}
