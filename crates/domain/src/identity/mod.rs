//! Who acts in the shop.

mod access;
mod account;
mod address;
mod api_key;
mod code;
mod contact;
mod email;
pub mod mask;
mod password;
mod provider;
mod session;

pub use access::{Credential, Principal, Role, Scope, Scopes};
pub use account::{Account, AccountState, PersonalData};
pub use address::{AddressBook, AddressBookError, AddressLine, PostalAddress, PostalCode, SavedAddress};
pub use api_key::{ApiKey, ApiKeyName};
pub use code::{CodePurpose, CodeTarget, CodeTry, Fingerprint, IssuedCode};
pub use contact::{CustomsCode, Introduction, Nickname, Phone, RealName};
pub use email::Email;
pub use password::{Password, PasswordHash};
pub use provider::{LinkedIdentity, Provider};
pub use session::{RefreshToken, Session};
