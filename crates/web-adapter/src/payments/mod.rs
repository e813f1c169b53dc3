//! Payments over HTTP.

mod body;
pub(crate) mod pay;
pub(crate) mod record;
pub(crate) mod webhook;

pub(crate) use body::{PaymentBody, provider_of, state_of};
