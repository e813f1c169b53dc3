//! Password hashes and access tokens: [`PasswordHasher`] by argon2id, [`TokenIssuer`] by signed JSON web tokens.
//!
//! [`PasswordHasher`]: hexmart_application::identity::PasswordHasher
//! [`TokenIssuer`]: hexmart_application::identity::TokenIssuer

mod password;
mod token;

pub use password::Argon2Hasher;
pub use token::{JwtIssuer, WeakSecret};
