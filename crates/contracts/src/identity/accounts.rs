//! Accounts, as they are kept and found.

use hexmart_application::platform::{Storage, StoreError};
use hexmart_domain::identity::{
    Account, AccountState, CustomsCode, Email, Introduction, Nickname, PasswordHash, PersonalData, RealName,
    Role,
};
use hexmart_domain::shared::{Language, UserId};

use super::{account_of, by_email, found};
use crate::callers::at_once;
use crate::given;
use crate::writes::{add_account, attempt, crowd, joined, save_account};

/// Asserts that every way to an account leads to this one.
async fn assert_kept(storage: &Storage, account: &Account) {
    let id = account.id;
    assert_eq!(found(storage, id).await.as_ref(), Some(account));
    assert_eq!(account_of(storage, id).await.as_ref(), Some(account));
    let page = storage.accounts.page(None, None, 100).await.unwrap();
    let listed = page.iter().find(|other| other.id == id);
    assert_eq!(listed, Some(account));
    let Some(email) = account.personal.email.clone() else {
        return;
    };
    let expected = (account.state != AccountState::Deleted).then_some(account);
    assert_eq!(by_email(storage, &email).await.as_ref(), expected);
    let in_attempt = attempt(storage, email, |uow, email| {
        Box::pin(async move { uow.accounts().find_by_email(&email).await })
    });
    assert_eq!(in_attempt.await.unwrap().as_ref(), expected);
}

/// The longest values that an account can hold.
fn longest(role: Role, email: &str) -> Account {
    let account = given::account_in_full(email, "010-1234-5678");
    Account {
        role,
        nickname: Nickname::parse("😀".repeat(30)).unwrap(),
        introduction: Some(Introduction::parse("힣".repeat(50)).unwrap()),
        password: Some(PasswordHash::from_phc(format!(
            "$argon2id$v=19${}",
            "Az09+/".repeat(30)
        ))),
        personal: PersonalData {
            real_name: Some(RealName::parse("👩‍🚀".repeat(20)).unwrap()),
            ..account.personal
        },
        token_version: i64::MAX,
        ..account
    }
}

/// An account reads back to the last field, whatever its role, on every way to it.
pub async fn an_account_is_kept_as_it_was_made(storage: Storage) {
    let domain = format!("{0}.{0}.{0}.example", "d".repeat(61));
    let local = "l".repeat(Email::MAX - 1 - domain.len());
    let long = format!("{local}@{domain}");
    let emails = [
        "Kim.Min-ji+1@Example.com",
        "b@c.de",
        "x_%'`{|}~@example.com",
        &long,
    ];
    let numbers = ["010-1111-0001", "010-1111-0002", "011-111-0003", "019-111-0004"];
    for ((role, email), number) in Role::ALL.into_iter().zip(emails).zip(numbers) {
        let account = longest(role, email);
        let account = Account {
            personal: PersonalData {
                phone: Some(given::phone(number)),
                ..account.personal
            },
            ..account
        };
        add_account(&storage, &account).await.unwrap();
        assert_kept(&storage, &account).await;
    }
}

/// An account of which next to nothing is known reads back so; that nothing stands in no other's way.
pub async fn what_is_not_known_of_an_account_stays_unknown(storage: Storage) {
    for state in AccountState::ALL {
        for language in Language::ALL {
            let account = Account {
                personal: PersonalData::default(),
                password: None,
                language,
                ..given::in_state(state)
            };
            add_account(&storage, &account).await.unwrap();
            assert_kept(&storage, &account).await;
        }
    }
}

/// Accounts in every state are found by their ids; by their addresses, only live ones.
pub async fn an_account_is_found_in_whatever_state(storage: Storage) {
    for state in AccountState::ALL {
        let account = given::in_state(state);
        add_account(&storage, &account).await.unwrap();
        assert_kept(&storage, &account).await;
    }
}

/// An account is found by its address in any case, and by no other.
pub async fn an_account_is_found_without_regard_to_case(storage: Storage) {
    let account = given::account("Ann@Example.com");
    add_account(&storage, &account).await.unwrap();

    for email in ["ann@example.com", "ANN@EXAMPLE.COM", "Ann@Example.com"] {
        let found = by_email(&storage, &given::address(email)).await;
        assert_eq!(found.as_ref(), Some(&account), "{email}");
    }
    for email in [
        "an@example.com",
        "ann@example.co",
        "a_n@example.com",
        "%@example.com",
    ] {
        let found = by_email(&storage, &given::address(email)).await;
        assert_eq!(found, None, "{email}");
    }
}

/// What was never added is none, also when an id differs in its last bit alone.
pub async fn an_unknown_account_is_none(storage: Storage) {
    let (id, twin) = given::twin_ids();
    let account = Account {
        id,
        ..given::person()
    };
    add_account(&storage, &account).await.unwrap();
    for unknown in [twin, given::id()] {
        assert_eq!(found(&storage, unknown).await, None);
        assert_eq!(account_of(&storage, unknown).await, None);
    }
    assert_eq!(found(&storage, id).await, Some(account));
}

