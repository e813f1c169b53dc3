use hexmart_domain::ordering::{LineState, OrderChange, OrderEventKind, OrderLine};
use hexmart_domain::payments::points_worth;
use hexmart_domain::points::{EntryKind, Reference, WalletError, reward};
use hexmart_domain::settlement::{SellerTally, Settlement, SettlementKind, SettlementMark};
use hexmart_domain::shared::{
    BasisPoints, Instant, Money, OrderId, OrderLineId, Points, SellerId, UserId, month_of,
};

use crate::platform::{Abort, Mint, StoreError, UniqueKey, UnitOfWork};
use crate::points::{Booking, Bookkeeper};

/// How lines are closed that their buyers confirmed.
#[derive(Debug, Clone)]
pub struct Settling {
    /// Who moves points, and by which rates.
    pub books: Bookkeeper,
    /// What the shop keeps of what a line of a seller costs.
    pub commission: BasisPoints,
    /// The dice.
    pub mint: Mint,
}

/// Points that are booked when a line is closed.
struct Due {
    user: UserId,
    kind: EntryKind,
    line: OrderLineId,
    points: Points,
}

/// What became of lines that are closed.
pub(crate) struct Closing<'s> {
    settling: &'s Settling,
    now: Instant,
}

impl<'s> Closing<'s> {
    /// At that moment.
    pub(crate) const fn new(settling: &'s Settling, now: Instant) -> Self {
        Self { settling, now }
    }

    /// Books what belongs to lines that a change confirms: points of the buyer and of the sellers, and the sellers' accounts. To
    /// be asked before the order is written.
    pub(crate) async fn close(
        &self,
        uow: &mut dyn UnitOfWork,
        change: &OrderChange,
    ) -> Result<(), StoreError> {
        let confirmed: Vec<_> = confirmed(change).collect();
        let mut due = Vec::new();
        let mut settlements = Vec::new();
        if !confirmed.is_empty() {
            let multiplier = self.multiplier(uow, change.order.buyer).await?;
            for line in confirmed {
                due.extend(self.accrual(change.order.buyer, line, multiplier));
                if let Some(mut settlement) = self.settlement(line, change.order.id) {
                    settlement.points = points_worth(settlement.net);
                    match account(uow, settlement.seller).await? {
                        Some(account) => due.extend(earned(&settlement, account)),
                        None => settlement.points = 0,
                    }
                    settlements.push(settlement);
                }
            }
        }
        // Wallets in one order everywhere, so that no two transactions wait for each other.
        due.sort_by_key(|due| (due.user, due.line));
        for due in due {
            let is_booked = self.give(uow, &due).await?;
            let of_sale = |sale: &&mut Settlement| due.kind == EntryKind::Settlement && sale.line == due.line;
            if let Some(sale) = settlements.iter_mut().find(of_sale).filter(|_| !is_booked) {
                sale.points = 0;
            }
        }
        let (month, _) = month_of(self.settling.books.day(self.now));
        for settlement in &settlements {
            write(uow, settlement).await?;
            let tally = profit(settlement);
            uow.settlements().count(settlement.seller, month, tally).await?;
        }
        Ok(())
    }

    /// Takes off again what was given for a line of whose price some goes back: of the seller's earnings and of the buyer's
    /// points the same share, as far as they are still in their wallets. False when that was done before.
    pub(crate) async fn reverse(
        &self,
        uow: &mut dyn UnitOfWork,
        line: &OrderLine,
        buyer: UserId,
        amount: Money,
    ) -> Result<bool, StoreError> {
        let reference = Reference::to(line.id);
        let taken_back = uow
            .wallets()
            .entry(buyer, EntryKind::AccrualReversal, &reference)
            .await?;
        let reversed = uow.settlements().find(line.id, SettlementKind::Reversal).await?;
        if taken_back.is_some() || reversed.is_some() {
            return Ok(false);
        }
        let granted = uow.wallets().entry(buyer, EntryKind::Accrual, &reference).await?;
        let accrued = granted.map_or(0, |entry| share(entry.amount, amount, line.amounts.payable));
        let sale = uow.settlements().find(line.id, SettlementKind::Sale).await?;
        let mut reversal = sale.as_ref().map(|sale| sale.reversed(amount, self.mark()));
        let mut wallets = vec![(buyer, EntryKind::AccrualReversal, accrued)];
        if let (Some(sale), Some(reversal)) = (&sale, &reversal) {
            let owed = points_worth(positive(reversal.net)).min(sale.points);
            let account = account(uow, sale.seller).await?;
            wallets.extend(account.map(|account| (account, EntryKind::SettlementReversal, owed)));
        }
        wallets.sort_by_key(|(user, ..)| *user);
        for (user, kind, points) in wallets {
            let taken = self.take(uow, (user, kind, line.id), points).await?;
            if let (EntryKind::SettlementReversal, Some(reversal)) = (kind, reversal.as_mut()) {
                reversal.points = -taken;
            }
        }
        if let Some(reversal) = reversal {
            write(uow, &reversal).await?;
            let (month, _) = month_of(reversal.business_date);
            let tally = profit(&reversal);
            uow.settlements().count(reversal.seller, month, tally).await?;
        }
        Ok(true)
    }

