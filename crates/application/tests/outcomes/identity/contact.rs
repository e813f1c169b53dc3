//! New addresses and numbers.

use hexmart_application::identity::{CodeError, CodeRequestError, Profiles};
use hexmart_domain::identity::{AccountState, CodePurpose, IssuedCode};
use hexmart_domain::shared::UserId;

use crate::given;
use crate::world::{World, code_in, sketch};

async fn request(world: &World, account: UserId, local: &str) -> Result<(), CodeRequestError> {
    world
        .identity
        .request_email_change(account, Some(given::right()), given::email(local))
        .await
}

#[tokio::test]
async fn a_new_address_is_proved_by_its_mailbox_and_the_old_one_is_told() {
    let world = World::new();
    let account = world.person("old").await;
    let (_, elsewhere) = world.sign_in("old").await;
    let (principal, tokens) = world.sign_in("old").await;
    request(&world, account.id, "new").await.unwrap();
    let letters = world.letters().await;
    let to: Vec<_> = letters.iter().map(sketch).collect();
    assert_eq!(to, [("new@example.com".to_owned(), "change_email")]);
    assert_eq!(world.account(account.id).await.personal, account.personal);

    let code = code_in(&letters[0]);
    world
        .identity
        .confirm_email_change(principal, &code)
        .await
        .unwrap();
    assert_eq!(
        world.sketches().await,
        [("old@example.com".to_owned(), "email_changed")]
    );
    let after = world.account(account.id).await;
    assert_eq!(after.personal.email, Some(given::email("new")));
    assert_eq!(after.token_version, account.token_version + 1);
    assert!(!world.refreshes(&elsewhere).await);
    assert!(world.refreshes(&tokens).await);
    assert_eq!(world.live("old").await, None);
    world.sign_in("new").await;
    let again = world.identity.confirm_email_change(principal, &code).await;
    assert!(matches!(again, Err(CodeError::Invalid)), "{again:?}");
}

#[tokio::test]
async fn an_address_that_is_taken_is_refused_before_anything_is_sent() {
    let world = World::new();
    let account = world.person("ann").await;
    world.person("bob").await;
    world.newcomer("new").await;
    for taken in ["bob", "BOB", "new", "ann"] {
        let answer = request(&world, account.id, taken).await;
        assert!(matches!(answer, Err(CodeRequestError::Taken)), "{answer:?}");
    }
    let answer = world
        .identity
        .request_email_change(account.id, Some("wrong".to_owned()), given::email("free"))
        .await;
    assert!(
        matches!(answer, Err(CodeRequestError::WrongPassword)),
        "{answer:?}"
    );
    assert!(world.letters().await.is_empty());
    assert_eq!(world.issued(account.id, CodePurpose::ChangeEmail).await, None);
}

#[tokio::test]
async fn an_address_that_is_taken_meanwhile_stays_with_whom_it_is() {
    let world = World::new();
    let account = world.person("ann").await;
    let (principal, tokens) = world.sign_in("ann").await;
    request(&world, account.id, "wanted").await.unwrap();
    let code = world.code().await;
    let faster = world.person("wanted").await;
    let before = world.account(account.id).await;
    let answer = world.identity.confirm_email_change(principal, &code).await;
    assert!(matches!(answer, Err(CodeError::Taken)), "{answer:?}");
    assert_eq!(world.account(account.id).await, before);
    assert_eq!(world.live("wanted").await, Some(faster));
    assert!(world.letters().await.is_empty());
    assert!(world.refreshes(&tokens).await);
}

#[tokio::test]
async fn of_two_who_want_an_address_at_once_one_gets_it() {
    let world = World::new();
    let mut wanted = Vec::new();
    for local in ["ann", "bob"] {
        let account = world.person(local).await;
        let (principal, _) = world.sign_in(local).await;
        request(&world, account.id, "wanted").await.unwrap();
        wanted.push((principal, world.code().await));
    }
    let confirm = wanted
        .iter()
        .map(|(principal, code)| world.identity.confirm_email_change(*principal, code));
    let answers = futures_util::future::join_all(confirm).await;
    assert!(answers[0].is_ok(), "{answers:?}");
    assert!(matches!(answers[1], Err(CodeError::Taken)), "{answers:?}");
    assert!(world.live("bob").await.is_some());
}

