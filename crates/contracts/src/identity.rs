//! Promises of `AccountRepository` and `AccountQueries`.

use hexmart_application::platform::{Storage, StoreError, UniqueKey};
use hexmart_domain::identity::{Account, Email, Nickname, PasswordHash, Role};

use crate::callers::{Underway, at_once};
use crate::given;
use crate::writes::add_account;

/// An account reads back to the last field, whatever its role.
pub async fn an_account_is_kept_as_it_was_made(storage: Storage) {
    let domain = format!("{0}.{0}.{0}.example", "d".repeat(61));
    let local = "l".repeat(Email::MAX - 1 - domain.len());
    let longest = format!("{local}@{domain}");
    for (role, email) in Role::ALL
        .into_iter()
        .zip(["Kim.Min-ji+1@Example.com", "b@c.de", &longest])
    {
        let account = Account {
            role,
            nickname: Nickname::parse("😀".repeat(30)).unwrap(),
            password: PasswordHash::from_phc(format!("$argon2id$v=19${}", "Az09+/".repeat(30))),
            ..given::account(email)
        };
        add_account(&storage, &account).await.unwrap();
        let found = storage.accounts.by_email(&account.email).await.unwrap();
        assert_eq!(found, Some(account));
    }
}

/// An account is found by its address in any case, and by no other.
pub async fn an_account_is_found_without_regard_to_case(storage: Storage) {
    let account = given::account("Ann@Example.com");
    add_account(&storage, &account).await.unwrap();

    for email in ["ann@example.com", "ANN@EXAMPLE.COM", "Ann@Example.com"] {
        let found = storage.accounts.by_email(&given::address(email)).await.unwrap();
        assert_eq!(found.as_ref(), Some(&account), "{email}");
    }
    for email in [
        "an@example.com",
        "ann@example.co",
        "a_n@example.com",
        "%@example.com",
    ] {
        let found = storage.accounts.by_email(&given::address(email)).await.unwrap();
        assert_eq!(found, None, "{email}");
    }
}

#[track_caller]
fn assert_taken(answer: &Result<(), StoreError>) {
    assert!(
        matches!(answer, Err(StoreError::Duplicate(UniqueKey::AccountEmail))),
        "{answer:?}"
    );
}

/// An address that is taken is taken in capitals too, and stays with its first account.
pub async fn an_address_is_taken_whatever_its_case(storage: Storage) {
    let first = given::account("ann@example.com");
    add_account(&storage, &first).await.unwrap();
    for email in ["ann@example.com", "ANN@example.com"] {
        assert_taken(&add_account(&storage, &given::account(email)).await);
    }
    let found = storage.accounts.by_email(&first.email).await.unwrap();
    assert_eq!(found, Some(first));
}

/// 20 callers sign up with one address, in different cases: one gets it.
pub async fn one_of_many_takes_an_address(storage: Storage) {
    let accounts: Vec<_> = (0..20)
        .map(|caller| {
            given::account(if caller % 2 == 0 {
                "ann@example.com"
            } else {
                "Ann@Example.com"
            })
        })
        .collect();
    let answers = at_once(accounts.len(), |caller| {
        let (storage, account) = (storage.clone(), accounts[caller].clone());
        async move { add_account(&storage, &account).await }
    })
    .await;

    let (winners, losers): (Vec<_>, Vec<_>) = accounts
        .iter()
        .zip(&answers)
        .partition(|(_, answer)| answer.is_ok());
    for (_, answer) in losers {
        assert_taken(answer);
    }
    assert_eq!(winners.len(), 1);
    let found = storage.accounts.by_email(&accounts[0].email).await.unwrap();
    assert_eq!(found.as_ref(), Some(winners[0].0));
}

/// A rival wants the address that an attempt under way has taken: one gets it, the other finds it taken.
pub async fn an_address_is_taken_once_by_attempts_that_overlap(storage: Storage) {
    let accounts = ["ann@example.com", "Ann@example.com"].map(given::account);
    let [own, rival] = accounts.clone();
    let attempt = Underway::begin(&storage, move |uow| {
        let own = own.clone();
        Box::pin(async move { uow.accounts().add(&own).await })
    })
    .await;
    let other = storage.clone();
    let (own, rival) = attempt
        .overtaken(async move { add_account(&other, &rival).await })
        .await;

    assert_ne!(own.is_ok(), rival.is_ok());
    let found = storage
        .accounts
        .by_email(&accounts[0].email)
        .await
        .unwrap()
        .unwrap();
    for (account, answer) in accounts.iter().zip([own, rival]) {
        assert_eq!(found == *account, answer.is_ok());
        if answer.is_err() {
            assert_taken(&answer);
        }
    }
}
