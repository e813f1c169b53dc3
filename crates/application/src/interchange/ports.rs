use async_trait::async_trait;
use hexmart_domain::shared::{ImportId, SellerId};

use super::ImportRun;
use crate::platform::StoreError;

/// Runs of imports inside a transaction: how far a run has come is written in the commit of what it did.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait ImportRepository: Send {
    /// Adds a run. MUST answer [`StoreError::Duplicate`] when the id is taken.
    async fn add(&mut self, run: &ImportRun) -> Result<(), StoreError>;

    /// The run of an id.
    async fn find(&mut self, id: ImportId) -> Result<Option<ImportRun>, StoreError>;

    /// Writes a run that has come further. MUST answer [`StoreError::Conflict`] when the stored version is not one less: no
    /// two processes ever do the same rows.
    async fn save(&mut self, run: &ImportRun) -> Result<(), StoreError>;
}

/// Questions about imports. One round trip each.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait ImportQueries: Send + Sync {
    /// The run of an id.
    async fn run(&self, id: ImportId) -> Result<Option<ImportRun>, StoreError>;

    /// The newest unfinished run of a file by its fingerprint, of this owner; of uploaded files, or of those on somebody's
    /// disk.
    async fn unfinished(
        &self,
        fingerprint: [u8; 32],
        seller: Option<SellerId>,
        is_uploaded: bool,
    ) -> Result<Option<ImportRun>, StoreError>;

    /// Unfinished runs of uploaded files, oldest first, at most `limit`.
    async fn waiting(&self, limit: u64) -> Result<Vec<ImportRun>, StoreError>;
}
