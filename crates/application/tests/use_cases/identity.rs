use std::sync::Arc;
use std::time::Duration;

use hexmart_application::identity::{
    AccessToken, HashingError, Identity, IdentityService, MockAccountQueries, MockPasswordHasher,
    MockTokenIssuer, NewAccount, SignIn, SignInError, SignUpError,
};
use hexmart_application::platform::{MockStore, Store, StoreError, UniqueKey};
use hexmart_application::testing::{MockUnitOfWork, MockedStore};
use hexmart_domain::identity::{Account, Email, Nickname, Password, PasswordHash, Principal, Role};
use mockall::predicate::{always, eq};

use crate::given;

/// The outside of the service; a test sets what it expects, and nothing else may be called.
struct World {
    store: Arc<dyn Store>,
    accounts: MockAccountQueries,
    hasher: MockPasswordHasher,
    tokens: MockTokenIssuer,
}

impl World {
    fn new() -> Self {
        Self {
            store: Arc::new(MockStore::new()),
            accounts: MockAccountQueries::new(),
            hasher: MockPasswordHasher::new(),
            tokens: MockTokenIssuer::new(),
        }
    }

    fn service(self) -> IdentityService {
        IdentityService::new(
            self.store,
            Arc::new(self.accounts),
            Arc::new(self.hasher),
            Arc::new(self.tokens),
            given::mint(),
        )
    }
}

fn hash() -> PasswordHash {
    PasswordHash::from_phc("$argon2id$…")
}

fn email() -> Email {
    Email::parse("ann@example.com").unwrap()
}

fn account() -> Account {
    Account {
        id: given::id(1),
        email: email(),
        nickname: Nickname::parse("앤").unwrap(),
        password: hash(),
        role: Role::Staff,
        created_at: given::now(),
    }
}

fn sign_up() -> NewAccount {
    NewAccount {
        email: email(),
        nickname: Nickname::parse("앤").unwrap(),
        password: Password::parse("correct horse").unwrap(),
        role: Role::Staff,
    }
}

fn claim() -> SignIn {
    SignIn {
        email: email(),
        password: "correct horse".to_owned(),
    }
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
        .with(eq(account()))
        .times(1)
        .returning(|_| Ok(()));
    world.store = MockedStore::new(uow);
    assert_eq!(world.service().sign_up(sign_up()).await.unwrap(), account());
}

#[tokio::test]
async fn too_many_sign_ups_never_reach_the_store() {
    let mut world = World::new();
    world.hasher.expect_hash().returning(|_| Err(HashingError));
    let answer = world.service().sign_up(sign_up()).await;
    assert!(matches!(answer, Err(SignUpError::Busy(_))), "{answer:?}");
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
        let answer = world.service().sign_up(sign_up()).await;
        assert_eq!(
            matches!(answer, Err(SignUpError::EmailTaken)),
            taken,
            "{answer:?}"
        );
        assert!(answer.is_err());
    }
}

#[tokio::test]
async fn a_proved_password_gets_a_token_of_its_account() {
    let mut world = World::new();
    world
        .accounts
        .expect_by_email()
        .with(eq(email()))
        .returning(|_| Ok(Some(account())));
    world
        .hasher
        .expect_verify()
        .with(eq("correct horse".to_owned()), eq(Some(hash())))
        .times(1)
        .returning(|_, _| Ok(true));
    let principal = Principal {
        user: given::id(1),
        role: Role::Staff,
    };
    let token = AccessToken {
        token: "secret".to_owned(),
        expires_in: Duration::from_mins(10),
    };
    world
        .tokens
        .expect_issue()
        .with(eq(principal), eq(given::now()))
        .times(1)
        .return_const(token.clone());
    assert_eq!(world.service().sign_in(claim()).await.unwrap(), token);
}

#[tokio::test]
async fn an_unknown_account_takes_as_long_as_a_wrong_password() {
    for account in [None, Some(account())] {
        let mut world = World::new();
        let hash = account.as_ref().map(|_| hash());
        world.accounts.expect_by_email().return_once(move |_| Ok(account));
        world
            .hasher
            .expect_verify()
            .with(always(), eq(hash))
            .times(1)
            .returning(|_, _| Ok(false));
        // No token is expected.
        let answer = world.service().sign_in(claim()).await;
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
    let answer = world.service().sign_in(claim()).await;
    assert!(
        matches!(answer, Err(SignInError::InvalidCredentials)),
        "{answer:?}"
    );
}

#[tokio::test]
async fn failures_of_a_sign_in_are_told_apart() {
    let mut world = World::new();
    world
        .accounts
        .expect_by_email()
        .returning(|_| Err(given::unavailable()));
    let answer = world.service().sign_in(claim()).await;
    assert!(matches!(
        answer,
        Err(SignInError::Store(StoreError::Unavailable(_)))
    ));

    let mut world = World::new();
    world
        .accounts
        .expect_by_email()
        .returning(|_| Ok(Some(account())));
    world.hasher.expect_verify().returning(|_, _| Err(HashingError));
    let answer = world.service().sign_in(claim()).await;
    assert!(matches!(answer, Err(SignInError::Busy(_))), "{answer:?}");
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
    assert_eq!(world.service().authenticate("secret"), None);
}
