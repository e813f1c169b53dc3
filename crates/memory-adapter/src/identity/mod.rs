//! Accounts, and how they prove to be themselves.

mod accounts;
mod addresses;
mod api_keys;
mod codes;
mod credentials;
mod federation;
mod queries;
mod sessions;

#[cfg(test)]
mod tests;
