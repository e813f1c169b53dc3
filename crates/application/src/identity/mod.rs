//! Accounts: signing up, signing in, knowing who calls, keeping what is personal.

mod inbound;
mod ports;
mod provider;
mod queries;
mod repositories;
mod service;

pub use inbound::{
    AddressError, ApiKeyError, Arrival, Caller, Change, CodeError, CodeRequestError, Credentials, Departure,
    Federation, FederationError, Machines, MadeApiKey, NewAccount, NewApiKey, People, PeopleError,
    ProfileChange, ProfileError, Profiles, RefreshError, Registration, Return, SignIn, SignInError,
    SignUpError, Tokens,
};
pub use ports::{AccessClaims, AccessToken, HashingError, PasswordHasher, PasswordScreen, TokenIssuer};
pub use provider::{AuthorizationRequest, ExternalIdentity, IdentityProvider, ProviderError, Redemption};
pub use queries::{AccountQueries, CredentialQueries, KeyHolder, Overdue, Profile, Standing};
pub use repositories::{
    AccountRepository, AddressRepository, ApiKeyRepository, CodeRepository, PresentedToken, ProviderAttempt,
    ProviderAttemptRepository, SessionRepository,
};
pub use service::{IdentityPorts, IdentityService, IdentitySettings, Lifecycle, lifecycle_jobs};

#[cfg(any(test, feature = "testing"))]
pub use inbound::{MockFederation, MockMachines, MockPeople, MockProfiles, MockRegistration, MockSignIn};
#[cfg(any(test, feature = "testing"))]
pub use ports::{MockPasswordHasher, MockPasswordScreen, MockTokenIssuer};
#[cfg(any(test, feature = "testing"))]
pub use provider::MockIdentityProvider;
#[cfg(any(test, feature = "testing"))]
pub use queries::{MockAccountQueries, MockCredentialQueries};
#[cfg(any(test, feature = "testing"))]
pub use repositories::{
    MockAccountRepository, MockAddressRepository, MockApiKeyRepository, MockCodeRepository,
    MockProviderAttemptRepository, MockSessionRepository,
};
