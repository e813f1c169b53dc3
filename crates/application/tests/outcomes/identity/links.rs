//! Accounts that are somebody at a provider.

use hexmart_application::identity::{
    Arrival, Caller, Federation, FederationError, People, Profiles, Registration, Return, SignIn,
};
use hexmart_domain::identity::{Account, AccountState, Provider, Role};
use hexmart_domain::shared::Language;

use super::federation::{arrive, linked, signed_in, signed_up, travel};
use crate::given;
use crate::world::{BACK, World, somebody};

#[tokio::test]
async fn an_identity_is_linked_to_one_account() {
    let world = World::new();
    let (account, principal) = linked(&world, "ann", "4711").await;
    let profile = world.identity.profile(account.id).await.unwrap().unwrap();
    assert_eq!(profile.providers, [Provider::Kakao]);
    // Again is no harm, and no session.
    let sessions = world.identity.sessions(account.id).await.unwrap().len();
    assert_eq!(
        travel(&world, "4711", Some(principal)).await.unwrap(),
        Arrival::Linked
    );
    assert_eq!(world.identity.sessions(account.id).await.unwrap().len(), sessions);

    world.person("bob").await;
    let (bob, _) = world.sign_in("bob").await;
    let answer = travel(&world, "4711", Some(bob)).await;
    assert!(
        matches!(answer, Err(FederationError::IdentityTaken)),
        "{answer:?}"
    );
    let profile = world.identity.profile(bob.user).await.unwrap().unwrap();
    assert_eq!(profile.providers, []);
}

#[tokio::test]
async fn a_dormant_account_wakes_when_its_provider_vouches() {
    let world = World::new();
    let (account, _) = linked(&world, "ann", "4711").await;
    let password = Some(given::right());
    world.identity.sleep(account.id, password).await.unwrap();
    let tokens = signed_in(arrive(&world, "4711").await.unwrap());
    assert_eq!(world.whose(&tokens).await.unwrap().state, AccountState::Active);
    let awake = world.account(account.id).await;
    assert_eq!(
        (awake.state, awake.dormancy_notice_at),
        (AccountState::Active, None)
    );
}

#[tokio::test]
async fn whose_account_staff_erased_is_nobody_here_any_more() {
    let world = World::new();
    let (account, _) = linked(&world, "ann", "4711").await;
    let admin = world.employee("admin", Role::Admin).await;
    People::erase(&*world.identity, admin.id, account.id, "asked by phone")
        .await
        .unwrap();
    let erased = world.account(account.id).await;
    let tokens = signed_up(arrive(&world, "4711").await.unwrap());
    assert_ne!(world.whose(&tokens).await.unwrap().user, account.id);
    assert_eq!(world.account(account.id).await, erased);
}

#[tokio::test]
async fn an_erased_account_that_is_still_linked_lets_nobody_in() {
    let world = World::new();
    let (account, _) = linked(&world, "ann", "4711").await;
    let erased = world
        .rewrite(account.id, |account| account.erased(given::start()))
        .await;
    let answer = arrive(&world, "4711").await;
    assert!(matches!(answer, Err(FederationError::Refused)), "{answer:?}");
    assert_eq!(world.account(account.id).await, erased);
}

#[tokio::test]
async fn only_an_active_account_is_linked() {
    let world = World::new();
    world.kakao.knows("4711", somebody("4711"));
    let (squat, _) = world.newcomer("victim").await;
    let (squatter, _) = world.sign_in("victim").await;
    let answer = travel(&world, "4711", Some(squatter)).await;
    assert!(matches!(answer, Err(FederationError::NotActive)), "{answer:?}");

    // It fell asleep, or was erased, on the way.
    world.person("ann").await;
    let (ann, _) = world.sign_in("ann").await;
    let departure = world
        .identity
        .begin(Provider::Kakao, BACK, Some(ann))
        .await
        .unwrap();
    world
        .identity
        .sleep(ann.user, Some(given::right()))
        .await
        .unwrap();
    let comeback = Return {
        state: departure.state,
        code: "4711".to_owned(),
        binding: departure.binding,
        language: Language::English,
    };
    let answer = world
        .identity
        .complete(Provider::Kakao, comeback, &Caller::local())
        .await;
    assert!(matches!(answer, Err(FederationError::NotActive)), "{answer:?}");
    for id in [squat.id, ann.user] {
        let profile = world.identity.profile(id).await.unwrap().unwrap();
        assert_eq!(profile.providers, []);
    }
}

#[tokio::test]
async fn a_provider_that_vouches_for_somebody_proves_no_address() {
    let world = World::new();
    let (account, _) = linked(&world, "ann", "4711").await;
    let unverified = |account: Account| Account {
        state: AccountState::Unverified,
        ..account
    };
    world.rewrite(account.id, unverified).await;
    let tokens = signed_in(arrive(&world, "4711").await.unwrap());
    assert_eq!(
        world.whose(&tokens).await.unwrap().state,
        AccountState::Unverified
    );
    assert_eq!(world.state(account.id).await, AccountState::Unverified);
    // Whoever signs up with the address now is the only one who has a way in.
    world
        .identity
        .sign_up(given::wanted("ann"), &Caller::local())
        .await
        .unwrap();
    let profile = world.identity.profile(account.id).await.unwrap().unwrap();
    assert_eq!(profile.providers, []);
    assert!(!world.refreshes(&tokens).await);
}

#[tokio::test]
async fn of_two_accounts_that_link_one_identity_at_once_one_gets_it() {
    let world = World::new();
    world.kakao.knows("4711", somebody("4711"));
    world.person("ann").await;
    world.person("bob").await;
    let (ann, bob) = (world.sign_in("ann").await.0, world.sign_in("bob").await.0);
    let (first, second) = futures_util::future::join(
        travel(&world, "4711", Some(ann)),
        travel(&world, "4711", Some(bob)),
    )
    .await;
    assert_eq!(first.unwrap(), Arrival::Linked);
    assert!(
        matches!(second, Err(FederationError::IdentityTaken)),
        "{second:?}"
    );
}
