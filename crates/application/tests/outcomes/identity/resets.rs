//! A new password for somebody who forgot theirs.

use std::time::Duration;

use hexmart_application::identity::{
    Caller, CodeError, CodeRequestError, Profiles, Registration, SignIn, SignInError,
};
use hexmart_domain::identity::{Account, AccountState, CodePurpose, IssuedCode};
use hexmart_domain::shared::UserId;

use crate::given;
use crate::world::World;

const NEW: &str = "battery staple";

/// Asks for a code by mail.
async fn requested(world: &World, local: &str) -> String {
    let email = given::email(local);
    world
        .identity
        .request_reset(&email, &Caller::local())
        .await
        .unwrap();
    world.code().await
}

async fn reset(world: &World, local: &str, code: &str) -> Result<(), CodeError> {
    let (email, password) = (given::email(local), given::password(NEW));
    world
        .identity
        .reset_password(&email, code, password, &Caller::local())
        .await
}

async fn signs_in(world: &World, local: &str, password: &str) -> bool {
    let claim = given::claim(local, password);
    world.identity.sign_in(claim, &Caller::local()).await.is_ok()
}

#[tokio::test]
async fn a_reset_ends_all_sessions_and_tells_the_owner() {
    let world = World::new();
    let account = world.person("ann").await;
    let (_, tokens) = world.sign_in("ann").await;
    let code = requested(&world, "ANN").await;
    reset(&world, "ann", &code).await.unwrap();
    assert_eq!(
        world.sketches().await,
        [("ann@example.com".to_owned(), "password_changed")]
    );
    let after = world.account(account.id).await;
    assert_eq!(after.token_version, account.token_version + 1);
    assert!(!world.refreshes(&tokens).await);
    assert!(signs_in(&world, "ann", NEW).await);
    assert!(!signs_in(&world, "ann", given::PASSWORD).await);
    let again = reset(&world, "ann", &code).await;
    assert!(matches!(again, Err(CodeError::Invalid)), "{again:?}");
}

#[tokio::test]
async fn a_reset_wakes_and_verifies() {
    let world = World::new();
    let dormant = world.person("dormant").await;
    let password = Some(given::right());
    world.identity.sleep(dormant.id, password).await.unwrap();
    world.letters().await;
    let (unverified, _) = world.newcomer("unverified").await;
    for (local, id) in [("dormant", dormant.id), ("unverified", unverified.id)] {
        let code = requested(&world, local).await;
        reset(&world, local, &code).await.unwrap();
        assert_eq!(world.state(id).await, AccountState::Active, "{local}");
        assert!(signs_in(&world, local, NEW).await);
        world.letters().await;
    }
}

/// Whom the codes for resets were counted for.
fn counted(world: &World) -> Vec<UserId> {
    let charged = world.throttle.charged("code:RESET_PASSWORD:");
    let ids = charged.iter().map(|(key, _)| key.rsplit(':').next().unwrap());
    ids.map(|id| id.parse().unwrap()).collect()
}

