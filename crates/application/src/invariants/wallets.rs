//! Rules about wallets, and the books behind them.

use hexmart_domain::points::{LedgerAccount, Wallet};

use super::{Breach, Rule};
use crate::platform::{Storage, StoreError};
use crate::points::WalletFaultKind;

/// Wallets that are looked at in one go.
const PAGE: u64 = 500;

/// What wallets and books have wrong with them, at most `most`.
pub(super) async fn faults(storage: &Storage, most: u64) -> Result<Vec<Breach>, StoreError> {
    let queries = &storage.wallets;
    let mut breaches = Vec::new();
    for fault in queries.faults(most).await? {
        let (rule, what) = match fault.kind {
            WalletFaultKind::Chain => (Rule::WalletsAddUp, "does not extend the one before it"),
            WalletFaultKind::Postings => (Rule::BooksBalance, "has not two halves that cancel each other"),
        };
        let what = format!("entry {} {what}", fault.version);
        breaches.push(Breach::new(rule, &fault.user, what));
    }
    let booked = queries.trial_balance().await?;
    let sum: i64 = booked.iter().map(|(_, amount)| amount).sum();
    if sum != 0 {
        let what = format!("all accounts together are {sum}");
        breaches.push(Breach::new(Rule::BooksBalance, &"books", what));
    }
    let owed = booked
        .iter()
        .find(|(account, _)| *account == LedgerAccount::Wallets);
    let owed = owed.map_or(0, |(_, amount)| *amount);
    let (mut held, mut after) = (0_i64, None);
    loop {
        let page = queries.wallets(after, PAGE).await?;
        let Some(last) = page.last() else {
            break;
        };
        after = Some(last.user);
        held = held.saturating_add(page.iter().map(|wallet| wallet.balance).sum());
        breaches.extend(page.iter().filter_map(of_wallet));
    }
    if held != owed {
        let what = format!("wallets hold {held}, and {owed} are booked to them");
        breaches.push(Breach::new(Rule::WalletsAddUp, &"books", what));
    }
    Ok(breaches)
}

fn of_wallet(wallet: &Wallet) -> Option<Breach> {
    let lots = wallet.lots.total();
    (lots != wallet.balance).then(|| {
        let what = format!("{} points, and its lots are {lots}", wallet.balance);
        Breach::new(Rule::WalletsAddUp, &wallet.user, what)
    })
}
