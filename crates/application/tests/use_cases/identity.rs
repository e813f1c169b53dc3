//! What hashers, stores and throttles answer is passed on, and what must not be called is not called.

use std::sync::Arc;
use std::time::Duration;

use hexmart_application::identity::{
    Caller, CodeError, Credentials, HashingError, IdentityPorts, IdentityProvider, IdentityService,
    IdentitySettings, MockAccountQueries, MockCredentialQueries, MockPasswordHasher, MockPasswordScreen,
    MockTokenIssuer, NewAccount, RefreshError, Registration, SignIn, SignInError, SignUpError,
};
use hexmart_application::platform::{
    Allowance, MockStore, MockThrottle, MockVault, Store, StoreError, UniqueKey,
};
use hexmart_application::points::{Bookkeeper, PointsSettings};
use hexmart_application::testing::{MockUnitOfWork, MockedStore};
use hexmart_domain::identity::{
    Account, AccountState, Email, Fingerprint, Nickname, Password, PasswordHash, PersonalData, Role,
};
use hexmart_domain::points::Rates;
use hexmart_domain::shared::Language;
use mockall::predicate::{always, eq};

use crate::given;

/// The outside of the service; a test sets what it expects, and nothing else may be called.
pub(crate) struct World {
    pub(crate) store: Arc<dyn Store>,
    accounts: MockAccountQueries,
    credentials: MockCredentialQueries,
    pub(crate) hasher: MockPasswordHasher,
    pub(crate) screen: MockPasswordScreen,
    pub(crate) tokens: MockTokenIssuer,
    throttle: MockThrottle,
    pub(crate) providers: Vec<Arc<dyn IdentityProvider>>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            store: Arc::new(MockStore::new()),
            accounts: MockAccountQueries::new(),
            credentials: MockCredentialQueries::new(),
            hasher: MockPasswordHasher::new(),
            screen: MockPasswordScreen::new(),
            tokens: MockTokenIssuer::new(),
            throttle: MockThrottle::new(),
            providers: Vec::new(),
        }
    }

    /// With a vault whose fingerprints are all the same: nothing here depends on them.
    pub(crate) fn service(self) -> IdentityService {
        let mut vault = MockVault::new();
        vault
            .expect_fingerprint()
            .returning(|_, _| Fingerprint::from_bytes([7; 32]));
        let ports = IdentityPorts {
            store: self.store,
            accounts: Arc::new(self.accounts),
            credentials: Arc::new(self.credentials),
            hasher: Arc::new(self.hasher),
            screen: Arc::new(self.screen),
            tokens: Arc::new(self.tokens),
            vault: Arc::new(vault),
            throttle: Arc::new(self.throttle),
            providers: self.providers,
            bookkeeper: gives_nothing(),
            mint: given::mint(),
        };
        IdentityService::new(ports, IdentitySettings::default())
    }
}

/// Welcomes are looked at elsewhere.
fn gives_nothing() -> Bookkeeper {
    let rates = Rates {
        sign_up: None,
        ..Rates::default()
    };
    let settings = PointsSettings {
        rates,
        ..PointsSettings::default()
    };
    Bookkeeper::new(settings, given::mint())
}

pub(crate) fn hash() -> PasswordHash {
    PasswordHash::from_phc("$argon2id$…")
}

fn email() -> Email {
    Email::parse("ann@example.com").unwrap()
}

fn password() -> Password {
    Password::parse("correct horse").unwrap()
}

/// What [`wanted`] becomes.
pub(crate) fn account(role: Role) -> Account {
    Account {
        id: given::id(1),
        personal: PersonalData {
            email: Some(email()),
            ..PersonalData::default()
        },
        nickname: Nickname::parse("앤").unwrap(),
        introduction: None,
        password: Some(hash()),
        role,
        state: AccountState::Active,
        language: Language::English,
        token_version: 1,
        version: 1,
        created_at: given::now(),
        updated_at: given::now(),
        last_sign_in_at: None,
        dormancy_notice_at: None,
        deleted_at: None,
    }
}

pub(crate) fn wanted() -> NewAccount {
    NewAccount {
        email: email(),
        nickname: Nickname::parse("앤").unwrap(),
        password: password(),
        language: Language::English,
    }
}

fn claim() -> Credentials {
    Credentials {
        email: email(),
        password: "correct horse".to_owned(),
    }
}

fn caller() -> Caller {
    Caller {
        network: Some("203.0.113.0/24".to_owned()),
        client: None,
    }
}

/// A throttle that refuses once, under this key.
fn refusing(key: &'static str) -> MockThrottle {
    let mut throttle = MockThrottle::new();
    throttle
        .expect_take()
        .with(eq(key), eq(1), always(), eq(given::now()))
        .times(1)
        .returning(|_, _, _, _| Allowance {
            granted: false,
            remaining: 0,
            full_after: Duration::from_mins(1),
            retry_after: Duration::from_secs(9),
        });
    throttle
}

#[tokio::test]
async fn an_account_is_stored_with_the_hash_of_its_password() {
    let mut world = World::new();
    world
        .hasher
        .expect_hash()
        .with(eq("correct horse".to_owned()))
        .times(1)
        .returning(|_| Ok(hash()));
    let mut uow = MockUnitOfWork::default();
    uow.accounts
        .expect_add()
        .with(eq(account(Role::User)))
        .times(1)
        .returning(|_| Ok(()));
    // Nothing is written down about an account without special rights.
    world.store = MockedStore::new(uow);
    let made = world.service().make_account(wanted(), Role::User).await.unwrap();
    assert_eq!(made, account(Role::User));
}

