//! What becomes of accounts as time goes by.

use chrono::TimeDelta;
use hexmart_application::identity::Overdue;
use hexmart_application::platform::Storage;
use hexmart_domain::identity::{Account, AccountState, CodePurpose, Nickname, PersonalData, Provider, Role};
use hexmart_domain::shared::{Instant, UserId};

use super::{code_of, found, presented, save_code, signed_in, standing};
use crate::given;
use crate::writes::{add_account, attempt, joined};

async fn remove_unverified(storage: &Storage, account: UserId) -> bool {
    let removed = attempt(storage, account, |uow, account| {
        Box::pin(async move { uow.accounts().remove_unverified(account).await })
    });
    removed.await.unwrap()
}

/// An account that was never verified goes with its sessions, codes and links; its address and number are free, and
/// nobody else loses anything.
pub async fn an_unverified_account_is_forgotten_with_all_it_had(storage: Storage) {
    let gone = Account {
        state: AccountState::Unverified,
        ..given::account_in_full("ann@example.com", "010-1234-5678")
    };
    add_account(&storage, &gone).await.unwrap();
    let stays = joined(&storage).await;
    let mut had = Vec::new();
    for account in [&gone, &stays] {
        let (session, token) = signed_in(&storage, account.id).await;
        let code = given::code(account.id, CodePurpose::VerifyEmail);
        save_code(&storage, &code).await.unwrap();
        let link = given::identity(account.id, Provider::Kakao);
        let linked = attempt(&storage, link, |uow, link| {
            Box::pin(async move { uow.accounts().link(&link).await })
        });
        linked.await.unwrap();
        had.push((account.id, session, token, code, link));
    }

    assert!(remove_unverified(&storage, gone.id).await);
    assert!(!remove_unverified(&storage, gone.id).await);
    for (account, session, token, code, link) in had {
        let is_there = account == stays.id;
        assert_eq!(found(&storage, account).await.is_some(), is_there);
        assert_eq!(standing(&storage, account, session.id).await.is_some(), is_there);
        assert_eq!(presented(&storage, token.hash).await.is_some(), is_there);
        let code = code_of(&storage, account, code.purpose).await;
        assert_eq!(code.is_some(), is_there);
        let by_identity = attempt(&storage, link, |uow, link| {
            Box::pin(async move { uow.accounts().find_by_identity(link.provider, link.subject).await })
        });
        assert_eq!(by_identity.await.unwrap().is_some(), is_there);
    }
    let next = given::account_in_full("Ann@example.com", "010-1234-5678");
    add_account(&storage, &next).await.unwrap();
}

/// An account in any other state is left alone, with its sessions.
pub async fn an_account_that_was_verified_is_not_forgotten(storage: Storage) {
    for state in [AccountState::Active, AccountState::Dormant, AccountState::Deleted] {
        let account = given::in_state(state);
        add_account(&storage, &account).await.unwrap();
        let (session, _) = signed_in(&storage, account.id).await;
        assert!(!remove_unverified(&storage, account.id).await);
        let standing = standing(&storage, account.id, session.id).await;
        assert_eq!(standing.map(|standing| standing.state), Some(state));
        assert_eq!(found(&storage, account.id).await, Some(account));
    }
    assert!(!remove_unverified(&storage, given::id()).await);
}

/// Adds the accounts; asserts that for exactly those marked true something is due, and that a limit is kept.
async fn assert_due(storage: &Storage, due: Overdue, accounts: Vec<(bool, Account)>) {
    let mut expected = Vec::new();
    for (number, (is_due, account)) in accounts.into_iter().enumerate() {
        add_account(storage, &account).await.unwrap();
        if is_due {
            expected.push((account.id, number));
        }
    }
    let mut listed = storage.accounts.overdue(due, 100).await.unwrap();
    listed.sort_unstable();
    expected.sort_unstable();
    let numbers: Vec<_> = expected.iter().map(|(_, number)| number).collect();
    let expected: Vec<_> = expected.iter().map(|(id, _)| *id).collect();
    assert_eq!(listed, expected, "due are the accounts {numbers:?}");
    for limit in 1..=expected.len() {
        let limited = storage.accounts.overdue(due, u64::try_from(limit).unwrap()).await;
        let limited = limited.unwrap();
        assert_eq!(limited.len(), limit);
        assert!(limited.iter().all(|id| expected.contains(id)));
    }
}

fn day(number: i64) -> Instant {
    given::now() + TimeDelta::days(number)
}

