//! What sellers get for what was bought of them, and how they are doing.
//!
//! A line is settled when its buyer confirms it, and once. What goes back to the buyer later is taken off again, once.

use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy::ToZero;

use crate::ordering::{LineState, OrderChange, OrderEventKind, OrderLine, exponent};
use crate::shared::{
    BasisPoints, Day, Instant, Money, OrderId, OrderLineId, SellerId, SettlementId, month_of,
};

/// What is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SettlementKind {
    /// A line that was confirmed.
    Sale,
    /// What went back of it afterwards.
    Reversal,
}

impl SettlementKind {
    /// The word that is stored and answered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Reversal => "reversal",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Sale, Self::Reversal]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// An entry of a seller's account with the shop. Never changed, never removed; one of each kind for a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// Which; they sort by the time they were made.
    pub id: SettlementId,
    /// Whose.
    pub seller: SellerId,
    /// What it is.
    pub kind: SettlementKind,
    /// Of which order.
    pub order: OrderId,
    /// For which line.
    pub line: OrderLineId,
    /// What the buyer paid for the line; negative in a reversal, as the others are.
    pub gross: Money,
    /// What the shop keeps of that.
    pub commission: Money,
    /// What the seller gets.
    pub net: Money,
    /// Points that came into the wallet of the seller's account for that, or went out of it. Fewer than the net of a reversal
    /// when the wallet had no more.
    pub points: i64,
    /// The day that it was in the shop.
    pub business_date: Day,
    /// When.
    pub at: Instant,
}

/// When something is settled, and as which entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettlementMark {
    /// Which entry.
    pub id: SettlementId,
    /// The day that it is in the shop.
    pub business_date: Day,
    /// When.
    pub at: Instant,
}

impl Settlement {
    /// What a seller gets for a line that was confirmed: its total but the commission, of which parts of the smallest coin
    /// are the seller's. None when the shop itself sells it.
    pub fn of(
        line: &OrderLine,
        order: OrderId,
        commission: BasisPoints,
        mark: SettlementMark,
    ) -> Option<Self> {
        let (seller, gross) = (line.seller?, line.amounts.payable);
        let commission = share(gross, commission.factor());
        Some(Self {
            id: mark.id,
            seller,
            kind: SettlementKind::Sale,
            order,
            line: line.id,
            gross,
            commission,
            net: gross.checked_sub(commission).unwrap_or(gross),
            points: 0,
            business_date: mark.business_date,
            at: mark.at,
        })
    }

    /// What is taken off again when that much of the line's price goes back: the same share of the commission and of what the
    /// seller got. Never more than there was.
    #[must_use]
    pub fn reversed(&self, amount: Money, mark: SettlementMark) -> Self {
        let whole = self.gross.amount();
        let back = amount.amount().min(whole);
        let factor = if whole.is_zero() {
            Decimal::ZERO
        } else {
            back / whole
        };
        let gross = Money::new(back, self.gross.currency());
        let net = if back == whole {
            self.net
        } else {
            share(self.net, factor)
        };
        let minus = |money: Money| Money::new(-money.amount(), money.currency());
        Self {
            id: mark.id,
            kind: SettlementKind::Reversal,
            gross: minus(gross),
            commission: minus(gross.checked_sub(net).unwrap_or(gross)),
            net: minus(net),
            points: 0,
            business_date: mark.business_date,
            at: mark.at,
            ..self.clone()
        }
    }
}

/// A share of an amount, rounded down to whole units of its currency.
fn share(of: Money, factor: Decimal) -> Money {
    let exact = of.amount().checked_mul(factor).unwrap_or(Decimal::ZERO);
    let places = exponent(of.currency());
    Money::new(exact.round_dp_with_strategy(places, ToZero), of.currency())
}

/// What was counted of a seller in one month. Lines that wait to be sent, and sent ones that the seller was not paid for, can
/// be negative: they are counted off where they move on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SellerTally {
    /// What the seller got, less what was taken off again.
    pub profit: Decimal,
    /// Lines that were settled.
    pub sent: i64,
    /// Lines that are paid for and wait to be sent.
    pub unsent: i64,
    /// Lines that were sent, and not settled.
    pub unpaid: i64,
}

impl SellerTally {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            profit: self.profit + other.profit,
            sent: self.sent + other.sent,
            unsent: self.unsent + other.unsent,
            unpaid: self.unpaid + other.unpaid,
        }
    }

    /// What a line counts as that stands so.
    pub const fn of_line(state: LineState) -> Self {
        let (sent, unsent, unpaid) = match state {
            LineState::Paid | LineState::Preparing => (0, 1, 0),
            LineState::Dispatched | LineState::Delivered => (0, 0, 1),
            LineState::Confirmed => (1, 0, 0),
            LineState::PendingPayment
            | LineState::Cancelled
            | LineState::RefundRequested
            | LineState::Refunded => (0, 0, 0),
        };
        Self {
            profit: Decimal::ZERO,
            sent,
            unsent,
            unpaid,
        }
    }

    const fn minus_counts(self, other: Self) -> Self {
        Self {
            profit: self.profit,
            sent: self.sent - other.sent,
            unsent: self.unsent - other.unsent,
            unpaid: self.unpaid - other.unpaid,
        }
    }
}