#[tokio::test]
async fn wrong_codes_for_a_new_address_run_out() {
    let world = World::new();
    let account = world.person("ann").await;
    let (principal, _) = world.sign_in("ann").await;
    let none = world.identity.confirm_email_change(principal, "0000000000").await;
    assert!(matches!(none, Err(CodeError::Invalid)), "{none:?}");
    request(&world, account.id, "new").await.unwrap();
    let code = world.code().await;
    for expected in (0..5).rev() {
        let answer = world.identity.confirm_email_change(principal, "0000000000").await;
        assert!(
            matches!(answer, Err(CodeError::Wrong { left }) if left == expected),
            "{answer:?}"
        );
    }
    assert!(
        world
            .identity
            .confirm_email_change(principal, &code)
            .await
            .is_err()
    );
    request(&world, account.id, "new").await.unwrap();
    let code = world.code().await;
    world.turn(IssuedCode::LIFETIME);
    let late = world.identity.confirm_email_change(principal, &code).await;
    assert!(matches!(late, Err(CodeError::Invalid)), "{late:?}");
}

#[tokio::test]
async fn who_proves_a_new_address_has_a_verified_account() {
    let world = World::new();
    let (account, _) = world.newcomer("typo").await;
    let (principal, _) = world.sign_in("typo").await;
    request(&world, account.id, "right").await.unwrap();
    let code = world.code().await;
    world
        .identity
        .confirm_email_change(principal, &code)
        .await
        .unwrap();
    assert_eq!(world.state(account.id).await, AccountState::Active);
}

#[tokio::test]
async fn a_number_is_proved_by_a_text_message() {
    let world = World::new();
    let account = world.person("ann").await;
    let number = given::phone("010-1234-5678");
    world
        .identity
        .request_phone(account.id, number.clone())
        .await
        .unwrap();
    let letters = world.letters().await;
    let to: Vec<_> = letters.iter().map(sketch).collect();
    assert_eq!(to, [("01012345678".to_owned(), "verify_phone")]);
    let code = code_in(&letters[0]);
    assert_eq!((code.len(), code.parse::<u32>().is_ok()), (6, true));

    let wrong = if code == "000000" { "000001" } else { "000000" };
    let answer = world.identity.confirm_phone(account.id, wrong).await;
    assert!(matches!(answer, Err(CodeError::Wrong { left: 4 })), "{answer:?}");
    assert_eq!(world.account(account.id).await.personal.phone, None);
    world.identity.confirm_phone(account.id, &code).await.unwrap();
    let after = world.account(account.id).await;
    assert_eq!(after.personal.phone, Some(number));
    assert_eq!(after.token_version, account.token_version);
    assert!(world.letters().await.is_empty());
}

#[tokio::test]
async fn a_number_belongs_to_one_live_account() {
    let world = World::new();
    let number = given::phone("010-1234-5678");
    let (ann, bob) = (world.person("ann").await, world.person("bob").await);
    let mut codes = Vec::new();
    for account in [ann.id, bob.id] {
        world
            .identity
            .request_phone(account, number.clone())
            .await
            .unwrap();
        codes.push(world.code().await);
    }
    world.identity.confirm_phone(ann.id, &codes[0]).await.unwrap();
    let answer = world.identity.confirm_phone(bob.id, &codes[1]).await;
    assert!(matches!(answer, Err(CodeError::Taken)), "{answer:?}");
    assert_eq!(world.account(bob.id).await, bob);
    // Free again once its owner is gone; the code was not spent.
    world.identity.erase(ann.id, Some(given::right())).await.unwrap();
    world.identity.confirm_phone(bob.id, &codes[1]).await.unwrap();
}

#[tokio::test]
async fn nobody_has_nothing_to_prove() {
    let world = World::new();
    let account = world.person("ann").await;
    let (principal, _) = world.sign_in("ann").await;
    request(&world, account.id, "new").await.unwrap();
    let code = world.code().await;
    world
        .identity
        .sleep(account.id, Some(given::right()))
        .await
        .unwrap();
    let answer = request(&world, account.id, "other").await;
    assert!(
        matches!(answer, Err(CodeRequestError::NothingToVerify)),
        "{answer:?}"
    );
    let answer = world
        .identity
        .request_phone(account.id, given::phone("010-1234-5678"))
        .await;
    assert!(
        matches!(answer, Err(CodeRequestError::NothingToVerify)),
        "{answer:?}"
    );
    let answer = world.identity.confirm_email_change(principal, &code).await;
    assert!(matches!(answer, Err(CodeError::Invalid)), "{answer:?}");
    assert_eq!(world.state(account.id).await, AccountState::Dormant);
}
