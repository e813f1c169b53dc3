use std::collections::BTreeMap;

use async_trait::async_trait;
use hexmart_application::platform::StoreError;
use hexmart_application::points::{
    DayMark, EntryFilter, Statistics, WalletFault, WalletFaultKind, WalletQueries,
};
use hexmart_domain::points::{LedgerAccount, Wallet, WalletEntry};
use hexmart_domain::shared::{Day, UserId, month_of};

use crate::store::Memory;
use crate::tables::Tables;
use crate::to_usize;

#[async_trait]
impl WalletQueries for Memory {
    async fn wallet(&self, user: UserId) -> Result<Wallet, StoreError> {
        Ok(self.shared.read().wallet(user))
    }

    async fn entries(
        &self,
        user: UserId,
        filter: &EntryFilter,
        before: Option<DayMark>,
        limit: u64,
    ) -> Result<Vec<WalletEntry>, StoreError> {
        let tables = self.shared.read();
        let is_before = |entry: &&WalletEntry| {
            before.is_none_or(|mark| (entry.business_date, entry.version) < (mark.on, mark.version))
        };
        let passing = tables.chain(user).filter(|entry| passes(entry, filter));
        let mut entries: Vec<_> = passing.filter(is_before).collect();
        entries.sort_by_key(|entry| std::cmp::Reverse((entry.business_date, entry.version)));
        Ok(entries.into_iter().take(to_usize(limit)).cloned().collect())
    }

    async fn statistics(&self, user: UserId, day: Day) -> Result<Statistics, StoreError> {
        let tables = self.shared.read();
        let (first, last) = month_of(day);
        let mut sums = [0; 4];
        for entry in tables.chain(user) {
            let on = entry.business_date;
            let counts = [on == day, (first..=last).contains(&on)];
            for (place, counts) in counts.into_iter().enumerate() {
                let place = 2 * place + usize::from(entry.amount < 0);
                if let Some(sum) = sums.get_mut(place).filter(|_| counts) {
                    *sum += entry.amount.abs();
                }
            }
        }
        let [day_plus, day_minus, month_plus, month_minus] = sums;
        Ok(Statistics {
            day_plus,
            day_minus,
            month_plus,
            month_minus,
            wallet: tables.wallet(user),
        })
    }

    async fn lapsing(&self, before: Day, limit: u64) -> Result<Vec<UserId>, StoreError> {
        let tables = self.shared.read();
        let mut users = Vec::new();
        for (day, user) in tables.wallet_lapses.keys() {
            if *day < before && !users.contains(user) {
                users.push(*user);
            }
        }
        users.truncate(to_usize(limit));
        Ok(users)
    }

    async fn wallets(&self, after: Option<UserId>, limit: u64) -> Result<Vec<Wallet>, StoreError> {
        let tables = self.shared.read();
        let mut wallets = BTreeMap::new();
        for ((user, _), entry) in &tables.wallet_entries {
            if after.is_none_or(|after| *user > after) {
                wallets.insert(*user, entry.after());
            }
        }
        Ok(wallets.into_values().take(to_usize(limit)).collect())
    }

    async fn trial_balance(&self) -> Result<Vec<(LedgerAccount, i64)>, StoreError> {
        let tables = self.shared.read();
        let mut sums = BTreeMap::new();
        for ((_, _, account), amount) in &tables.wallet_postings {
            *sums.entry(*account).or_insert(0) += **amount;
        }
        Ok(sums.into_iter().collect())
    }

    async fn faults(&self, limit: u64) -> Result<Vec<WalletFault>, StoreError> {
        let tables = self.shared.read();
        let mut faults: Vec<_> = tables
            .wallet_entries
            .values()
            .flat_map(|entry| tables.faults_of(entry))
            .collect();
        let halves = tables.wallet_postings.keys();
        let lone =
            halves.filter(|(user, version, _)| !tables.wallet_entries.contains_key(&(*user, *version)));
        faults.extend(lone.map(|(user, version, _)| WalletFault {
            user: *user,
            version: *version,
            kind: WalletFaultKind::Postings,
        }));
        faults.sort_unstable();
        faults.dedup();
        faults.truncate(to_usize(limit));
        Ok(faults)
    }
}

impl Tables {
    fn chain(&self, user: UserId) -> impl Iterator<Item = &WalletEntry> {
        let chain = self.wallet_entries.range((user, 0)..=(user, i64::MAX));
        chain.map(|(_, entry)| &**entry)
    }

    fn wallet(&self, user: UserId) -> Wallet {
        let newest = self.chain(user).last();
        newest.map_or_else(|| Wallet::empty(user), WalletEntry::after)
    }

    fn faults_of(&self, entry: &WalletEntry) -> Vec<WalletFault> {
        let (user, version) = (entry.user, entry.version);
        let before = match version {
            1 => Some(0),
            later => {
                let before = self.wallet_entries.get(&(user, later - 1));
                before.map(|before| before.balance_after)
            }
        };
        let follows = before.map(|before| before + entry.amount) == Some(entry.balance_after);
        let posted = self
            .wallet_postings
            .range((user, version, LedgerAccount::Wallets)..)
            .take_while(|((whose, which, _), _)| (*whose, *which) == (user, version));
        let posted: Vec<_> = posted
            .map(|((_, _, account), amount)| (*account == LedgerAccount::Wallets, **amount))
            .collect();
        let halves = [(true, entry.amount), (false, -entry.amount)];
        let of_kind = |kind, is_wrong| {
            let fault = WalletFault { user, version, kind };
            Some(fault).filter(|_| is_wrong)
        };
        [
            of_kind(WalletFaultKind::Chain, !follows || entry.balance_after < 0),
            of_kind(WalletFaultKind::Postings, posted != halves),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn passes(entry: &WalletEntry, filter: &EntryFilter) -> bool {
    filter.from.is_none_or(|from| entry.business_date >= from)
        && filter.until.is_none_or(|until| entry.business_date <= until)
        && filter.kind.is_none_or(|kind| entry.kind == kind)
}
