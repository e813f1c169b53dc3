//! All accounts of the sandbox, what it would have sent, and what is kept of them.

use std::collections::BTreeMap;
use std::io;

use hexmart_domain::payments::ProviderPayment;
use hexmart_domain::shared::{Instant, Money};

use super::account::Account;
use super::journal::Journal;
use super::signature::Signer;
use super::webhook::SandboxWebhook;

/// Payments on a page of the list.
const PAGE: usize = 100;

#[derive(Default)]
pub(super) struct Books {
    accounts: BTreeMap<String, Account>,
    pub(super) webhooks: Vec<SandboxWebhook>,
    journal: Option<Journal>,
}

/// The money of one payment, as the sandbox moved it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SandboxEntry {
    /// Which payment, by the shop's name.
    pub merchant_uid: String,
    /// How often money was taken: once at most, or something is very wrong.
    pub charges: u32,
    /// What was taken.
    pub charged: Money,
    /// What went back.
    pub returned: Money,
}

impl Books {
    pub(super) const fn with(journal: Journal, accounts: BTreeMap<String, Account>) -> Self {
        Self {
            accounts,
            webhooks: Vec::new(),
            journal: Some(journal),
        }
    }

    pub(super) fn account(&self, merchant_uid: &str) -> Option<&Account> {
        self.accounts.get(merchant_uid)
    }

    pub(super) fn entries(&self) -> Vec<SandboxEntry> {
        let entry = |account: &Account| SandboxEntry {
            merchant_uid: account.merchant_uid.clone(),
            charges: account.charges,
            charged: account.charged(),
            returned: account.returned(),
        };
        self.accounts.values().map(entry).collect()
    }

    /// Takes money that was waited for and has come by now.
    pub(super) fn pass(&mut self, now: Instant, signer: &Signer) -> io::Result<()> {
        let late: Vec<_> = self
            .accounts
            .values()
            .cloned()
            .filter_map(|mut account| account.pass(now).then_some(account))
            .collect();
        for account in late {
            self.keep(account, signer)?;
        }
        Ok(())
    }

    /// Writes an account down as it is now, and what there is to be told of it.
    pub(super) fn keep(&mut self, account: Account, signer: &Signer) -> io::Result<()> {
        if self.accounts.get(&account.merchant_uid) == Some(&account) {
            return Ok(());
        }
        if let Some(journal) = &mut self.journal {
            journal.write(&account)?;
        }
        let before = self.accounts.get(&account.merchant_uid).and_then(Account::said);
        if let Some(kind) = news(before.as_ref(), account.said().as_ref()) {
            self.webhooks.push(SandboxWebhook {
                id: format!("wh_{}_{}", account.merchant_uid, self.webhooks.len()),
                merchant_uid: account.merchant_uid.clone(),
                kind,
                at: account.changed_at,
                signer: signer.clone(),
            });
        }
        self.accounts.insert(account.merchant_uid.clone(), account);
        Ok(())
    }

    /// What changed in that time, in its order, behind `cursor`; and where more is.
    pub(super) fn changed(
        &self,
        from: Instant,
        until: Instant,
        cursor: Option<&str>,
    ) -> (Vec<ProviderPayment>, Option<String>) {
        let place = |account: &Account| {
            let micros = account.changed_at.timestamp_micros();
            format!("{micros:020}:{}", account.merchant_uid)
        };
        let mut found: Vec<_> = self
            .accounts
            .values()
            .filter(|account| from <= account.changed_at && account.changed_at < until)
            .map(|account| (place(account), account))
            .filter(|(place, _)| cursor.is_none_or(|cursor| place.as_str() > cursor))
            .collect();
        found.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
        let more = found.len() > PAGE;
        found.truncate(PAGE);
        let last = found.last().map(|(place, _)| place.clone());
        let payments = found.iter().filter_map(|(_, account)| account.said()).collect();
        (payments, last.filter(|_| more))
    }
}

/// What happened between two states of a payment.
fn news(before: Option<&ProviderPayment>, after: Option<&ProviderPayment>) -> Option<&'static str> {
    use hexmart_domain::payments::ProviderStatus as Status;
    let after = after?;
    let same =
        before.is_some_and(|before| before.status == after.status && before.cancelled == after.cancelled);
    match after.status {
        _ if same => None,
        Status::Pending => Some("payment.pending"),
        Status::Paid => Some("payment.paid"),
        Status::PartiallyCancelled => Some("payment.partially_cancelled"),
        Status::Cancelled => Some("payment.cancelled"),
        Status::Failed => Some("payment.failed"),
    }
}
