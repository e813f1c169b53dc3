//! Keys of machines.

use std::time::Duration;

use futures_util::future::join_all;
use hexmart_application::identity::{ApiKeyError, Machines, MadeApiKey, NewApiKey, People, Profiles, SignIn};
use hexmart_application::platform::AuditAction;
use hexmart_domain::identity::{ApiKey, ApiKeyName, Credential, Principal, Role, Scope, Scopes};
use hexmart_domain::shared::UserId;

use crate::given;
use crate::world::World;

const MONTH: Duration = Duration::from_hours(30 * 24);

fn wanted() -> NewApiKey {
    NewApiKey {
        name: ApiKeyName::parse("재고 동기화").unwrap(),
        scopes: [Scope::StockWrite, Scope::CatalogueWrite].into_iter().collect(),
        lifetime: MONTH,
    }
}

async fn make(world: &World, owner: UserId) -> MadeApiKey {
    world.identity.make_key(owner, wanted()).await.unwrap()
}

async fn whose(world: &World, made: &MadeApiKey) -> Option<Principal> {
    world.identity.authenticate(&made.secret).await.unwrap()
}

#[tokio::test]
async fn a_key_proves_its_owner_within_its_scopes() {
    let world = World::new();
    let staff = world.employee("staff", Role::Staff).await;
    let made = make(&world, staff.id).await;
    assert!(made.secret.starts_with("hxk_"));
    let principal = whose(&world, &made).await.unwrap();
    assert_eq!((principal.user, principal.role), (staff.id, Role::Staff));
    let scopes: Scopes = [Scope::CatalogueWrite, Scope::StockWrite].into_iter().collect();
    assert_eq!(principal.credential, Credential::ApiKey(made.key.id, scopes));
    assert_eq!(principal.session(), None);
    assert_eq!(world.identity.authenticate("hxk_0").await.unwrap(), None);

    let log = world.audit().await;
    let entry = &log.last().unwrap().event;
    assert_eq!(
        (entry.actor, entry.action),
        (Some(staff.id), AuditAction::ApiKeyMade)
    );
    assert_eq!(
        (entry.subject.as_str(), entry.note.as_str()),
        (made.key.id.to_string().as_str(), "catalogue:write stock:write")
    );
}

#[tokio::test]
async fn a_key_ends_when_it_said_and_after_a_year_at_the_latest() {
    let world = World::new();
    let account = world.person("ann").await;
    let short = make(&world, account.id).await;
    let longer = NewApiKey {
        lifetime: 100 * MONTH,
        ..wanted()
    };
    let long = world.identity.make_key(account.id, longer).await.unwrap();
    let start = world.now();
    for (made, lifetime) in [(short, MONTH), (long, ApiKey::LONGEST)] {
        let end = start + lifetime;
        assert_eq!(made.key.expires_at, end);
        world.turn_to(end - given::TICK);
        assert!(whose(&world, &made).await.is_some());
        world.turn_to(end);
        assert_eq!(whose(&world, &made).await, None);
    }
}

#[tokio::test]
async fn a_key_is_good_as_long_as_its_owner_is_active() {
    let world = World::new();
    let admin = world.employee("admin", Role::Admin).await;
    let staff = world.employee("staff", Role::Staff).await;
    let made = make(&world, staff.id).await;
    world
        .identity
        .change_role(admin.id, staff.id, Role::User)
        .await
        .unwrap();
    assert_eq!(whose(&world, &made).await.unwrap().role, Role::User);
    let password = Some(given::right());
    world.identity.sleep(staff.id, password).await.unwrap();
    assert_eq!(whose(&world, &made).await, None);
    world.letters().await;
    let (newcomer, _) = world.newcomer("new").await;
    let made = make(&world, newcomer.id).await;
    assert_eq!(whose(&world, &made).await, None);
}

#[tokio::test]
async fn the_last_use_is_written_down_once_a_minute() {
    let world = World::new();
    let account = world.person("ann").await;
    let made = make(&world, account.id).await;
    let last_use = async || world.identity.keys(account.id).await.unwrap()[0].last_used_at;
    assert_eq!(last_use().await, None);
    let first = world.now();
    whose(&world, &made).await.unwrap();
    assert_eq!(last_use().await, Some(first));
    world.turn_to(first + Duration::from_mins(1) - given::TICK);
    whose(&world, &made).await.unwrap();
    assert_eq!(last_use().await, Some(first));
    world.turn_to(first + Duration::from_mins(1));
    whose(&world, &made).await.unwrap();
    assert_eq!(last_use().await, Some(world.now()));
}