#[tokio::test]
async fn an_address_that_nobody_has_is_treated_like_any_other() {
    let world = World::new();
    world.person("ann").await;
    let mut seen = Vec::new();
    for local in ["ann", "nobody"] {
        let email = given::email(local);
        world
            .identity
            .request_reset(&email, &Caller::local())
            .await
            .unwrap();
        for _ in 0..2 {
            let answer = reset(&world, local, "0000000000").await;
            assert!(matches!(answer, Err(CodeError::Invalid)), "{local}: {answer:?}");
        }
        let new = counted(&world).into_iter().find(|id| !seen.contains(id)).unwrap();
        seen.push(new);
        let code = world.issued(new, CodePurpose::ResetPassword).await.unwrap();
        assert_eq!((code.misses, code.version, code.target), (2, 3, None), "{local}");
    }
    // The only difference is one that only the owner of the mailbox sees.
    let sketches = world.sketches().await;
    assert_eq!(sketches, [("ann@example.com".to_owned(), "reset_password")]);

    // Codes for either run out alike.
    for local in ["ann", "nobody"] {
        for _ in 0..5 {
            let email = given::email(local);
            world
                .identity
                .request_reset(&email, &Caller::local())
                .await
                .unwrap();
        }
        let email = given::email(&local.to_uppercase());
        let answer = world.identity.request_reset(&email, &Caller::local()).await;
        assert!(
            matches!(answer, Err(CodeRequestError::TooMany { .. })),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn a_reset_is_tried_five_times_and_in_five_minutes() {
    let world = World::new();
    let account = world.person("ann").await;
    let code = requested(&world, "ann").await;
    for _ in 0..5 {
        let answer = reset(&world, "ann", "0000000000").await;
        assert!(matches!(answer, Err(CodeError::Invalid)), "{answer:?}");
    }
    assert!(reset(&world, "ann", &code).await.is_err());

    let code = requested(&world, "ann").await;
    world.turn(IssuedCode::LIFETIME);
    assert!(reset(&world, "ann", &code).await.is_err());

    let code = requested(&world, "ann").await;
    world.turn_to(world.now() + IssuedCode::LIFETIME - given::TICK);
    assert_eq!(world.account(account.id).await, account);
    reset(&world, "ann", &code).await.unwrap();
}

#[tokio::test]
async fn a_guessable_password_spends_no_code() {
    let world = World::new();
    world.person("ann").await;
    let code = requested(&world, "ann").await;
    let (email, password) = (given::email("ann"), given::password("password1"));
    let answer = world
        .identity
        .reset_password(&email, &code, password, &Caller::local())
        .await;
    assert!(matches!(answer, Err(CodeError::GuessablePassword)), "{answer:?}");
    reset(&world, "ann", &code).await.unwrap();
}

#[tokio::test]
async fn resets_are_counted_per_network() {
    let world = World::new();
    let caller = given::caller("203.0.113.0/24");
    for number in 0..30 {
        let email = given::email(&format!("person-{number}"));
        world.identity.request_reset(&email, &caller).await.unwrap();
    }
    let email = given::email("ann");
    let answer = world.identity.request_reset(&email, &caller).await;
    assert!(
        matches!(answer, Err(CodeRequestError::TooMany { .. })),
        "{answer:?}"
    );
    let answer = world
        .identity
        .reset_password(&email, "0000000000", given::password(NEW), &caller)
        .await;
    assert!(matches!(answer, Err(CodeError::TooMany { .. })), "{answer:?}");
    let elsewhere = given::caller("198.51.100.0/24");
    world.identity.request_reset(&email, &elsewhere).await.unwrap();
}

#[tokio::test]
async fn a_reset_forgives_the_misses_before_it() {
    let world = World::new();
    world.person("ann").await;
    let caller = given::caller("203.0.113.0/24");
    for _ in 0..6 {
        let answer = world
            .identity
            .sign_in(given::claim("ann", "wrong"), &caller)
            .await;
        assert!(
            matches!(answer, Err(SignInError::InvalidCredentials)),
            "{answer:?}"
        );
    }
    let answer = world.identity.sign_in(given::claim("ann", NEW), &caller).await;
    assert!(matches!(answer, Err(SignInError::TooMany { .. })), "{answer:?}");
    let code = requested(&world, "ann").await;
    let (email, password) = (given::email("ann"), given::password(NEW));
    world
        .identity
        .reset_password(&email, &code, password, &caller)
        .await
        .unwrap();
    world
        .identity
        .sign_in(given::claim("ann", NEW), &caller)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_account_that_was_erased_meanwhile_stays_erased() {
    let world = World::new();
    let account = world.person("ann").await;
    let code = requested(&world, "ann").await;
    let password = Some(given::right());
    world.identity.erase(account.id, password).await.unwrap();
    world.turn(Duration::from_secs(1));
    let answer = reset(&world, "ann", &code).await;
    assert!(matches!(answer, Err(CodeError::Invalid)), "{answer:?}");
    let after: Account = world.account(account.id).await;
    assert_eq!(
        (after.state, after.password),
        (AccountState::Deleted, account.password)
    );
}
