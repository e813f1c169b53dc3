//! Who may do what.

use actix_web::HttpRequest;
use actix_web::http::header::{AUTHORIZATION, HeaderValue};
use hexmart_domain::identity::{Principal, Role};

use crate::problem::{Code, Problem};
use crate::settings::Access;
use crate::state::State;

/// Whom a route serves. There is no default: a route without a policy does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policy {
    /// Everybody; who calls is not looked at.
    Public,
    /// Everybody; whoever signed in is known.
    Viewer,
    /// Whoever signed in.
    SignedIn {
        /// What others are told, in the member `error`.
        refusal: &'static str,
    },
    /// Staff, or everybody where access is open.
    Staff,
}

impl Policy {
    /// Who calls, unless the policy refuses.
    pub(crate) fn admit(self, state: &State, request: &HttpRequest) -> Result<Option<Principal>, Problem> {
        if self == Self::Public {
            return Ok(None);
        }
        let principal = principal(state, request)?;
        match (self, principal) {
            (Self::Public | Self::Viewer, _) | (Self::SignedIn { .. }, Some(_)) => Ok(principal),
            (Self::SignedIn { refusal }, None) => {
                Err(Problem::unproved(Code::AuthenticationRequired).error(refusal))
            }
            (Self::Staff, _) if state.settings.access == Access::Open => Ok(principal),
            (Self::Staff, None) => Err(Problem::unproved(Code::AuthenticationRequired)),
            (Self::Staff, Some(caller)) => match caller.role {
                Role::Staff | Role::Admin => Ok(principal),
                Role::User => Err(Problem::of(Code::Forbidden)),
            },
        }
    }
}

/// Whom the request's token proves; none when there is no token. A token that proves nobody is an error even where none
/// is needed: its bearer believes to be signed in.
fn principal(state: &State, request: &HttpRequest) -> Result<Option<Principal>, Problem> {
    let Some(header) = request.headers().get(AUTHORIZATION) else {
        return Ok(None);
    };
    bearer_token(header)
        .and_then(|token| state.services.identity.authenticate(token))
        .map(Some)
        .ok_or_else(|| Problem::unproved(Code::InvalidToken))
}

fn bearer_token(header: &HeaderValue) -> Option<&str> {
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| token.trim())
}
