//! Addresses and numbers: one live account each.

use hexmart_application::platform::{Storage, StoreError, UniqueKey};
use hexmart_domain::identity::{Account, AccountState, Email, PersonalData, Phone};

use super::{by_email, found};
use crate::callers::{Underway, at_once};
use crate::given;
use crate::writes::{add_account, attempt, joined, save_account};

#[track_caller]
fn assert_taken(answer: &Result<(), StoreError>) {
    assert!(
        matches!(answer, Err(StoreError::Duplicate(UniqueKey::AccountEmail))),
        "{answer:?}"
    );
}

#[track_caller]
fn assert_number_taken(answer: &Result<(), StoreError>) {
    assert!(
        matches!(answer, Err(StoreError::Duplicate(UniqueKey::AccountPhone))),
        "{answer:?}"
    );
}

/// The account one version on, with another address.
fn moved(account: &Account, email: Email) -> Account {
    let account = account.clone().changed(given::now());
    Account {
        personal: PersonalData {
            email: Some(email),
            ..account.personal
        },
        ..account
    }
}

/// The account one version on, with another number.
fn reached(account: &Account, phone: Phone) -> Account {
    let account = account.clone().changed(given::now());
    Account {
        personal: PersonalData {
            phone: Some(phone),
            ..account.personal
        },
        ..account
    }
}

/// An address that is taken is taken in capitals too, by any live account, and stays with its first.
pub async fn an_address_is_taken_whatever_its_case(storage: Storage) {
    for (state, local) in [
        (AccountState::Unverified, "ann"),
        (AccountState::Active, "bob"),
        (AccountState::Dormant, "cho"),
    ] {
        let first = Account {
            state,
            ..given::account(&format!("{local}@example.com"))
        };
        add_account(&storage, &first).await.unwrap();
        for local in [local.to_owned(), local.to_uppercase()] {
            let second = given::account(&format!("{local}@example.com"));
            assert_taken(&add_account(&storage, &second).await);
            assert_eq!(found(&storage, second.id).await, None);
        }
        assert_eq!(
            by_email(&storage, &given::address(&format!("{local}@example.com"))).await,
            Some(first)
        );
    }
}

