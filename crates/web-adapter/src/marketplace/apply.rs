use actix_web::http::StatusCode;

use super::sheet::{SellerBody, SheetBody, read};
use crate::call::{Answer, Call};
use crate::query::View;
use crate::wire::{json, located};

/// Apply to sell
///
/// Staff decide; the applicant is told by mail. Whoever was turned down, or gave up selling, may apply again.
#[utoipa::path(post, path = "/commerce/sellers/", operation_id = "apply_to_sell", tag = "marketplace",
    request_body = SheetBody,
    responses((status = 201, description = "The application, masked.", body = SellerBody<'_>,
        headers(("Location" = String, description = "Where the applicant sees it")))))]
pub(crate) async fn apply(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let sheet = read(&body)?;
    let (marketplace, account) = (call.state.services.marketplace.clone(), call.account()?);
    let command = async move { marketplace.apply(account, sheet).await };
    let seller = call.state.detached(command).await?;
    let response = json(StatusCode::CREATED, 640, &SellerBody::of(&seller, View::Masked))?;
    located(response, "/commerce/sellers/me/")
}
