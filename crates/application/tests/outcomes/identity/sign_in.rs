//! Proving a password, and being known by a token.

use std::time::Duration;

use hexmart_application::identity::{
    Caller, Credentials, People, Profiles, Registration, SignIn, SignInError, Tokens,
};
use hexmart_domain::identity::{Account, AccountState, Credential, Email, Principal, Role, Scopes};
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
async fn an_access_token_ends_by_itself() {
    let world = World::new();
    world.person("ann").await;
    let (_, tokens) = world.sign_in("ann").await;
    world.turn_to(world.now() + tokens.access.expires_in - given::TICK);
    assert!(world.whose(&tokens).await.is_some());
    world.turn_to(world.now() + given::TICK);
    assert_eq!(world.whose(&tokens).await, None);
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
    Profiles::erase(&*world.identity, account.id, password)
        .await
        .unwrap();
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

#[tokio::test]
async fn what_an_employee_may_do_is_looked_up_for_each_call() {
    let world = World::new();
    let admin = world.employee("admin", Role::Admin).await;
    let staff = world.employee("staff", Role::Staff).await;

    let (principal, tokens) = world.sign_in("staff").await;
    assert_eq!(principal.role, Role::Staff);
    world
        .identity
        .change_role(admin.id, staff.id, Role::User)
        .await
        .unwrap();
    assert_eq!(world.whose(&tokens).await, None);

    world
        .identity
        .change_role(admin.id, staff.id, Role::Operator)
        .await
        .unwrap();
    let (principal, tokens) = world.sign_in("staff").await;
    assert_eq!(principal.role, Role::Operator);
    world.identity.end_all_sessions(staff.id).await.unwrap();
    assert_eq!(world.whose(&tokens).await, None);

    let (principal, tokens) = world.sign_in("staff").await;
    let session = principal.session().unwrap();
    assert!(world.identity.end_session(staff.id, session).await.unwrap());
    assert_eq!(world.whose(&tokens).await, None);

    let (_, tokens) = world.sign_in("staff").await;
    People::erase(&*world.identity, admin.id, staff.id, "left")
        .await
        .unwrap();
    assert_eq!(world.whose(&tokens).await, None);
}

#[tokio::test]
async fn users_are_not_looked_up_and_their_tokens_end_within_ten_minutes() {
    let world = World::new();
    let account = world.person("ann").await;
    let (_, tokens) = world.sign_in("ann").await;
    world.identity.end_all_sessions(account.id).await.unwrap();
    assert!(world.whose(&tokens).await.is_some());
    assert!(!world.refreshes(&tokens).await);
    world.turn(Duration::from_mins(10));
    assert_eq!(world.whose(&tokens).await, None);
}

#[tokio::test]
async fn whether_somebody_unverified_still_is_is_looked_up_for_each_call() {
    let world = World::new();
    let (_, code) = world.newcomer("ann").await;
    let (principal, tokens) = world.sign_in("ann").await;
    assert_eq!(principal.state, AccountState::Unverified);
    world.identity.verify_email(principal, &code).await.unwrap();
    let principal = world.whose(&tokens).await.unwrap();
    assert_eq!(principal.state, AccountState::Active);

    let (other, _) = world.newcomer("bob").await;
    let (_, tokens) = world.sign_in("bob").await;
    world.identity.end_all_sessions(other.id).await.unwrap();
    assert_eq!(world.whose(&tokens).await, None);
}

#[tokio::test]
async fn a_token_that_outlived_its_session_holds_no_more() {
    let world = World::new();
    let ann = world.person("ann").await;
    let (principal, tokens) = world.sign_in("ann").await;
    assert!(world.identity.still_holds(principal).await.unwrap());
    world.identity.end_session(ann.id, tokens.session).await.unwrap();
    assert_eq!(world.whose(&tokens).await, Some(principal));
    assert!(!world.identity.still_holds(principal).await.unwrap());

    let (principal, _) = world.sign_in("ann").await;
    let asleep = world.rewrite(ann.id, Account::asleep).await;
    assert!(!world.identity.still_holds(principal).await.unwrap());
    world.rewrite(asleep.id, Account::activated).await;
    assert!(world.identity.still_holds(principal).await.unwrap());
    world.turn(Duration::from_hours(14 * 24));
    assert!(!world.identity.still_holds(principal).await.unwrap());
    // A key has no session that could end, and somebody else's session is no proof.
    let machine = Principal {
        credential: Credential::ApiKey(world.mint.id(world.now()), Scopes::default()),
        ..principal
    };
    assert!(world.identity.still_holds(machine).await.unwrap());
    world.person("bob").await;
    let (own, _) = world.sign_in("bob").await;
    let mixed = Principal { user: ann.id, ..own };
    assert!(!world.identity.still_holds(mixed).await.unwrap());
}

#[tokio::test]
async fn what_proves_nobody_is_nobody() {
    let world = World::new();
    world.person("ann").await;
    let (_, tokens) = world.sign_in("ann").await;
    for token in ["", "ticket-99", "hxk_", tokens.refresh.as_str()] {
        assert_eq!(world.identity.authenticate(token).await.unwrap(), None, "{token}");
    }
    let claim = Credentials {
        email: Email::parse("ann@example.com").unwrap(),
        password: tokens.refresh,
    };
    assert_wrong(&world.identity.sign_in(claim, &Caller::local()).await);
}
