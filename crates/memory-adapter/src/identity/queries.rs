use std::collections::BTreeSet;
use std::ops::Bound;

use async_trait::async_trait;
use hexmart_application::identity::{AccountQueries, Overdue, Profile};
use hexmart_application::platform::StoreError;
use hexmart_domain::identity::{
    Account, AccountState, AddressBook, Email, LinkedIdentity, Nickname, PersonalData, Provider,
};
use hexmart_domain::shared::{Instant, UserId};

use crate::store::Memory;
use crate::to_usize;

#[async_trait]
impl AccountQueries for Memory {
    async fn by_email(&self, email: &Email) -> Result<Option<Account>, StoreError> {
        let tables = self.shared.read();
        let id = tables.emails.get(&email.unique_key());
        let account = id.and_then(|id| tables.accounts.get(&**id));
        Ok(account.map(|account| Account::clone(account)))
    }

    async fn profile(&self, id: UserId) -> Result<Option<Profile>, StoreError> {
        let tables = self.shared.read();
        let links: &[LinkedIdentity] = tables.links.get(&id).map_or(&[], |links| links);
        let providers: BTreeSet<Provider> = links.iter().map(|link| link.provider).collect();
        let account = tables.accounts.get(&id);
        Ok(account.map(|account| Profile {
            account: Account::clone(account),
            providers: providers.into_iter().collect(),
        }))
    }

    async fn page(
        &self,
        state: Option<AccountState>,
        after: Option<UserId>,
        limit: u64,
    ) -> Result<Vec<Account>, StoreError> {
        let tables = self.shared.read();
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let behind = tables.accounts.range((start, Bound::Unbounded));
        let accounts = behind.map(|(_, account)| &**account);
        let wanted = accounts.filter(|account| state.is_none_or(|state| account.state == state));
        Ok(wanted.take(to_usize(limit)).cloned().collect())
    }

    async fn address_book(&self, account: UserId) -> Result<AddressBook, StoreError> {
        let tables = self.shared.read();
        let book = tables.address_books.get(&account);
        Ok(book.map_or_else(|| AddressBook::empty(account), |book| AddressBook::clone(book)))
    }

    async fn overdue(&self, due: Overdue, limit: u64) -> Result<Vec<UserId>, StoreError> {
        let tables = self.shared.read();
        let overdue = tables
            .accounts
            .values()
            .filter(|account| is_overdue(account, due));
        Ok(overdue.map(|account| account.id).take(to_usize(limit)).collect())
    }
}

fn is_overdue(account: &Account, due: Overdue) -> bool {
    let state = account.state;
    let is_idle = |since: Instant| {
        account.created_at < since && account.last_sign_in_at.is_none_or(|signed_in| signed_in < since)
    };
    match due {
        Overdue::Verification { made_before } => {
            state == AccountState::Unverified && account.created_at < made_before
        }
        Overdue::DormancyNotice { idle_before } => {
            state == AccountState::Active
                && !account.role.is_employed()
                && account.dormancy_notice_at.is_none()
                && is_idle(idle_before)
        }
        Overdue::Dormancy {
            idle_before,
            warned_before,
        } => {
            state == AccountState::Active
                && !account.role.is_employed()
                && account.dormancy_notice_at.is_some_and(|at| at < warned_before)
                && is_idle(idle_before)
        }
        Overdue::Anonymisation { deleted_before } => {
            let is_known = account.password.is_some()
                || account.personal != PersonalData::default()
                || account.nickname != Nickname::of_nobody();
            state == AccountState::Deleted
                && account.deleted_at.is_some_and(|at| at < deleted_before)
                && is_known
        }
    }
}
