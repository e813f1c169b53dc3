use actix_web::http::StatusCode;
use hexmart_domain::identity::{AccountState, Introduction};
use hexmart_domain::shared::UserId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::call::{Answer, Call};
use crate::problem::{Code, Problem};
use crate::wire::{self, example, json};

/// What everybody sees of somebody.
#[derive(Serialize, ToSchema)]
#[schema(as = PublicProfile)]
struct PublicProfileBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::user_id)]
    id: UserId,
    #[schema(example = "하나")]
    nickname: &'a str,
    #[schema(example = "커피와 자전거")]
    introduction: Option<&'a str>,
}

/// Show somebody
#[utoipa::path(get, path = "/commerce/users/{user_id}/", operation_id = "show_user", tag = "identity",
    params(("user_id" = String, Path, description = "Who", example = example::user_id)),
    responses((status = 200, description = "What they show of themselves.", body = PublicProfileBody<'_>)))]
pub(crate) async fn show(call: Call) -> Answer {
    let user = call.id("user_id", Code::UserNotFound)?;
    let profile = call.state.services.profiles.profile(user).await?;
    let account = profile.map(|profile| profile.account);
    let is_public = |state| match state {
        AccountState::Active | AccountState::Dormant => true,
        AccountState::Unverified | AccountState::Deleted => false,
    };
    let account = account.filter(|account| is_public(account.state));
    let account = account.ok_or_else(|| Problem::of(Code::UserNotFound))?;
    let body = PublicProfileBody {
        id: account.id,
        nickname: account.nickname.as_str(),
        introduction: account.introduction.as_ref().map(Introduction::as_str),
    };
    json(StatusCode::OK, 256, &body)
}
