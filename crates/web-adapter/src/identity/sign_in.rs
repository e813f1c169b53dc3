use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use hexmart_application::identity::{AccessToken, SignIn};
use hexmart_domain::identity::Email;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Form, text};
use crate::call::{Answer, Call};
use crate::problem::Problem;
use crate::wire::json;

/// A claim to an account.
#[derive(ToSchema)]
pub(crate) struct Credentials {
    #[schema(value_type = String, format = Email, example = "hana@example.com")]
    email: Email,
    #[schema(format = Password, example = "correct horse battery")]
    password: String,
}

impl Credentials {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let email = form.required("email", |raw| Ok(Email::parse(&text(raw)?)?));
        let password = form.required("password", text);
        let read = || {
            Some(Self {
                email: email?,
                password: password?,
            })
        };
        form.finish_strict(read())
    }
}

/// A token for the header `Authorization: Bearer …`.
#[derive(Serialize, ToSchema)]
#[schema(as = Token)]
pub(crate) struct TokenBody<'a> {
    access_token: &'a str,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// How long it lives, in seconds.
    #[schema(example = 600)]
    expires_in: u64,
}

/// Sign in
#[utoipa::path(post, path = "/commerce/auth/token/", operation_id = "sign_in", tag = "identity",
    request_body = Credentials,
    responses((status = 200, description = "An access token.", body = TokenBody<'_>)))]
pub(crate) async fn sign_in(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let Credentials { email, password } = Credentials::read(&body)?;
    let identity = call.state.services.identity.clone();
    let command = async move { identity.sign_in(SignIn { email, password }).await };
    answer(&call.state.detached(command).await?)
}

fn answer(token: &AccessToken) -> Answer {
    let body = TokenBody {
        access_token: &token.token,
        token_type: "Bearer",
        expires_in: token.expires_in.as_secs(),
    };
    let mut response = json(StatusCode::OK, 512, &body)?;
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
