use hexmart_domain::identity::{Email, Phone};
use utoipa::ToSchema;

use super::code_body::SentCode;
use crate::body::{Form, proof, text};
use crate::call::{Answer, Call};
use crate::problem::{Code, Problem, code_problem, code_request_problem};
use crate::wire::{Nothing, accepted, no_content};

/// Send the code of a new account again
#[utoipa::path(post, path = "/commerce/users/me/email-code/", operation_id = "send_email_code", tag = "identity",
    responses((status = 202, description = "Look into the mailbox. The codes before are worthless.", body = Nothing)))]
pub(crate) async fn send_code(call: Call) -> Answer {
    let (registration, caller) = (call.state.services.registration.clone(), call.principal()?);
    let command = async move {
        let sent = registration.request_email_code(caller).await;
        sent.map_err(|error| code_request_problem(error, Code::EmailTaken))
    };
    call.state.detached(command).await?;
    accepted()
}

/// Prove the address of a new account
///
/// Makes it active. Its access tokens count as those of an active account at once.
#[utoipa::path(post, path = "/commerce/users/me/email-verification/", operation_id = "verify_email", tag = "identity",
    request_body = SentCode,
    responses((status = 204, description = "The account is active.")))]
pub(crate) async fn verify_email(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let SentCode { code } = SentCode::read(&body)?;
    let (registration, caller) = (call.state.services.registration.clone(), call.principal()?);
    let command = async move {
        let verified = registration.verify_email(caller, &code).await;
        verified.map_err(|error| code_problem(error, Code::EmailTaken))
    };
    call.state.detached(command).await?;
    Ok(no_content())
}

/// A new address.
#[derive(ToSchema)]
pub(crate) struct NewEmail {
    #[schema(value_type = String, format = Email, max_length = 254, example = "hana@example.com")]
    email: Email,
    /// The password of the account, if it has one.
    #[schema(nullable = false, format = Password, example = "correct horse battery")]
    password: Option<String>,
}

impl NewEmail {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let email = form.required("email", |raw| Ok(Email::parse(&text(raw)?)?));
        let password = form.optional("password", proof);
        form.finish_strict(email.map(|email| Self { email, password }))
    }
}

/// Ask to change one's e-mail address
///
/// A code goes to the new one.
#[utoipa::path(post, path = "/commerce/users/me/email/", operation_id = "request_email_change", tag = "identity",
    request_body = NewEmail,
    responses((status = 202, description = "Look into the new mailbox.", body = Nothing)))]
pub(crate) async fn request_email(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let NewEmail { email, password } = NewEmail::read(&body)?;
    let (profiles, account) = (call.state.services.profiles.clone(), call.account()?);
    let command = async move {
        let sent = profiles.request_email_change(account, password, email).await;
        sent.map_err(|error| code_request_problem(error, Code::EmailTaken))
    };
    call.state.detached(command).await?;
    accepted()
}

/// Change one's e-mail address
///
/// Ends all other sessions; the old address is told.
#[utoipa::path(post, path = "/commerce/users/me/email/confirm/", operation_id = "confirm_email_change", tag = "identity",
    request_body = SentCode,
    responses((status = 204, description = "The address is the account's.")))]
pub(crate) async fn confirm_email(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let SentCode { code } = SentCode::read(&body)?;
    let (profiles, caller) = (call.state.services.profiles.clone(), call.principal()?);
    let command = async move {
        let changed = profiles.confirm_email_change(caller, &code).await;
        changed.map_err(|error| code_problem(error, Code::EmailTaken))
    };
    call.state.detached(command).await?;
    Ok(no_content())
}

/// A number.
#[derive(ToSchema)]
pub(crate) struct NewPhone {
    /// A mobile number of Korea, with hyphens or without.
    #[schema(value_type = String, example = "010-1234-5678")]
    phone: Phone,
}

impl NewPhone {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let phone = form.required("phone", |raw| Ok(Phone::parse(&text(raw)?)?));
        form.finish_strict(phone.map(|phone| Self { phone }))
    }
}

/// Ask to prove a phone number
///
/// A code goes there.
#[utoipa::path(post, path = "/commerce/users/me/phone/", operation_id = "request_phone", tag = "identity",
    request_body = NewPhone,
    responses((status = 202, description = "Look at the phone.", body = Nothing)))]
pub(crate) async fn request_phone(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let NewPhone { phone } = NewPhone::read(&body)?;
    let (profiles, account) = (call.state.services.profiles.clone(), call.account()?);
    let command = async move {
        let sent = profiles.request_phone(account, phone).await;
        sent.map_err(|error| code_request_problem(error, Code::PhoneTaken))
    };
    call.state.detached(command).await?;
    accepted()
}

/// Prove a phone number
#[utoipa::path(post, path = "/commerce/users/me/phone/confirm/", operation_id = "confirm_phone", tag = "identity",
    request_body = SentCode,
    responses((status = 204, description = "The number is the account's.")))]
pub(crate) async fn confirm_phone(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let SentCode { code } = SentCode::read(&body)?;
    let (profiles, account) = (call.state.services.profiles.clone(), call.account()?);
    let command = async move {
        let confirmed = profiles.confirm_phone(account, &code).await;
        confirmed.map_err(|error| code_problem(error, Code::PhoneTaken))
    };
    call.state.detached(command).await?;
    Ok(no_content())
}
