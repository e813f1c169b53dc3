use actix_web::http::StatusCode;
use hexmart_application::identity::NewAccount;
use hexmart_domain::identity::{Account, Email, Nickname, Password, Role};
use hexmart_domain::shared::{Instant, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Form, text};
use crate::call::{Answer, Call};
use crate::problem::Problem;
use crate::wire::{self, example, json};

/// A wanted account.
#[derive(ToSchema)]
pub(crate) struct SignUp {
    /// What it signs in with, unique without regard to case.
    #[schema(value_type = String, format = Email, max_length = 254, example = "hana@example.com")]
    email: Email,
    /// 8 to 128 characters.
    #[schema(value_type = String, format = Password, min_length = 8, max_length = 128, example = "correct horse battery")]
    password: Password,
    /// What others see.
    #[schema(value_type = String, min_length = 1, max_length = 30, example = "하나")]
    nickname: Nickname,
}

impl SignUp {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let email = form.required("email", |raw| Ok(Email::parse(&text(raw)?)?));
        let password = form.required("password", |raw| Ok(Password::parse(text(raw)?)?));
        let nickname = form.required("nickname", |raw| Ok(Nickname::parse(text(raw)?)?));
        let read = || {
            Some(Self {
                email: email?,
                password: password?,
                nickname: nickname?,
            })
        };
        form.finish_strict(read())
    }
}

/// A new account.
#[derive(Serialize, ToSchema)]
#[schema(as = Account)]
pub(crate) struct AccountBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = "USER01KAFXN1QM4C8N4R2B3M6YQ0ZP")]
    id: UserId,
    #[schema(example = "hana@example.com")]
    email: &'a str,
    #[schema(example = "하나")]
    nickname: &'a str,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    created_at: Instant,
}

/// Sign up
#[utoipa::path(post, path = "/commerce/users/", operation_id = "sign_up", tag = "identity",
    request_body = SignUp,
    responses((status = 201, description = "The account, which can sign in.", body = AccountBody<'_>)))]
pub(crate) async fn sign_up(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let wanted = SignUp::read(&body)?;
    let account = NewAccount {
        email: wanted.email,
        nickname: wanted.nickname,
        password: wanted.password,
        role: Role::User,
    };
    let identity = call.state.services.identity.clone();
    let command = async move { identity.sign_up(account).await };
    answer(&call.state.detached(command).await?)
}

fn answer(account: &Account) -> Answer {
    let body = AccountBody {
        id: account.id,
        email: account.email.as_str(),
        nickname: account.nickname.as_str(),
        created_at: account.created_at,
    };
    json(StatusCode::CREATED, 256, &body)
}
