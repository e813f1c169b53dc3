use async_trait::async_trait;
use hexmart_domain::points::{EntryNote, Rates, Wallet, WalletEntry, WalletError};
use hexmart_domain::shared::{Day, Points as Amount, UserId};
use thiserror::Error;

use super::{DayMark, EntryFilter, Statistics};
use crate::platform::{Answered, KeyReused, Once, StoreError};

/// One's points, and what employees do about them.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Points: Send + Sync {
    /// What is given for what.
    fn rates(&self) -> Rates;

    /// The day that it is in the shop.
    fn today(&self) -> Day;

    /// Somebody's wallet; an empty one when they never had any points.
    async fn wallet(&self, user: UserId) -> Result<Wallet, StoreError>;

    /// What came and went in a wallet, the newest day first.
    async fn entries(
        &self,
        user: UserId,
        filter: EntryFilter,
        before: Option<DayMark>,
        limit: u64,
    ) -> Result<Vec<WalletEntry>, StoreError>;

    /// What came and went on a day and in its month, and what there is.
    async fn statistics(&self, user: UserId, day: Day) -> Result<Statistics, StoreError>;

    /// Somebody looked in today, for which there are points once a day.
    async fn attend(&self, user: UserId) -> Result<WalletEntry, AttendError>;

    /// An employee gives or takes points, and says why.
    async fn adjust(
        &self,
        actor: UserId,
        user: UserId,
        change: PointChange,
        note: EntryNote,
        once: Option<Once<WalletEntry>>,
    ) -> Result<Answered<WalletEntry>, AdjustPointsError>;
}

/// Which way points go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointChange {
    /// Into the wallet.
    Give(Amount),
    /// Out of it.
    Take(Amount),
}

/// Why there are no points for looking in.
#[derive(Debug, Clone, Error)]
pub enum AttendError {
    /// There were some today.
    #[error("there were points for today already")]
    Attended,
    /// The shop gives none for that.
    #[error("the shop gives nothing for looking in")]
    NotOffered,
    /// The wallet takes no more.
    #[error(transparent)]
    Refused(#[from] WalletError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a wallet stays as it is.
#[derive(Debug, Clone, Error)]
pub enum AdjustPointsError {
    /// There is no such account.
    #[error("there is no such account")]
    UnknownUser,
    /// Nobody gives themselves points.
    #[error("nobody does this to themselves")]
    Oneself,
    /// The wallet does not hold so many, or takes no more.
    #[error(transparent)]
    Refused(#[from] WalletError),
    /// The key was used for something else.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
