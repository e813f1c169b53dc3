//! The books, and what is wrong with them.

use std::collections::BTreeMap;
use std::slice::from_ref;

use hexmart_application::platform::Storage;
use hexmart_application::points::{WalletFault, WalletFaultKind};
use hexmart_domain::points::{EntryKind, ExpiryPolicy, LedgerAccount, WalletEntry};

use super::{append, filled};
use crate::given;

/// Both halves of every entry are booked: all together are zero, and those of wallets are what wallets hold.
pub async fn the_books_are_zero(storage: Storage) {
    assert_eq!(storage.wallets.trial_balance().await.unwrap(), []);
    let (one, two) = (filled(&storage, 1_000).await, filled(&storage, 500).await);
    let spent = given::spending(&one, 300, "a", "2026-11-20");
    let bought = given::cause(EntryKind::TopUp, "a", "2026-11-20");
    let bought = two
        .credit(given::points(50), ExpiryPolicy::default(), bought)
        .unwrap();
    append(&storage, &[spent, bought]).await.unwrap();
    let balance: BTreeMap<_, _> = storage
        .wallets
        .trial_balance()
        .await
        .unwrap()
        .into_iter()
        .collect();
    let expected = [
        (LedgerAccount::Wallets, 1_250),
        (LedgerAccount::Adjustments, -1_500),
        (LedgerAccount::Sales, 300),
        (LedgerAccount::Cash, -50),
    ];
    assert_eq!(balance, expected.into());
    assert_eq!(balance.values().sum::<i64>(), 0);
    assert_eq!(storage.wallets.faults(9).await.unwrap(), []);
}

/// Wallets are walked in the order of their accounts, each as it is.
pub async fn wallets_are_walked_in_the_order_of_accounts(storage: Storage) {
    let mut wallets = Vec::new();
    for number in 1..=5 {
        let wallet = filled(&storage, number + 10).await;
        let spent = given::spending(&wallet, number, "a", "2026-11-20");
        append(&storage, from_ref(&spent)).await.unwrap();
        wallets.push(spent.after());
    }
    let (mut walked, mut after) = (Vec::new(), None);
    loop {
        let page = storage.wallets.wallets(after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.user);
        walked.extend(page);
    }
    assert_eq!(walked, wallets);
}

/// An entry that leaves one out, and one whose balance does not follow from the one before, are faults.
pub async fn a_wallet_that_does_not_add_up_is_a_fault(storage: Storage) {
    let (one, two) = (filled(&storage, 100).await, filled(&storage, 100).await);
    let good = given::spending(&one, 10, "a", "2026-11-20");
    let gap = WalletEntry {
        version: 4,
        ..given::spending(&good.after(), 10, "b", "2026-11-20")
    };
    let wrong = WalletEntry {
        balance_after: 95,
        ..given::spending(&two, 10, "a", "2026-11-20")
    };
    append(&storage, &[good, gap, wrong]).await.unwrap();
    let fault = |user, version| WalletFault {
        user,
        version,
        kind: WalletFaultKind::Chain,
    };
    let faults = [fault(one.user, 4), fault(two.user, 2)];
    assert_eq!(storage.wallets.faults(9).await.unwrap(), faults);
    assert_eq!(storage.wallets.faults(1).await.unwrap(), faults[..1]);
}
