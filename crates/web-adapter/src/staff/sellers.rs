use actix_web::http::StatusCode;
use hexmart_domain::marketplace::{RejectionReason, Seller, SellerState};
use hexmart_domain::shared::{SellerId, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use super::look::Look;
use crate::body::{Fault, Form, text};
use crate::call::{Answer, Call};
use crate::cursor_page::{CursorPageBody, cut, with_one_more};
use crate::marketplace::sheet::SellerBody;
use crate::problem::{Code, Problem};
use crate::query::{Query, View};
use crate::wire::{self, example, json};

/// One page of all sellers and applicants.
#[derive(Serialize, ToSchema)]
pub(crate) struct SellerList<'a> {
    sellers: Vec<StaffSellerBody<'a>>,
    page: CursorPageBody,
}

/// A seller, as staff see it.
#[derive(Serialize, ToSchema)]
#[schema(as = StaffSeller)]
pub(crate) struct StaffSellerBody<'a> {
    /// Whose it is.
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::user_id)]
    user_id: UserId,
    #[serde(flatten)]
    seller: SellerBody<'a>,
}

impl<'a> StaffSellerBody<'a> {
    fn of(seller: &'a Seller, view: View) -> Self {
        Self {
            user_id: seller.account,
            seller: SellerBody::of(seller, view),
        }
    }
}

fn seller_id(call: &Call) -> Result<SellerId, Problem> {
    call.id("seller_id", Code::SellerNotFound)
}

fn answer(seller: &Seller, view: View) -> Answer {
    json(StatusCode::OK, 640, &StaffSellerBody::of(seller, view))
}

/// List sellers and applicants
#[utoipa::path(get, path = "/commerce/staff/sellers/", operation_id = "list_sellers", tag = "staff",
    params(
        ("state" = Option<String>, Query, description = "Only those in this state: `PENDING`, `APPROVED`, `REJECTED` or `WITHDRAWN`"),
        ("page_size" = Option<u64>, Query, description = "Sellers per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page, oldest first, masked.", body = SellerList<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let state = query.optional("state", |word| {
        SellerState::from_word(word).ok_or(Fault::NotOneOf("PENDING, APPROVED, REJECTED, WITHDRAWN"))
    });
    let (size, after) = (query.page_size(), query.cursor());
    query.finish_strict()?;
    let marketplace = &call.state.services.marketplace;
    let mut sellers = marketplace.page(state, after, with_one_more(size)).await?;
    let page = cut(&mut sellers, size, |seller| seller.id);
    let sellers = sellers
        .iter()
        .map(|seller| StaffSellerBody::of(seller, View::Masked));
    let sellers = sellers.collect();
    json(StatusCode::OK, 4096, &SellerList { sellers, page })
}

/// Show a seller or an applicant
///
/// In full only with a reason, which the audit log remembers, and never to API keys.
#[utoipa::path(get, path = "/commerce/staff/sellers/{seller_id}/", operation_id = "show_application", tag = "staff",
    params(
        ("seller_id" = String, Path, description = "Which seller", example = example::seller_id),
        ("view" = Option<String>, Query, description = "`full` shows private data in clear; `masked` unless said"),
        ("reason" = Option<String>, Query, description = "Why; needed for the full view", max_length = 500),
    ),
    responses((status = 200, description = "The seller.", body = StaffSellerBody<'_>)))]
pub(crate) async fn show(call: Call) -> Answer {
    let look = Look::of(&call)?;
    let id = seller_id(&call)?;
    let marketplace = call.state.services.marketplace.clone();
    match look {
        Look::Masked => {
            let seller = marketplace.seller(id).await?;
            let seller = seller.ok_or_else(|| Problem::of(Code::SellerNotFound))?;
            answer(&seller, View::Masked)
        }
        Look::Full { actor, reason } => {
            let command = async move { marketplace.seller_in_full(actor, id, &reason).await };
            answer(&call.state.detached(command).await?, View::Full)
        }
    }
}

/// Approve an application
///
/// The applicant is told.
#[utoipa::path(post, path = "/commerce/staff/sellers/{seller_id}/approval/", operation_id = "approve_seller", tag = "staff",
    params(("seller_id" = String, Path, description = "Which seller", example = example::seller_id)),
    responses((status = 200, description = "The seller, masked.", body = StaffSellerBody<'_>)))]
pub(crate) async fn approve(call: Call) -> Answer {
    let (id, actor) = (seller_id(&call)?, call.account()?);
    let marketplace = call.state.services.marketplace.clone();
    let command = async move { marketplace.approve(actor, id).await };
    answer(&call.state.detached(command).await?, View::Masked)
}

/// Why an application is turned down.
#[derive(ToSchema)]
pub(crate) struct Rejection {
    /// For the applicant to read.
    #[schema(value_type = String, min_length = 1, max_length = 500, example = "사업자등록번호가 확인되지 않습니다.")]
    reason: RejectionReason,
}

impl Rejection {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let reason = form.required("reason", |raw| Ok(RejectionReason::parse(text(raw)?)?));
        form.finish_strict(reason.map(|reason| Self { reason }))
    }
}

/// Turn an application down
///
/// The applicant is told why.
#[utoipa::path(post, path = "/commerce/staff/sellers/{seller_id}/rejection/", operation_id = "reject_seller", tag = "staff",
    params(("seller_id" = String, Path, description = "Which seller", example = example::seller_id)),
    request_body = Rejection,
    responses((status = 200, description = "The seller, masked.", body = StaffSellerBody<'_>)))]
pub(crate) async fn reject(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let Rejection { reason } = Rejection::read(&body)?;
    let (id, actor) = (seller_id(&call)?, call.account()?);
    let marketplace = call.state.services.marketplace.clone();
    let command = async move { marketplace.reject(actor, id, reason).await };
    answer(&call.state.detached(command).await?, View::Masked)
}
