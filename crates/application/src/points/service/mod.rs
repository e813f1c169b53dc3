//! The use cases of points.

mod adjusting;
mod jobs;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::points::{EntryKind, EntryNote, Rates, Reference, Wallet, WalletEntry};
use hexmart_domain::shared::{Day, UserId};

use super::{
    AdjustPointsError, AttendError, Booking, Bookkeeper, DayMark, EntryFilter, PointChange, Points,
    Statistics, WalletQueries,
};
use crate::platform::{Abort, Answered, Mint, Once, Store, StoreError, Vault, transact};

pub use jobs::points_jobs;

/// The most entries on a page, and the one that shows that there are more.
const PAGE: u64 = 201;

/// What the use cases of points need of the world.
#[derive(Clone)]
pub struct PointsPorts {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// What is asked about wallets.
    pub wallets: Arc<dyn WalletQueries>,
    /// The seal of the audit log.
    pub vault: Arc<dyn Vault>,
    /// The clock and the dice.
    pub mint: Mint,
}

impl fmt::Debug for PointsPorts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PointsPorts")
    }
}

/// The use cases of points.
#[derive(Debug)]
pub struct PointsService {
    ports: PointsPorts,
    bookkeeper: Bookkeeper,
}

impl PointsService {
    /// Joins the ports.
    pub const fn new(ports: PointsPorts, bookkeeper: Bookkeeper) -> Self {
        Self { ports, bookkeeper }
    }
}

#[async_trait]
impl Points for PointsService {
    fn rates(&self) -> Rates {
        self.bookkeeper.settings().rates
    }

    fn today(&self) -> Day {
        self.bookkeeper.day(self.ports.mint.now())
    }

    async fn wallet(&self, user: UserId) -> Result<Wallet, StoreError> {
        self.ports.wallets.wallet(user).await
    }

    async fn entries(
        &self,
        user: UserId,
        filter: EntryFilter,
        before: Option<DayMark>,
        limit: u64,
    ) -> Result<Vec<WalletEntry>, StoreError> {
        self.ports
            .wallets
            .entries(user, &filter, before, limit.min(PAGE))
            .await
    }

    async fn statistics(&self, user: UserId, day: Day) -> Result<Statistics, StoreError> {
        self.ports.wallets.statistics(user, day).await
    }

    /// The day is the reference: whoever comes twice, at once or at midnight, has each day once.
    async fn attend(&self, user: UserId) -> Result<WalletEntry, AttendError> {
        let points = self.rates().attendance.ok_or(AttendError::NotOffered)?;
        let now = self.ports.mint.now();
        let bookkeeper = self.bookkeeper.clone();
        let today = Reference::on(bookkeeper.day(now));
        transact(&*self.ports.store, "attend", move |uow| {
            let (bookkeeper, today) = (bookkeeper.clone(), today.clone());
            Box::pin(async move {
                let known = uow.wallets().entry(user, EntryKind::Attendance, &today).await?;
                if known.is_some() {
                    return Err(Abort::Refused(AttendError::Attended));
                }
                let booking = Booking::new(user, EntryKind::Attendance, today, now);
                let entry = bookkeeper.credit(uow, points, booking).await;
                entry.map_err(Abort::because)
            })
        })
        .await
    }

    async fn adjust(
        &self,
        actor: UserId,
        user: UserId,
        change: PointChange,
        note: EntryNote,
        once: Option<Once<WalletEntry>>,
    ) -> Result<Answered<WalletEntry>, AdjustPointsError> {
        self.adjusted(actor, user, change, note, once).await
    }
}
