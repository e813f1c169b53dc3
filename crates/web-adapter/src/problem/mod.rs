//! What goes wrong, as [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problems.

mod codes;
mod from_application;
mod from_catalogue;
mod from_funding;
mod from_identity;
mod from_interchange;
mod from_inventory;
mod from_marketplace;
mod from_ordering;
mod from_payments;
mod from_points;
mod from_reviews;
mod from_search;
mod from_webhooks;
mod render;

use std::any::Any;
use std::error::Error;
use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::http::header::{self, HeaderName, HeaderValue};
use hexmart_domain::shared::ProductId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::FieldError;
use crate::language::Phrase;
use crate::limits::whole_seconds;
use crate::wire::Number;

pub(crate) use codes::Code;
pub(crate) use from_identity::{code_problem, code_request_problem};
pub(crate) use render::ProblemBody;

/// Those who come while there are too many are told to come back within so many seconds.
const SPREAD: usize = 3;

/// Why a request is answered with an error. Boxed, to be no burden on the answers that are none.
#[derive(Debug)]
pub(crate) struct Problem(Box<Parts>);

#[derive(Debug)]
struct Parts {
    code: Code,
    detail: Phrase,
    errors: Vec<FieldError>,
    facts: Facts,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// For the log alone.
    cause: Option<String>,
}

/// What a program may want to know beyond the code.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Facts {
    /// Pieces that could have been taken (`insufficient_stock`, `out_of_stock`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) available: Option<i64>,
    /// Pieces that were wanted (`out_of_stock`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) requested: Option<i64>,
    /// Of what (`out_of_stock`, `not_for_sale`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) item_id: Option<String>,
    /// Which line stands otherwise (`wrong_state`, `already_dispatched`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line_id: Option<String>,
    /// How it stands (`wrong_state`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<&'static str>,
    /// What it costs now (`price_changed`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub(crate) total: Option<Number>,
    /// What can still go back (`refund_too_large`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub(crate) refundable: Option<Number>,
    /// Points that can be used (`insufficient_points`, `points_spent`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) usable: Option<i64>,
    /// The day on which the next period begins (`already_subscribed`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<String>,
    /// Pieces that lie there already (`above_ceiling`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) on_hand: Option<i64>,
    /// The most that are to lie there (`above_ceiling`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ceiling: Option<i64>,
    /// The payment provider's own code (`payment_declined`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) provider_code: Option<String>,
    /// What the payment provider says to people (`payment_declined`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) provider_message: Option<String>,
    /// The number of the last page (`page_out_of_bound`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_page: Option<u64>,
    /// Where the wanted page starts (`use_cursor`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cursor: Option<String>,
    /// The address of the wanted page (`use_cursor`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    /// How often the code that was sent can still be tried (`wrong_code`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tries_left: Option<u32>,
    /// Whether the same request may succeed later without doing anything twice (every 5xx).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retryable: Option<bool>,
    /// What an anonymous caller of the coupon operation is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub(crate) error: Option<&'static str>,
}

impl Problem {
    /// A problem that its title says all about.
    pub(crate) fn of(code: Code) -> Self {
        Self(Box::new(Parts {
            code,
            detail: code.title(),
            errors: Vec::new(),
            facts: Facts::default(),
            headers: Vec::new(),
            cause: None,
        }))
    }

    /// Fields or parameters that were refused, in the order in which they are read.
    pub(crate) fn fields(code: Code, detail: Phrase, errors: Vec<FieldError>) -> Self {
        let mut problem = Self::of(code).detail(detail);
        problem.0.errors = errors;
        problem
    }

    /// A failure of ours, which will not pass by itself.
    pub(crate) fn internal(cause: String) -> Self {
        let mut problem = Self::lasting(Code::Internal);
        problem.0.cause = Some(cause);
        problem
    }

    /// A bug.
    pub(crate) fn panicked(panic: &(dyn Any + Send)) -> Self {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Self::internal(format!("a panic: {}", text.unwrap_or("without words")))
    }