#[tokio::test]
async fn only_a_taken_address_is_called_so() {
    for (failure, taken) in [
        (StoreError::Duplicate(UniqueKey::AccountEmail), true),
        (StoreError::Duplicate(UniqueKey::Id), false),
        (given::unavailable(), false),
    ] {
        let mut world = World::new();
        world.hasher.expect_hash().returning(|_| Ok(hash()));
        let mut uow = MockUnitOfWork::default();
        uow.accounts
            .expect_add()
            .times(1)
            .return_once(move |_| Err(failure));
        world.store = MockedStore::new(uow);
        let answer = world.service().make_account(wanted(), Role::Staff).await;
        assert_eq!(
            matches!(answer, Err(SignUpError::EmailTaken)),
            taken,
            "{answer:?}"
        );
        assert!(answer.is_err());
    }
}

#[tokio::test]
async fn a_sign_up_is_refused_before_anything_is_hashed_or_looked_up() {
    let mut world = World::new();
    world.throttle = refusing("sign-up:203.0.113.0/24");
    let answer = world.service().sign_up(wanted(), &caller()).await;
    let wait = Duration::from_secs(9);
    assert!(
        matches!(answer, Err(SignUpError::TooMany { retry_after }) if retry_after == wait),
        "{answer:?}"
    );

    let mut world = World::new();
    let hints = vec!["ann@example.com".to_owned(), "앤".to_owned()];
    world
        .screen
        .expect_is_guessable()
        .withf(move |_, given| given == hints)
        .times(1)
        .return_const(true);
    let answer = world.service().sign_up(wanted(), &Caller::local()).await;
    assert!(
        matches!(answer, Err(SignUpError::GuessablePassword)),
        "{answer:?}"
    );
}

#[tokio::test]
async fn too_many_hashes_at_once_never_reach_the_store() {
    let busy = || {
        let mut world = World::new();
        world.screen.expect_is_guessable().return_const(false);
        world.hasher.expect_hash().returning(|_| Err(HashingError));
        world.hasher.expect_verify().returning(|_, _| Err(HashingError));
        world
    };
    let answer = busy().service().sign_up(wanted(), &Caller::local()).await;
    assert!(matches!(answer, Err(SignUpError::Busy(_))), "{answer:?}");

    let reset = busy().service();
    let answer = reset
        .reset_password(&email(), "0123456789", password(), &Caller::local())
        .await;
    assert!(matches!(answer, Err(CodeError::Busy(_))), "{answer:?}");

    let mut world = busy();
    world
        .accounts
        .expect_by_email()
        .returning(|_| Ok(Some(account(Role::User))));
    let answer = world.service().sign_in(claim(), &Caller::local()).await;
    assert!(matches!(answer, Err(SignInError::Busy(_))), "{answer:?}");
}

#[tokio::test]
async fn too_many_sign_ins_never_reach_an_account() {
    let mut world = World::new();
    world.throttle = refusing("sign-in:203.0.113.0/24");
    let answer = world.service().sign_in(claim(), &caller()).await;
    assert!(matches!(answer, Err(SignInError::TooMany { .. })), "{answer:?}");
}

#[tokio::test]
async fn an_unknown_account_takes_as_long_as_a_wrong_password() {
    for account in [None, Some(account(Role::User))] {
        let mut world = World::new();
        let hash = account.as_ref().map(|_| hash());
        world.accounts.expect_by_email().return_once(move |_| Ok(account));
        world
            .hasher
            .expect_verify()
            .with(always(), eq(hash))
            .times(1)
            .returning(|_, _| Ok(false));
        // No session is expected.
        let answer = world.service().sign_in(claim(), &Caller::local()).await;
        assert!(
            matches!(answer, Err(SignInError::InvalidCredentials)),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn a_verified_password_of_nobody_proves_nothing() {
    let mut world = World::new();
    world.accounts.expect_by_email().returning(|_| Ok(None));
    world.hasher.expect_verify().returning(|_, _| Ok(true));
    let answer = world.service().sign_in(claim(), &Caller::local()).await;
    assert!(
        matches!(answer, Err(SignInError::InvalidCredentials)),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_store_that_is_away_is_not_a_wrong_password_or_token() {
    let mut world = World::new();
    world
        .accounts
        .expect_by_email()
        .returning(|_| Err(given::unavailable()));
    let answer = world.service().sign_in(claim(), &Caller::local()).await;
    assert!(matches!(
        answer,
        Err(SignInError::Store(StoreError::Unavailable(_)))
    ));

    let mut world = World::new();
    world
        .credentials
        .expect_refresh_token()
        .returning(|_| Err(given::unavailable()));
    let answer = world.service().refresh("hxr_0").await;
    assert!(matches!(
        answer,
        Err(RefreshError::Store(StoreError::Unavailable(_)))
    ));
}

#[tokio::test]
async fn a_token_is_checked_against_the_present() {
    let mut world = World::new();
    world
        .tokens
        .expect_verify()
        .with(eq("secret"), eq(given::now()))
        .times(1)
        .return_const(None);
    assert_eq!(world.service().authenticate("secret").await.unwrap(), None);
}