/// 20 callers sign up with one address, in different cases: one gets it.
pub async fn one_of_many_takes_an_address(storage: Storage) {
    let accounts: Vec<_> = (0..20)
        .map(|caller| {
            given::unverified(if caller % 2 == 0 {
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
    for (account, answer) in losers {
        assert_taken(answer);
        assert_eq!(found(&storage, account.id).await, None);
    }
    assert_eq!(winners.len(), 1);
    let found = by_email(&storage, &given::address("ann@example.com")).await;
    assert_eq!(found.as_ref(), Some(winners[0].0));
}

/// A rival wants the address that an attempt under way has taken: one gets it, the other finds it taken.
pub async fn an_address_is_taken_once_by_attempts_that_overlap(storage: Storage) {
    let accounts = ["ann@example.com", "Ann@example.com"].map(given::account);
    let [own, rival] = accounts.clone();
    let underway = Underway::begin(&storage, move |uow| {
        let own = own.clone();
        Box::pin(async move { uow.accounts().add(&own).await })
    })
    .await;
    let other = storage.clone();
    let (own, rival) = underway
        .overtaken(async move { add_account(&other, &rival).await })
        .await;

    assert_ne!(own.is_ok(), rival.is_ok());
    let email = given::address("ann@example.com");
    let found = by_email(&storage, &email).await.unwrap();
    for (account, answer) in accounts.iter().zip([own, rival]) {
        assert_eq!(found == *account, answer.is_ok());
        if answer.is_err() {
            assert_taken(&answer);
        }
    }
}

/// A change to an address that another account has is refused and changes nothing; one's own may change its case.
pub async fn an_address_is_taken_by_a_change_too(storage: Storage) {
    let (ann, bob) = (
        given::account("ann@example.com"),
        given::account("bob@example.com"),
    );
    for account in [&ann, &bob] {
        add_account(&storage, account).await.unwrap();
    }
    let taken = moved(&bob, given::address("ANN@example.com"));
    assert_taken(&save_account(&storage, &taken).await);
    assert_eq!(found(&storage, bob.id).await.as_ref(), Some(&bob));

    let capitals = moved(&bob, given::address("BOB@example.com"));
    save_account(&storage, &capitals).await.unwrap();
    let moved_on = moved(&capitals, given::address("carl@example.com"));
    save_account(&storage, &moved_on).await.unwrap();
    add_account(&storage, &given::account("bob@example.com"))
        .await
        .unwrap();
    assert_taken(&add_account(&storage, &given::account("carl@example.com")).await);
}

/// 16 accounts change to one address at once: one gets it.
pub async fn one_of_many_changes_to_an_address(storage: Storage) {
    let mut accounts = Vec::new();
    for _ in 0..16 {
        accounts.push(joined(&storage).await);
    }
    let answers = at_once(accounts.len(), |caller| {
        let (storage, account) = (storage.clone(), accounts[caller].clone());
        async move {
            let change = moved(&account, given::address("ann@example.com"));
            let save = attempt(&storage, change, |uow, change| {
                Box::pin(async move { uow.accounts().save(&change).await })
            });
            save.await
        }
    })
    .await;

    let winner = by_email(&storage, &given::address("ann@example.com"))
        .await
        .unwrap();
    for (account, answer) in accounts.iter().zip(&answers) {
        assert_eq!(account.id == winner.id, answer.is_ok());
        if answer.is_err() {
            assert_taken(answer);
            assert_eq!(found(&storage, account.id).await.as_ref(), Some(account));
        }
    }
}

/// A number that a live account has is refused to others, new and changed; without regard to how it is written.
pub async fn a_number_is_taken_once(storage: Storage) {
    let ann = reached(&joined(&storage).await, given::phone("010-1234-5678"));
    save_account(&storage, &ann).await.unwrap();

    let new = given::account_in_full("new@example.com", "01012345678");
    assert_number_taken(&add_account(&storage, &new).await);
    let bob = joined(&storage).await;
    assert_number_taken(&save_account(&storage, &reached(&bob, given::phone("010 1234 5678"))).await);
    assert_eq!(found(&storage, bob.id).await, Some(bob.clone()));

    save_account(&storage, &reached(&bob, given::phone("010-1234-5679")))
        .await
        .unwrap();
    let ann = reached(&ann, given::phone("010-1111-2222"));
    save_account(&storage, &ann).await.unwrap();
    add_account(&storage, &new).await.unwrap();
}

/// 16 accounts prove one number at once: one gets it.
pub async fn one_of_many_takes_a_number(storage: Storage) {
    let mut accounts = Vec::new();
    for _ in 0..16 {
        accounts.push(joined(&storage).await);
    }
    let answers = at_once(accounts.len(), |caller| {
        let (storage, account) = (storage.clone(), accounts[caller].clone());
        async move {
            let change = reached(&account, given::phone("010-1234-5678"));
            let save = attempt(&storage, change, |uow, change| {
                Box::pin(async move { uow.accounts().save(&change).await })
            });
            save.await
        }
    })
    .await;

    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    for (account, answer) in accounts.iter().zip(&answers) {
        let now = found(&storage, account.id).await.unwrap();
        assert_eq!(now.personal.phone.is_some(), answer.is_ok());
        if answer.is_err() {
            assert_number_taken(answer);
        }
    }
}

/// An erased account holds neither its address nor its number, though it keeps both; it cannot be restored into what
/// somebody else has taken since.
pub async fn an_erased_account_frees_its_address_and_number(storage: Storage) {
    let first = given::account_in_full("ann@example.com", "010-1234-5678");
    add_account(&storage, &first).await.unwrap();
    let erased = first.erased(given::now()).changed(given::now());
    save_account(&storage, &erased).await.unwrap();
    assert_eq!(by_email(&storage, &given::address("ann@example.com")).await, None);

    let second = given::account("Ann@example.com");
    add_account(&storage, &second).await.unwrap();
    assert_eq!(
        by_email(&storage, &given::address("ann@example.com")).await,
        Some(second.clone())
    );
    let restored = erased.clone().restored().changed(given::now());
    assert_taken(&save_account(&storage, &restored).await);
    assert_eq!(found(&storage, erased.id).await, Some(erased));

    let second = moved(&second, given::address("second@example.com"));
    let second = Account {
        version: 2,
        ..reached(&second, given::phone("010-1234-5678"))
    };
    save_account(&storage, &second).await.unwrap();
    assert_number_taken(&save_account(&storage, &restored).await);

    let second = reached(&second, given::phone("010-1111-2222"));
    save_account(&storage, &second).await.unwrap();
    save_account(&storage, &restored).await.unwrap();
    assert_eq!(
        by_email(&storage, &given::address("ann@example.com")).await,
        Some(restored)
    );
}

/// Any number of erased accounts may have had one address and number.
pub async fn an_address_is_erased_again_and_again(storage: Storage) {
    for _ in 0..3 {
        let account = given::account_in_full("ann@example.com", "010-1234-5678");
        add_account(&storage, &account).await.unwrap();
        let erased = account.erased(given::now()).changed(given::now());
        save_account(&storage, &erased).await.unwrap();
        assert_eq!(found(&storage, erased.id).await, Some(erased));
    }
    assert_eq!(by_email(&storage, &given::address("ann@example.com")).await, None);
}
