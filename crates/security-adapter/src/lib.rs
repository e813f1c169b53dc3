//! What a shop keeps secret, and what it proves by it.
//!
//! The keys lie in a [`KeyRing`]. With them [`KeyVault`] seals fields and takes fingerprints, and [`JwtIssuer`] signs
//! access tokens. Passwords need no key: [`Argon2Hasher`] hashes them, [`GuessablePasswords`] refuses those that
//! everybody tries first.

mod password;
mod random;
mod ring;
mod screen;
mod token;
mod vault;

pub use password::{Argon2Hasher, Argon2Settings, ImpossibleSettings};
pub use ring::{Created, KeyKind, KeyRing, KeyRingError, KnownKey, Weakness};
pub use screen::GuessablePasswords;
pub use token::JwtIssuer;
pub use vault::KeyVault;
