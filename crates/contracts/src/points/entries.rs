//! Entries, as they are written and read.

use std::slice::from_ref;

use hexmart_application::platform::{Storage, StoreError, UniqueKey};
use hexmart_domain::points::{EntryKind, ExpiryPolicy, Reference, Wallet, WalletEntry};
use hexmart_domain::shared::UserId;

use super::{append, filled, kept, told};
use crate::given;
use crate::writes::attempt;

async fn found(storage: &Storage, user: UserId, kind: EntryKind, what: &str) -> Option<WalletEntry> {
    let asked = (user, kind, given::reference(what));
    let entry = attempt(storage, asked, |uow, (user, kind, what)| {
        Box::pin(async move { uow.wallets().entry(user, kind, &what).await })
    });
    entry.await.unwrap()
}

/// Who never had any points has a wallet with nothing in it.
pub async fn a_wallet_begins_empty(storage: Storage) {
    let user = given::id();
    assert_eq!(kept(&storage, user).await, Wallet::empty(user));
    assert_eq!(told(&storage, user).await, []);
    let nothing = storage
        .wallets
        .statistics(user, given::day("2026-11-20"))
        .await
        .unwrap();
    assert_eq!((nothing.day_plus, nothing.month_minus), (0, 0));
    assert_eq!(nothing.wallet, Wallet::empty(user));
}

/// Entries of every kind read back to the last field, are found by what they belong to, and the newest says what there is.
pub async fn an_entry_is_kept_as_it_was_written(storage: Storage) {
    let mut wallet = Wallet::empty(given::id());
    let mut entries = vec![given::present(
        &wallet,
        9_999_999_999,
        &"r".repeat(Reference::MAX),
        "2026-01-31",
    )];
    wallet = entries[0].after();
    for kind in EntryKind::ALL {
        let cause = given::cause(kind, "once", "2026-11-20");
        let (some, few) = (given::points(70), given::points(30));
        let credited = wallet.credit(some, ExpiryPolicy::default(), cause.clone());
        let entry = credited.or_else(|_| wallet.debit(few, cause)).unwrap();
        wallet = entry.after();
        entries.push(entry);
    }
    for entry in &entries {
        append(&storage, from_ref(entry)).await.unwrap();
        assert_eq!(kept(&storage, entry.user).await, entry.after());
    }
    for entry in &entries {
        let found = found(&storage, entry.user, entry.kind, entry.reference.as_str()).await;
        assert_eq!(found.as_ref(), Some(entry));
    }
    assert_eq!(
        found(&storage, wallet.user, EntryKind::Payment, "ONCE").await,
        None
    );
    assert_eq!(
        found(&storage, given::id(), EntryKind::Payment, "once").await,
        None
    );
    entries.reverse();
    assert_eq!(told(&storage, wallet.user).await, entries);
}

/// Who has not read the newest entry cannot extend it, and leaves nothing.
pub async fn a_stale_entry_is_a_conflict(storage: Storage) {
    let first = filled(&storage, 100).await;
    let spent = given::spending(&first, 60, "one", "2026-11-20");
    append(&storage, from_ref(&spent)).await.unwrap();
    let late = given::spending(&first, 70, "two", "2026-11-20");
    let answer = append(&storage, from_ref(&late)).await;
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    assert_eq!(kept(&storage, first.user).await, spent.after());
    assert_eq!(found(&storage, first.user, EntryKind::Payment, "two").await, None);
    assert_eq!(storage.wallets.faults(9).await.unwrap(), []);
}

/// Of one kind, a wallet has one entry for one thing; of another kind, or in another wallet, there may be one more. Who comes
/// second hears that it is taken, and leaves nothing.
pub async fn a_reference_is_used_once(storage: Storage) {
    let first = filled(&storage, 100).await;
    let other = filled(&storage, 100).await;
    let paid = given::spending(&first, 10, "once", "2026-11-20");
    append(&storage, from_ref(&paid)).await.unwrap();
    let again = given::spending(&paid.after(), 10, "once", "2026-11-21");
    let answer = append(&storage, from_ref(&again)).await;
    let is_taken = matches!(answer, Err(StoreError::Duplicate(UniqueKey::WalletReference)));
    assert!(is_taken, "{answer:?}");
    assert_eq!(kept(&storage, first.user).await, paid.after());

    let present = given::present(&paid.after(), 10, "once", "2026-11-20");
    let elsewhere = given::spending(&other, 10, "once", "2026-11-20");
    append(&storage, &[present.clone(), elsewhere]).await.unwrap();
    assert_eq!(kept(&storage, first.user).await, present.after());
    assert_eq!(storage.wallets.faults(9).await.unwrap(), []);
}

/// Entries of several wallets, and several of one, land together or not at all.
pub async fn entries_of_several_wallets_land_together(storage: Storage) {
    let (one, two) = (filled(&storage, 100).await, filled(&storage, 100).await);
    let spent = given::spending(&one, 40, "a", "2026-11-20");
    let gained = given::present(&two, 40, "a", "2026-11-20");
    let more = given::present(&gained.after(), 5, "b", "2026-12-20");
    let stale = WalletEntry {
        version: 1,
        ..more.clone()
    };
    let answer = append(&storage, &[spent.clone(), gained.clone(), stale]).await;
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    assert_eq!(kept(&storage, one.user).await, one);
    assert_eq!(kept(&storage, two.user).await, two);
    append(&storage, &[spent.clone(), gained, more.clone()])
        .await
        .unwrap();
    assert_eq!(kept(&storage, one.user).await, spent.after());
    assert_eq!(kept(&storage, two.user).await, more.after());
    append(&storage, &[]).await.unwrap();
}

/// Wallets are read together, each at its place, whoever they are of.
pub async fn wallets_are_read_together(storage: Storage) {
    let mut wallets = vec![Wallet::empty(given::id())];
    for number in 1..=3 {
        wallets.push(filled(&storage, number).await);
    }
    let spent = given::spending(&wallets[2], 1, "a", "2026-11-20");
    append(&storage, from_ref(&spent)).await.unwrap();
    wallets[2] = spent.after();
    wallets.swap(0, 3);
    let users: Vec<_> = wallets.iter().map(|wallet| wallet.user).collect();
    let found = attempt(&storage, users, |uow, users| {
        Box::pin(async move {
            let none = uow.wallets().newest_of(&[]).await?;
            Ok((none, uow.wallets().newest_of(&users).await?))
        })
    });
    assert_eq!(found.await.unwrap(), (vec![], wallets));
}