/// By how much a change of an order changes what is counted of its sellers, in the order of their ids.
pub fn counted(change: &OrderChange) -> Vec<(SellerId, SellerTally)> {
    let mut tallies: Vec<(SellerId, SellerTally)> = Vec::new();
    for event in &change.events {
        let OrderEventKind::Moved { from, to } = event.kind else {
            continue;
        };
        let line = change.order.lines.iter().find(|line| Some(line.id) == event.line);
        let Some(seller) = line.and_then(|line| line.seller) else {
            continue;
        };
        let moved = SellerTally::of_line(to).minus_counts(SellerTally::of_line(from));
        match tallies.iter_mut().find(|(known, _)| *known == seller) {
            Some((_, tally)) => *tally = tally.plus(moved),
            None => tallies.push((seller, moved)),
        }
    }
    tallies.retain(|(_, tally)| *tally != SellerTally::default());
    tallies.sort_unstable_by_key(|(seller, _)| *seller);
    tallies
}

/// How a seller is doing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SellerStatistics {
    /// Of all time.
    pub total: SellerTally,
    /// Of this month.
    pub month: SellerTally,
    /// By how many percent the profit of this month is above that of the last, to two decimals; none when there was none.
    pub growth: Option<Decimal>,
}

impl SellerStatistics {
    /// Adds up what was counted month by month; a month is named by any of its days.
    pub fn of(months: &[(Day, SellerTally)], today: Day) -> Self {
        let (first, _) = month_of(today);
        let last = first.pred_opt().map(|day| month_of(day).0);
        let of = |month: Option<Day>| {
            let counted = months.iter().filter(|(day, _)| Some(month_of(*day).0) == month);
            counted.fold(SellerTally::default(), |sum, (_, tally)| sum.plus(*tally))
        };
        let month = of(Some(first));
        Self {
            total: months
                .iter()
                .fold(SellerTally::default(), |sum, (_, tally)| sum.plus(*tally)),
            month,
            growth: growth(of(last).profit, month.profit),
        }
    }
}

/// By how many percent this is above the last, rounded half away from zero to two decimals; none when the last was nothing.
fn growth(last: Decimal, this: Decimal) -> Option<Decimal> {
    let above = this.checked_sub(last)?.checked_mul(Decimal::ONE_HUNDRED)?;
    let percent = above.checked_div(last)?;
    let strategy = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    Some(percent.round_dp_with_strategy(2, strategy).normalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{Currency, Id};
    use uuid::Uuid;

    fn won(amount: i64) -> Money {
        Money::new(Decimal::from(amount), Currency::KRW)
    }

    fn mark(number: u128) -> SettlementMark {
        SettlementMark {
            id: Id::from_uuid(Uuid::from_u128(number)),
            business_date: "2026-11-20".parse().unwrap(),
            at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    fn sale(gross: i64, commission: i64) -> Settlement {
        Settlement {
            id: mark(1).id,
            seller: Id::from_uuid(Uuid::from_u128(2)),
            kind: SettlementKind::Sale,
            order: Id::from_uuid(Uuid::from_u128(3)),
            line: Id::from_uuid(Uuid::from_u128(4)),
            gross: won(gross),
            commission: won(commission),
            net: won(gross - commission),
            points: 0,
            business_date: mark(1).business_date,
            at: mark(1).at,
        }
    }

    #[test]
    fn growth_is_told_where_there_is_something_to_grow_from() {
        let growth = |last: i64, this: i64| growth(Decimal::from(last), Decimal::from(this));
        assert_eq!(growth(0, 100), None);
        assert_eq!(growth(200, 250), Some(Decimal::from(25)));
        assert_eq!(growth(100, 0), Some(Decimal::from(-100)));
        assert_eq!(growth(3, 4), Some(Decimal::new(3333, 2)));
    }

    #[test]
    fn commission_is_rounded_in_favour_of_the_seller() {
        assert_eq!(share(won(1_999), BasisPoints::new(500).factor()), won(99));
        assert_eq!(share(won(1_999), BasisPoints::NONE.factor()), won(0));
        assert_eq!(share(won(1_999), BasisPoints::WHOLE.factor()), won(1_999));
    }

    #[test]
    fn what_goes_back_is_taken_off_by_the_same_share() {
        let sale = sale(10_000, 500);
        let part = sale.reversed(won(3_333), mark(9));
        assert_eq!(
            (part.gross, part.commission, part.net),
            (won(-3_333), won(-167), won(-3_166))
        );
        let whole = sale.reversed(won(99_999), mark(9));
        assert_eq!((whole.gross, whole.net), (won(-10_000), won(-9_500)));
    }

    #[test]
    fn months_add_up() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let tally = |profit: i64, sent, unsent| SellerTally {
            profit: Decimal::from(profit),
            sent,
            unsent,
            unpaid: 0,
        };
        let months = [
            (day("2026-09-01"), tally(50, 1, 2)),
            (day("2026-10-01"), tally(200, 2, -1)),
            (day("2026-11-01"), tally(250, 3, -1)),
        ];
        let told = SellerStatistics::of(&months, day("2026-11-20"));
        assert_eq!((told.total, told.month), (tally(500, 6, 0), tally(250, 3, -1)));
        assert_eq!(told.growth, Some(Decimal::from(25)));
        assert_eq!(
            SellerStatistics::of(&[], day("2026-11-20")),
            SellerStatistics::default()
        );
    }
}
