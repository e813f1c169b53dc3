//! Proving the address of a new account.

use hexmart_application::identity::{Caller, CodeError, CodeRequestError, Profiles, Registration, SignIn};
use hexmart_domain::identity::{AccountState, CodePurpose, Credential, IssuedCode, Principal, Scopes};

use crate::given;
use crate::world::World;

#[tokio::test]
async fn the_code_makes_the_account_active_and_ends_other_sessions() {
    let world = World::new();
    let (account, code) = world.newcomer("ann").await;
    let (_, elsewhere) = world.sign_in("ann").await;
    let (principal, tokens) = world.sign_in("ann").await;
    assert_eq!(principal.state, AccountState::Unverified);
    // As people type it.
    let typed = format!(" {} ", code.to_lowercase());
    world.identity.verify_email(principal, &typed).await.unwrap();
    assert_eq!(world.state(account.id).await, AccountState::Active);
    assert!(!world.refreshes(&elsewhere).await);
    let tokens = world.identity.refresh(&tokens.refresh).await.unwrap();
    assert_eq!(world.whose(&tokens).await.unwrap().state, AccountState::Active);

    // Good once, and nothing is left to verify.
    let again = world.identity.verify_email(principal, &code).await;
    assert!(matches!(again, Err(CodeError::Invalid)), "{again:?}");
    let again = world.identity.request_email_code(principal).await;
    assert!(
        matches!(again, Err(CodeRequestError::NothingToVerify)),
        "{again:?}"
    );
    assert!(world.letters().await.is_empty());
}

#[tokio::test]
async fn a_code_is_good_for_its_account_alone() {
    let world = World::new();
    let (_, ann) = world.newcomer("ann").await;
    let (_, bob) = world.newcomer("bob").await;
    let (principal, _) = world.sign_in("bob").await;
    let answer = world.identity.verify_email(principal, &ann).await;
    assert!(matches!(answer, Err(CodeError::Wrong { left: 4 })), "{answer:?}");
    world.identity.verify_email(principal, &bob).await.unwrap();
    assert_eq!(world.live("ann").await.unwrap().state, AccountState::Unverified);
}

#[tokio::test]
async fn a_code_is_good_for_its_purpose_alone() {
    let world = World::new();
    let (account, verify) = world.newcomer("ann").await;
    let (principal, _) = world.sign_in("ann").await;
    let email = given::email("ann");
    world
        .identity
        .request_reset(&email, &Caller::local())
        .await
        .unwrap();
    let reset = world.code().await;
    world
        .identity
        .request_phone(account.id, given::phone("010-1234-5678"))
        .await
        .unwrap();
    let phone = world.code().await;
    assert_eq!(phone.len(), 6);

    let answer = world.identity.verify_email(principal, &reset).await;
    assert!(matches!(answer, Err(CodeError::Wrong { left: 4 })), "{answer:?}");
    let password = given::password("battery staple");
    let answer = world
        .identity
        .reset_password(&email, &verify, password, &Caller::local())
        .await;
    assert!(matches!(answer, Err(CodeError::Invalid)), "{answer:?}");
    let answer = world.identity.confirm_phone(account.id, &reset).await;
    assert!(matches!(answer, Err(CodeError::Wrong { left: 4 })), "{answer:?}");
    assert_eq!(world.account(account.id).await.password, account.password);
    // Each is still good for its own.
    world.identity.confirm_phone(account.id, &phone).await.unwrap();
    world.identity.verify_email(principal, &verify).await.unwrap();
}

#[tokio::test]
async fn a_code_that_was_moved_to_another_place_in_the_store_proves_nothing() {
    let world = World::new();
    let (ann, code) = world.newcomer("ann").await;
    let (bob, _) = world.newcomer("bob").await;
    let (principal, _) = world.sign_in("bob").await;
    let stored = world.issued(ann.id, CodePurpose::VerifyEmail).await.unwrap();
    let elsewhere = IssuedCode {
        account: bob.id,
        ..stored.clone()
    };
    world.plant(elsewhere).await;
    let answer = world.identity.verify_email(principal, &code).await;
    assert!(matches!(answer, Err(CodeError::Wrong { .. })), "{answer:?}");

    let for_another_purpose = IssuedCode {
        purpose: CodePurpose::ResetPassword,
        ..stored
    };
    world.plant(for_another_purpose).await;
    let (email, password) = (given::email("ann"), given::password("battery staple"));
    let answer = world
        .identity
        .reset_password(&email, &code, password, &Caller::local())
        .await;
    assert!(matches!(answer, Err(CodeError::Invalid)), "{answer:?}");
    assert_eq!(world.account(ann.id).await.password, ann.password);
}

