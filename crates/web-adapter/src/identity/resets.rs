use hexmart_domain::identity::{Email, Password};
use utoipa::ToSchema;

use crate::body::{Form, opaque, text};
use crate::call::{Answer, Call};
use crate::problem::{Code, Problem, code_problem, code_request_problem};
use crate::wire::{Nothing, accepted, no_content};

/// Whose password is forgotten.
#[derive(ToSchema)]
pub(crate) struct ResetRequest {
    #[schema(value_type = String, format = Email, example = "hana@example.com")]
    email: Email,
}

impl ResetRequest {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let email = form.required("email", |raw| Ok(Email::parse(&text(raw)?)?));
        form.finish_strict(email.map(|email| Self { email }))
    }
}

/// Ask for a new password
///
/// A code goes to the address if it has an account; the answer is the same if it has none. The code also wakes an account
/// that is dormant.
#[utoipa::path(post, path = "/commerce/auth/password-resets/", operation_id = "request_password_reset", tag = "identity",
    request_body = ResetRequest,
    responses((status = 202, description = "Look into the mailbox.", body = Nothing)))]
pub(crate) async fn request(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let ResetRequest { email } = ResetRequest::read(&body)?;
    let (registration, caller) = (call.state.services.registration.clone(), call.caller());
    let command = async move {
        let sent = registration.request_reset(&email, &caller).await;
        sent.map_err(|error| code_request_problem(error, Code::EmailTaken))
    };
    call.state.detached(command).await?;
    accepted()
}

/// A new password, and the code that allows it.
#[derive(ToSchema)]
pub(crate) struct Reset {
    #[schema(value_type = String, format = Email, example = "hana@example.com")]
    email: Email,
    /// As it stands in the mail.
    #[schema(example = "K7WQ2MZX4B")]
    code: String,
    /// 8 to 128 characters, and nothing that others would guess.
    #[schema(value_type = String, format = Password, min_length = 8, max_length = 128, example = "correct horse battery")]
    password: Password,
}

impl Reset {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let email = form.required("email", |raw| Ok(Email::parse(&text(raw)?)?));
        let code = form.required("code", opaque);
        let password = form.required("password", |raw| Ok(Password::parse(text(raw)?)?));
        let read = || {
            Some(Self {
                email: email?,
                code: code?,
                password: password?,
            })
        };
        form.finish_strict(read())
    }
}

/// Set a new password by a code
///
/// Ends all sessions of the account.
#[utoipa::path(post, path = "/commerce/auth/password-resets/confirm/", operation_id = "reset_password", tag = "identity",
    request_body = Reset,
    responses((status = 204, description = "Sign in with the new password.")))]
pub(crate) async fn confirm(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let Reset {
        email,
        code,
        password,
    } = Reset::read(&body)?;
    let (registration, caller) = (call.state.services.registration.clone(), call.caller());
    let command = async move {
        let reset = registration
            .reset_password(&email, &code, password, &caller)
            .await;
        reset.map_err(|error| code_problem(error, Code::EmailTaken))
    };
    call.state.detached(command).await?;
    Ok(no_content())
}
