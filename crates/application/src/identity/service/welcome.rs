//! What people get when their account becomes active.
//!
//! Not when they sign up: an address that nobody proved costs nothing, and whoever signs up a thousand times would be welcomed
//! as often. Proving one costs a mailbox, and each mailbox, and each person at a provider, is welcomed once, whatever became of
//! the account: their fingerprints stay.

use std::sync::Arc;

use hexmart_domain::identity::{Account, Fingerprint};
use hexmart_domain::shared::Instant;

use super::IdentityPorts;
use crate::platform::{StoreError, UnitOfWork, Vault};
use crate::points::Bookkeeper;

/// Who welcomes people, wherever it turns out that an account is active.
#[derive(Clone)]
pub(super) struct Host {
    bookkeeper: Bookkeeper,
    vault: Arc<dyn Vault>,
}

impl Host {
    pub(super) fn of(ports: &IdentityPorts) -> Self {
        Self {
            bookkeeper: ports.bookkeeper.clone(),
            vault: Arc::clone(&ports.vault),
        }
    }

    /// Welcomes the holder of an account that has just become active, once for each address and each person at a provider.
    pub(super) async fn welcome(
        &self,
        uow: &mut dyn UnitOfWork,
        account: &Account,
        subject: Option<Fingerprint>,
        now: Instant,
    ) -> Result<(), StoreError> {
        let email = account.personal.email.as_ref();
        let address = email.map(|email| self.vault.fingerprint("welcome", email.unique_key().as_bytes()));
        let prints: Vec<_> = address.into_iter().chain(subject).collect();
        self.bookkeeper
            .welcome(uow, account.id, &prints, now)
            .await
            .map(drop)
    }

    /// Remembers somebody at a provider who turned out to be known: they are not to be welcomed as somebody else.
    pub(super) async fn remember(
        uow: &mut dyn UnitOfWork,
        subject: Fingerprint,
        now: Instant,
    ) -> Result<(), StoreError> {
        uow.wallets().welcome(&[subject], now).await.map(drop)
    }
}
