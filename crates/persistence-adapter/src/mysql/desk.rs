use std::sync::Arc;

use futures_util::future::BoxFuture;
use hexmart_application::platform::{StoreError, Vault};

use super::connection::{Conn, PATIENCE, Pool};
use super::feed::Gaps;
use super::queries::{Rounds, Transaction};
use super::reads::{AUDIT, SEARCH, ask};
use super::store::MysqlStore;

/// Asks and writes on the pool, for the ports that need both.
pub(super) struct Desk {
    pool: Pool,
    store: Arc<MysqlStore>,
    vault: Arc<dyn Vault>,
    rounds: Rounds,
    gaps: Gaps,
}

impl Desk {
    pub(super) fn new(pool: Pool, store: Arc<MysqlStore>, vault: Arc<dyn Vault>) -> Self {
        Self {
            pool,
            store,
            vault,
            rounds: Rounds::default(),
            gaps: Gaps::default(),
        }
    }

    pub(super) fn vault(&self) -> Arc<dyn Vault> {
        Arc::clone(&self.vault)
    }

    pub(super) const fn gaps(&self) -> &Gaps {
        &self.gaps
    }

    pub(super) const fn rounds(&self) -> &Rounds {
        &self.rounds
    }

    pub(super) async fn ask<T, Q>(&self, question: Q) -> Result<T, StoreError>
    where
        T: Send + 'static,
        Q: for<'c> Fn(&'c mut Conn) -> BoxFuture<'c, Result<T, StoreError>> + Send + Sync + 'static,
    {
        ask(&self.pool, PATIENCE, question).await
    }

    /// The same of a question that has to look at much.
    pub(super) async fn search<T, Q>(&self, question: Q) -> Result<T, StoreError>
    where
        T: Send + 'static,
        Q: for<'c> Fn(&'c mut Conn) -> BoxFuture<'c, Result<T, StoreError>> + Send + Sync + 'static,
    {
        ask(&self.pool, SEARCH, question).await
    }

    /// The same of a question that looks at everything.
    pub(super) async fn audit<T, Q>(&self, question: Q) -> Result<T, StoreError>
    where
        T: Send + 'static,
        Q: for<'c> Fn(&'c mut Conn) -> BoxFuture<'c, Result<T, StoreError>> + Send + Sync + 'static,
    {
        ask(&self.pool, AUDIT, question).await
    }

    pub(super) async fn write<T, F>(&self, name: &'static str, write: F) -> Result<T, StoreError>
    where
        F: for<'t, 'c> Fn(&'t mut Transaction<'c>) -> BoxFuture<'t, Result<T, StoreError>>
            + Send
            + Sync
            + 'static,
        T: Send + 'static,
    {
        self.store.write(name, write).await
    }
}
