use chrono::TimeDelta;
use hexmart_domain::payments::Provider;
use hexmart_domain::shared::Instant;

/// How long a buyer's agreement is good.
pub(super) const SESSION: TimeDelta = TimeDelta::minutes(10);

/// What a buyer does in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Buyer {
    /// Agrees to pay.
    Agrees,
    /// Has a card that nobody takes.
    HasABadCard,
    /// Agrees, where the shop takes the money itself; elsewhere as if agreed.
    LeavesItToTheShop,
}

/// How a payment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// The buyer agreed, and nothing was taken.
    Agreed,
    /// A deposit is waited for.
    Awaited,
    /// The money is here.
    Paid,
    /// It never will be.
    Refused(&'static str),
}

/// A payment.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) provider: Provider,
    pub(super) uid: String,
    /// `imp_…`, a transaction, a payment key.
    pub(super) key: String,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) standing: Standing,
    /// The buyer's card is one that nobody takes.
    pub(super) bad_card: bool,
    pub(super) cancels: Vec<Cancel>,
    pub(super) begun_at: Instant,
    pub(super) paid_at: Option<Instant>,
    pub(super) changed_at: Instant,
    /// Whether the next answer about it is not given.
    pub(super) silent: bool,
}

/// Money that goes back.
#[derive(Debug, Clone)]
pub(super) struct Cancel {
    pub(super) id: String,
    pub(super) amount: i64,
    pub(super) reason: String,
    pub(super) done: bool,
    pub(super) at: Instant,
}

impl Record {
    /// What went back.
    pub(super) fn cancelled(&self) -> i64 {
        let done = self.cancels.iter().filter(|cancel| cancel.done);
        done.map(|cancel| cancel.amount).sum()
    }

    /// What can still be asked back.
    pub(super) fn left(&self) -> i64 {
        let asked: i64 = self.cancels.iter().map(|cancel| cancel.amount).sum();
        self.amount.saturating_sub(asked)
    }

    /// Whether the buyer agreed too long ago.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        self.standing == Standing::Agreed && now.signed_duration_since(self.begun_at) > SESSION
    }

    /// What the last two digits of the amount say.
    pub(super) fn ending(&self) -> i64 {
        self.amount.rem_euclid(100)
    }
}
