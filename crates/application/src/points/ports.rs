use async_trait::async_trait;
use hexmart_domain::identity::Fingerprint;
use hexmart_domain::points::{EntryKind, LedgerAccount, Reference, Wallet, WalletEntry};
use hexmart_domain::shared::{Day, Instant, UserId};

use crate::platform::StoreError;

/// Wallets inside a transaction.
///
/// What touches a wallet and an order, a campaign or stock looks at the wallet first, so that no two attempts wait for one
/// another.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait WalletRepository: Send {
    /// The wallet as its newest entry says; an empty one when there is none. In constant time, however long the chain is.
    async fn newest(&mut self, user: UserId) -> Result<Wallet, StoreError>;

    /// The wallets of several accounts, in the order in which they are asked for, in one round trip.
    async fn newest_of(&mut self, users: &[UserId]) -> Result<Vec<Wallet>, StoreError>;

    /// The entry of a kind that belongs to something: what was given, or taken, for it.
    async fn entry(
        &mut self,
        user: UserId,
        kind: EntryKind,
        reference: &Reference,
    ) -> Result<Option<WalletEntry>, StoreError>;

    /// Appends entries of one wallet or several, each extending its wallet's newest entry, with both halves of each in the
    /// books.
    ///
    /// - MUST answer [`StoreError::Duplicate`] with [`UniqueKey::WalletReference`] when a wallet has an entry of that kind and
    ///   reference, also when somebody wrote it meanwhile.
    /// - MUST answer [`StoreError::Conflict`] when a wallet has another entry of that version: the key is the optimistic lock.
    /// - MUST write the postings of an entry in the commit of the entry.
    /// - MUST keep the wallet among those that [`WalletQueries::lapsing`] names as long as it holds points whose time is over.
    ///
    /// [`UniqueKey::WalletReference`]: crate::platform::UniqueKey::WalletReference
    async fn append(&mut self, entries: &[WalletEntry]) -> Result<(), StoreError>;

    /// Remembers that whoever has these fingerprints was welcomed; answers whether none of them was before. MUST answer
    /// [`StoreError::Conflict`] when another attempt remembers one of them at the same time.
    async fn welcome(&mut self, prints: &[Fingerprint], now: Instant) -> Result<bool, StoreError>;

    /// Says that nothing is left in a wallet of what was over before a day, so that nobody has to look any more.
    async fn lapsed(&mut self, user: UserId, before: Day) -> Result<(), StoreError>;
}

/// Questions about wallets. One round trip each.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait WalletQueries: Send + Sync {
    /// The wallet of an account; an empty one when it never had any points.
    async fn wallet(&self, user: UserId) -> Result<Wallet, StoreError>;

    /// Entries of a wallet that pass the filter, the newest day first and within a day the newest first, before `before`
    /// (none: from the newest), at most `limit`.
    async fn entries(
        &self,
        user: UserId,
        filter: &EntryFilter,
        before: Option<DayMark>,
        limit: u64,
    ) -> Result<Vec<WalletEntry>, StoreError>;

    /// What came and went on a day and in the month around it, and what there is.
    async fn statistics(&self, user: UserId, day: Day) -> Result<Statistics, StoreError>;

    /// Accounts whose wallets may hold points that were over before a day, at most `limit`, the longest waiting first.
    async fn lapsing(&self, before: Day, limit: u64) -> Result<Vec<UserId>, StoreError>;

    /// Wallets in the order of their accounts, behind `after`, at most `limit`.
    async fn wallets(&self, after: Option<UserId>, limit: u64) -> Result<Vec<Wallet>, StoreError>;

    /// What is booked to each account of the books, those to which nothing was ever booked left out, in no particular
    /// order.
    async fn trial_balance(&self) -> Result<Vec<(LedgerAccount, i64)>, StoreError>;

    /// Places where the books contradict themselves, at most `limit`; empty in a sound shop.
    async fn faults(&self, limit: u64) -> Result<Vec<WalletFault>, StoreError>;
}

/// Which entries of a wallet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EntryFilter {
    /// From this day on.
    pub from: Option<Day>,
    /// To this day, inclusive.
    pub until: Option<Day>,
    /// Of this kind only.
    pub kind: Option<EntryKind>,
}

/// Where a page of entries ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayMark {
    /// The day of the last entry.
    pub on: Day,
    /// Its version.
    pub version: i64,
}

/// What came and went. All figures are zero or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistics {
    /// Points that came on the day.
    pub day_plus: i64,
    /// Points that went on the day.
    pub day_minus: i64,
    /// Points that came in its month.
    pub month_plus: i64,
    /// Points that went in its month.
    pub month_minus: i64,
    /// The wallet as it is now, whatever day was asked for.
    pub wallet: Wallet,
}

/// A place where the books contradict themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WalletFault {
    /// Whose wallet.
    pub user: UserId,
    /// The entry that is wrong.
    pub version: i64,
    /// What is wrong with it.
    pub kind: WalletFaultKind,
}

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WalletFaultKind {
    /// It does not extend the one before it: a gap in the versions, or a balance that does not follow or is below zero.
    Chain,
    /// It has not two halves in the books that cancel each other, of which the wallet's is its amount.
    Postings,
}
