//! What staff do with accounts, and what is written down about it.

use hexmart_application::identity::{Machines, NewApiKey, People, PeopleError, Profiles, SignIn};
use hexmart_application::platform::{AuditAction, AuditEntry, Job};
use hexmart_domain::identity::{Account, AccountState, ApiKey, ApiKeyName, Fingerprint, Role, Scopes};
use hexmart_domain::shared::UserId;

use super::lifecycle::job;
use crate::given;
use crate::world::{OpenVault, World};

/// A world with an admin and a person, and an empty audit log but for the admin's making.
async fn staffed() -> (World, UserId, Account) {
    let world = World::new();
    let admin = world.employee("admin", Role::Admin).await;
    let person = world.person("ann").await;
    (world, admin.id, person)
}

async fn erase(world: &World, actor: UserId, id: UserId) -> Result<(), PeopleError> {
    People::erase(&*world.identity, actor, id, "asked by phone").await
}

/// Checks that the chain is sound, and answers what was done since the admin was made.
async fn deeds(world: &World) -> Vec<(AuditAction, String)> {
    let mut previous = Fingerprint::from_bytes([0; 32]);
    let log = world.audit().await;
    for (position, entry) in (1..).zip(&log) {
        assert!(entry.is_sound(position, previous, &OpenVault), "{position}");
        previous = entry.hash;
    }
    let deed = |entry: &AuditEntry| (entry.event.action, entry.event.note.clone());
    log.iter().skip(1).map(deed).collect()
}

#[tokio::test]
async fn everything_but_a_masked_look_is_written_down() {
    let (world, admin, ann) = staffed().await;
    let masked = world.identity.account(ann.id).await.unwrap();
    assert_eq!(masked.account, ann);
    assert!(deeds(&world).await.is_empty());

    let full = world
        .identity
        .account_in_full(admin, ann.id, "a parcel came back")
        .await;
    assert_eq!(full.unwrap(), masked);
    world
        .identity
        .change_role(admin, ann.id, Role::Operator)
        .await
        .unwrap();
    world.identity.end_sessions(admin, ann.id).await.unwrap();
    erase(&world, admin, ann.id).await.unwrap();
    world.identity.restore(admin, ann.id).await.unwrap();
    let expected = [
        (AuditAction::AccountReadFull, "a parcel came back"),
        (AuditAction::RoleChanged, "operator"),
        (AuditAction::SessionsEnded, ""),
        (AuditAction::AccountErased, "asked by phone"),
        (AuditAction::AccountRestored, ""),
    ];
    assert_eq!(
        deeds(&world).await,
        expected.map(|(action, note)| (action, note.to_owned()))
    );
    for entry in world.audit().await.iter().skip(1) {
        assert_eq!(entry.event.actor, Some(admin));
        assert_eq!(entry.event.subject, ann.id.to_string());
        assert_eq!(entry.event.at, world.now());
    }
}

#[tokio::test]
async fn nobody_does_it_to_themselves() {
    let (world, admin, _) = staffed().await;
    let before = world.account(admin).await;
    for answer in [
        world
            .identity
            .change_role(admin, admin, Role::User)
            .await
            .map(drop),
        world.identity.end_sessions(admin, admin).await,
        erase(&world, admin, admin).await,
        world.identity.restore(admin, admin).await.map(drop),
    ] {
        assert!(matches!(answer, Err(PeopleError::Oneself)), "{answer:?}");
    }
    assert_eq!(world.account(admin).await, before);
    assert!(deeds(&world).await.is_empty());
}

#[tokio::test]
async fn what_is_done_to_nobody_is_not_written_down() {
    let (world, admin, _) = staffed().await;
    let nobody = world.mint.id(world.now());
    for answer in [
        world.identity.account(nobody).await.map(drop),
        world
            .identity
            .account_in_full(admin, nobody, "why")
            .await
            .map(drop),
        world
            .identity
            .change_role(admin, nobody, Role::Staff)
            .await
            .map(drop),
        world.identity.end_sessions(admin, nobody).await,
        erase(&world, admin, nobody).await,
        world.identity.restore(admin, nobody).await.map(drop),
    ] {
        assert!(matches!(answer, Err(PeopleError::Unknown)), "{answer:?}");
    }
    assert!(deeds(&world).await.is_empty());
}

#[tokio::test]
async fn a_new_role_is_felt_by_the_next_refresh() {
    let (world, admin, ann) = staffed().await;
    let (_, tokens) = world.sign_in("ann").await;
    let changed = world
        .identity
        .change_role(admin, ann.id, Role::Staff)
        .await
        .unwrap();
    assert_eq!(
        (changed.role, changed.token_version),
        (Role::Staff, ann.token_version + 1)
    );
    let tokens = world.identity.refresh(&tokens.refresh).await.unwrap();
    assert_eq!(world.whose(&tokens).await.unwrap().role, Role::Staff);
}

