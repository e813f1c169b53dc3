//! One operation, as the table of routes describes it.

use actix_web::http::Method;
use futures_util::future::LocalBoxFuture;
use hexmart_domain::identity::Scope;

use crate::call::{Answer, Call};
use crate::policy::Policy;
use crate::problem::Code;

/// One operation.
pub(crate) struct Route {
    pub(crate) verb: Verb,
    /// The canonical form; with and without the slash at its end, it answers the same.
    pub(crate) path: &'static str,
    pub(crate) policy: Policy,
    /// What an API key needs; none where only people may.
    pub(crate) scope: Option<Scope>,
    /// What a request takes from its caller's bucket; 0 where nobody counts.
    pub(crate) cost: u32,
    pub(crate) body: Body,
    /// What it can answer beside what every operation of its kind can.
    pub(crate) problems: &'static [Code],
    pub(crate) handler: fn(Call) -> LocalBoxFuture<'static, Answer>,
}

/// How an operation is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    /// GET; HEAD answers the same without the body.
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

/// What an operation reads after the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// Nothing.
    None,
    /// An object that says that it is JSON, and has no fields that nobody knows.
    Strict,
    /// An object, as clients of the six first operations send it.
    Lenient,
    /// A file, of one of a few types.
    File,
    /// A message of a payment provider, byte for byte.
    Message,
}

impl Verb {
    pub(crate) const fn methods(self) -> &'static [Method] {
        match self {
            Self::Get => &[Method::GET, Method::HEAD],
            Self::Post => &[Method::POST],
            Self::Put => &[Method::PUT],
            Self::Patch => &[Method::PATCH],
            Self::Delete => &[Method::DELETE],
        }
    }
}

impl Route {
    /// Whether answers are for the caller alone, and no cache may keep them.
    pub(crate) fn is_private(&self) -> bool {
        let for_everybody = matches!(self.policy, Policy::Public | Policy::Viewer);
        !for_everybody || self.path.starts_with("/commerce/auth/") || self.path == "/commerce/users/"
    }
}
