use actix_web::http::StatusCode;
use hexmart_domain::identity::{Account, AccountState, Role};
use hexmart_domain::shared::UserId;
use serde::Serialize;
use utoipa::ToSchema;

use super::look::Look;
use crate::body::{Fault, Form, reason, text};
use crate::call::{Answer, Call};
use crate::cursor_page::{CursorPageBody, cut, with_one_more};
use crate::identity::person::{AccountBody, ProfileBody};
use crate::problem::{Code, Problem};
use crate::query::{Query, View};
use crate::wire::{example, json, no_content};

/// One page of all accounts.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountList<'a> {
    users: Vec<AccountBody<'a>>,
    page: CursorPageBody,
}

fn user_id(call: &Call) -> Result<UserId, Problem> {
    call.id("user_id", Code::UserNotFound)
}

fn masked(account: &Account) -> Answer {
    json(StatusCode::OK, 512, &AccountBody::of(account, View::Masked))
}

/// List accounts
#[utoipa::path(get, path = "/commerce/staff/users/", operation_id = "list_accounts", tag = "staff",
    params(
        ("state" = Option<String>, Query, description = "Only accounts in this state: `UNVERIFIED`, `ACTIVE`, `DORMANT` or `DELETED`"),
        ("page_size" = Option<u64>, Query, description = "Accounts per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page, oldest first, masked.", body = AccountList<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let state = query.optional("state", |word| {
        AccountState::from_word(word).ok_or(Fault::NotOneOf("UNVERIFIED, ACTIVE, DORMANT, DELETED"))
    });
    let (size, after) = (query.page_size(), query.cursor());
    query.finish_strict()?;
    let people = &call.state.services.people;
    let mut accounts = people.page(state, after, with_one_more(size)).await?;
    let page = cut(&mut accounts, size, |account| account.id);
    let users = accounts
        .iter()
        .map(|account| AccountBody::of(account, View::Masked));
    let users = users.collect();
    json(StatusCode::OK, 4096, &AccountList { users, page })
}

/// Show an account
///
/// In full only with a reason, which the audit log remembers, and never to API keys.
#[utoipa::path(get, path = "/commerce/staff/users/{user_id}/", operation_id = "show_account", tag = "staff",
    params(
        ("user_id" = String, Path, description = "Whose", example = example::user_id),
        ("view" = Option<String>, Query, description = "`full` shows personal data in clear; `masked` unless said"),
        ("reason" = Option<String>, Query, description = "Why; needed for the full view", max_length = 500),
    ),
    responses((status = 200, description = "The account.", body = ProfileBody<'_>)))]
pub(crate) async fn show(call: Call) -> Answer {
    let look = Look::of(&call)?;
    let id = user_id(&call)?;
    let people = call.state.services.people.clone();
    let (profile, view) = match look {
        Look::Masked => (people.account(id).await?, View::Masked),
        Look::Full { actor, reason } => {
            let command = async move { people.account_in_full(actor, id, &reason).await };
            (call.state.detached(command).await?, View::Full)
        }
    };
    json(StatusCode::OK, 640, &ProfileBody::of(&profile, view))
}

/// A role.
#[derive(ToSchema)]
pub(crate) struct NewRole {
    /// `user`, `operator`, `staff` or `admin`.
    #[schema(value_type = String, example = "operator")]
    role: Role,
}

impl NewRole {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let role = form.required("role", |raw| {
            Role::from_word(&text(raw)?).ok_or(Fault::NotOneOf("user, operator, staff, admin"))
        });
        form.finish_strict(role.map(|role| Self { role }))
    }
}

/// Give an account another role
///
/// Its access tokens lose their worth.
#[utoipa::path(put, path = "/commerce/staff/users/{user_id}/role/", operation_id = "change_role", tag = "staff",
    params(("user_id" = String, Path, description = "Whose", example = example::user_id)),
    request_body = NewRole,
    responses((status = 200, description = "The account, masked.", body = AccountBody<'_>)))]
pub(crate) async fn change_role(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let NewRole { role } = NewRole::read(&body)?;
    let (people, actor, id) = (
        call.state.services.people.clone(),
        call.account()?,
        user_id(&call)?,
    );
    let command = async move { people.change_role(actor, id, role).await };
    masked(&call.state.detached(command).await?)
}

/// Sign somebody out everywhere
#[utoipa::path(post, path = "/commerce/staff/users/{user_id}/sign-out/", operation_id = "end_sessions", tag = "staff",
    params(("user_id" = String, Path, description = "Whom", example = example::user_id)),
    responses((status = 204, description = "All sessions have ended.")))]
pub(crate) async fn sign_out(call: Call) -> Answer {
    let (people, actor, id) = (
        call.state.services.people.clone(),
        call.account()?,
        user_id(&call)?,
    );
    let command = async move { people.end_sessions(actor, id).await };
    call.state.detached(command).await?;
    Ok(no_content())
}

/// Why an account goes.
#[derive(ToSchema)]
pub(crate) struct Erasure {
    /// For the audit log; without personal data.
    #[schema(min_length = 1, max_length = 500, example = "asked for by phone")]
    reason: String,
}

impl Erasure {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let reason = form.required("reason", |raw| reason(&text(raw)?));
        form.finish_strict(reason.map(|reason| Self { reason }))
    }
}

/// Erase an account
#[utoipa::path(delete, path = "/commerce/staff/users/{user_id}/", operation_id = "erase_somebody", tag = "staff",
    params(("user_id" = String, Path, description = "Whose", example = example::user_id)),
    request_body = Erasure,
    responses((status = 204, description = "It is erased, and can be restored for a while.")))]
pub(crate) async fn erase(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let Erasure { reason } = Erasure::read(&body)?;
    let (people, actor, id) = (
        call.state.services.people.clone(),
        call.account()?,
        user_id(&call)?,
    );
    let command = async move { people.erase(actor, id, &reason).await };
    call.state.detached(command).await?;
    Ok(no_content())
}

/// Restore an erased account
///
/// As long as its personal data is still there.
#[utoipa::path(post, path = "/commerce/staff/users/{user_id}/restoration/", operation_id = "restore_account", tag = "staff",
    params(("user_id" = String, Path, description = "Whose", example = example::user_id)),
    responses((status = 200, description = "The account, masked.", body = AccountBody<'_>)))]
pub(crate) async fn restore(call: Call) -> Answer {
    let (people, actor, id) = (
        call.state.services.people.clone(),
        call.account()?,
        user_id(&call)?,
    );
    let command = async move { people.restore(actor, id).await };
    masked(&call.state.detached(command).await?)
}
