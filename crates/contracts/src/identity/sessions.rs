//! Sign-ins, and the chains of their refresh tokens.

use std::slice::from_ref;

use chrono::TimeDelta;
use hexmart_application::identity::{PresentedToken, Standing};
use hexmart_application::platform::{Storage, StoreError, UnitOfWork};
use hexmart_domain::identity::{Account, AccountState, RefreshToken, Role, Session};
use hexmart_domain::shared::{SessionId, UserId};

use super::{end, open, presented, signed_in, standing};
use crate::callers::{Underway, at_once};
use crate::given;
use crate::writes::{attempt, joined, once, save_account};

/// Appends a token in one try.
async fn rotate(storage: &Storage, next: RefreshToken) -> Result<(), StoreError> {
    once(storage, next, |uow, next| {
        Box::pin(async move { uow.sessions().rotate(&next).await })
    })
    .await
}

/// Appends `next` behind the token that is presented, if that is the newest; answers whether it was.
async fn replace(
    uow: &mut dyn UnitOfWork,
    presented: RefreshToken,
    next: RefreshToken,
) -> Result<bool, StoreError> {
    let found = uow.sessions().find_by_token(presented.hash).await?.unwrap();
    if found.is_newest {
        uow.sessions().rotate(&next).await?;
    }
    Ok(found.is_newest)
}

/// The same with a new token, in an attempt of its own.
async fn refresh(storage: Storage, presented: RefreshToken) -> Result<bool, StoreError> {
    let next = given::next_token(&presented);
    attempt(&storage, (presented, next), |uow, (presented, next)| {
        Box::pin(replace(uow, presented, next))
    })
    .await
}

async fn listed(storage: &Storage, account: UserId) -> Vec<Session> {
    storage.credentials.sessions(account).await.unwrap()
}

/// A session and its first token read back to the last field, on every way to them.
pub async fn a_session_is_kept_as_it_was_opened(storage: Storage) {
    for client in [None, Some("x"), Some("한글 브라우저 🌏\"'\\ %_")]
        .map(|client| client.map(str::to_owned))
        .into_iter()
        .chain([Some("🦊".repeat(200))])
    {
        let account = joined(&storage).await;
        let session = Session {
            client,
            refreshed_at: given::now() + given::TICK,
            ..given::session(account.id)
        };
        let token = given::first_token(&session);
        open(&storage, &session, &token).await;

        let expected = PresentedToken {
            token,
            session: session.clone(),
            is_newest: true,
        };
        assert_eq!(presented(&storage, token.hash).await, Some(expected));
        let expected = Standing {
            role: account.role,
            state: account.state,
            token_version: account.token_version,
            session: session.clone(),
        };
        assert_eq!(standing(&storage, account.id, session.id).await, Some(expected));
        assert_eq!(listed(&storage, account.id).await, [session]);
    }
}

/// A token that nobody was ever given is none.
pub async fn an_unknown_token_is_none(storage: Storage) {
    let account = joined(&storage).await;
    signed_in(&storage, account.id).await;
    assert_eq!(presented(&storage, given::hash()).await, None);
}

/// A token that was replaced is still known, and no longer the newest; its session was refreshed when the newest was
/// given out.
pub async fn a_replaced_token_is_known_and_not_the_newest(storage: Storage) {
    let account = joined(&storage).await;
    let (session, first) = signed_in(&storage, account.id).await;
    let second = given::next_token(&first);
    let third = given::next_token(&second);
    for next in [second, third] {
        rotate(&storage, next).await.unwrap();
    }
    let session = Session {
        refreshed_at: third.issued_at,
        ..session
    };
    for token in [first, second, third] {
        let expected = PresentedToken {
            token,
            session: session.clone(),
            is_newest: token == third,
        };
        assert_eq!(presented(&storage, token.hash).await, Some(expected));
    }
    assert_eq!(listed(&storage, account.id).await, [session]);
}

/// A generation that a session has had is a conflict, and leaves nothing.
pub async fn a_generation_is_given_out_once(storage: Storage) {
    let account = joined(&storage).await;
    let (_, first) = signed_in(&storage, account.id).await;
    let second = given::next_token(&first);
    rotate(&storage, second).await.unwrap();
    for generation in [1, 2] {
        let again = RefreshToken {
            generation,
            ..given::next_token(&second)
        };
        let answer = rotate(&storage, again).await;
        assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
        assert_eq!(presented(&storage, again.hash).await, None);
    }
    let newest = presented(&storage, second.hash).await.unwrap();
    assert!(newest.is_newest);
    assert_eq!(newest.session.refreshed_at, second.issued_at);

    let (_, other) = signed_in(&storage, account.id).await;
    rotate(&storage, given::next_token(&other)).await.unwrap();
}

/// 16 callers refresh with one token: one gets the next, the others see that theirs is no longer the newest.
pub async fn one_of_many_refreshes_a_token(storage: Storage) {
    let account = joined(&storage).await;
    let (_, first) = signed_in(&storage, account.id).await;
    let answers = at_once(16, |_| refresh(storage.clone(), first)).await;

    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    assert_eq!(
        answers.iter().filter(|is_newest| **is_newest).count(),
        1,
        "{answers:?}"
    );
    assert!(!presented(&storage, first.hash).await.unwrap().is_newest);
}

/// A rival refreshes with the token that an attempt under way has used: one of the two is too late.
pub async fn a_token_is_replaced_once_by_attempts_that_overlap(storage: Storage) {
    let account = joined(&storage).await;
    let (_, first) = signed_in(&storage, account.id).await;
    let next = given::next_token(&first);
    let underway = Underway::begin(&storage, move |uow| Box::pin(replace(uow, first, next))).await;
    let (own, rival) = underway.overtaken(refresh(storage.clone(), first)).await;

    let own = own.unwrap();
    assert_ne!(own, rival.unwrap());
    assert_eq!(presented(&storage, next.hash).await.is_some(), own);
}

