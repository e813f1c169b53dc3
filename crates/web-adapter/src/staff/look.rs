use hexmart_domain::identity::Credential;
use hexmart_domain::shared::UserId;

use crate::body::{Fault, reason};
use crate::call::Call;
use crate::problem::{Code, Problem};
use crate::query::{Query, View};

/// How staff look at somebody.
pub(super) enum Look {
    /// At enough to recognise them.
    Masked,
    /// At everything, which the audit log remembers.
    Full { actor: UserId, reason: String },
}

impl Look {
    /// What a call asks for. Machines see nobody in full.
    pub(super) fn of(call: &Call) -> Result<Self, Problem> {
        let mut query = Query::of(&call.request)?;
        let view = query.view();
        let why = query.optional("reason", reason);
        let is_said = query.last("reason").is_some();
        if view == View::Full && !is_said {
            query.refuse("reason", Fault::Required);
        }
        query.finish_strict()?;
        let caller = call.principal()?;
        match (view, why, caller.credential) {
            (View::Full, _, Credential::ApiKey(..)) => Err(Problem::of(Code::InsufficientScope)),
            (View::Full, Some(reason), Credential::Session(_)) => Ok(Self::Full {
                actor: caller.user,
                reason,
            }),
            (View::Masked | View::Full, _, _) => Ok(Self::Masked),
        }
    }
}
