//! One's registration for funding.

use actix_web::http::StatusCode;
use hexmart_domain::funding::{AccountType, Pocket};
use hexmart_domain::shared::Instant;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Form, text};
use crate::call::{Answer, Call};
use crate::problem::{Code, Problem};
use crate::wire::{self, example, json};

/// From and to what kind of account somebody funds.
#[derive(ToSchema)]
pub(crate) struct PocketRegistration {
    /// What kind, and no number.
    #[schema(value_type = String, min_length = 1, max_length = 50, example = "입출금 통장")]
    account_type: AccountType,
}

impl PocketRegistration {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let account_type = form.required("account_type", |raw| Ok(AccountType::parse(text(raw)?)?));
        form.finish_strict(account_type.map(|account_type| Self { account_type }))
    }
}

/// One's registration for funding.
#[derive(Serialize, ToSchema)]
#[schema(as = Pocket)]
pub(crate) struct PocketBody<'a> {
    #[schema(example = "입출금 통장")]
    account_type: &'a str,
    /// Whether one can open campaigns and pledge.
    is_active: bool,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    registered_at: Instant,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    updated_at: Instant,
}

fn answer(pocket: &Pocket) -> Answer {
    let body = PocketBody {
        account_type: pocket.account_type.as_str(),
        is_active: pocket.is_active,
        registered_at: pocket.registered_at,
        updated_at: pocket.updated_at,
    };
    json(StatusCode::OK, 256, &body)
}

/// Show one's pocket
#[utoipa::path(get, path = "/commerce/users/me/pocket/", operation_id = "show_pocket", tag = "funding",
    responses((status = 200, description = "The pocket, in use or not.", body = PocketBody<'_>)))]
pub(crate) async fn show(call: Call) -> Answer {
    let pocket = call.state.services.funding.pocket(call.account()?).await?;
    answer(&pocket.ok_or_else(|| Problem::of(Code::PocketNotFound))?)
}

/// Register a pocket
///
/// Whoever opens a campaign or pledges has one. Again changes the kind of account, or brings it back into use.
#[utoipa::path(put, path = "/commerce/users/me/pocket/", operation_id = "register_pocket", tag = "funding",
    request_body = PocketRegistration,
    responses((status = 200, description = "The pocket.", body = PocketBody<'_>)))]
pub(crate) async fn register(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let PocketRegistration { account_type } = PocketRegistration::read(&body)?;
    let (funding, user) = (call.state.services.funding.clone(), call.account()?);
    let command = async move { funding.register_pocket(user, account_type).await };
    answer(&call.state.detached(command).await?)
}

/// Take one's pocket out of use
///
/// What was pledged stays pledged, and what goes back goes back.
#[utoipa::path(delete, path = "/commerce/users/me/pocket/", operation_id = "close_pocket", tag = "funding",
    responses((status = 200, description = "The pocket, out of use.", body = PocketBody<'_>)))]
pub(crate) async fn close(call: Call) -> Answer {
    let (funding, user) = (call.state.services.funding.clone(), call.account()?);
    let command = async move { funding.close_pocket(user).await };
    answer(&call.state.detached(command).await?)
}
