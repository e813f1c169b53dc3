//! Where a code becomes a token, and a token a person: what all providers check, each in its own words.

use std::time::Duration;

use actix_web::http::header::AUTHORIZATION;
use actix_web::{HttpRequest, HttpResponse};
use hexmart_domain::identity::Provider;
use serde::Deserialize;

use crate::grants::{BadCode, Grant, Shown};
use crate::persona::Persona;
use crate::state::State;

/// Longer than anybody waits, but not for ever: a server that shuts down waits for its calls.
const SILENCE: Duration = Duration::from_mins(1);

/// The form of a token request. Twice the same is refused; what nobody knows is passed over.
#[derive(Deserialize)]
pub(crate) struct TokenForm {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    state: Option<String>,
}

/// Why there is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No form, or a parameter is missing.
    Request,
    /// Another way to get tokens was asked for.
    GrantType,
    /// No such client.
    Client,
    /// The secret is wrong.
    Secret,
    /// The code is worth nothing.
    Code(BadCode),
}

/// A person's agreement and the token to ask about them with.
pub(crate) struct Granted {
    pub(crate) grant: Grant,
    pub(crate) access_token: String,
}

/// Redeems the code of a form; none stands for what could not be read.
pub(crate) fn exchange(provider: Provider, state: &State, form: Option<TokenForm>) -> Result<Granted, Fault> {
    let form = form.ok_or(Fault::Request)?;
    let client = state.settings.client(provider);
    if form.client_id.as_ref() != Some(&client.id) {
        return Err(Fault::Client);
    }
    if form.client_secret.as_ref() != Some(&client.secret) {
        return Err(Fault::Secret);
    }
    if form.grant_type.as_deref() != Some("authorization_code") {
        return Err(Fault::GrantType);
    }
    let code = form.code.ok_or(Fault::Request)?;
    // Naver asks for the state instead of the address.
    let complete = match provider {
        Provider::Naver => form.state.is_some(),
        Provider::Kakao | Provider::Google => form.redirect_uri.is_some(),
    };
    if !complete {
        return Err(Fault::Request);
    }
    let shown = Shown {
        provider,
        client: &client.id,
        redirect_uri: form.redirect_uri.as_deref(),
        verifier: form.code_verifier.as_deref(),
    };
    let now = state.now();
    let grant = state.grants.redeem(&code, shown, now).map_err(Fault::Code)?;
    if provider == Provider::Naver && form.state.as_ref() != Some(&grant.state) {
        return Err(Fault::Code(BadCode::Unknown));
    }
    let access_token = state.secret();
    state.grants.hand_out(access_token.clone(), &grant, now);
    Ok(Granted { grant, access_token })
}

/// What becomes of those whose provider fails: silence, or what `broken` makes. None for all others.
pub(crate) async fn misbehave(persona: Persona, broken: fn() -> HttpResponse) -> Option<HttpResponse> {
    match persona {
        Persona::Hang => {
            tokio::time::sleep(SILENCE).await;
            Some(HttpResponse::GatewayTimeout().finish())
        }
        Persona::Breaks => Some(broken()),
        _ => None,
    }
}

/// Who is asked about by a bearer token.
pub(crate) fn bearer(provider: Provider, state: &State, request: &HttpRequest) -> Option<Persona> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let token = value.strip_prefix("Bearer ")?;
    state.grants.bearer(provider, token, state.now())
}
