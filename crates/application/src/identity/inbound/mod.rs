//! What clients can do about accounts.

mod federation;
mod machines;
mod people;
mod profiles;
mod registration;
mod sign_in;

pub use federation::{Arrival, Departure, Federation, FederationError, Return};
pub use machines::{ApiKeyError, Machines, MadeApiKey, NewApiKey};
pub use people::{People, PeopleError};
pub use profiles::{AddressError, Change, ProfileChange, ProfileError, Profiles};
pub use registration::{CodeError, CodeRequestError, NewAccount, Registration, SignUpError};
pub use sign_in::{Credentials, RefreshError, SignIn, SignInError, Tokens};

#[cfg(any(test, feature = "testing"))]
pub use federation::MockFederation;
#[cfg(any(test, feature = "testing"))]
pub use machines::MockMachines;
#[cfg(any(test, feature = "testing"))]
pub use people::MockPeople;
#[cfg(any(test, feature = "testing"))]
pub use profiles::MockProfiles;
#[cfg(any(test, feature = "testing"))]
pub use registration::MockRegistration;
#[cfg(any(test, feature = "testing"))]
pub use sign_in::MockSignIn;

/// Where a request came from, as far as it counts against misuse.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Caller {
    /// The network: `203.0.113.0/24`, `2001:db8::/64`. None for those who are not counted.
    pub network: Option<String>,
    /// What the client calls itself; at most 200 characters.
    pub client: Option<String>,
}

impl Caller {
    /// A caller of the command line, who is not counted.
    pub const fn local() -> Self {
        Self {
            network: None,
            client: None,
        }
    }
}
