use hexmart_application::identity::Credentials;
use hexmart_domain::identity::Email;
use utoipa::ToSchema;

use super::tokens::{TokensBody, answer};
use crate::body::{Form, opaque, proof, text};
use crate::call::{Answer, Call};
use crate::problem::Problem;

/// A claim to an account.
#[derive(ToSchema)]
#[schema(as = Credentials)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct CredentialsBody {
    #[schema(format = Email, example = "hana@example.com")]
    email: String,
    #[schema(format = Password, example = "correct horse battery")]
    password: String,
}

fn read_claim(body: &[u8]) -> Result<Credentials, Problem> {
    let mut form = Form::of(body)?;
    let email = form.required("email", |raw| Ok(Email::parse(&text(raw)?)?));
    let password = form.required("password", proof);
    let read = || {
        Some(Credentials {
            email: email?,
            password: password?,
        })
    };
    form.finish_strict(read())
}

/// Sign in
#[utoipa::path(post, path = "/commerce/auth/token/", operation_id = "sign_in", tag = "identity",
    request_body = CredentialsBody,
    responses((status = 200, description = "A new session.", body = TokensBody<'_>)))]
pub(crate) async fn sign_in(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let claim = read_claim(&body)?;
    let (sign_in, caller) = (call.state.services.sign_in.clone(), call.caller());
    let command = async move { sign_in.sign_in(claim, &caller).await };
    answer(&call.state.detached(command).await?)
}

/// A token of the pair before.
#[derive(ToSchema)]
pub(crate) struct Refresh {
    /// Good once: whoever brings it a second time ends the session.
    refresh_token: String,
}

impl Refresh {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let token = form.required("refresh_token", opaque);
        form.finish_strict(token.map(|refresh_token| Self { refresh_token }))
    }
}

/// Refresh the tokens
#[utoipa::path(post, path = "/commerce/auth/refresh/", operation_id = "refresh_tokens", tag = "identity",
    request_body = Refresh,
    responses((status = 200, description = "The next pair.", body = TokensBody<'_>)))]
pub(crate) async fn refresh(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let Refresh { refresh_token } = Refresh::read(&body)?;
    let sign_in = call.state.services.sign_in.clone();
    let command = async move { sign_in.refresh(&refresh_token).await };
    answer(&call.state.detached(command).await?)
}
