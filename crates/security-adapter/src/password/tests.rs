use std::future::Future;
use std::task::{Context, Poll, Waker};

use super::*;

fn settings() -> Argon2Settings {
    Argon2Settings {
        parallel_hashes: NonZeroUsize::MIN,
        queue: 1,
        ..Argon2Settings::default()
    }
}

fn hasher() -> Argon2Hasher {
    Argon2Hasher::new(settings()).unwrap()
}

fn cheap() -> Argon2Settings {
    Argon2Settings {
        memory_kib: 64,
        passes: 3,
        ..settings()
    }
}

#[tokio::test]
async fn a_hash_knows_its_password_and_no_other() {
    let hasher = hasher();
    let hash = hasher.hash("correct horse".to_owned()).await.unwrap();
    assert!(hash.as_phc().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_eq!(
        hasher
            .verify("correct horse".to_owned(), Some(hash.clone()))
            .await,
        Ok(true)
    );
    assert_eq!(
        hasher.verify("correct hors".to_owned(), Some(hash)).await,
        Ok(false)
    );
}

#[tokio::test]
async fn the_same_password_never_hashes_to_the_same_text() {
    let hasher = hasher();
    let first = hasher.hash("correct horse".to_owned()).await.unwrap();
    let second = hasher.hash("correct horse".to_owned()).await.unwrap();
    assert_ne!(first, second);
}

#[tokio::test]
async fn settings_make_the_price_and_old_hashes_keep_theirs() {
    let (usual, cheap) = (hasher(), Argon2Hasher::new(cheap()).unwrap());
    let hash = cheap.hash("correct horse".to_owned()).await.unwrap();
    assert!(hash.as_phc().starts_with("$argon2id$v=19$m=64,t=3,p=1$"));
    assert_eq!(
        usual.verify("correct horse".to_owned(), Some(hash)).await,
        Ok(true)
    );
    let hash = usual.hash("correct horse".to_owned()).await.unwrap();
    for (password, expected) in [("correct horse", true), ("correct hors", false)] {
        let matches = cheap.verify(password.to_owned(), Some(hash.clone())).await;
        assert_eq!(matches, Ok(expected), "{password}");
    }
}

#[tokio::test]
async fn the_decoy_costs_what_every_hash_costs() {
    for settings in [settings(), cheap()] {
        let hasher = Argon2Hasher::new(settings).unwrap();
        let hash = hasher.hash("correct horse".to_owned()).await.unwrap();
        let cost = |text: &str| {
            let hash = phc::PasswordHash::new(text).unwrap();
            let params = Params::try_from(&hash).unwrap();
            let lengths = (hash.salt.unwrap().len(), hash.hash.unwrap().len());
            (params.m_cost(), params.t_cost(), params.p_cost(), lengths)
        };
        assert_eq!(cost(&hasher.decoy), cost(hash.as_phc()));
    }
}

#[test]
fn settings_that_cannot_be_kept_are_refused() {
    let refused = |memory_kib, passes| {
        let settings = Argon2Settings {
            memory_kib,
            passes,
            ..settings()
        };
        assert_eq!(Argon2Hasher::new(settings).err(), Some(ImpossibleSettings));
    };
    refused(7, 2);
    refused(0, 2);
    refused(19_456, 0);
    refused(1_048_577, 1);
    refused(u32::MAX, 1);
    let crowd = |parallel_hashes| Argon2Settings {
        parallel_hashes,
        queue: usize::MAX,
        ..settings()
    };
    assert!(Argon2Hasher::new(crowd(NonZeroUsize::MIN)).is_ok());
    let hashers = Argon2Hasher::new(crowd(NonZeroUsize::new(257).unwrap()));
    assert_eq!(hashers.err(), Some(ImpossibleSettings));
}

#[tokio::test]
async fn no_hash_runs_where_requests_are_served() {
    let served_by = thread::current().id();
    let hashed_by = hasher().in_turn(|_| Ok(thread::current().id())).await.unwrap();
    assert_ne!(hashed_by, served_by);
}

#[tokio::test]
async fn nobody_has_no_password() {
    assert_eq!(hasher().verify("anything".to_owned(), None).await, Ok(false));
}

#[tokio::test]
async fn a_stored_text_that_is_no_hash_matches_nothing() {
    let broken = PasswordHash::from_phc("$argon2id$nonsense");
    assert_eq!(
        hasher().verify("anything".to_owned(), Some(broken)).await,
        Ok(false)
    );
}

#[tokio::test]
async fn beyond_the_queue_callers_are_sent_away_at_once() {
    let hasher = hasher();
    let (go_on, waits) = std::sync::mpsc::channel::<()>();
    let mut context = Context::from_waker(Waker::noop());
    let mut running = Box::pin(hasher.in_turn(move |_| waits.recv().or(Err(HashingError))));
    let mut waiting = Box::pin(hasher.hash("second password".to_owned()));
    assert!(matches!(running.as_mut().poll(&mut context), Poll::Pending));
    assert!(matches!(waiting.as_mut().poll(&mut context), Poll::Pending));

    let mut refused = Box::pin(hasher.hash("third password".to_owned()));
    assert_eq!(
        refused.as_mut().poll(&mut context),
        Poll::Ready(Err(HashingError))
    );

    drop(waiting);
    go_on.send(()).unwrap();
    assert_eq!(running.await, Ok(()));
    assert!(hasher.hash("fourth password".to_owned()).await.is_ok());
}
