use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use hexmart_application::platform::{StoreError, Vault};
use hexmart_domain::shared::{SessionId, UserId};

use super::connection::{Conn, PATIENCE, Pool};
use super::feed::Gaps;
use super::queries::{Rounds, StandingRow, Transaction, several, standings};
use super::reads::{AUDIT, SEARCH, ask};
use super::store::MysqlStore;
use super::together::Together;
use crate::columns::Key;
use crate::rows::RequestRow;

/// Asks and writes on the pool, for the ports that need both.
pub(super) struct Desk {
    pool: Pool,
    store: Arc<MysqlStore>,
    vault: Arc<dyn Vault>,
    rounds: Rounds,
    gaps: Gaps,
    /// Who calls: asked with everything that somebody changes.
    callers: Together<(UserId, SessionId), Option<StandingRow>>,
    /// Repetitions: asked with every order that is refused from memory.
    requests: Together<Key, Option<RequestRow>>,
}

impl Desk {
    pub(super) fn new(pool: Pool, store: Arc<MysqlStore>, vault: Arc<dyn Vault>) -> Self {
        let callers = Together::start(&pool, |conn, asked| {
            async move { standings(conn, &asked).await }.boxed()
        });
        let requests = Together::start(&pool, |conn, ids| {
            async move { several(conn, &ids).await }.boxed()
        });
        Self {
            callers,
            requests,
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

    /// The row of a session with its account, if it is a session of that account.
    pub(super) async fn standing_row(
        &self,
        account: UserId,
        session: SessionId,
    ) -> Result<Option<StandingRow>, StoreError> {
        let asked = (account, session);
        let alone = self.ask(move |conn| {
            async move { Ok(standings(conn, &[asked]).await?.into_iter().next().flatten()) }.boxed()
        });
        self.callers.ask(asked, alone, Ok).await
    }

    /// The row of a request that was carried out.
    pub(super) async fn request_row(&self, id: Key) -> Result<Option<RequestRow>, StoreError> {
        let alone = self.ask(move |conn| {
            async move { Ok(several(conn, &[id]).await?.into_iter().next().flatten()) }.boxed()
        });
        self.requests.ask(id, alone, Ok).await
    }

    /// A write of one statement, which is a transaction by itself, and does no harm when it comes again.
    pub(super) async fn write_one<T, F>(&self, _name: &'static str, write: F) -> Result<T, StoreError>
    where
        F: for<'t> Fn(&'t mut Conn) -> BoxFuture<'t, Result<T, StoreError>> + Send + Sync + 'static,
        T: Send + 'static,
    {
        self.search(write).await
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