async fn is_open(storage: &Storage, account: UserId, session: SessionId) -> bool {
    let asked = attempt(storage, (account, session), |uow, (account, session)| {
        Box::pin(async move { uow.sessions().is_open(account, session).await })
    });
    asked.await.unwrap()
}

/// A session ends once, at the hand of its own account alone, and is known to have ended.
pub async fn a_session_ends_once(storage: Storage) {
    let (ann, bob) = (joined(&storage).await, joined(&storage).await);
    let (session, token) = signed_in(&storage, ann.id).await;
    let at = given::now() + TimeDelta::hours(1);
    assert!(!end(&storage, bob.id, session.id, at).await);
    assert!(!end(&storage, ann.id, given::id(), at).await);
    assert_eq!(listed(&storage, ann.id).await, from_ref(&session));
    assert!(is_open(&storage, ann.id, session.id).await);
    assert!(!is_open(&storage, bob.id, session.id).await);
    assert!(!is_open(&storage, ann.id, given::id()).await);

    assert!(end(&storage, ann.id, session.id, at).await);
    assert!(!end(&storage, ann.id, session.id, at + given::TICK).await);
    assert!(!is_open(&storage, ann.id, session.id).await);
    let ended = Session {
        ended_at: Some(at),
        ..session
    };
    assert_eq!(listed(&storage, ann.id).await, []);
    let found = standing(&storage, ann.id, ended.id).await;
    assert_eq!(found.map(|standing| standing.session), Some(ended.clone()));
    let found = presented(&storage, token.hash).await;
    assert_eq!(found.map(|presented| presented.session), Some(ended));
}

/// 16 callers end one session: one did it.
pub async fn one_of_many_ends_a_session(storage: Storage) {
    let account = joined(&storage).await;
    let (session, _) = signed_in(&storage, account.id).await;
    let answers = at_once(16, |_| {
        let (storage, account, session) = (storage.clone(), account.id, session.id);
        async move { end(&storage, account, session, given::now()).await }
    })
    .await;
    assert_eq!(answers.iter().filter(|did| **did).count(), 1, "{answers:?}");
}

async fn end_all(storage: &Storage, account: UserId, except: Option<&Session>) -> u64 {
    let except = except.map(|session| session.id);
    let ended = attempt(storage, (account, except), |uow, (account, except)| {
        Box::pin(async move { uow.sessions().end_all(account, except, given::now()).await })
    });
    ended.await.unwrap()
}

/// All sessions of an account end, but the one that is named; those that had ended do not count, and end no second
/// time; nobody else's end.
pub async fn all_sessions_end_but_one(storage: Storage) {
    let (ann, bob) = (joined(&storage).await, joined(&storage).await);
    let mut sessions = Vec::new();
    for _ in 0..4 {
        sessions.push(signed_in(&storage, ann.id).await.0);
    }
    let (of_bob, _) = signed_in(&storage, bob.id).await;
    let early = given::now() - TimeDelta::hours(1);
    assert!(end(&storage, ann.id, sessions[3].id, early).await);

    assert_eq!(end_all(&storage, ann.id, Some(&sessions[1])).await, 2);
    assert_eq!(listed(&storage, ann.id).await, from_ref(&sessions[1]));
    for (session, ended_at) in [(&sessions[0], given::now()), (&sessions[3], early)] {
        let found = standing(&storage, ann.id, session.id).await.unwrap();
        assert_eq!(found.session.ended_at, Some(ended_at));
    }
    assert_eq!(end_all(&storage, ann.id, None).await, 1);
    assert_eq!(end_all(&storage, ann.id, None).await, 0);
    assert_eq!(listed(&storage, bob.id).await, from_ref(&of_bob));
}

/// The sessions of an account are listed from the newest to the oldest.
pub async fn sessions_are_listed_newest_first(storage: Storage) {
    let account = joined(&storage).await;
    let mut sessions: Vec<_> = (0..5)
        .map(|hour| {
            let created_at = given::now() + TimeDelta::hours(hour);
            Session {
                created_at,
                refreshed_at: created_at,
                ..given::session(account.id)
            }
        })
        .collect();
    for turn in [2, 0, 4, 1, 3] {
        let session = &sessions[turn];
        open(&storage, session, &given::first_token(session)).await;
    }
    sessions.reverse();
    assert_eq!(listed(&storage, account.id).await, sessions);
    assert_eq!(listed(&storage, given::id()).await, []);
}

/// How somebody stands follows the account at once; a session of another account is none.
pub async fn a_standing_follows_its_account(storage: Storage) {
    let (ann, bob) = (joined(&storage).await, joined(&storage).await);
    let (session, _) = signed_in(&storage, ann.id).await;
    assert_eq!(standing(&storage, bob.id, session.id).await, None);
    assert_eq!(standing(&storage, ann.id, given::id()).await, None);

    let mut account = ann;
    for (role, state) in Role::ALL.into_iter().zip(AccountState::ALL) {
        account = account.with_tokens_revoked().changed(given::now());
        account = Account {
            role,
            state,
            deleted_at: (state == AccountState::Deleted).then(given::now),
            ..account
        };
        save_account(&storage, &account).await.unwrap();
        let expected = Standing {
            role,
            state,
            token_version: account.token_version,
            session: session.clone(),
        };
        assert_eq!(standing(&storage, account.id, session.id).await, Some(expected));
    }
}
