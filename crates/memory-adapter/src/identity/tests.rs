use hexmart_application::identity::{
    AccountRepository, AddressRepository, ApiKeyRepository, CodeRepository, CredentialQueries,
    SessionRepository,
};
use hexmart_contracts::given;
use hexmart_domain::identity::{Account, AccountState, AddressBook, CodePurpose, Provider};
use hexmart_domain::shared::UserId;

use crate::store::Memory;
use crate::tables::Tables;
use crate::unit::MemoryUnit;

/// Signs in, and refreshes twice.
async fn sign_in(unit: &mut MemoryUnit<'_>, account: UserId) {
    let session = given::session(account);
    let mut token = given::first_token(&session);
    unit.open(&session, &token).await.unwrap();
    for _ in 0..2 {
        token = given::next_token(&token);
        unit.rotate(&token).await.unwrap();
    }
}

/// The rows that belong to accounts, table by table.
fn sizes(tables: &Tables) -> [usize; 14] {
    [
        tables.accounts.len(),
        tables.emails.len(),
        tables.phones.len(),
        tables.identities.len(),
        tables.links.len(),
        tables.sessions.len(),
        tables.sessions_of.len(),
        tables.refresh_tokens.len(),
        tables.token_hashes.len(),
        tables.codes.len(),
        tables.address_books.len(),
        tables.api_keys.len(),
        tables.api_keys_of.len(),
        tables.api_key_hashes.len(),
    ]
}

#[tokio::test]
async fn nothing_is_left_of_an_account_that_was_never_verified() {
    let memory = Memory::default();
    let account = Account {
        state: AccountState::Unverified,
        ..given::account_in_full("ann@example.com", "010-1234-5678")
    };
    let mut unit = MemoryUnit::begin(&memory.shared);
    AccountRepository::add(&mut unit, &account).await.unwrap();
    for provider in Provider::ALL {
        let somebody = given::identity(account.id, provider);
        unit.link(&somebody).await.unwrap();
    }
    sign_in(&mut unit, account.id).await;
    sign_in(&mut unit, account.id).await;
    for purpose in CodePurpose::ALL {
        let code = given::code(account.id, purpose);
        CodeRepository::save(&mut unit, &code).await.unwrap();
    }
    let book = AddressBook::empty(account.id).with(given::saved_address(), true);
    AddressRepository::save(&mut unit, &book.unwrap()).await.unwrap();
    let key = given::api_key(account.id);
    ApiKeyRepository::add(&mut unit, &key).await.unwrap();
    unit.commit().unwrap();
    assert_eq!(
        sizes(&memory.shared.read()),
        [1, 1, 1, 3, 1, 2, 1, 6, 6, 4, 1, 1, 1, 1]
    );

    let mut unit = MemoryUnit::begin(&memory.shared);
    assert!(unit.remove_unverified(account.id).await.unwrap());
    unit.commit().unwrap();
    assert_eq!(sizes(&memory.shared.read()), [0; 14]);
}

#[tokio::test]
async fn nothing_is_left_of_a_session_that_was_purged() {
    let memory = Memory::default();
    let mut unit = MemoryUnit::begin(&memory.shared);
    let account = given::id();
    sign_in(&mut unit, account).await;
    unit.end_all(account, None, given::now()).await.unwrap();
    unit.commit().unwrap();

    // Somebody who looks at the session meanwhile, to write about it.
    let mut slow = MemoryUnit::begin(&memory.shared);
    assert_eq!(slow.end_all(account, None, given::now()).await.unwrap(), 0);
    let purged = memory.purge(given::now() + given::TICK, 10).await.unwrap();
    assert_eq!(purged, 1);
    assert!(slow.commit().is_err());

    let tables = memory.shared.read();
    let [.., sessions, _, tokens, hashes, _, _, _, _, _] = sizes(&tables);
    assert_eq!([sessions, tokens, hashes], [0; 3]);
    assert!(tables.sessions_of.values().all(|own| own.is_empty()));
}