    /// Puts points into a wallet; false when it holds as many as it may, which keeps no line from being closed.
    async fn give(&self, uow: &mut dyn UnitOfWork, due: &Due) -> Result<bool, StoreError> {
        let booking = Booking::new(due.user, due.kind, Reference::to(due.line), self.now);
        match self.settling.books.credit(uow, due.points, booking).await {
            Ok(_) => Ok(true),
            Err(Abort::Refused(_full)) => Ok(false),
            Err(Abort::Store(error)) => Err(error),
        }
    }

    async fn take(
        &self,
        uow: &mut dyn UnitOfWork,
        (user, kind, line): (UserId, EntryKind, OrderLineId),
        points: i64,
    ) -> Result<i64, StoreError> {
        let wallet = uow.wallets().newest(user).await?;
        let there = points.min(wallet.usable(self.settling.books.day(self.now)));
        let Ok(points) = Points::try_from(there) else {
            return Ok(0);
        };
        let booking = Booking::new(user, kind, Reference::to(line), self.now);
        let booked = self.settling.books.debit(uow, points, booking).await;
        booked.map(|_| there).map_err(broken)
    }

    fn settlement(&self, line: &OrderLine, order: OrderId) -> Option<Settlement> {
        Settlement::of(line, order, self.settling.commission, self.mark())
    }

    fn mark(&self) -> SettlementMark {
        SettlementMark {
            id: self.settling.mint.id(self.now),
            business_date: self.settling.books.day(self.now),
            at: self.now,
        }
    }

    fn accrual(&self, buyer: UserId, line: &OrderLine, multiplier: u16) -> Option<Due> {
        let rate = self.settling.books.settings().rates.accrual;
        let points = reward(line.amounts.payable, rate, multiplier)?;
        Some(Due {
            user: buyer,
            kind: EntryKind::Accrual,
            line: line.id,
            points,
        })
    }

    async fn multiplier(&self, uow: &mut dyn UnitOfWork, buyer: UserId) -> Result<u16, StoreError> {
        let today = self.settling.books.day(self.now);
        let subscription = uow.subscriptions().find(buyer).await?;
        let subscribes = subscription.is_some_and(|known| known.is_effective(today));
        Ok(self.settling.books.settings().rates.multiplier(subscribes))
    }
}

fn confirmed(change: &OrderChange) -> impl Iterator<Item = &OrderLine> {
    let is_confirmed = |kind| matches!(kind, OrderEventKind::Moved { to, .. } if to == LineState::Confirmed);
    let events = change.events.iter().filter(move |event| is_confirmed(event.kind));
    events.filter_map(|event| change.order.lines.iter().find(|line| Some(line.id) == event.line))
}

/// Writes an entry of a seller's account. When somebody closed the line meanwhile, the attempt is to run again, where it finds
/// what they did.
async fn write(uow: &mut dyn UnitOfWork, settlement: &Settlement) -> Result<(), StoreError> {
    let added = uow.settlements().add(settlement).await;
    added.map_err(|error| match error {
        StoreError::Duplicate(UniqueKey::Settlement) => StoreError::Conflict,
        other => other,
    })
}

fn earned(settlement: &Settlement, account: UserId) -> Option<Due> {
    Some(Due {
        user: account,
        kind: EntryKind::Settlement,
        line: settlement.line,
        points: Points::try_from(settlement.points).ok()?,
    })
}

async fn account(uow: &mut dyn UnitOfWork, seller: SellerId) -> Result<Option<UserId>, StoreError> {
    let known = uow.sellers().find(seller).await?;
    Ok(known.map(|known| known.account))
}

fn profit(settlement: &Settlement) -> SellerTally {
    SellerTally {
        profit: settlement.net.amount(),
        ..SellerTally::default()
    }
}

fn positive(amount: Money) -> Money {
    Money::new(amount.amount().abs(), amount.currency())
}

/// The same share of points that were given as of the price that goes back, rounded down.
fn share(granted: i64, back: Money, whole: Money) -> i64 {
    let [back, whole] = [back, whole].map(points_worth);
    if back >= whole {
        return granted;
    }
    granted.saturating_mul(back).checked_div(whole).unwrap_or(0)
}

fn broken(abort: Abort<WalletError>) -> StoreError {
    match abort {
        Abort::Refused(refusal) => StoreError::backend(refusal),
        Abort::Store(error) => error,
    }
}
