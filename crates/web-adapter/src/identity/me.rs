use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, HeaderValue, IF_MATCH};
use hexmart_application::identity::{Profile, ProfileChange, ProfileError};
use hexmart_domain::identity::{CustomsCode, Introduction, Nickname, RealName};
use utoipa::ToSchema;

use super::person::{ProfileBody, language};
use crate::body::{Form, text};
use crate::call::{Answer, Call};
use crate::language::Phrase;
use crate::problem::{Code, Problem};
use crate::query::{Query, View};
use crate::wire::json;

/// Show one's account
#[utoipa::path(get, path = "/commerce/users/me/", operation_id = "show_me", tag = "identity",
    params(("view" = Option<String>, Query, description = "`full` shows personal data in clear; `masked` unless said")),
    responses((status = 200, description = "The account.", body = ProfileBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn show(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let view = query.view();
    query.finish_strict()?;
    let account = call.account()?;
    let profile = call.state.services.profiles.profile(account).await?;
    // A token may outlive what it was given for.
    let profile = profile.filter(|profile| profile.account.state.may_sign_in());
    answer(
        &profile.ok_or_else(|| Problem::unproved(Code::InvalidToken))?,
        view,
    )
}

/// What is to be changed; what is left out stays.
#[derive(ToSchema)]
#[schema(as = ProfileChange)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct ProfileChangeBody {
    /// What others see.
    #[schema(nullable = false, min_length = 1, max_length = 30, example = "하나")]
    nickname: Option<String>,
    /// A few words about oneself, public; null clears it.
    #[schema(min_length = 1, max_length = 50, example = "커피와 자전거")]
    introduction: Option<String>,
    /// The name in one's papers; null clears it.
    #[schema(min_length = 1, max_length = 60, example = "홍길동")]
    real_name: Option<String>,
    /// What customs knows one by: `P` and twelve digits; null clears it.
    #[schema(example = "P123456789012")]
    customs_code: Option<String>,
    /// What the shop writes in: `ko` or `en`.
    #[schema(nullable = false, example = "ko")]
    language: Option<String>,
}

fn read_change(body: &[u8], expected_version: Option<i64>) -> Result<ProfileChange, Problem> {
    let mut form = Form::of(body)?;
    if form.is_empty() {
        return Err(Problem::of(Code::InvalidFields).detail(Phrase::fixed(
            "name something to change",
            "변경할 항목이 없습니다",
        )));
    }
    let change = ProfileChange {
        expected_version,
        nickname: form.optional("nickname", |raw| Ok(Nickname::parse(text(raw)?)?)),
        introduction: form.clearable("introduction", |raw| Ok(Introduction::parse(text(raw)?)?)),
        real_name: form.clearable("real_name", |raw| Ok(RealName::parse(text(raw)?)?)),
        customs_code: form.clearable("customs_code", |raw| Ok(CustomsCode::parse(&text(raw)?)?)),
        language: form.optional("language", language),
    };
    form.finish_strict(Some(change))
}

/// Change one's account
#[utoipa::path(patch, path = "/commerce/users/me/", operation_id = "change_me", tag = "identity",
    params(("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone")),
    request_body = ProfileChangeBody,
    responses((status = 200, description = "The changed account, masked.", body = ProfileBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn change(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let change = read_change(&body, expected_version(&call)?)?;
    let (profiles, account) = (call.state.services.profiles.clone(), call.account()?);
    let command = async move {
        let account = profiles.change(account, change).await?;
        let profile = profiles.profile(account.id).await?;
        let providers = profile.map(|profile| profile.providers).unwrap_or_default();
        Ok::<_, ProfileError>(Profile { account, providers })
    };
    answer(&call.state.detached(command).await?, View::Masked)
}

fn answer(profile: &Profile, view: View) -> Answer {
    let mut response: HttpResponse = json(StatusCode::OK, 640, &ProfileBody::of(profile, view))?;
    let tag = HeaderValue::try_from(format!("\"{}\"", profile.account.version));
    let tag = tag.map_err(|error| Problem::internal(error.to_string()))?;
    response.headers_mut().insert(ETAG, tag);
    Ok(response)
}

/// The version that the caller wants to change; none when any will do. What can be no tag of ours matches no version.
fn expected_version(call: &Call) -> Result<Option<i64>, Problem> {
    let Some(wanted) = call.request.headers().get(IF_MATCH) else {
        return Ok(None);
    };
    let wanted = wanted.to_str().unwrap_or_default().trim();
    if wanted == "*" {
        return Ok(None);
    }
    let tag = wanted.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
    let version = tag.and_then(|tag| tag.parse().ok());
    version.map(Some).ok_or_else(|| Problem::of(Code::Stale))
}
