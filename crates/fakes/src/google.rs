//! Google: OIDC, with PKCE and a signed ID token.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Form};
use actix_web::{HttpRequest, HttpResponse};
use chrono::TimeDelta;
use hexmart_domain::identity::Provider;
use serde_json::{Value, json};

use crate::grants::{BadCode, Grant};
use crate::signing_key::SigningKey;
use crate::state::State;
use crate::token::{Fault, TokenForm, exchange, misbehave};

/// `GET /fake/google/o/oauth2/v2/auth`
///
/// The key is made here if it has to be, while a browser waits: it takes seconds in a build without the optimiser, and
/// whoever redeems a code has no such patience.
pub(crate) async fn authorize(state: Data<State>, request: HttpRequest) -> HttpResponse {
    signing_key(&state).await;
    crate::authorize::authorize(Provider::Google, &state, &request)
}

/// `POST /fake/google/token`
pub(crate) async fn token(
    state: Data<State>,
    request: HttpRequest,
    form: Option<Form<TokenForm>>,
) -> HttpResponse {
    let granted = match exchange(Provider::Google, &state, form.map(Form::into_inner)) {
        Ok(granted) => granted,
        Err(fault) => return refusal(fault),
    };
    let broken = || HttpResponse::Ok().body(r#"{"access_token":"ya29.a0Af","expires_in":35"#);
    if let Some(answer) = misbehave(granted.grant.persona, broken).await {
        return answer;
    }
    let claims = claims(&state, &granted.grant, &issuer(&request));
    let key = signing_key(&state).await;
    let Some(id_token) = key.and_then(|key| key.sign(&key.header(), &claims.to_string())) else {
        return HttpResponse::InternalServerError().finish();
    };
    HttpResponse::Ok().json(json!({
        "access_token": granted.access_token,
        "expires_in": 3599,
        "scope": granted.grant.scope,
        "token_type": "Bearer",
        "id_token": id_token,
    }))
}

fn refusal(fault: Fault) -> HttpResponse {
    let (status, error, description) = match fault {
        Fault::Client => (
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "The OAuth client was not found.",
        ),
        Fault::Secret => (StatusCode::UNAUTHORIZED, "invalid_client", "Unauthorized"),
        Fault::Request => (StatusCode::BAD_REQUEST, "invalid_request", "Missing parameter"),
        Fault::GrantType => (
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            "Invalid grant_type",
        ),
        Fault::Code(BadCode::Unknown) => (StatusCode::BAD_REQUEST, "invalid_grant", "Bad Request"),
        Fault::Code(BadCode::Redirect) => (StatusCode::BAD_REQUEST, "redirect_uri_mismatch", "Bad Request"),
        Fault::Code(BadCode::Verifier) => {
            (StatusCode::BAD_REQUEST, "invalid_grant", "Invalid code verifier.")
        }
    };
    HttpResponse::build(status).json(json!({ "error": error, "error_description": description }))
}

/// `GET /fake/google/oauth2/v3/certs`
pub(crate) async fn certs(state: Data<State>) -> HttpResponse {
    match signing_key(&state).await {
        Some(key) => HttpResponse::Ok().json(json!({ "keys": [key.jwk()] })),
        None => HttpResponse::InternalServerError().finish(),
    }
}

/// `GET /fake/google/.well-known/openid-configuration`
pub(crate) async fn discovery(request: HttpRequest) -> HttpResponse {
    let issuer = issuer(&request);
    HttpResponse::Ok().json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/o/oauth2/v2/auth"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/oauth2/v3/certs"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
    }))
}

/// The double's own address, as whoever calls it knows it.
fn issuer(request: &HttpRequest) -> String {
    let connection = request.connection_info();
    format!("{}://{}/fake/google", connection.scheme(), connection.host())
}

async fn signing_key(state: &Data<State>) -> Option<&'static SigningKey> {
    let state = Data::clone(state);
    web::block(move || SigningKey::of_process(&*state.entropy))
        .await
        .ok()
        .flatten()
}

fn claims(state: &State, grant: &Grant, issuer: &str) -> Value {
    let now = state.now();
    let persona = grant.persona;
    let mut claims = json!({
        "iss": issuer,
        "azp": grant.client,
        "aud": grant.client,
        "sub": persona.subject(Provider::Google),
        "iat": now.timestamp(),
        "exp": (now + TimeDelta::hours(1)).timestamp(),
    });
    let asked = |word| grant.scope.split(' ').any(|other| other == word);
    if let Some(claims) = claims.as_object_mut() {
        if let Some(nonce) = &grant.nonce {
            claims.insert("nonce".to_owned(), json!(nonce));
        }
        if let Some(email) = persona.email().filter(|_| asked("email")) {
            claims.insert("email".to_owned(), json!(email));
            claims.insert("email_verified".to_owned(), json!(persona.email_is_verified()));
        }
        if asked("profile") {
            claims.insert("name".to_owned(), json!(persona.nickname()));
        }
    }
    claims
}
