use actix_web::http::StatusCode;
use hexmart_domain::identity::{Principal, Session};
use hexmart_domain::shared::{Instant, SessionId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::call::{Answer, Call};
use crate::problem::{Code, Problem};
use crate::wire::{self, example, json, no_content};

/// The caller's sessions, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionList<'a> {
    sessions: Vec<SessionBody<'a>>,
}

/// One sign-in.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
pub(crate) struct SessionBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::session_id)]
    id: SessionId,
    /// What it was opened with, as the client called itself.
    #[schema(example = "Mozilla/5.0 (Linux; Android 16)")]
    client: Option<&'a str>,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    created_at: Instant,
    /// When its tokens were last refreshed.
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    last_used_at: Instant,
    /// Whether it is the one that asks.
    is_current: bool,
}

impl<'a> SessionBody<'a> {
    fn of(session: &'a Session, caller: Principal) -> Self {
        Self {
            id: session.id,
            client: session.client.as_deref(),
            created_at: session.created_at,
            last_used_at: session.refreshed_at,
            is_current: caller.session() == Some(session.id),
        }
    }
}

/// List one's sessions
#[utoipa::path(get, path = "/commerce/users/me/sessions/", operation_id = "list_sessions", tag = "identity",
    responses((status = 200, description = "The sessions that have not ended.", body = SessionList<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let caller = call.principal()?;
    let sessions = call.state.services.sign_in.sessions(caller.user).await?;
    let sessions = sessions
        .iter()
        .map(|session| SessionBody::of(session, caller))
        .collect();
    json(StatusCode::OK, 512, &SessionList { sessions })
}

/// End one of one's sessions
#[utoipa::path(delete, path = "/commerce/users/me/sessions/{session_id}/", operation_id = "end_session", tag = "identity",
    params(("session_id" = String, Path, description = "Which session", example = example::session_id)),
    responses((status = 204, description = "It has ended.")))]
pub(crate) async fn end(call: Call) -> Answer {
    let session = call.id("session_id", Code::SessionNotFound)?;
    if end_session(&call, session).await? {
        Ok(no_content())
    } else {
        Err(Problem::of(Code::SessionNotFound))
    }
}

/// Sign out
///
/// Ends the session that asks.
#[utoipa::path(post, path = "/commerce/auth/sign-out/", operation_id = "sign_out", tag = "identity",
    responses((status = 204, description = "The session has ended.")))]
pub(crate) async fn sign_out(call: Call) -> Answer {
    if let Some(session) = call.principal()?.session() {
        // One that has ended already leaves nothing to do.
        end_session(&call, session).await?;
    }
    Ok(no_content())
}

/// Sign out everywhere
///
/// Ends all sessions of the account.
#[utoipa::path(post, path = "/commerce/auth/sign-out-everywhere/", operation_id = "sign_out_everywhere", tag = "identity",
    responses((status = 204, description = "All sessions have ended.")))]
pub(crate) async fn sign_out_everywhere(call: Call) -> Answer {
    let (sign_in, account) = (call.state.services.sign_in.clone(), call.account()?);
    let command = async move { sign_in.end_all_sessions(account).await };
    call.state.detached(command).await?;
    Ok(no_content())
}

async fn end_session(call: &Call, session: SessionId) -> Result<bool, Problem> {
    let (sign_in, account) = (call.state.services.sign_in.clone(), call.account()?);
    let command = async move { sign_in.end_session(account, session).await };
    call.state.detached(command).await
}
