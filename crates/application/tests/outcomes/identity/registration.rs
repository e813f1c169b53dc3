//! Signing up.

use hexmart_application::identity::{Caller, NewAccount, Profiles, Registration, SignIn, SignUpError};
use hexmart_domain::identity::{AccountState, CodePurpose, Role};
use hexmart_domain::shared::Language;

use crate::given;
use crate::world::{World, code_in, sketch};

async fn sign_up(world: &World, local: &str) {
    let answer = world
        .identity
        .sign_up(given::wanted(local), &Caller::local())
        .await;
    answer.unwrap();
}

#[tokio::test]
async fn a_new_account_waits_for_its_address_to_be_proved() {
    let world = World::new();
    let (account, code) = world.newcomer("ann").await;
    assert_eq!(
        (account.state, account.role),
        (AccountState::Unverified, Role::User)
    );
    assert_eq!(account.nickname, given::nickname("ann"));
    assert_eq!(account.language, Language::English);
    assert_eq!((account.version, account.token_version), (1, 1));
    assert_eq!((account.created_at, account.last_sign_in_at), (world.now(), None));
    assert_ne!(account.password.unwrap().as_phc(), given::PASSWORD);
    assert_eq!(code.len(), 10);
}

#[tokio::test]
async fn nobody_can_tell_from_a_sign_up_whether_an_address_has_an_account() {
    let world = World::new();
    sign_up(&world, "unverified").await;
    let active = world.person("active").await;
    let dormant = world.person("dormant").await;
    let password = Some(given::right());
    world.identity.sleep(dormant.id, password).await.unwrap();
    world.letters().await;

    // The answer is Ok in each case, and each case is one mail to the address.
    for (local, kind) in [
        ("new", "verify_email"),
        ("unverified", "verify_email"),
        ("active", "already_registered"),
        ("dormant", "already_registered"),
    ] {
        sign_up(&world, local).await;
        let to = format!("{local}@example.com");
        assert_eq!(world.sketches().await, [(to, kind)]);
    }
    assert_eq!(world.account(active.id).await, active);
    assert_eq!(world.state(dormant.id).await, AccountState::Dormant);
}

#[tokio::test]
async fn the_address_of_an_erased_account_is_free() {
    let world = World::new();
    let before = world.person("ann").await;
    let password = Some(given::right());
    world.identity.erase(before.id, password).await.unwrap();
    world.letters().await;
    let (after, _) = world.newcomer("ann").await;
    assert_ne!(after.id, before.id);
    assert_eq!(world.state(before.id).await, AccountState::Deleted);
}

#[tokio::test]
async fn an_unverified_account_is_taken_over_with_nobody_left_signed_in() {
    let world = World::new();
    let (first, old_code) = world.newcomer("ann").await;
    let (squatter, tokens) = world.sign_in("ann").await;
    let again = NewAccount {
        nickname: given::nickname("진짜 앤"),
        password: given::password("battery staple"),
        language: Language::Korean,
        ..given::wanted("ANN")
    };
    world.identity.sign_up(again, &Caller::local()).await.unwrap();

    let letters = world.letters().await;
    assert_eq!(letters.len(), 1);
    assert_eq!(sketch(&letters[0]).1, "verify_email");
    let account = world.account(first.id).await;
    assert_eq!(account.state, AccountState::Unverified);
    assert_eq!(account.nickname, given::nickname("진짜 앤"));
    assert_eq!(account.language, Language::Korean);
    assert_ne!(account.password, first.password);
    assert_eq!(account.token_version, first.token_version + 1);
    assert!(!world.refreshes(&tokens).await);
    let sessions = world.identity.sessions(first.id).await.unwrap();
    assert!(sessions.is_empty(), "{sessions:?}");

    // The squatter's code is worth nothing; the one that was mailed is for whoever signs in with the new password.
    assert!(world.identity.verify_email(squatter, &old_code).await.is_err());
    let claim = given::claim("ann", "battery staple");
    let tokens = world.identity.sign_in(claim, &Caller::local()).await.unwrap();
    let owner = world.whose(&tokens).await.unwrap();
    let code = code_in(&letters[0]);
    world.identity.verify_email(owner, &code).await.unwrap();
    assert_eq!(world.state(first.id).await, AccountState::Active);
}

#[tokio::test]
async fn many_sign_ups_at_once_make_one_account() {
    let world = World::new();
    let calls = (0..8).map(|_| async {
        let answer = world
            .identity
            .sign_up(given::wanted("ann"), &Caller::local())
            .await;
        answer.unwrap();
    });
    futures_util::future::join_all(calls).await;
    let accounts = world.storage.accounts.page(None, None, 10).await.unwrap();
    assert_eq!(accounts.len(), 1);
    // The last one took over, and the last code is the one that counts.
    let letters = world.letters().await;
    assert_eq!(letters.len(), 8);
    let (owner, _) = world.sign_in("ann").await;
    let code = letters.last().map(code_in).unwrap();
    world.identity.verify_email(owner, &code).await.unwrap();
}

#[tokio::test]
async fn a_guessable_password_makes_no_account() {
    let world = World::new();
    for password in ["password1", "ann@example.com", "x-ann-x-ann"] {
        let wanted = NewAccount {
            password: given::password(password),
            ..given::wanted("ann")
        };
        let answer = world.identity.sign_up(wanted, &Caller::local()).await;
        assert!(
            matches!(answer, Err(SignUpError::GuessablePassword)),
            "{password}: {answer:?}"
        );
    }
    assert_eq!(world.live("ann").await, None);
    assert!(world.letters().await.is_empty());
}

#[tokio::test]
async fn sign_ups_are_counted_per_network() {
    let world = World::new();
    let sign_up = async |number: u32, network: &str| {
        let wanted = given::wanted(&format!("person-{number}"));
        world.identity.sign_up(wanted, &given::caller(network)).await
    };
    for number in 0..60 {
        sign_up(number, "203.0.113.0/24").await.unwrap();
    }
    let answer = sign_up(60, "203.0.113.0/24").await;
    assert!(matches!(answer, Err(SignUpError::TooMany { .. })), "{answer:?}");
    assert_eq!(world.live("person-60").await, None);
    sign_up(60, "198.51.100.0/24").await.unwrap();
}

#[tokio::test]
async fn the_command_line_makes_an_account_that_is_active_and_says_so_in_the_audit_log() {
    let world = World::new();
    let user = world.person("user").await;
    assert_eq!(user.state, AccountState::Active);
    assert!(world.audit().await.is_empty());

    let admin = world.employee("admin", Role::Admin).await;
    let log = world.audit().await;
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].event.actor, log[0].event.note.as_str()), (None, "admin"));
    assert_eq!(log[0].event.subject, admin.id.to_string());

    let taken = world
        .identity
        .make_account(given::wanted("ADMIN"), Role::User)
        .await;
    assert!(matches!(taken, Err(SignUpError::EmailTaken)), "{taken:?}");
    assert!(world.letters().await.is_empty());
    assert_eq!(world.issued(admin.id, CodePurpose::VerifyEmail).await, None);
}
