//! What is forgotten because nobody can use it any more.

use chrono::TimeDelta;
use hexmart_application::platform::Storage;
use hexmart_domain::identity::{CodePurpose, IssuedCode, Provider, RefreshToken, Session};
use hexmart_domain::shared::{Instant, UserId};

use super::{code_of, end, open, presented, save_code, standing, take};
use crate::given;
use crate::writes::{attempt, crowd, joined, once};

/// Purges until nothing is left to purge; answers how many rows went.
async fn purge_all(storage: &Storage, before: Instant, limit: u64) -> u64 {
    let mut total = 0;
    loop {
        let count = storage.credentials.purge(before, limit).await.unwrap();
        total += count;
        if count == 0 {
            return total;
        }
    }
}

/// Opens a session of this age that was last refreshed then.
async fn opened(
    storage: &Storage,
    account: UserId,
    made: Instant,
    refreshed: Instant,
) -> (Session, RefreshToken) {
    let session = Session {
        created_at: made,
        refreshed_at: refreshed,
        ..given::session(account)
    };
    let token = given::first_token(&session);
    open(storage, &session, &token).await;
    (session, token)
}

/// Sessions that ended, or ran out by age or by idleness, before an instant are forgotten with their tokens; all others
/// stay.
pub async fn sessions_that_nobody_can_use_are_forgotten(storage: Storage) {
    let account = joined(&storage).await.id;
    let before = given::now();
    let (absolute, idle) = (Session::ABSOLUTE, Session::IDLE);
    let day = TimeDelta::days(1);
    let mut sessions = Vec::new();
    for (goes, made, refreshed, ended) in [
        (true, before - absolute - given::TICK, before, None),
        (false, before - absolute + given::TICK, before, None),
        (
            true,
            before - idle - given::TICK,
            before - idle - given::TICK,
            None,
        ),
        (false, before - idle - day, before - idle + given::TICK, None),
        (true, before - day, before - day, Some(before - given::TICK)),
        (false, before - day, before - day, Some(before + given::TICK)),
        (false, before - day, before - day, None),
        (false, before + day, before + day, None),
    ] {
        let (session, token) = opened(&storage, account, made, refreshed).await;
        if let Some(at) = ended {
            assert!(end(&storage, account, session.id, at).await);
        }
        sessions.push((goes, session, token));
    }
    assert!(purge_all(&storage, before, 100).await >= 3);

    for (number, (goes, session, token)) in sessions.into_iter().enumerate() {
        let is_there = standing(&storage, account, session.id).await.is_some();
        assert_eq!(is_there, !goes, "session {number}");
        let is_known = presented(&storage, token.hash).await.is_some();
        assert_eq!(is_known, !goes, "the token of session {number}");
    }
}

/// A session is forgotten with all the tokens it ever had.
pub async fn a_session_is_forgotten_with_its_whole_chain(storage: Storage) {
    let account = joined(&storage).await.id;
    let early = given::now() - TimeDelta::days(90);
    let (_, first) = opened(&storage, account, early, early).await;
    let mut tokens = vec![first];
    for _ in 0..5 {
        let next = given::next_token(tokens.last().unwrap());
        let rotated = once(&storage, next, |uow, next| {
            Box::pin(async move { uow.sessions().rotate(&next).await })
        });
        rotated.await.unwrap();
        tokens.push(next);
    }
    assert!(purge_all(&storage, given::now(), 2).await >= 1);
    for token in tokens {
        assert_eq!(presented(&storage, token.hash).await, None);
    }
}

/// Spent codes and provider attempts from before an instant are forgotten, later ones stay.
pub async fn codes_and_provider_attempts_that_nobody_can_use_are_forgotten(storage: Storage) {
    let account = joined(&storage).await.id;
    let before = given::now();
    let mut kept = Vec::new();
    for ((stays, at), purpose) in [(false, before - given::TICK), (true, before + given::TICK)]
        .into_iter()
        .zip(CodePurpose::ALL)
    {
        let code = IssuedCode {
            issued_at: at,
            spent: true,
            ..given::code(account, purpose)
        };
        save_code(&storage, &code).await.unwrap();
        let mut went = given::provider_attempt(Provider::Kakao);
        went.began_at = at;
        let state = went.state;
        let added = attempt(&storage, went, |uow, went| {
            Box::pin(async move { uow.provider_attempts().add(&went).await })
        });
        added.await.unwrap();
        kept.push((stays, purpose, state));
    }
    let fresh = IssuedCode {
        issued_at: before + given::TICK,
        ..given::code(account, CodePurpose::VerifyPhone)
    };
    save_code(&storage, &fresh).await.unwrap();

    assert!(purge_all(&storage, before, 100).await >= 2);
    for (stays, purpose, state) in kept {
        assert_eq!(code_of(&storage, account, purpose).await.is_some(), stays);
        assert_eq!(take(&storage, state).await.is_some(), stays);
    }
    assert_eq!(code_of(&storage, account, fresh.purpose).await, Some(fresh));
}

/// A purge forgets about as many rows of each kind as it is allowed, and goes on the next time.
pub async fn a_purge_keeps_about_to_its_limit(storage: Storage) {
    let accounts = crowd(&storage, 12).await;
    let early = given::now() - TimeDelta::days(90);
    let mut sessions = Vec::new();
    for account in &accounts {
        sessions.push(opened(&storage, *account, early, early).await.0);
        let code = IssuedCode {
            issued_at: early,
            spent: true,
            ..given::code(*account, CodePurpose::VerifyEmail)
        };
        save_code(&storage, &code).await.unwrap();
    }
    assert!(storage.credentials.purge(given::now(), 3).await.unwrap() >= 1);
    let mut left = 0;
    for session in &sessions {
        left += usize::from(standing(&storage, session.account, session.id).await.is_some());
    }
    assert!((6..12).contains(&left), "{left} of 12 sessions are left");

    purge_all(&storage, given::now(), 3).await;
    for session in sessions {
        assert_eq!(standing(&storage, session.account, session.id).await, None);
        assert_eq!(
            code_of(&storage, session.account, CodePurpose::VerifyEmail).await,
            None
        );
    }
}
