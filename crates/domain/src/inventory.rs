//! The stock ledger: stock is never a number that is overwritten, but a chain of events.
//!
//! Each event extends exactly one predecessor (`version` is the predecessor's plus one), and the last event carries
//! the current level. [`decide`] holds every rule; [`StockLevel::evolve`] holds none, so replay never says no.

use thiserror::Error;

use crate::shared::{Instant, ItemId, LocationId, OperationId, Quantity, StockDelta, UserId};

/// Which chain: one item at one location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StockKey {
    /// What is stocked.
    pub item: ItemId,
    /// Where it lies.
    pub location: LocationId,
}

impl StockKey {
    /// The chain of an item at the default location.
    pub fn at_default(item: impl Into<ItemId>) -> Self {
        Self {
            item: item.into(),
            location: LocationId::DEFAULT,
        }
    }
}

/// What a chain amounts to after its event number `version`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StockLevel {
    /// Number of the last event; 0 before the first.
    pub version: i64,
    /// Pieces that lie there.
    pub on_hand: Quantity,
    /// Pieces of those that are promised to somebody.
    pub reserved: Quantity,
}

impl StockLevel {
    /// Pieces that can still be promised: on hand less reserved, never below zero.
    pub fn available(&self) -> Quantity {
        Quantity::try_from(self.on_hand.get() - self.reserved.get()).unwrap_or_default()
    }

    /// The level after an event.
    #[must_use]
    pub const fn evolve(self, event: &StockEvent) -> Self {
        Self {
            version: event.version,
            on_hand: event.on_hand_after,
            reserved: event.reserved_after,
        }
    }
}

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockEventKind {
    /// The first of a chain: the stock a product starts with.
    Opened,
    /// A change by a given number of pieces.
    Adjusted,
}

impl StockEventKind {
    /// The word that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Adjusted => "adjusted",
        }
    }

    /// The kind of a stored word.
    pub fn from_stored(word: &str) -> Option<Self> {
        [Self::Opened, Self::Adjusted]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// One entry of the ledger. Never changed, never removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockEvent {
    /// Which chain.
    pub key: StockKey,
    /// Place in the chain, from 1, without gaps.
    pub version: i64,
    /// What it is about.
    pub kind: StockEventKind,
    /// Pieces that came (positive) or went (negative).
    pub change: i64,
    /// Pieces on hand once it happened.
    pub on_hand_after: Quantity,
    /// Pieces reserved once it happened.
    pub reserved_after: Quantity,
    /// The attempt that wrote it.
    pub operation: OperationId,
    /// Who wanted it; none for anonymous callers and the shop itself.
    pub actor: Option<UserId>,
    /// When it was decided.
    pub recorded_at: Instant,
}

/// What somebody wants of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockCommand {
    /// Start the chain with this many pieces.
    Open(Quantity),
    /// Add or take pieces.
    Adjust(StockDelta),
}

/// Who wants it, when, and under which number: the facts that are the same whatever the level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StockContext {
    /// The attempt.
    pub operation: OperationId,
    /// Who.
    pub actor: Option<UserId>,
    /// When.
    pub now: Instant,
}

/// Why a command is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StockRefusal {
    /// More pieces asked for than can be promised.
    #[error("{available} available, {requested} requested")]
    Insufficient {
        /// Pieces that could have been taken.
        available: i64,
        /// Pieces asked for.
        requested: i64,
    },
    /// The total would pass the largest quantity.
    #[error("the total would exceed {}", Quantity::MAX.get())]
    TooMuch {
        /// Pieces that lie there already.
        on_hand: i64,
    },
    /// A chain starts once.
    #[error("the ledger of this item exists already")]
    AlreadyOpen,
}

/// Decides a command against the level it meets: the next event, or why not.
pub fn decide(
    key: StockKey,
    level: &StockLevel,
    command: StockCommand,
    context: StockContext,
) -> Result<StockEvent, StockRefusal> {
    let (kind, change) = match command {
        StockCommand::Open(_) if level.version > 0 => return Err(StockRefusal::AlreadyOpen),
        StockCommand::Open(quantity) => (StockEventKind::Opened, quantity.get()),
        StockCommand::Adjust(delta) => (StockEventKind::Adjusted, delta.get()),
    };
    let available = level.available().get();
    if available + change < 0 {
        return Err(StockRefusal::Insufficient {
            available,
            requested: -change,
        });
    }
    let on_hand = level.on_hand.get();
    let on_hand_after = Quantity::try_from(on_hand + change).or(Err(StockRefusal::TooMuch { on_hand }))?;
    Ok(StockEvent {
        key,
        version: level.version + 1,
        kind,
        change,
        on_hand_after,
        reserved_after: level.reserved,
        operation: context.operation,
        actor: context.actor,
        recorded_at: context.now,
    })
}

#[cfg(test)]
mod tests;
