//! Being known by an access token.

use std::time::Duration;

use hexmart_application::identity::{Caller, People, Registration, SignIn, SignInError};
use hexmart_domain::identity::{Account, AccountState, Credential, Principal, Role, Scopes};

use crate::given;
use crate::world::World;

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
    let answer = world
        .identity
        .sign_in(given::claim("ann", &tokens.refresh), &Caller::local())
        .await;
    assert!(
        matches!(answer, Err(SignInError::InvalidCredentials)),
        "{answer:?}"
    );
}
