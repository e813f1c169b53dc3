//! Accounts over HTTP.

pub(crate) mod address_body;
pub(crate) mod addresses;
pub(crate) mod api_keys;
mod code_body;
pub(crate) mod contact;
pub(crate) mod leaving;
pub(crate) mod me;
pub(crate) mod password;
pub(crate) mod person;
pub(crate) mod providers;
pub(crate) mod public_profile;
pub(crate) mod resets;
pub(crate) mod sessions;
pub(crate) mod sign_in;
pub(crate) mod sign_up;
mod tokens;