#[tokio::test]
async fn ended_sessions_refresh_no_more() {
    let (world, admin, ann) = staffed().await;
    let (_, tokens) = world.sign_in("ann").await;
    world.identity.end_sessions(admin, ann.id).await.unwrap();
    assert!(!world.refreshes(&tokens).await);
    assert_eq!(world.account(ann.id).await.token_version, ann.token_version + 1);
    world.sign_in("ann").await;
}

#[tokio::test]
async fn an_erased_account_is_signed_out_and_erased_once() {
    let (world, admin, ann) = staffed().await;
    let (_, tokens) = world.sign_in("ann").await;
    let wanted = NewApiKey {
        name: ApiKeyName::parse("robot").unwrap(),
        scopes: Scopes::default(),
        lifetime: ApiKey::LONGEST,
    };
    let key = world.identity.make_key(ann.id, wanted).await.unwrap();
    erase(&world, admin, ann.id).await.unwrap();
    assert_eq!(world.sketches().await, [("ann@example.com".to_owned(), "erased")]);
    assert!(!world.refreshes(&tokens).await);
    assert_eq!(world.identity.authenticate(&key.secret).await.unwrap(), None);
    let erased = world.account(ann.id).await;
    assert_eq!(
        (erased.state, erased.deleted_at),
        (AccountState::Deleted, Some(world.now()))
    );
    assert_eq!(erased.personal, ann.personal);
    let again = erase(&world, admin, ann.id).await;
    assert!(matches!(again, Err(PeopleError::Unknown)), "{again:?}");
    assert_eq!(world.account(ann.id).await, erased);
}

#[tokio::test]
async fn an_account_that_was_never_proved_is_erased_for_good() {
    let (world, admin, _) = staffed().await;
    let (new, _) = world.newcomer("new").await;
    erase(&world, admin, new.id).await.unwrap();
    assert_eq!(world.storage.accounts.profile(new.id).await.unwrap(), None);
    assert_eq!(deeds(&world).await.len(), 1);
    let back = world.identity.restore(admin, new.id).await;
    assert!(matches!(back, Err(PeopleError::Unknown)), "{back:?}");
    world.newcomer("new").await;
}

#[tokio::test]
async fn an_account_comes_back_as_long_as_its_data_is_there() {
    let (world, admin, ann) = staffed().await;
    let alive = world.identity.restore(admin, ann.id).await;
    assert!(matches!(alive, Err(PeopleError::NotRestorable)), "{alive:?}");

    let password = Some(given::right());
    Profiles::erase(&*world.identity, ann.id, password).await.unwrap();
    let back = world.identity.restore(admin, ann.id).await.unwrap();
    assert_eq!((back.state, back.deleted_at), (AccountState::Active, None));
    assert_eq!((back.personal, back.nickname), (ann.personal, ann.nickname));
    world.sign_in("ann").await;

    erase(&world, admin, ann.id).await.unwrap();
    let later = world.now() + std::time::Duration::from_hours(30 * 24) + given::TICK;
    let anonymise = job(&world, "anonymise_erased_accounts");
    assert_eq!(Job::run(&*anonymise, later).await.unwrap(), 1);
    let gone = world.identity.restore(admin, ann.id).await;
    assert!(matches!(gone, Err(PeopleError::NotRestorable)), "{gone:?}");
}

#[tokio::test]
async fn an_account_whose_address_has_a_new_owner_does_not_come_back() {
    let (world, admin, ann) = staffed().await;
    erase(&world, admin, ann.id).await.unwrap();
    let successor = world.person("ANN").await;
    let answer = world.identity.restore(admin, ann.id).await;
    assert!(matches!(answer, Err(PeopleError::Taken)), "{answer:?}");
    assert_eq!(world.state(ann.id).await, AccountState::Deleted);
    assert_eq!(world.live("ann").await, Some(successor));
    assert_eq!(deeds(&world).await.len(), 1);
}

#[tokio::test]
async fn deeds_at_once_are_one_chain() {
    let (world, admin, ann) = staffed().await;
    let looks = (0..9).map(|_| world.identity.account_in_full(admin, ann.id, "look"));
    futures_util::future::join_all(looks).await;
    assert_eq!(deeds(&world).await.len(), 9);
}

#[tokio::test]
async fn accounts_are_listed_by_state_and_page() {
    let (world, admin, ann) = staffed().await;
    let (new, _) = world.newcomer("new").await;
    let page = async |state, after, limit| {
        let accounts: Vec<Account> = world.identity.page(state, after, limit).await.unwrap();
        accounts.into_iter().map(|account| account.id).collect::<Vec<_>>()
    };
    let all = page(None, None, 10).await;
    assert_eq!(all.len(), 3);
    assert!(all.is_sorted() && [admin, ann.id, new.id].iter().all(|id| all.contains(id)));
    assert_eq!(page(None, Some(all[0]), 1).await, all[1..2]);
    assert_eq!(page(Some(AccountState::Unverified), None, 10).await, [new.id]);
}
