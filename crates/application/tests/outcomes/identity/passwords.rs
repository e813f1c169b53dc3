//! A new password for somebody who knows theirs.

use hexmart_application::identity::{Caller, ProfileError, Profiles, SignIn};
use hexmart_domain::identity::{Account, Principal, Role};

use crate::given;
use crate::world::World;

const NEW: &str = "battery staple";

async fn change(
    world: &World,
    principal: Principal,
    current: Option<&str>,
    new: &str,
) -> Result<(), ProfileError> {
    let (current, new) = (current.map(str::to_owned), given::password(new));
    world.identity.change_password(principal, current, new).await
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions_and_tells_the_owner() {
    let world = World::new();
    let account = world.employee("ann", Role::Staff).await;
    let (_, elsewhere) = world.sign_in("ann").await;
    let (here, tokens) = world.sign_in("ann").await;
    change(&world, here, Some(given::PASSWORD), NEW).await.unwrap();

    assert!(!world.refreshes(&elsewhere).await);
    // The access token is worth nothing, the session goes on.
    assert_eq!(world.whose(&tokens).await, None);
    let tokens = world.identity.refresh(&tokens.refresh).await.unwrap();
    assert_eq!(world.whose(&tokens).await, Some(here));
    assert_eq!(
        world.account(account.id).await.token_version,
        account.token_version + 1
    );
    assert_eq!(
        world.sketches().await,
        [("ann@example.com".to_owned(), "password_changed")]
    );
    let claim = given::claim("ann", NEW);
    world.identity.sign_in(claim, &Caller::local()).await.unwrap();
}

#[tokio::test]
async fn a_password_is_replaced_by_who_knows_it() {
    let world = World::new();
    let account = world.person("ann").await;
    let (principal, _) = world.sign_in("ann").await;
    let before = world.account(account.id).await;
    for wrong in [None, Some(""), Some("wrong")] {
        let answer = change(&world, principal, wrong, NEW).await;
        assert!(matches!(answer, Err(ProfileError::WrongPassword)), "{answer:?}");
    }
    for guessable in ["password1", "x-ann-x-ann"] {
        let answer = change(&world, principal, Some(given::PASSWORD), guessable).await;
        assert!(
            matches!(answer, Err(ProfileError::GuessablePassword)),
            "{answer:?}"
        );
    }
    assert_eq!(world.account(account.id).await, before);
    assert!(world.letters().await.is_empty());
}

#[tokio::test]
async fn tries_at_a_password_are_counted_per_account() {
    let world = World::new();
    world.person("ann").await;
    world.person("bob").await;
    let (ann, _) = world.sign_in("ann").await;
    let (bob, _) = world.sign_in("bob").await;
    for _ in 0..30 {
        let answer = change(&world, ann, Some("wrong"), NEW).await;
        assert!(matches!(answer, Err(ProfileError::WrongPassword)), "{answer:?}");
    }
    let right = Some(given::PASSWORD);
    let answer = change(&world, ann, right, NEW).await;
    let Err(ProfileError::TooMany { retry_after }) = answer else {
        panic!("{answer:?}");
    };
    // Not by another way either.
    let sleep = world.identity.sleep(ann.user, right.map(str::to_owned)).await;
    assert!(matches!(sleep, Err(ProfileError::TooMany { .. })), "{sleep:?}");
    change(&world, bob, right, NEW).await.unwrap();
    world.turn(retry_after);
    change(&world, ann, right, NEW).await.unwrap();
}

#[tokio::test]
async fn who_has_no_password_sets_the_first() {
    let world = World::new();
    let account = world.person("ann").await;
    let (principal, _) = world.sign_in("ann").await;
    let without = |account: Account| Account {
        password: None,
        ..account
    };
    world.rewrite(account.id, without).await;
    change(&world, principal, None, NEW).await.unwrap();
    let claim = given::claim("ann", NEW);
    world.identity.sign_in(claim, &Caller::local()).await.unwrap();
}

#[tokio::test]
async fn of_two_new_passwords_at_once_one_is_set() {
    let world = World::new();
    world.person("ann").await;
    let (principal, _) = world.sign_in("ann").await;
    let (first, second) = futures_util::future::join(
        change(&world, principal, Some(given::PASSWORD), "battery staple"),
        change(&world, principal, Some(given::PASSWORD), "paper clip tree"),
    )
    .await;
    first.unwrap();
    assert!(matches!(second, Err(ProfileError::WrongPassword)), "{second:?}");
    assert_eq!(world.letters().await.len(), 1);
    let claim = given::claim("ann", "battery staple");
    world.identity.sign_in(claim, &Caller::local()).await.unwrap();
}

#[tokio::test]
async fn an_account_that_left_has_no_password_to_change() {
    let world = World::new();
    let account = world.person("ann").await;
    let (principal, _) = world.sign_in("ann").await;
    let password = Some(given::right());
    world.identity.sleep(account.id, password).await.unwrap();
    let answer = change(&world, principal, Some(given::PASSWORD), NEW).await;
    assert!(matches!(answer, Err(ProfileError::Unknown)), "{answer:?}");
}
