use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use hexmart_application::platform::{StoreError, Vault};
use hexmart_domain::shared::{SessionId, UserId};

use super::connection::Conn;
use super::queries::{Rounds, StandingRow, Transaction, several, standings};
use super::readers::Readers;
use super::store::SqliteStore;
use crate::columns::Key;
use crate::rows::RequestRow;

/// Asks the readers and writes through the writer, for the ports that need both.
pub(super) struct Desk {
    readers: Arc<Readers>,
    store: Arc<SqliteStore>,
    vault: Arc<dyn Vault>,
    rounds: Rounds,
}

impl Desk {
    pub(super) fn new(readers: Arc<Readers>, store: Arc<SqliteStore>, vault: Arc<dyn Vault>) -> Self {
        Self {
            readers,
            store,
            vault,
            rounds: Rounds::default(),
        }
    }

    pub(super) fn vault(&self) -> Arc<dyn Vault> {
        Arc::clone(&self.vault)
    }

    pub(super) const fn rounds(&self) -> &Rounds {
        &self.rounds
    }

    pub(super) async fn ask<T, Q>(&self, question: Q) -> Result<T, StoreError>
    where
        T: Send + 'static,
        Q: for<'c> Fn(&'c mut Conn) -> BoxFuture<'c, Result<T, StoreError>> + Send + Sync + 'static,
    {
        self.readers.ask(question).await
    }

    /// The same of a question that has to look at much: whoever asks here waits for as long as it takes.
    pub(super) async fn search<T, Q>(&self, question: Q) -> Result<T, StoreError>
    where
        T: Send + 'static,
        Q: for<'c> Fn(&'c mut Conn) -> BoxFuture<'c, Result<T, StoreError>> + Send + Sync + 'static,
    {
        self.ask(question).await
    }

    /// The same of a question that looks at everything.
    pub(super) async fn audit<T, Q>(&self, question: Q) -> Result<T, StoreError>
    where
        T: Send + 'static,
        Q: for<'c> Fn(&'c mut Conn) -> BoxFuture<'c, Result<T, StoreError>> + Send + Sync + 'static,
    {
        self.readers.ask_patiently(question).await
    }

    /// The row of a session with its account, if it is a session of that account.
    pub(super) async fn standing_row(
        &self,
        account: UserId,
        session: SessionId,
    ) -> Result<Option<StandingRow>, StoreError> {
        let asked = (account, session);
        let rows = self.ask(move |conn| async move { standings(conn, &[asked]).await }.boxed());
        Ok(rows.await?.into_iter().next().flatten())
    }

    /// The row of a request that was carried out.
    pub(super) async fn request_row(&self, id: Key) -> Result<Option<RequestRow>, StoreError> {
        let rows = self.ask(move |conn| async move { several(conn, &[id]).await }.boxed());
        Ok(rows.await?.into_iter().next().flatten())
    }

    /// A write of one statement, which does no harm when it comes again.
    pub(super) async fn write_one<T, F>(&self, name: &'static str, write: F) -> Result<T, StoreError>
    where
        F: for<'c> Fn(&'c mut Conn) -> BoxFuture<'c, Result<T, StoreError>> + Send + Sync + 'static,
        T: Send + 'static,
    {
        let write = Arc::new(write);
        self.write(name, move |transaction| {
            let write = Arc::clone(&write);
            async move { write(transaction.parts().0).await }.boxed()
        })
        .await
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
