//! Whom a provider vouches for, and who that is here.

use hexmart_application::identity::{
    Arrival, Caller, Federation, FederationError, People, Profiles, Registration, Return, SignIn, Tokens,
};
use hexmart_domain::identity::{Account, AccountState, Principal, Provider, Role};
use hexmart_domain::shared::Language;

use crate::given;
use crate::world::{BACK, World, somebody, somebody_with_mail};

/// Goes to Kakao and back with this code.
async fn travel(world: &World, code: &str, link_to: Option<Principal>) -> Result<Arrival, FederationError> {
    let departure = world.identity.begin(Provider::Kakao, BACK, link_to).await?;
    let comeback = Return {
        state: departure.state,
        code: code.to_owned(),
        binding: departure.binding,
        language: Language::English,
    };
    let caller = Caller {
        client: Some("Safari".to_owned()),
        ..Caller::local()
    };
    world.identity.complete(Provider::Kakao, comeback, &caller).await
}

/// Signs in as somebody whom Kakao knows by this id, and of whom it says no more.
pub(super) async fn arrive(world: &World, subject: &str) -> Result<Arrival, FederationError> {
    world.kakao.knows(subject, somebody(subject));
    travel(world, subject, None).await
}

/// An account with a password that is linked to this id.
pub(super) async fn linked(world: &World, local: &str, subject: &str) -> (Account, Principal) {
    let account = world.person(local).await;
    let (principal, _) = world.sign_in(local).await;
    world.kakao.knows(subject, somebody(subject));
    let arrival = travel(world, subject, Some(principal)).await.unwrap();
    assert_eq!(arrival, Arrival::Linked);
    (account, principal)
}

/// The tokens of somebody who was known.
#[track_caller]
fn signed_in(arrival: Arrival) -> Tokens {
    let known = match arrival {
        Arrival::SignedIn(tokens) => Some(tokens),
        Arrival::SignedUp(_) | Arrival::Linked => None,
    };
    known.unwrap()
}

/// The tokens of somebody who was not.
#[track_caller]
pub(super) fn signed_up(arrival: Arrival) -> Tokens {
    let new = match arrival {
        Arrival::SignedUp(tokens) => Some(tokens),
        Arrival::SignedIn(_) | Arrival::Linked => None,
    };
    new.unwrap()
}

#[tokio::test]
async fn somebody_new_has_an_account_and_is_signed_in() {
    let world = World::new();
    world.kakao.knows("4711", somebody_with_mail("4711", "ann"));
    let tokens = signed_up(travel(&world, "4711", None).await.unwrap());
    let principal = world.whose(&tokens).await.unwrap();
    assert_eq!(
        (principal.role, principal.state),
        (Role::User, AccountState::Active)
    );
    let account = world.account(principal.user).await;
    assert_eq!(account.personal.email, Some(given::email("ann")));
    assert_eq!(account.nickname, given::nickname("춘식이"));
    assert_eq!((account.password, account.language), (None, Language::English));
    assert_eq!(account.last_sign_in_at, Some(world.now()));
    let sessions = world.identity.sessions(principal.user).await.unwrap();
    assert_eq!(sessions.len(), 1);
    assert_eq!(sessions[0].client.as_deref(), Some("Safari"));
    let profile = world.identity.profile(principal.user).await.unwrap().unwrap();
    assert_eq!(profile.providers, [Provider::Kakao]);
    assert!(world.refreshes(&tokens).await);
    assert!(world.letters().await.is_empty());
}

#[tokio::test]
async fn an_unusable_name_is_replaced_by_one_of_chance() {
    let world = World::new();
    let too_long = "가".repeat(31);
    for (subject, nickname) in [
        ("1", None),
        ("2", Some("  ")),
        ("3", Some("a\u{7}b")),
        ("4", Some(too_long.as_str())),
    ] {
        let mut identity = somebody(subject);
        identity.nickname = nickname.map(str::to_owned);
        world.kakao.knows(subject, identity);
        let tokens = signed_up(travel(&world, subject, None).await.unwrap());
        let user = world.whose(&tokens).await.unwrap().user;
        let given_name = world.account(user).await.nickname;
        assert!(given_name.as_str().starts_with("guest-"), "{given_name:?}");
    }
}

#[tokio::test]
async fn somebody_known_is_known_by_the_id_and_not_by_the_address() {
    let world = World::new();
    world.kakao.knows("4711", somebody_with_mail("4711", "ann"));
    let first = signed_up(travel(&world, "4711", None).await.unwrap());
    let before = world.whose(&first).await.unwrap().user;
    // The address changed hands meanwhile: that is somebody else's business.
    world.kakao.knows("4711", somebody_with_mail("4711", "moved"));
    world.turn(std::time::Duration::from_mins(1));
    let again = signed_in(travel(&world, "4711", None).await.unwrap());
    assert_eq!(world.whose(&again).await.unwrap().user, before);
    let account = world.account(before).await;
    assert_eq!(account.personal.email, Some(given::email("ann")));
    assert_eq!(account.last_sign_in_at, Some(world.now()));
    assert!(world.refreshes(&again).await && world.refreshes(&first).await);

    signed_up(arrive(&world, "4712").await.unwrap());
}

#[tokio::test]
async fn an_address_that_is_taken_makes_no_second_account() {
    let world = World::new();
    world.person("ann").await;
    let (_, _) = world.newcomer("new").await;
    let before = world.storage.accounts.page(None, None, 10).await.unwrap();
    for local in ["ann", "ANN", "new"] {
        world.kakao.knows("4711", somebody_with_mail("4711", local));
        let answer = travel(&world, "4711", None).await;
        assert!(
            matches!(answer, Err(FederationError::AccountExists)),
            "{answer:?}"
        );
    }
    let after = world.storage.accounts.page(None, None, 10).await.unwrap();
    assert_eq!(after, before);
    // The id is still nobody's: the owner of the account signs in and links it.
    let (principal, _) = world.sign_in("ann").await;
    assert_eq!(
        travel(&world, "4711", Some(principal)).await.unwrap(),
        Arrival::Linked
    );
    let tokens = signed_in(travel(&world, "4711", None).await.unwrap());
    assert_eq!(world.whose(&tokens).await.unwrap().user, principal.user);
}

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
async fn somebody_new_who_returns_twice_at_once_has_one_account() {
    let world = World::new();
    world.kakao.knows("4711", somebody_with_mail("4711", "ann"));
    let (first, second) =
        futures_util::future::join(travel(&world, "4711", None), travel(&world, "4711", None)).await;
    let first = signed_up(first.unwrap());
    let second = signed_in(second.unwrap());
    let user = world.whose(&first).await.unwrap().user;
    assert_eq!(world.whose(&second).await.unwrap().user, user);
    assert_eq!(
        world.storage.accounts.page(None, None, 10).await.unwrap().len(),
        1
    );
    assert_eq!(world.identity.sessions(user).await.unwrap().len(), 2);
    assert!(world.refreshes(&first).await && world.refreshes(&second).await);
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
