//! Who may do what.

use actix_web::HttpRequest;
use actix_web::http::header::{AUTHORIZATION, HeaderValue};
use hexmart_application::marketplace::Authority;
use hexmart_domain::identity::{AccountState, Credential, Principal, Role, Scope};

use crate::problem::{Code, Problem};
use crate::settings::Access;
use crate::state::State;

/// Whom a route serves. There is no default: a route without a policy does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policy {
    /// Everybody; who calls is not looked at.
    Public,
    /// Everybody; whoever signed in is known. An API key without the scope of the route is nobody here.
    Viewer,
    /// Everybody, for a cart of their own; whoever signed in is known. No API keys: a machine has no cart.
    Shopper,
    /// Whoever signed in.
    Account,
    /// Whoever signed in, as older clients know it.
    Holder {
        /// What others are told, in the member `error`.
        refusal: &'static str,
    },
    /// Whoever signed in and proved their e-mail address.
    Active,
    /// Staff for the shop, and approved sellers for what is theirs. Everybody where access is open.
    Trader {
        /// Whether operators may too.
        operators: bool,
    },
    /// Operators, staff and administrators.
    Operator,
    /// Staff and administrators.
    Staff,
    /// Administrators.
    Admin,
}

/// A caller whom a policy let in.
pub(crate) struct Admitted {
    /// Who calls, where the policy looks at it.
    pub(crate) principal: Option<Principal>,
    /// On whose authority the catalogue, stock and prices are changed; on routes for traders.
    pub(crate) authority: Option<Authority>,
}

impl Policy {
    /// Who calls, as far as the policy looks at it and a token proves it. A token that proves nobody is an error even
    /// where none is needed: its bearer believes to be signed in.
    pub(crate) async fn identify(
        self,
        state: &State,
        request: &HttpRequest,
    ) -> Result<Option<Principal>, Problem> {
        if self == Self::Public {
            return Ok(None);
        }
        let Some(header) = request.headers().get(AUTHORIZATION) else {
            return Ok(None);
        };
        let invalid = || Problem::unproved(Code::InvalidToken);
        let token = bearer_token(header).ok_or_else(invalid)?;
        let principal = state.services.sign_in.authenticate(token).await?;
        principal.map(Some).ok_or_else(invalid)
    }

    /// Lets a caller in, or says why not. `scope` is what an API key needs for it; none when keys may not at all. Who
    /// `changes` something must still be signed in; for reading, a token that has not run out is enough.
    pub(crate) async fn admit(
        self,
        scope: Option<Scope>,
        changes: bool,
        caller: Option<Principal>,
        state: &State,
    ) -> Result<Admitted, Problem> {
        let Some(caller) = caller else {
            return self.admit_nobody(state);
        };
        if let Credential::ApiKey(_, scopes) = caller.credential {
            match scope {
                Some(scope) if scopes.contains(scope) => {}
                Some(_) if self == Self::Viewer => return self.admit_nobody(state),
                Some(_) | None => return Err(Problem::of(Code::InsufficientScope)),
            }
        }
        let is_own = match self {
            Self::Shopper | Self::Account | Self::Holder { .. } | Self::Active | Self::Trader { .. } => true,
            Self::Public | Self::Viewer | Self::Operator | Self::Staff | Self::Admin => false,
        };
        if is_own && changes && !state.services.sign_in.still_holds(caller).await? {
            return Err(Problem::unproved(Code::InvalidToken));
        }
        let is_staff = matches!(caller.role, Role::Staff | Role::Admin);
        match self {
            Self::Public | Self::Viewer | Self::Shopper | Self::Account | Self::Holder { .. } => {}
            Self::Active => active(caller)?,
            Self::Operator if caller.role.is_employed() => active(caller)?,
            Self::Trader { operators } => return trader(caller, operators, state).await,
            Self::Staff if is_staff => active(caller)?,
            Self::Admin if caller.role == Role::Admin => active(caller)?,
            Self::Operator | Self::Staff | Self::Admin => return Err(Problem::of(Code::Forbidden)),
        }
        Ok(Admitted {
            principal: Some(caller),
            authority: None,
        })
    }

    fn admit_nobody(self, state: &State) -> Result<Admitted, Problem> {
        let unknown = Problem::unproved(Code::AuthenticationRequired);
        let authority = match self {
            Self::Public | Self::Viewer | Self::Shopper => None,
            Self::Trader { .. } if state.settings.access == Access::Open => Some(Authority::Shop(None)),
            Self::Holder { refusal } => return Err(unknown.error(refusal)),
            Self::Account
            | Self::Active
            | Self::Trader { .. }
            | Self::Operator
            | Self::Staff
            | Self::Admin => return Err(unknown),
        };
        Ok(Admitted {
            principal: None,
            authority,
        })
    }
}

fn active(caller: Principal) -> Result<(), Problem> {
    match caller.state {
        AccountState::Active => Ok(()),
        AccountState::Unverified | AccountState::Dormant | AccountState::Deleted => {
            Err(Problem::of(Code::Unverified))
        }
    }
}

/// On whose authority a caller trades. Sellers are looked up each time, so that selling ends when its approval does.
async fn trader(caller: Principal, operators: bool, state: &State) -> Result<Admitted, Problem> {
    let for_shop = match caller.role {
        Role::Staff | Role::Admin => true,
        Role::Operator => operators,
        Role::User => false,
    };
    let authority = match active(caller) {
        Ok(()) if for_shop => Ok(Authority::Shop(Some(caller.user))),
        Ok(()) => {
            let seller = state.services.marketplace.approved(caller.user).await?;
            seller
                .map(|seller| Authority::Seller {
                    user: caller.user,
                    seller,
                })
                .ok_or_else(|| Problem::of(Code::Forbidden))
        }
        Err(unverified) => Err(unverified),
    };
    let authority = match (authority, state.settings.access) {
        (Ok(authority), _) => authority,
        (Err(_), Access::Open) => Authority::Shop(Some(caller.user)),
        (Err(refusal), Access::Guarded) => return Err(refusal),
    };
    Ok(Admitted {
        principal: Some(caller),
        authority: Some(authority),
    })
}

fn bearer_token(header: &HeaderValue) -> Option<&str> {
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| token.trim())
}
