//! Kakao: plain OAuth 2.0, with PKCE for those who want it.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Form};
use actix_web::{HttpRequest, HttpResponse};
use hexmart_domain::identity::Provider;
use serde_json::{Value, json};

use crate::grants::BadCode;
use crate::persona::Persona;
use crate::state::State;
use crate::token::{Fault, TokenForm, bearer, exchange, misbehave};

/// `GET /fake/kakao/oauth/authorize`
pub(crate) async fn authorize(state: Data<State>, request: HttpRequest) -> HttpResponse {
    crate::authorize::authorize(Provider::Kakao, &state, &request)
}

/// `POST /fake/kakao/oauth/token`
pub(crate) async fn token(state: Data<State>, form: Option<Form<TokenForm>>) -> HttpResponse {
    let granted = match exchange(Provider::Kakao, &state, form.map(Form::into_inner)) {
        Ok(granted) => granted,
        Err(fault) => return refusal(fault),
    };
    let broken = || HttpResponse::InternalServerError().body("<html>Internal Server Error</html>");
    if let Some(answer) = misbehave(granted.grant.persona, broken).await {
        return answer;
    }
    HttpResponse::Ok().json(json!({
        "token_type": "bearer",
        "access_token": granted.access_token,
        "expires_in": 21_599,
        "refresh_token": state.secret(),
        "refresh_token_expires_in": 5_183_999,
        "scope": "account_email profile_nickname",
    }))
}

fn refusal(fault: Fault) -> HttpResponse {
    let (status, error, code, description) = match fault {
        Fault::Client => (
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "KOE101",
            "Not exist client_id",
        ),
        Fault::Secret => (
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "KOE010",
            "Bad client credentials",
        ),
        Fault::Request => (
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "KOE400",
            "Missing parameter",
        ),
        Fault::GrantType => (
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            "KOE310",
            "Unsupported grant_type",
        ),
        Fault::Code(BadCode::Redirect) => (
            StatusCode::BAD_REQUEST,
            "invalid_grant",
            "KOE303",
            "Redirect URI mismatch",
        ),
        Fault::Code(BadCode::Unknown | BadCode::Verifier) => (
            StatusCode::BAD_REQUEST,
            "invalid_grant",
            "KOE320",
            "authorization code not found",
        ),
    };
    HttpResponse::build(status)
        .json(json!({ "error": error, "error_description": description, "error_code": code }))
}

/// `GET` or `POST /fake/kakao/v2/user/me`
pub(crate) async fn me(state: Data<State>, request: HttpRequest) -> HttpResponse {
    match bearer(Provider::Kakao, &state, &request) {
        Some(persona) => HttpResponse::Ok().json(person(persona)),
        None => HttpResponse::Unauthorized()
            .json(json!({ "msg": "this access token does not exist", "code": -401 })),
    }
}

fn person(persona: Persona) -> Value {
    let nickname = persona.nickname();
    let mut account = json!({
        "profile_nickname_needs_agreement": false,
        "profile": { "nickname": nickname },
        "has_email": persona.email().is_some(),
        "email_needs_agreement": persona.email().is_none(),
    });
    if let (Some(email), Some(account)) = (persona.email(), account.as_object_mut()) {
        account.insert("email".to_owned(), json!(email));
        account.insert("is_email_valid".to_owned(), json!(true));
        account.insert("is_email_verified".to_owned(), json!(persona.email_is_verified()));
    }
    json!({
        "id": persona.number(),
        "connected_at": "2026-01-02T03:04:05Z",
        "properties": { "nickname": nickname },
        "kakao_account": account,
    })
}
