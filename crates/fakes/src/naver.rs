//! Naver: OAuth 2.0 without PKCE, whose token endpoint answers errors with 200, and numbers as texts.

use actix_web::web::{Data, Form, Query};
use actix_web::{HttpRequest, HttpResponse};
use hexmart_domain::identity::Provider;
use serde_json::json;

use crate::state::State;
use crate::token::{Fault, TokenForm, bearer, exchange, misbehave};

/// `GET /fake/naver/oauth2.0/authorize`
pub(crate) async fn authorize(state: Data<State>, request: HttpRequest) -> HttpResponse {
    crate::authorize::authorize(Provider::Naver, &state, &request)
}

/// `POST /fake/naver/oauth2.0/token`
pub(crate) async fn token(state: Data<State>, form: Option<Form<TokenForm>>) -> HttpResponse {
    answer(&state, form.map(Form::into_inner)).await
}

/// `GET /fake/naver/oauth2.0/token`
pub(crate) async fn token_by_query(state: Data<State>, form: Option<Query<TokenForm>>) -> HttpResponse {
    answer(&state, form.map(Query::into_inner)).await
}

async fn answer(state: &State, form: Option<TokenForm>) -> HttpResponse {
    let granted = match exchange(Provider::Naver, state, form) {
        Ok(granted) => granted,
        Err(fault) => return refusal(fault),
    };
    let broken = || HttpResponse::Ok().body("<html>네이버 서비스 점검 중입니다</html>");
    if let Some(answer) = misbehave(granted.grant.persona, broken).await {
        return answer;
    }
    HttpResponse::Ok().json(json!({
        "access_token": granted.access_token,
        "refresh_token": state.secret(),
        "token_type": "bearer",
        "expires_in": "3600",
    }))
}

fn refusal(fault: Fault) -> HttpResponse {
    let (error, description) = match fault {
        Fault::Client | Fault::Secret => ("invalid_client", "wrong client id / client secret pair"),
        Fault::Request => ("invalid_request", "a required parameter is missing"),
        Fault::GrantType => ("unsupported_grant_type", "grant_type is not supported"),
        Fault::Code(_) => ("invalid_request", "no valid data in session"),
    };
    HttpResponse::Ok().json(json!({ "error": error, "error_description": description }))
}

/// `GET /fake/naver/v1/nid/me`
pub(crate) async fn me(state: Data<State>, request: HttpRequest) -> HttpResponse {
    let Some(persona) = bearer(Provider::Naver, &state, &request) else {
        return HttpResponse::Unauthorized()
            .json(json!({ "resultcode": "024", "message": "Authentication failed" }));
    };
    let mut person = json!({
        "id": persona.subject(Provider::Naver),
        "nickname": persona.nickname(),
    });
    if let (Some(email), Some(person)) = (persona.email(), person.as_object_mut()) {
        person.insert("email".to_owned(), json!(email));
    }
    HttpResponse::Ok().json(json!({ "resultcode": "00", "message": "success", "response": person }))
}