/// What is overdue for verification: unverified accounts that were made before an instant.
pub async fn accounts_never_verified_are_overdue(storage: Storage) {
    let made = |state, created_at| Account {
        created_at,
        ..given::in_state(state)
    };
    let before = day(5);
    let mut accounts = vec![
        (true, made(AccountState::Unverified, before - given::TICK)),
        (true, made(AccountState::Unverified, day(1))),
        (false, made(AccountState::Unverified, before)),
        (false, made(AccountState::Unverified, before + given::TICK)),
    ];
    for state in [AccountState::Active, AccountState::Dormant, AccountState::Deleted] {
        accounts.push((false, made(state, day(1))));
    }
    let due = Overdue::Verification { made_before: before };
    assert_due(&storage, due, accounts).await;
}

/// An active account that was made, last signed in and warned then.
fn idle(made: Instant, signed_in: Option<Instant>, warned: Option<Instant>) -> Account {
    Account {
        created_at: made,
        last_sign_in_at: signed_in,
        dormancy_notice_at: warned,
        ..given::person()
    }
}

/// Who is overdue for a warning: active users who were not warned, and neither signed in nor came since an instant.
pub async fn idle_accounts_are_overdue_for_a_notice(storage: Storage) {
    let before = day(5);
    let mut accounts = vec![
        (true, idle(day(1), None, None)),
        (true, idle(before - given::TICK, None, None)),
        (true, idle(day(1), Some(before - given::TICK), None)),
        (false, idle(day(1), Some(before), None)),
        (false, idle(day(1), Some(day(6)), None)),
        (false, idle(before, None, None)),
        (false, idle(day(6), None, None)),
        (false, idle(day(1), None, Some(day(2)))),
    ];
    for role in [Role::Operator, Role::Staff, Role::Admin] {
        let employed = Account {
            role,
            ..idle(day(1), None, None)
        };
        accounts.push((false, employed));
    }
    for state in [
        AccountState::Unverified,
        AccountState::Dormant,
        AccountState::Deleted,
    ] {
        let elsewhere = Account {
            created_at: day(1),
            ..given::in_state(state)
        };
        accounts.push((false, elsewhere));
    }
    assert_due(
        &storage,
        Overdue::DormancyNotice { idle_before: before },
        accounts,
    )
    .await;
}

/// Who is overdue for sleep: active accounts that were warned before an instant, and neither signed in nor came since
/// another.
pub async fn warned_accounts_are_overdue_for_dormancy(storage: Storage) {
    let (before, warned) = (day(5), day(3));
    let early = Some(warned - given::TICK);
    let mut accounts = vec![
        (true, idle(day(1), None, early)),
        (true, idle(before - given::TICK, None, early)),
        (true, idle(day(1), Some(before - given::TICK), early)),
        (false, idle(day(1), Some(before), early)),
        (false, idle(before, None, early)),
        (false, idle(day(1), None, Some(warned))),
        (false, idle(day(1), None, Some(day(4)))),
        (false, idle(day(1), None, None)),
    ];
    for state in [
        AccountState::Unverified,
        AccountState::Dormant,
        AccountState::Deleted,
    ] {
        let elsewhere = Account {
            created_at: day(1),
            dormancy_notice_at: early,
            ..given::in_state(state)
        };
        accounts.push((false, elsewhere));
    }
    let due = Overdue::Dormancy {
        idle_before: before,
        warned_before: warned,
    };
    assert_due(&storage, due, accounts).await;
}

/// What is overdue for anonymisation: accounts deleted before an instant that still have a password, an address or a
/// number.
pub async fn erased_accounts_are_overdue_for_anonymisation(storage: Storage) {
    let before = day(5);
    let erased = |deleted_at| Account {
        deleted_at: Some(deleted_at),
        ..given::in_state(AccountState::Deleted)
    };
    let with = |password: bool, personal| {
        let account = erased(day(1));
        Account {
            password: account.password.filter(|_| password),
            personal,
            ..account
        }
    };
    let address = PersonalData {
        email: Some(given::address("ann@example.com")),
        ..PersonalData::default()
    };
    let number = PersonalData {
        phone: Some(given::phone("010-1234-5678")),
        ..PersonalData::default()
    };
    let mut accounts = vec![
        (true, erased(before - given::TICK)),
        (false, erased(before)),
        (true, with(true, PersonalData::default())),
        (true, with(false, address)),
        (true, with(false, number)),
        (true, with(false, PersonalData::default())),
        (
            false,
            with(false, PersonalData::default()).anonymised(Nickname::of_nobody()),
        ),
    ];
    for state in [
        AccountState::Unverified,
        AccountState::Active,
        AccountState::Dormant,
    ] {
        accounts.push((false, given::in_state(state)));
    }
    let due = Overdue::Anonymisation {
        deleted_before: before,
    };
    assert_due(&storage, due, accounts).await;
}
