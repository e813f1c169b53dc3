//! Accounts: signing up, signing in, knowing who calls.

mod inbound;
mod ports;
mod service;

pub use inbound::{Identity, NewAccount, SignIn, SignInError, SignUpError};
pub use ports::{AccessToken, AccountQueries, AccountRepository, HashingError, PasswordHasher, TokenIssuer};
pub use service::IdentityService;

#[cfg(any(test, feature = "testing"))]
pub use inbound::MockIdentity;
#[cfg(any(test, feature = "testing"))]
pub use ports::{MockAccountQueries, MockAccountRepository, MockPasswordHasher, MockTokenIssuer};