/// A changed account reads back to the last field: what was not known and is, and the other way round.
pub async fn a_change_of_an_account_is_kept(storage: Storage) {
    let bare = Account {
        personal: PersonalData::default(),
        password: None,
        ..given::person()
    };
    add_account(&storage, &bare).await.unwrap();
    let full = Account {
        id: bare.id,
        role: Role::Staff,
        state: AccountState::Dormant,
        created_at: bare.created_at,
        version: 2,
        ..given::account_in_full("ann@example.com", "010-1234-5678")
    };
    let other = Account {
        personal: PersonalData {
            email: Some(given::address("Ann.B@example.com")),
            phone: Some(given::phone("010-8765-4321")),
            real_name: Some(RealName::parse("홍길순").unwrap()),
            customs_code: Some(CustomsCode::parse("P999999999999").unwrap()),
        },
        nickname: Nickname::parse("고구마 🍠").unwrap(),
        version: 3,
        ..full.clone()
    };
    let bare_again = Account {
        version: 4,
        ..bare.clone()
    };
    for change in [full, other, bare_again] {
        save_account(&storage, &change).await.unwrap();
        assert_kept(&storage, &change).await;
    }
}

/// A change must follow the version that is stored; any other is a conflict, and changes nothing.
pub async fn a_stale_account_is_a_conflict(storage: Storage) {
    let account = joined(&storage).await;
    let second = account.clone().changed(given::now());
    save_account(&storage, &second).await.unwrap();
    for version in [0, 1, 2, 4] {
        let change = Account {
            version,
            nickname: Nickname::parse("too late").unwrap(),
            ..second.clone()
        };
        let answer = save_account(&storage, &change).await;
        assert!(
            matches!(answer, Err(StoreError::Conflict)),
            "{version}: {answer:?}"
        );
        assert_eq!(found(&storage, account.id).await.as_ref(), Some(&second));
    }
}

/// 16 callers change one account at once: every change counts.
pub async fn changes_of_an_account_that_race_all_count(storage: Storage) {
    let account = joined(&storage).await;
    let answers = at_once(16, |_| {
        let (storage, id) = (storage.clone(), account.id);
        async move {
            let revoke = attempt(&storage, id, |uow, id| {
                Box::pin(async move {
                    let account = uow.accounts().find(id).await?.unwrap();
                    let account = account.with_tokens_revoked().changed(given::now());
                    uow.accounts().save(&account).await
                })
            });
            revoke.await
        }
    })
    .await;

    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    let account = found(&storage, account.id).await.unwrap();
    assert_eq!((account.token_version, account.version), (17, 17));
}

async fn page(
    storage: &Storage,
    state: Option<AccountState>,
    after: Option<UserId>,
    limit: u64,
) -> Vec<UserId> {
    let page = storage.accounts.page(state, after, limit).await.unwrap();
    page.iter().map(|account| account.id).collect()
}

/// Accounts are listed in the order of their ids, page by page, without skipping or repeating one.
pub async fn a_page_of_accounts_is_in_the_order_of_ids(storage: Storage) {
    let accounts: Vec<_> = (0..7).map(|_| given::person()).collect();
    for turn in [3, 0, 6, 1, 5, 2, 4] {
        add_account(&storage, &accounts[turn]).await.unwrap();
    }
    let ids: Vec<_> = accounts.iter().map(|account| account.id).collect();
    assert_eq!(page(&storage, None, None, 100).await, ids);
    assert_eq!(page(&storage, None, None, 3).await, ids[..3]);
    assert_eq!(page(&storage, None, Some(ids[2]), 3).await, ids[3..6]);
    assert_eq!(page(&storage, None, Some(ids[5]), 3).await, ids[6..]);
    assert_eq!(page(&storage, None, Some(ids[6]), 3).await, []);
}

/// A list of one state shows accounts of that state alone.
pub async fn a_page_of_accounts_can_be_of_one_state(storage: Storage) {
    let everybody = crowd(&storage, 2).await;
    let mut expected = Vec::new();
    for _ in 0..3 {
        for state in AccountState::ALL {
            let account = given::in_state(state);
            add_account(&storage, &account).await.unwrap();
            expected.push((state, account.id));
        }
    }
    expected.extend(everybody.into_iter().map(|id| (AccountState::Active, id)));
    expected.sort_by_key(|(_, id)| *id);
    for state in AccountState::ALL {
        let of_state = expected.iter().filter(|(other, _)| *other == state);
        let ids: Vec<_> = of_state.map(|(_, id)| *id).collect();
        assert_eq!(page(&storage, Some(state), None, 100).await, ids);
        assert_eq!(page(&storage, Some(state), None, 2).await, ids[..2]);
        assert_eq!(page(&storage, Some(state), Some(ids[0]), 2).await, ids[1..3]);
    }
}
