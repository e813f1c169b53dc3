use thiserror::Error;

use super::lots::end_of_month;
use super::{EntryKind, ExpiryPolicy, Lots, Reference, Way};
use crate::shared::{Day, Instant, Points, UserId, text_value};

text_value! {
    /// Why an employee gave or took points, for the holder of the wallet and for whoever looks into the books.
    EntryNote, max 200, One
}

/// What an account holds, as the newest entry of its chain says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wallet {
    /// Whose.
    pub user: UserId,
    /// Number of the newest entry; 0 before the first.
    pub version: i64,
    /// Points, including those whose time is over and that nobody took out yet. Never negative.
    pub balance: i64,
    /// The same points, by how long they last.
    pub lots: Lots,
}

/// Why points come or go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// What it is about.
    pub kind: EntryKind,
    /// What it belongs to.
    pub reference: Reference,
    /// The day that it is in the shop.
    pub on: Day,
    /// When.
    pub at: Instant,
    /// Why, when an employee said so.
    pub note: Option<EntryNote>,
    /// Which employee; none when the shop or the holder did it.
    pub actor: Option<UserId>,
}

impl Cause {
    /// Something that nobody had to decide.
    pub const fn new(kind: EntryKind, reference: Reference, on: Day, at: Instant) -> Self {
        Self {
            kind,
            reference,
            on,
            at,
            note: None,
            actor: None,
        }
    }
}

/// One entry of a wallet. Never changed, never removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletEntry {
    /// Whose wallet.
    pub user: UserId,
    /// Place in the chain, from 1, without gaps.
    pub version: i64,
    /// What it is about.
    pub kind: EntryKind,
    /// Points that came (positive) or went (negative); never none.
    pub amount: i64,
    /// Points that there are after it.
    pub balance_after: i64,
    /// What it belongs to; once per wallet and kind.
    pub reference: Reference,
    /// The day that it was in the shop.
    pub business_date: Day,
    /// The points that came or went, by how long they last.
    pub moved: Lots,
    /// What there is after it, by how long it lasts.
    pub lots: Lots,
    /// Why, when an employee said so.
    pub note: Option<EntryNote>,
    /// Which employee.
    pub actor: Option<UserId>,
    /// When.
    pub at: Instant,
}

impl WalletEntry {
    /// The wallet after it.
    pub fn after(&self) -> Wallet {
        Wallet {
            user: self.user,
            version: self.version,
            balance: self.balance_after,
            lots: self.lots.clone(),
        }
    }

    /// Last days of points that came by it, where there were none that last so long before.
    pub fn opened(&self) -> impl Iterator<Item = Day> {
        let came = self.amount > 0;
        let lots = self.moved.as_slice().iter();
        lots.filter(move |lot| came && self.lots.as_slice().contains(lot))
            .filter_map(|lot| lot.until)
    }
}

/// Why nothing comes or goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum WalletError {
    /// There is less than that.
    #[error("the wallet holds only {usable} points that can be used")]
    Short {
        /// What can be used.
        usable: i64,
    },
    /// A wallet holds no more than [`Wallet::MOST`].
    #[error("a wallet holds at most {} points", Wallet::MOST)]
    Overflow,
    /// More would come back than once went.
    #[error("no more comes back than went")]
    MoreThanTaken,
    /// Points of this kind go the other way.
    #[error("points of this kind do not go this way")]
    WrongWay,
}

impl Wallet {
    /// The most that a wallet holds.
    pub const MOST: i64 = 9_999_999_999_999;

    /// The wallet of an account that never had any points.
    pub const fn empty(user: UserId) -> Self {
        Self {
            user,
            version: 0,
            balance: 0,
            lots: Lots::NONE,
        }
    }

    /// Points that can be used on a day.
    pub fn usable(&self, on: Day) -> i64 {
        self.lots.usable(on)
    }

    /// The entry by which points come in. How long they last is up to their kind and the policy.
    pub fn credit(
        &self,
        points: Points,
        policy: ExpiryPolicy,
        cause: Cause,
    ) -> Result<WalletEntry, WalletError> {
        let until = policy.until(cause.kind, cause.on);
        self.receive(Lots::NONE.and(until, points.get()), cause)
    }

    /// The entry by which points go out, those first whose time is over first.
    pub fn debit(&self, points: Points, cause: Cause) -> Result<WalletEntry, WalletError> {
        if cause.kind.way() == Way::In {
            return Err(WalletError::WrongWay);
        }
        let (left, taken) = self.lots.take(points, cause.on).ok_or(WalletError::Short {
            usable: self.usable(cause.on),
        })?;
        Ok(self.next(-points.get(), taken, left, cause))
    }

    /// The entry by which points come back that went out by an entry that moved `taken`. `already` of them came back before.
    ///
    /// They last as long as they did, so that buying and calling off makes no point younger. What is over by now lasts to the
    /// end of the next month, for its holder could not use it meanwhile.
    pub fn give_back(
        &self,
        points: Points,
        taken: &Lots,
        already: i64,
        cause: Cause,
    ) -> Result<WalletEntry, WalletError> {
        let back = taken
            .returning(already, points)
            .ok_or(WalletError::MoreThanTaken)?;
        let back = match end_of_month(cause.on, 1) {
            Some(day) => back.revived(cause.on, day),
            None => back,
        };
        self.receive(back, cause)
    }

    /// The entries by which points go whose time is over, one for each lot. Each is known by its last day.
    pub fn expire(&self, on: Day, at: Instant) -> Vec<WalletEntry> {
        let mut wallet = self.clone();
        let mut entries = Vec::new();
        for (day, points) in self.lots.over(on) {
            let cause = Cause::new(EntryKind::Expiry, Reference::on(day), on, at);
            let moved = Lots::NONE.and(Some(day), points);
            let entry = wallet.next(-points, moved, wallet.lots.but(day), cause);
            wallet = entry.after();
            entries.push(entry);
        }
        entries
    }

    fn receive(&self, lots: Lots, cause: Cause) -> Result<WalletEntry, WalletError> {
        if cause.kind.way() == Way::Out {
            return Err(WalletError::WrongWay);
        }
        let points = lots.total();
        let after = self.balance.checked_add(points);
        if after.is_none_or(|after| after > Self::MOST) {
            return Err(WalletError::Overflow);
        }
        let held = self.lots.with(&lots);
        Ok(self.next(points, lots, held, cause))
    }

    fn next(&self, amount: i64, moved: Lots, lots: Lots, cause: Cause) -> WalletEntry {
        WalletEntry {
            user: self.user,
            version: self.version + 1,
            kind: cause.kind,
            amount,
            balance_after: lots.total(),
            reference: cause.reference,
            business_date: cause.on,
            moved,
            lots,
            note: cause.note,
            actor: cause.actor,
            at: cause.at,
        }
    }
}