#[tokio::test]
async fn a_rotated_key_goes_on_working_for_the_overlap() {
    let world = World::new();
    let account = world.person("ann").await;
    let old = make(&world, account.id).await;
    world.turn(MONTH / 2);
    let at = world.now();
    let new = world
        .identity
        .rotate_key(account.id, old.key.id, ApiKey::OVERLAP)
        .await
        .unwrap();
    assert_eq!((&new.key.name, new.key.scopes), (&old.key.name, old.key.scopes));
    // As long a life as the old one was given.
    assert_eq!((new.key.created_at, new.key.expires_at), (at, at + MONTH));
    assert_ne!(new.secret, old.secret);
    world.turn_to(at + ApiKey::OVERLAP - given::TICK);
    assert!(whose(&world, &old).await.is_some() && whose(&world, &new).await.is_some());
    world.turn_to(at + ApiKey::OVERLAP);
    assert_eq!(whose(&world, &old).await, None);
    assert!(whose(&world, &new).await.is_some());
    // What has ended is not rotated.
    let answer = world
        .identity
        .rotate_key(account.id, old.key.id, ApiKey::OVERLAP)
        .await;
    assert!(matches!(answer, Err(ApiKeyError::Unknown)), "{answer:?}");
}

#[tokio::test]
async fn an_overlap_gives_no_key_a_longer_life() {
    let world = World::new();
    let account = world.person("ann").await;
    let old = make(&world, account.id).await;
    world.turn(Duration::from_secs(1));
    world
        .identity
        .rotate_key(account.id, old.key.id, 2 * MONTH)
        .await
        .unwrap();
    let keys = world.identity.keys(account.id).await.unwrap();
    assert_eq!(keys[0], old.key);
    let second = keys[1].id;
    world.turn(Duration::from_secs(1));
    let third = world
        .identity
        .rotate_key(account.id, second, Duration::ZERO)
        .await
        .unwrap();
    let keys = world.identity.keys(account.id).await.unwrap();
    assert_eq!((keys[1].id, keys[1].expires_at), (second, world.now()));
    assert!(whose(&world, &third).await.is_some());
}

#[tokio::test]
async fn a_key_is_called_back_at_once_and_by_its_owner_alone() {
    let world = World::new();
    let (ann, bob) = (world.person("ann").await, world.person("bob").await);
    let made = make(&world, ann.id).await;
    for answer in [
        world.identity.revoke_key(bob.id, made.key.id).await,
        world
            .identity
            .rotate_key(bob.id, made.key.id, MONTH)
            .await
            .map(drop),
    ] {
        assert!(matches!(answer, Err(ApiKeyError::Unknown)), "{answer:?}");
    }
    world.identity.revoke_key(ann.id, made.key.id).await.unwrap();
    assert_eq!(whose(&world, &made).await, None);
    assert!(world.identity.keys(ann.id).await.unwrap().is_empty());
    let again = world.identity.revoke_key(ann.id, made.key.id).await;
    assert!(matches!(again, Err(ApiKeyError::Unknown)), "{again:?}");
    let log = world.audit().await;
    let actions: Vec<_> = log.iter().map(|entry| entry.event.action).collect();
    assert_eq!(actions, [AuditAction::ApiKeyMade, AuditAction::ApiKeyRevoked]);
}

#[tokio::test]
async fn an_account_has_twenty_keys_at_most_even_when_they_are_made_at_once() {
    let world = World::new();
    let account = world.person("ann").await;
    let answers = join_all((0..25).map(|_| world.identity.make_key(account.id, wanted()))).await;
    let mut made: Vec<_> = answers.into_iter().filter_map(Result::ok).collect();
    assert_eq!(made.len(), ApiKey::MOST);
    assert_eq!(world.identity.keys(account.id).await.unwrap().len(), ApiKey::MOST);
    let answer = world.identity.make_key(account.id, wanted()).await;
    assert!(matches!(answer, Err(ApiKeyError::TooMany)), "{answer:?}");

    // What was called back, or ended, makes room.
    let gone = made.pop().unwrap().key.id;
    world.identity.revoke_key(account.id, gone).await.unwrap();
    make(&world, account.id).await;
    world.turn(MONTH);
    make(&world, account.id).await;
}

#[tokio::test]
async fn nobody_has_no_keys() {
    let world = World::new();
    let nobody = world.mint.id(world.now());
    let answer = world.identity.make_key(nobody, wanted()).await;
    assert!(matches!(answer, Err(ApiKeyError::Unknown)), "{answer:?}");
    assert!(world.audit().await.is_empty());
}
