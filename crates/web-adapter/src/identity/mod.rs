//! Accounts over HTTP.

pub(crate) mod sign_in;
pub(crate) mod sign_up;