    /// Something that will not pass by itself, or must not be tried again.
    fn lasting(code: Code) -> Self {
        let mut problem = Self::of(code);
        problem.0.facts.retryable = Some(false);
        problem
    }

    /// Something that will pass.
    pub(crate) fn passing(code: Code) -> Self {
        Self::later(code, 1)
    }

    /// Something that will pass when not all come at once. They are told in turn to come back after 1 to [`SPREAD`] seconds, so
    /// that they do not come together again.
    pub(crate) fn turned_away(code: Code) -> Self {
        static TURNED_AWAY: AtomicUsize = AtomicUsize::new(0);
        let place = TURNED_AWAY.fetch_add(1, Ordering::Relaxed) % SPREAD;
        Self::later(code, place + 1)
    }

    /// Something that will pass, within so many seconds.
    fn later(code: Code, seconds: usize) -> Self {
        let mut problem = Self::of(code).header(header::RETRY_AFTER, HeaderValue::from(seconds));
        problem.0.facts.retryable = Some(true);
        problem
    }

    /// Nobody knows whether it was written: it is worth asking again soon, but not worth repeating the change blindly.
    pub(crate) fn in_doubt() -> Self {
        Self::lasting(Code::OutcomeUnknown).header(header::RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// Something that will pass when the caller waits so long.
    pub(crate) fn wait(code: Code, wait: Duration) -> Self {
        let seconds = HeaderValue::from(whole_seconds(wait).max(1));
        Self::of(code).header(header::RETRY_AFTER, seconds)
    }

    /// What a program may want to know of it.
    fn with(code: Code, facts: Facts) -> Self {
        let mut problem = Self::of(code);
        problem.0.facts = facts;
        problem
    }

    /// A page behind the last one, which is this.
    pub(crate) fn out_of_bound(max_page: u64) -> Self {
        let mut problem = Self::of(Code::PageOutOfBound);
        problem.0.facts.max_page = Some(max_page);
        problem
    }

    /// A wrong code, which can be tried again so often.
    fn wrong_code(left: u32) -> Self {
        let mut problem = Self::of(Code::WrongCode);
        problem.0.facts.tries_left = Some(left);
        problem
    }

    /// Nobody is proved to call; says how that can be done.
    pub(crate) fn unproved(code: Code) -> Self {
        let challenge = match code {
            Code::InvalidToken => HeaderValue::from_static(r#"Bearer error="invalid_token""#),
            Code::Forged => HeaderValue::from_static("Signature"),
            _ => HeaderValue::from_static("Bearer"),
        };
        Self::of(code).header(header::WWW_AUTHENTICATE, challenge)
    }

    #[cfg(test)]
    pub(crate) const fn code(&self) -> Code {
        self.0.code
    }

    pub(crate) fn detail(mut self, detail: Phrase) -> Self {
        self.0.detail = detail;
        self
    }

    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// What the log is to say about it.
    pub(crate) fn caused_by(mut self, error: &dyn Error) -> Self {
        self.0.cause = Some(chain(error));
        self
    }

    pub(crate) fn error(mut self, error: &'static str) -> Self {
        self.0.facts.error = Some(error);
        self
    }

    /// Where the wanted page starts, and its address.
    pub(crate) fn cursor(mut self, cursor: String, url: String) -> Self {
        self.0.facts.cursor = Some(cursor);
        self.0.facts.url = Some(url);
        self
    }

    fn insufficient(product: ProductId, available: i64, requested: i64) -> Self {
        // Clients look for these words, so they are not translated; the title is.
        let detail =
            format!("insufficient stock for product {product}: {available} available, {requested} requested");
        let mut problem = Self::of(Code::InsufficientStock).detail(Phrase::untranslated(&detail));
        problem.0.facts.available = Some(available);
        problem
    }
}

/// An error and everything behind it, in one line.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        // Writing to a String does not fail.
        let _ = write!(text, ": {error}");
        source = error.source();
    }
    text
}