#[tokio::test]
async fn five_wrong_tries_use_a_code_up() {
    let world = World::new();
    let (account, code) = world.newcomer("ann").await;
    let (principal, _) = world.sign_in("ann").await;
    for expected in (0..5).rev() {
        let answer = world.identity.verify_email(principal, "0000000000").await;
        assert!(
            matches!(answer, Err(CodeError::Wrong { left }) if left == expected),
            "{answer:?}"
        );
        let stored = world.issued(account.id, CodePurpose::VerifyEmail).await;
        assert_eq!(stored.unwrap().misses, IssuedCode::TRIES - expected);
    }
    let answer = world.identity.verify_email(principal, &code).await;
    assert!(matches!(answer, Err(CodeError::Invalid)), "{answer:?}");
    assert_eq!(world.state(account.id).await, AccountState::Unverified);

    // A new one starts anew.
    world.identity.request_email_code(principal).await.unwrap();
    let code = world.code().await;
    world.identity.verify_email(principal, &code).await.unwrap();
}

#[tokio::test]
async fn wrong_tries_at_once_are_all_counted() {
    let world = World::new();
    let (account, code) = world.newcomer("ann").await;
    let (principal, _) = world.sign_in("ann").await;
    let tries = (0..9).map(|_| world.identity.verify_email(principal, "0000000000"));
    let answers = futures_util::future::join_all(tries).await;
    let wrong = answers
        .iter()
        .filter(|answer| matches!(answer, Err(CodeError::Wrong { .. })));
    assert_eq!(wrong.count(), 5);
    let stored = world.issued(account.id, CodePurpose::VerifyEmail).await.unwrap();
    assert_eq!((stored.misses, stored.spent), (5, true));
    assert!(world.identity.verify_email(principal, &code).await.is_err());
}

#[tokio::test]
async fn a_right_code_is_right_for_one_of_many_at_once() {
    let world = World::new();
    let (account, code) = world.newcomer("ann").await;
    let (principal, _) = world.sign_in("ann").await;
    let version = world.account(account.id).await.version;
    let tries = (0..9).map(|_| world.identity.verify_email(principal, &code));
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(world.account(account.id).await.version, version + 1);
}

#[tokio::test]
async fn a_code_is_too_old_after_exactly_five_minutes() {
    for (early, good) in [(true, true), (false, false)] {
        let world = World::new();
        let (account, code) = world.newcomer("ann").await;
        let (principal, _) = world.sign_in("ann").await;
        let end = world.now() + IssuedCode::LIFETIME;
        world.turn_to(if early { end - given::TICK } else { end });
        let answer = world.identity.verify_email(principal, &code).await;
        assert_eq!(answer.is_ok(), good, "{answer:?}");
        assert_eq!(world.state(account.id).await == AccountState::Active, good);
        if !good {
            assert!(matches!(answer, Err(CodeError::Invalid)), "{answer:?}");
        }
    }
}

#[tokio::test]
async fn a_new_code_takes_the_place_of_the_old() {
    let world = World::new();
    let (_, first) = world.newcomer("ann").await;
    let (principal, _) = world.sign_in("ann").await;
    world.identity.request_email_code(principal).await.unwrap();
    let second = world.code().await;
    assert_ne!(first, second);
    assert!(world.identity.verify_email(principal, &first).await.is_err());
    world.identity.verify_email(principal, &second).await.unwrap();
}

#[tokio::test]
async fn codes_are_sent_six_times_an_hour() {
    let world = World::new();
    world.newcomer("ann").await;
    let (principal, _) = world.sign_in("ann").await;
    for _ in 0..6 {
        world.identity.request_email_code(principal).await.unwrap();
    }
    let answer = world.identity.request_email_code(principal).await;
    let Err(CodeRequestError::TooMany { retry_after }) = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(world.letters().await.len(), 6);
    world.turn(retry_after);
    world.identity.request_email_code(principal).await.unwrap();
}

#[tokio::test]
async fn a_code_is_worth_nothing_without_a_session_that_is_open() {
    let world = World::new();
    let (account, code) = world.newcomer("ann").await;
    let (ended, _) = world.sign_in("ann").await;
    let session = ended.session().unwrap();
    world.identity.end_session(account.id, session).await.unwrap();
    let machine = Principal {
        credential: Credential::ApiKey(world.mint.id(world.now()), Scopes::default()),
        ..ended
    };
    for principal in [ended, machine] {
        let answer = world.identity.verify_email(principal, &code).await;
        assert!(matches!(answer, Err(CodeError::Invalid)), "{answer:?}");
    }
    assert_eq!(world.state(account.id).await, AccountState::Unverified);
    let stored = world.issued(account.id, CodePurpose::VerifyEmail).await.unwrap();
    assert_eq!((stored.misses, stored.spent), (0, false));
    let (open, _) = world.sign_in("ann").await;
    world.identity.verify_email(open, &code).await.unwrap();
}

#[tokio::test]
async fn a_code_without_its_account_proves_nothing() {
    let world = World::new();
    let (account, code) = world.newcomer("ann").await;
    let (principal, _) = world.sign_in("ann").await;
    // What was never proved goes at once.
    world
        .identity
        .erase(account.id, Some(given::right()))
        .await
        .unwrap();
    assert_eq!(world.storage.accounts.profile(account.id).await.unwrap(), None);
    assert!(world.letters().await.is_empty());
    let answer = world.identity.verify_email(principal, &code).await;
    assert!(matches!(answer, Err(CodeError::Invalid)), "{answer:?}");
    world.newcomer("ann").await;
}
