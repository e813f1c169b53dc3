//! Proving a password.

use std::time::Duration;

use hexmart_application::identity::{Profiles, SignIn, SignInError, Tokens};
use hexmart_domain::identity::{AccountState, Credential, Role};
use hexmart_domain::shared::UserId;

use crate::given;
use crate::world::World;

async fn try_in(world: &World, local: &str, password: &str) -> Result<Tokens, SignInError> {
    let claim = given::claim(local, password);
    world
        .identity
        .sign_in(claim, &given::caller("203.0.113.0/24"))
        .await
}

#[track_caller]
fn assert_wrong(answer: &Result<Tokens, SignInError>) {
    assert!(
        matches!(answer, Err(SignInError::InvalidCredentials)),
        "{answer:?}"
    );
}

#[tokio::test]
async fn who_signs_in_gets_a_session_and_its_tokens() {
    let world = World::new();
    let account = world.person("ann").await;
    world.turn(Duration::from_mins(7));
    let tokens = try_in(&world, "ANN", given::PASSWORD).await.unwrap();
    let principal = world.whose(&tokens).await.unwrap();
    assert_eq!((principal.user, principal.role), (account.id, Role::User));
    assert_eq!(principal.credential, Credential::Session(tokens.session));
    assert_eq!(tokens.refresh_expires_in, Duration::from_hours(14 * 24));
    assert!(tokens.refresh.starts_with("hxr_"));

    let sessions = world.identity.sessions(account.id).await.unwrap();
    assert_eq!(sessions.len(), 1);
    assert_eq!(sessions[0].client.as_deref(), Some("Firefox"));
    assert_eq!(
        (sessions[0].id, sessions[0].created_at),
        (tokens.session, world.now())
    );
    let after = world.account(account.id).await;
    assert_eq!(after.last_sign_in_at, Some(world.now()));
    assert_eq!(after.token_version, account.token_version);
}

#[tokio::test]
async fn a_dormant_account_is_told_from_a_wrong_password_by_its_owner_alone() {
    let world = World::new();
    let account = world.person("ann").await;
    let password = Some(given::right());
    world.identity.sleep(account.id, password).await.unwrap();
    let answer = try_in(&world, "ann", given::PASSWORD).await;
    assert!(matches!(answer, Err(SignInError::Dormant)), "{answer:?}");
    assert_wrong(&try_in(&world, "ann", "wrong").await);
    assert_eq!(world.state(account.id).await, AccountState::Dormant);
}

#[tokio::test]
async fn an_erased_account_is_as_unknown_as_any() {
    let world = World::new();
    let account = world.person("ann").await;
    let password = Some(given::right());
    world.identity.erase(account.id, password).await.unwrap();
    for local in ["ann", "nobody"] {
        assert_wrong(&try_in(&world, local, given::PASSWORD).await);
    }
}

#[tokio::test]
async fn an_account_without_a_password_has_none_that_is_right() {
    let world = World::new();
    let account = world.person("ann").await;
    world
        .rewrite(account.id, |mut account| {
            account.password = None;
            account
        })
        .await;
    for password in ["", given::PASSWORD] {
        assert_wrong(&try_in(&world, "ann", password).await);
    }
}

#[tokio::test]
async fn five_misses_cost_nothing_and_further_ones_ever_more_time() {
    let world = World::new();
    world.person("ann").await;
    for _ in 0..6 {
        assert_wrong(&try_in(&world, "ann", "wrong").await);
    }
    for wait in [2, 4, 8] {
        // The right password helps nobody before the time is over, and a refused try is no miss.
        let misses = world.throttle.misses();
        let answer = try_in(&world, "ann", given::PASSWORD).await;
        let expected = Duration::from_secs(wait);
        assert!(
            matches!(answer, Err(SignInError::TooMany { retry_after }) if retry_after == expected),
            "{answer:?}"
        );
        assert_eq!(world.throttle.misses(), misses);
        world.turn(expected);
        assert_wrong(&try_in(&world, "ann", "wrong").await);
    }
}

#[tokio::test]
async fn misses_keep_out_one_network_from_one_account() {
    let world = World::new();
    world.person("ann").await;
    world.person("bob").await;
    for local in ["ann", "ANN", "Ann", "aNN", "anN", "ann"] {
        assert_wrong(&try_in(&world, local, "wrong").await);
    }
    let answer = try_in(&world, "ann", given::PASSWORD).await;
    assert!(matches!(answer, Err(SignInError::TooMany { .. })), "{answer:?}");
    try_in(&world, "bob", given::PASSWORD).await.unwrap();
    let elsewhere = given::caller("198.51.100.0/24");
    let claim = given::claim("ann", given::PASSWORD);
    world.identity.sign_in(claim, &elsewhere).await.unwrap();
    world.sign_in("ann").await;
}

#[tokio::test]
async fn misses_of_an_unknown_address_count_as_any() {
    let world = World::new();
    for _ in 0..6 {
        assert_wrong(&try_in(&world, "nobody", "wrong").await);
    }
    let answer = try_in(&world, "nobody", "wrong").await;
    assert!(matches!(answer, Err(SignInError::TooMany { .. })), "{answer:?}");
}

#[tokio::test]
async fn a_right_password_forgives_the_misses_before_it() {
    let world = World::new();
    world.person("ann").await;
    for _ in 0..3 {
        for _ in 0..5 {
            assert_wrong(&try_in(&world, "ann", "wrong").await);
        }
        try_in(&world, "ann", given::PASSWORD).await.unwrap();
        assert_eq!(world.throttle.misses(), 0);
    }
}

#[tokio::test]
async fn sign_ins_are_counted_per_network_right_or_wrong() {
    let world = World::new();
    for number in 0..30 {
        world.person(&format!("person-{number}")).await;
        try_in(&world, &format!("person-{number}"), given::PASSWORD)
            .await
            .unwrap();
    }
    let answer = try_in(&world, "person-0", given::PASSWORD).await;
    assert!(
        matches!(answer, Err(SignInError::TooMany { retry_after }) if retry_after == Duration::from_mins(1)),
        "{answer:?}"
    );
    world.sign_in("person-0").await;
}

/// Changes the password of an account by a use case.
async fn replace_password(world: &World, account: UserId) {
    let (principal, _) = world.sign_in("ann").await;
    assert_eq!(principal.user, account);
    let current = Some(given::right());
    let new = given::password("battery staple");
    world
        .identity
        .change_password(principal, current, new)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_password_that_is_replaced_while_it_is_checked_proves_nothing() {
    let world = std::sync::Arc::new(World::new());
    let account = world.person("ann").await.id;
    let other = std::sync::Arc::clone(&world);
    *world.hasher.meanwhile.lock().unwrap() = Some(Box::pin(async move {
        replace_password(&other, account).await;
    }));
    assert_wrong(&try_in(&world, "ann", given::PASSWORD).await);
    let sessions = world.identity.sessions(account).await.unwrap();
    assert_eq!(sessions.len(), 1, "that of whoever changed the password");
}
