//! What somebody says about themselves, and how they leave.

use hexmart_application::identity::{Change, ProfileChange, ProfileError, Profiles};
use hexmart_application::platform::Message;
use hexmart_domain::identity::{Account, AccountState, CustomsCode, Introduction, RealName, Role};
use hexmart_domain::shared::Language;

use super::federation::{arrive, linked, signed_up};
use crate::given;
use crate::world::{World, sketch};

fn full() -> ProfileChange {
    ProfileChange {
        expected_version: None,
        nickname: Some(given::nickname("감자칩")),
        introduction: Change::Set(Introduction::parse("안녕하세요").unwrap()),
        real_name: Change::Set(RealName::parse("홍길동").unwrap()),
        customs_code: Change::Set(CustomsCode::parse("P012345678901").unwrap()),
        language: Some(Language::Korean),
    }
}

#[tokio::test]
async fn a_change_sets_what_it_names_and_keeps_the_rest() {
    let world = World::new();
    let before = world.person("ann").await;
    world.turn(std::time::Duration::from_secs(1));
    let all = world.identity.change(before.id, full()).await.unwrap();
    assert_eq!(all.nickname, given::nickname("감자칩"));
    assert_eq!(all.introduction, Introduction::parse("안녕하세요").ok());
    assert_eq!(all.personal.real_name, RealName::parse("홍길동").ok());
    assert_eq!(
        all.personal.customs_code,
        CustomsCode::parse("P012345678901").ok()
    );
    assert_eq!((all.version, all.updated_at), (before.version + 1, world.now()));
    assert_eq!(all.personal.email, before.personal.email);
    assert_eq!(all.token_version, before.token_version);

    let cleared = ProfileChange {
        introduction: Change::Clear,
        real_name: Change::Clear,
        ..ProfileChange::default()
    };
    let cleared = world.identity.change(before.id, cleared).await.unwrap();
    let expected = Account {
        introduction: None,
        version: all.version + 1,
        ..all
    };
    assert_eq!(cleared.personal.real_name, None);
    assert_eq!(
        Account {
            personal: expected.personal.clone(),
            ..cleared.clone()
        },
        expected
    );
    let profile = world.identity.profile(before.id).await.unwrap().unwrap();
    assert_eq!(profile.account, cleared);
}

#[tokio::test]
async fn a_change_of_a_version_that_is_gone_is_stale() {
    let world = World::new();
    let account = world.person("ann").await;
    let change = |version| ProfileChange {
        expected_version: Some(version),
        ..full()
    };
    for version in [0, account.version + 1] {
        let answer = world.identity.change(account.id, change(version)).await;
        assert!(matches!(answer, Err(ProfileError::Stale)), "{answer:?}");
    }
    assert_eq!(world.account(account.id).await, account);

    // Of two who saw the same version, one is too late; who does not care is not.
    let (first, second, third) = futures_util::future::join3(
        world.identity.change(account.id, change(account.version)),
        world.identity.change(account.id, change(account.version)),
        world.identity.change(account.id, full()),
    )
    .await;
    first.unwrap();
    assert!(matches!(second, Err(ProfileError::Stale)), "{second:?}");
    assert_eq!(third.unwrap().version, account.version + 2);
}

#[tokio::test]
async fn a_dormant_account_falls_asleep_with_a_mail_and_keeps_its_data() {
    let world = World::new();
    let account = world.person("ann").await;
    world.identity.change(account.id, full()).await.unwrap();
    let wrong = world.identity.sleep(account.id, Some("wrong".to_owned())).await;
    assert!(matches!(wrong, Err(ProfileError::WrongPassword)), "{wrong:?}");
    assert_eq!(world.state(account.id).await, AccountState::Active);
    world
        .identity
        .sleep(account.id, Some(given::right()))
        .await
        .unwrap();
    assert_eq!(
        world.sketches().await,
        [("ann@example.com".to_owned(), "fell_asleep")]
    );
    let asleep = world.account(account.id).await;
    assert_eq!(asleep.state, AccountState::Dormant);
    assert_eq!(asleep.token_version, account.token_version + 1);
    assert!(asleep.personal.real_name.is_some());
    for answer in [
        world.identity.sleep(account.id, Some(given::right())).await,
        world.identity.erase(account.id, Some(given::right())).await,
        world.identity.change(account.id, full()).await.map(drop),
    ] {
        assert!(matches!(answer, Err(ProfileError::Unknown)), "{answer:?}");
    }
}

#[tokio::test]
async fn an_erased_account_is_told_until_when_it_can_be_had_back() {
    let world = World::new();
    let account = world.person("ann").await;
    // 2026-09-21 in UTC, the 22nd in Seoul.
    let evening = "2026-09-21T15:00:00Z".parse().unwrap();
    world.turn_to(evening);
    world
        .identity
        .erase(account.id, Some(given::right()))
        .await
        .unwrap();
    let letters = world.letters().await;
    assert_eq!(letters.len(), 1);
    let until = "2026-10-22".to_owned();
    assert_eq!(letters[0].message, Message::Erased { until });
    assert_eq!(sketch(&letters[0]).0, "ann@example.com");
    let erased = world.account(account.id).await;
    assert_eq!(
        (erased.state, erased.deleted_at),
        (AccountState::Deleted, Some(evening))
    );
    assert_eq!(erased.token_version, account.token_version + 1);
    assert_eq!(world.live("ann").await, None);
    let again = world.identity.erase(account.id, Some(given::right())).await;
    assert!(matches!(again, Err(ProfileError::Unknown)), "{again:?}");
}

#[tokio::test]
async fn employees_do_not_leave_by_themselves() {
    let world = World::new();
    for role in [Role::Operator, Role::Staff, Role::Admin] {
        let account = world.employee(role.as_str(), role).await;
        let (principal, tokens) = world.sign_in(role.as_str()).await;
        let before = world.account(account.id).await;
        for answer in [
            world.identity.sleep(account.id, Some(given::right())).await,
            world.identity.erase(account.id, Some(given::right())).await,
        ] {
            assert!(matches!(answer, Err(ProfileError::Employed)), "{answer:?}");
        }
        assert_eq!(world.account(account.id).await, before);
        assert_eq!(world.whose(&tokens).await, Some(principal));
    }
    assert!(world.letters().await.is_empty());
}

#[tokio::test]
async fn who_erases_an_account_is_nobody_elsewhere_any_more() {
    let world = World::new();
    let (account, _) = linked(&world, "ann", "4711").await;
    world
        .identity
        .erase(account.id, Some(given::right()))
        .await
        .unwrap();
    let profile = world.identity.profile(account.id).await.unwrap().unwrap();
    assert_eq!(profile.providers, []);
    // Whoever comes from there is somebody new.
    let arrival = arrive(&world, "4711").await.unwrap();
    let tokens = signed_up(arrival);
    assert_ne!(world.whose(&tokens).await.unwrap().user, account.id);
}

#[tokio::test]
async fn an_unknown_account_has_no_profile() {
    let world = World::new();
    let nobody = world.mint.id(world.now());
    assert_eq!(world.identity.profile(nobody).await.unwrap(), None);
    let answer = world.identity.change(nobody, full()).await;
    assert!(matches!(answer, Err(ProfileError::Unknown)), "{answer:?}");
}
