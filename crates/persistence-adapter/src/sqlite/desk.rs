use std::sync::Arc;

use futures_util::future::BoxFuture;
use hexmart_application::platform::{StoreError, Vault};

use super::connection::Conn;
use super::queries::{Rounds, Transaction};
use super::readers::Readers;
use super::store::SqliteStore;

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
        self.ask(question).await
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
