//! Whom a provider vouches for, and who that is here.

use hexmart_application::identity::{
    Arrival, Caller, Federation, FederationError, Profiles, Return, SignIn, Tokens,
};
use hexmart_domain::identity::{Account, AccountState, Principal, Provider, Role};
use hexmart_domain::shared::Language;

use crate::given;
use crate::world::{BACK, World, somebody, somebody_with_mail};

/// Goes to Kakao and back with this code.
pub(super) async fn travel(
    world: &World,
    code: &str,
    link_to: Option<Principal>,
) -> Result<Arrival, FederationError> {
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
pub(super) fn signed_in(arrival: Arrival) -> Tokens {
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
