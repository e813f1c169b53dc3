use actix_web::http::StatusCode;
use hexmart_application::identity::NewAccount;
use hexmart_domain::identity::{AccountState, Email, Nickname, Password};
use hexmart_domain::shared::Language;
use serde::Serialize;
use utoipa::ToSchema;

use super::person::language;
use crate::body::{Form, text};
use crate::call::{Answer, Call};
use crate::language::asked_for;
use crate::problem::Problem;
use crate::wire::{json, located};

/// A wanted account. What it may do is not for its owner to say.
#[derive(ToSchema)]
pub(crate) struct SignUp {
    /// What it signs in with, unique without regard to case.
    #[schema(value_type = String, format = Email, max_length = 254, example = "hana@example.com")]
    email: Email,
    /// 8 to 128 characters, and nothing that others would guess.
    #[schema(value_type = String, format = Password, min_length = 8, max_length = 128, example = "correct horse battery")]
    password: Password,
    /// What others see.
    #[schema(value_type = String, min_length = 1, max_length = 30, example = "하나")]
    nickname: Nickname,
    /// What the shop writes in: `ko` or `en`. The language of `Accept-Language` where it is left out.
    #[schema(value_type = String, required = false, example = "ko")]
    language: Option<Language>,
}

impl SignUp {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let email = form.required("email", |raw| Ok(Email::parse(&text(raw)?)?));
        let password = form.required("password", |raw| Ok(Password::parse(text(raw)?)?));
        let nickname = form.required("nickname", |raw| Ok(Nickname::parse(text(raw)?)?));
        let language = form.optional("language", language);
        let read = || {
            Some(Self {
                email: email?,
                password: password?,
                nickname: nickname?,
                language,
            })
        };
        form.finish_strict(read())
    }
}

/// What was asked for. The same whether somebody has the address already: that is between the shop and the mailbox.
#[derive(Serialize, ToSchema)]
#[schema(as = SignedUp)]
struct SignedUpBody<'a> {
    #[schema(example = "hana@example.com")]
    email: &'a str,
    #[schema(example = "하나")]
    nickname: &'a str,
    /// Always `UNVERIFIED`: the code in the mail makes the account active.
    #[schema(example = "UNVERIFIED")]
    state: &'static str,
}

/// Sign up
///
/// A code goes to the address. Whoever has it, and signs in, proves the address with it.
#[utoipa::path(post, path = "/commerce/users/", operation_id = "sign_up", tag = "identity",
    request_body = SignUp,
    responses((status = 201, description = "The account that waits for its address to be proved.", body = SignedUpBody<'_>,
        headers(("Location" = String, description = "Where its owner finds it, once signed in")))))]
pub(crate) async fn sign_up(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let wanted = SignUp::read(&body)?;
    let (email, nickname) = (wanted.email.clone(), wanted.nickname.clone());
    let account = NewAccount {
        email: wanted.email,
        nickname: wanted.nickname,
        password: wanted.password,
        language: wanted.language.unwrap_or_else(|| asked_for(&call.request)),
    };
    let (registration, caller) = (call.state.services.registration.clone(), call.caller());
    let command = async move { registration.sign_up(account, &caller).await };
    call.state.detached(command).await?;
    let body = SignedUpBody {
        email: email.as_str(),
        nickname: nickname.as_str(),
        state: AccountState::Unverified.as_str(),
    };
    located(json(StatusCode::CREATED, 256, &body)?, "/commerce/users/me/")
}
