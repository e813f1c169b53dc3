//! Keeping a session alive, and ending it.

use std::time::Duration;

use futures_util::future::join_all;
use hexmart_application::identity::{Profiles, RefreshError, SignIn, Tokens};
use hexmart_domain::identity::{Account, Session};

use crate::given;
use crate::world::World;

const DAY: Duration = Duration::from_hours(24);

async fn refresh(world: &World, tokens: &Tokens) -> Tokens {
    world.identity.refresh(&tokens.refresh).await.unwrap()
}

async fn assert_invalid(world: &World, tokens: &Tokens) {
    let answer = world.identity.refresh(&tokens.refresh).await;
    assert!(matches!(answer, Err(RefreshError::Invalid)), "{answer:?}");
}

#[tokio::test]
async fn a_refresh_token_is_replaced_by_the_next_of_its_session() {
    let world = World::new();
    let account = world.person("ann").await;
    let (principal, mut tokens) = world.sign_in("ann").await;
    for _ in 0..3 {
        world.turn(DAY);
        let next = refresh(&world, &tokens).await;
        assert_ne!(next.refresh, tokens.refresh);
        assert_eq!(next.session, tokens.session);
        assert_eq!(world.whose(&next).await, Some(principal));
        tokens = next;
    }
    let sessions = world.identity.sessions(account.id).await.unwrap();
    assert_eq!(sessions.len(), 1);
    assert_eq!(sessions[0].refreshed_at, world.now());
    assert_eq!(sessions[0].created_at, given::start());
}

#[tokio::test]
async fn a_token_that_comes_again_ends_its_session() {
    let world = World::new();
    let account = world.person("ann").await;
    let (_, stolen) = world.sign_in("ann").await;
    let (_, elsewhere) = world.sign_in("ann").await;
    let newest = refresh(&world, &refresh(&world, &stolen).await).await;
    assert_invalid(&world, &stolen).await;
    assert_invalid(&world, &newest).await;
    assert_invalid(&world, &stolen).await;
    let sessions = world.identity.sessions(account.id).await.unwrap();
    assert_eq!(sessions.len(), 1);
    refresh(&world, &elsewhere).await;
}

#[tokio::test]
async fn of_many_who_refresh_at_once_one_wins_and_nothing_was_stolen() {
    let world = World::new();
    world.person("ann").await;
    let (_, tokens) = world.sign_in("ann").await;
    let answers = join_all((0..9).map(|_| world.identity.refresh(&tokens.refresh))).await;
    let mut won: Vec<_> = answers.into_iter().filter_map(Result::ok).collect();
    assert_eq!(won.len(), 1);
    refresh(&world, &won.pop().unwrap()).await;
}

#[tokio::test]
async fn a_session_ends_after_exactly_fourteen_idle_days() {
    for (early, good) in [(true, true), (false, false)] {
        let world = World::new();
        let account = world.person("ann").await;
        let (_, tokens) = world.sign_in("ann").await;
        world.turn(DAY);
        let tokens = refresh(&world, &tokens).await;
        assert_eq!(tokens.refresh_expires_in, Session::IDLE);
        let end = world.now() + 14 * DAY;
        world.turn_to(if early { end - given::TICK } else { end });
        let sessions = world.identity.sessions(account.id).await.unwrap();
        assert_eq!(sessions.len(), usize::from(good));
        assert_eq!(world.refreshes(&tokens).await, good);
    }
}

#[tokio::test]
async fn a_session_ends_after_exactly_thirty_days_however_busy() {
    for (early, good) in [(true, true), (false, false)] {
        let world = World::new();
        world.person("ann").await;
        let (_, mut tokens) = world.sign_in("ann").await;
        let end = world.now() + 30 * DAY;
        for _ in 0..29 {
            world.turn(DAY);
            tokens = refresh(&world, &tokens).await;
        }
        // The client is told how long is left.
        assert_eq!(tokens.refresh_expires_in, DAY);
        world.turn_to(if early { end - given::TICK } else { end });
        assert_eq!(world.refreshes(&tokens).await, good);
    }
}

#[tokio::test]
async fn an_account_that_may_not_sign_in_may_not_stay() {
    let world = World::new();
    let account = world.person("ann").await;
    // The sessions themselves live on, unlike when an account leaves by a use case.
    let states: [fn(Account) -> Account; 2] = [Account::asleep, |account| account.erased(given::start())];
    for leave in states {
        let (_, tokens) = world.sign_in("ann").await;
        world.rewrite(account.id, leave).await;
        assert_invalid(&world, &tokens).await;
        world.rewrite(account.id, Account::activated).await;
        refresh(&world, &tokens).await;
    }
}

#[tokio::test]
async fn who_leaves_is_signed_out() {
    let world = World::new();
    let password = Some(given::right());
    let account = world.person("ann").await;
    let (_, tokens) = world.sign_in("ann").await;
    world.identity.sleep(account.id, password.clone()).await.unwrap();
    assert_invalid(&world, &tokens).await;

    let account = world.person("bob").await;
    let (_, tokens) = world.sign_in("bob").await;
    world.identity.erase(account.id, password).await.unwrap();
    assert_invalid(&world, &tokens).await;
}

#[tokio::test]
async fn sessions_are_listed_newest_first_and_ended_by_their_owner_alone() {
    let world = World::new();
    let (ann, bob) = (world.person("ann").await, world.person("bob").await);
    let (_, first) = world.sign_in("ann").await;
    world.turn(DAY);
    let (_, second) = world.sign_in("ann").await;
    let sessions = world.identity.sessions(ann.id).await.unwrap();
    let ids: Vec<_> = sessions.iter().map(|session| session.id).collect();
    assert_eq!(ids, [second.session, first.session]);

    assert!(!world.identity.end_session(bob.id, first.session).await.unwrap());
    assert!(world.identity.end_session(ann.id, first.session).await.unwrap());
    assert!(!world.identity.end_session(ann.id, first.session).await.unwrap());
    assert_invalid(&world, &first).await;
    refresh(&world, &second).await;
}

#[tokio::test]
async fn sign_out_everywhere_revokes_every_token() {
    let world = World::new();
    let account = world.person("ann").await;
    let (_, first) = world.sign_in("ann").await;
    let (_, second) = world.sign_in("ann").await;
    world.identity.end_all_sessions(account.id).await.unwrap();
    for tokens in [first, second] {
        assert_invalid(&world, &tokens).await;
    }
    let after = world.account(account.id).await;
    assert_eq!(after.token_version, account.token_version + 1);
    assert!(world.identity.sessions(account.id).await.unwrap().is_empty());
    // For an account that is gone there is nothing to do.
    world
        .identity
        .end_all_sessions(world.mint.id(world.now()))
        .await
        .unwrap();
}
