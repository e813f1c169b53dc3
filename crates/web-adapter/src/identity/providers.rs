use std::future::{Ready, ready};

use actix_web::http::StatusCode;
use hexmart_application::identity::{Arrival, Departure, Return, Tokens};
use hexmart_domain::identity::Provider;
use serde::Serialize;
use utoipa::ToSchema;

use super::person::language;
use super::tokens::TokensBody;
use crate::body::{Form, flag, opaque};
use crate::call::{Answer, Call};
use crate::language::asked_for;
use crate::problem::{Code, Problem};
use crate::wire::{json, located};

/// How long somebody may stay away at a provider, in seconds.
const ABSENCE: u64 = 600;

/// Identity providers.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProviderList {
    /// Of `kakao`, `naver` and `google`, those that this shop works with.
    #[schema(example = json!(["kakao", "naver"]))]
    providers: Vec<&'static str>,
}

/// List identity providers
#[utoipa::path(get, path = "/commerce/auth/providers/", operation_id = "list_providers", tag = "identity",
    responses((status = 200, description = "Those that this shop works with.", body = ProviderList)))]
pub(crate) fn list(Call { state, .. }: Call) -> Ready<Answer> {
    let providers = state.services.federation.providers();
    let providers = providers.into_iter().map(Provider::as_str).collect();
    ready(json(StatusCode::OK, 64, &ProviderList { providers }))
}

fn provider(call: &Call) -> Result<Provider, Problem> {
    let provider = Provider::from_word(call.segment("provider"));
    provider.ok_or_else(|| Problem::of(Code::ProviderNotFound))
}

/// How somebody sets out.
#[derive(ToSchema)]
pub(crate) struct SetOut {
    /// Where the provider sends the browser back to; one of the shop's list.
    #[schema(format = "uri", example = "https://shop.example/signed-in")]
    redirect_uri: String,
    /// Whether the identity is to be linked to the account of the caller, who has to be signed in.
    #[schema(nullable = false)]
    link: Option<bool>,
}

impl SetOut {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let redirect_uri = form.required("redirect_uri", opaque);
        let link = form.optional("link", flag);
        form.finish_strict(redirect_uri.map(|redirect_uri| Self { redirect_uri, link }))
    }
}

/// Somebody sets out for a provider.
#[derive(Serialize, ToSchema)]
#[schema(as = Departure)]
pub(crate) struct DepartureBody<'a> {
    /// Where the browser goes.
    #[schema(format = "uri")]
    authorization_url: &'a str,
    /// What comes back with the code.
    state: &'a str,
    /// What the browser keeps for itself, and brings along on its return.
    binding: &'a str,
    /// How long it may be away, in seconds.
    #[schema(example = 600)]
    expires_in: u64,
}

/// Set out for an identity provider
///
/// To sign in or sign up, or with `link` to link an identity to the account that is signed in.
#[utoipa::path(post, path = "/commerce/auth/providers/{provider}/", operation_id = "begin_provider_sign_in", tag = "identity",
    params(("provider" = String, Path, description = "Which provider", example = "kakao")),
    request_body = SetOut,
    responses((status = 201, description = "Where to go.", body = DepartureBody<'_>,
        headers(("Location" = String, description = "Where to bring what comes back")))))]
pub(crate) async fn begin(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let SetOut { redirect_uri, link } = SetOut::read(&body)?;
    let provider = provider(&call)?;
    let link_to = if link.unwrap_or(false) {
        let nobody = || Problem::unproved(Code::AuthenticationRequired);
        Some(call.principal.ok_or_else(nobody)?)
    } else {
        None
    };
    let federation = call.state.services.federation.clone();
    let command = async move { federation.begin(provider, &redirect_uri, link_to).await };
    let Departure {
        authorization_url,
        state,
        binding,
    } = &call.state.detached(command).await?;
    let body = DepartureBody {
        authorization_url,
        state,
        binding,
        expires_in: ABSENCE,
    };
    let path = format!("/commerce/auth/providers/{}/callback/", provider.as_str());
    located(json(StatusCode::CREATED, 1024, &body)?, &path)
}

/// What the browser brought back.
#[derive(ToSchema)]
#[schema(as = Return)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct ReturnBody {
    /// As the provider sent it.
    state: String,
    /// As the provider sent it.
    code: String,
    /// What the browser kept.
    binding: String,
    /// What the shop writes in, should it be somebody new: `ko` or `en`. The language of `Accept-Language` where it is left
    /// out.
    #[schema(nullable = false, example = "ko")]
    language: Option<String>,
}

fn read_return(body: &[u8], call: &Call) -> Result<Return, Problem> {
    let mut form = Form::of(body)?;
    let state = form.required("state", opaque);
    let code = form.required("code", opaque);
    let binding = form.required("binding", opaque);
    let language = form.optional("language", language);
    let read = || {
        Some(Return {
            state: state?,
            code: code?,
            binding: binding?,
            language: language.unwrap_or_else(|| asked_for(&call.request)),
        })
    };
    form.finish_strict(read())
}

/// Who came back.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = Arrival)]
pub(crate) enum ArrivalBody<'a> {
    /// Somebody known or new.
    Here {
        /// `SIGNED_IN`, or `SIGNED_UP` for somebody new.
        #[schema(example = "SIGNED_IN")]
        arrival: &'static str,
        #[serde(flatten)]
        tokens: TokensBody<'a>,
    },
    /// An identity was linked; the session that asked for it goes on.
    Linked {
        /// Always `LINKED`.
        #[schema(example = "LINKED")]
        arrival: &'static str,
    },
}

impl<'a> From<&'a Arrival> for ArrivalBody<'a> {
    fn from(arrival: &'a Arrival) -> Self {
        let here = |arrival, tokens: &'a Tokens| Self::Here {
            arrival,
            tokens: tokens.into(),
        };
        match arrival {
            Arrival::SignedIn(tokens) => here("SIGNED_IN", tokens),
            Arrival::SignedUp(tokens) => here("SIGNED_UP", tokens),
            Arrival::Linked => Self::Linked { arrival: "LINKED" },
        }
    }
}

/// Come back from an identity provider
#[utoipa::path(post, path = "/commerce/auth/providers/{provider}/callback/", operation_id = "complete_provider_sign_in",
    tag = "identity",
    params(("provider" = String, Path, description = "Which provider", example = "kakao")),
    request_body = ReturnBody,
    responses((status = 200, description = "Who it is.", body = ArrivalBody<'_>)))]
pub(crate) async fn complete(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let comeback = read_return(&body, &call)?;
    let provider = provider(&call)?;
    let (federation, caller) = (call.state.services.federation.clone(), call.caller());
    let command = async move { federation.complete(provider, comeback, &caller).await };
    let arrival = call.state.detached(command).await?;
    json(StatusCode::OK, 768, &ArrivalBody::from(&arrival))
}
