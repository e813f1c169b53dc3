//! Where the browser is asked, the same way by all providers.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use hexmart_domain::identity::Provider;
use serde::Deserialize;
use url::Url;

use crate::consent;
use crate::grants::Grant;
use crate::persona::Persona;
use crate::state::State;

/// What comes with the browser. Twice the same is refused; what nobody knows is passed over.
#[derive(Debug, Deserialize)]
pub(crate) struct Question {
    response_type: Option<String>,
    client_id: Option<String>,
    redirect_uri: Option<String>,
    state: Option<String>,
    scope: Option<String>,
    nonce: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    persona: Option<String>,
}

/// Why nobody is asked. Told on a page: a provider never sends a browser to an address that it does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A parameter is missing, doubled or wrong.
    Request(&'static str),
    /// No such client.
    Client,
    /// The address is not one of the client's.
    Redirect,
}

/// Sends the browser back with an answer, or shows the personas to choose from.
pub(crate) fn authorize(provider: Provider, state: &State, request: &HttpRequest) -> HttpResponse {
    let query = request.query_string();
    match read(provider, state, query) {
        Ok((grant, redirect_uri, None)) => consent::page(provider, &grant, &redirect_uri, query),
        Ok((grant, redirect_uri, Some(persona))) => {
            send_back(state, Grant { persona, ..grant }, redirect_uri)
        }
        Err(refusal) => consent::refusal(provider, refusal),
    }
}

type Checked = (Grant, Url, Option<Persona>);

fn read(provider: Provider, state: &State, query: &str) -> Result<Checked, Refusal> {
    let question = web::Query::<Question>::from_query(query).or(Err(Refusal::Request("query")))?;
    let question = question.into_inner();
    let client = state.settings.client(provider);
    if question.client_id.as_ref() != Some(&client.id) {
        return Err(Refusal::Client);
    }
    let redirect_uri = question.redirect_uri.ok_or(Refusal::Redirect)?;
    if !client.redirect_uris.contains(&redirect_uri) {
        return Err(Refusal::Redirect);
    }
    let address = Url::parse(&redirect_uri).or(Err(Refusal::Redirect))?;
    if question.response_type.as_deref() != Some("code") {
        return Err(Refusal::Request("response_type"));
    }
    let scope = question.scope.unwrap_or_default();
    if provider == Provider::Google && !scope.split(' ').any(|word| word == "openid") {
        return Err(Refusal::Request("scope"));
    }
    let browser_state = question.state.unwrap_or_default();
    if provider == Provider::Naver && browser_state.is_empty() {
        return Err(Refusal::Request("state"));
    }
    let method = question.code_challenge_method.as_deref();
    let challenge = challenge(provider, question.code_challenge, method)?;
    let persona = match question.persona {
        None => None,
        Some(word) => Some(Persona::from_word(&word).ok_or(Refusal::Request("persona"))?),
    };
    let grant = Grant {
        provider,
        persona: Persona::Verified,
        client: client.id.clone(),
        redirect_uri,
        state: browser_state,
        scope,
        nonce: question.nonce,
        challenge,
        at: state.now(),
    };
    Ok((grant, address, persona))
}

/// The hash of a verifier, for those who know about it. Only S256: a plain one proves nothing.
fn challenge(
    provider: Provider,
    challenge: Option<String>,
    method: Option<&str>,
) -> Result<Option<String>, Refusal> {
    match (provider, challenge, method) {
        (Provider::Naver, _, _) | (_, None, None) => Ok(None),
        (_, Some(challenge), Some("S256")) if challenge.len() == 43 => Ok(Some(challenge)),
        _ => Err(Refusal::Request("code_challenge")),
    }
}

fn send_back(state: &State, grant: Grant, mut address: Url) -> HttpResponse {
    let mut answer = address.query_pairs_mut();
    if !grant.state.is_empty() {
        answer.append_pair("state", &grant.state);
    }
    if grant.persona == Persona::Refuses {
        answer.append_pair("error", "access_denied");
        if grant.provider != Provider::Google {
            answer.append_pair("error_description", "User denied access");
        }
    } else {
        let code = state.secret();
        answer.append_pair("code", &code);
        state.grants.issue(code, grant);
    }
    drop(answer);
    HttpResponse::build(StatusCode::FOUND)
        .insert_header((LOCATION, address.as_str()))
        .finish()
}
