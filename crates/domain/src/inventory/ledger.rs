use crate::shared::{Instant, ItemId, LocationId, OperationId, Quantity, UserId, text_value};
use uuid::Uuid;

text_value! {
    /// Why somebody changed stock, for whoever reads the ledger.
    StockReason, max 200, One
}

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

/// What was agreed about a chain. It is part of the chain, so that a rule never depends on a row that others change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StockTerms {
    /// The most pieces that are to lie there; no limit when nothing is said.
    pub ceiling: Option<Quantity>,
    /// At how many available pieces, or fewer, the stock is low; nobody is told when nothing is said.
    pub low: Option<Quantity>,
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
    /// What was agreed about it.
    pub terms: StockTerms,
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
            terms: event.terms,
        }
    }
}

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockEventKind {
    /// The first of a chain: the stock an item starts with at a location.
    Opened,
    /// A change by a given number of pieces, as after a count.
    Adjusted,
    /// Pieces arrived.
    Received,
    /// Pieces were taken out for another reason than an order.
    Issued,
    /// Pieces were promised to an order.
    Reserved,
    /// A promise was taken back.
    Released,
    /// Promised pieces were paid for, and are the buyer's.
    Claimed,
    /// Sold pieces came back.
    Returned,
    /// Pieces left for another location.
    TransferredOut,
    /// Pieces came from another location.
    TransferredIn,
    /// Something else was agreed about the chain.
    Agreed,
}

impl StockEventKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Opened,
        Self::Adjusted,
        Self::Received,
        Self::Issued,
        Self::Reserved,
        Self::Released,
        Self::Claimed,
        Self::Returned,
        Self::TransferredOut,
        Self::TransferredIn,
        Self::Agreed,
    ];

    /// The word that is stored and answered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Adjusted => "adjusted",
            Self::Received => "received",
            Self::Issued => "issued",
            Self::Reserved => "reserved",
            Self::Released => "released",
            Self::Claimed => "claimed",
            Self::Returned => "returned",
            Self::TransferredOut => "transferred_out",
            Self::TransferredIn => "transferred_in",
            Self::Agreed => "agreed",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
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
    /// Pieces that were promised (positive), or no longer are (negative).
    pub reserved_change: i64,
    /// Pieces on hand once it happened.
    pub on_hand_after: Quantity,
    /// Pieces reserved once it happened.
    pub reserved_after: Quantity,
    /// What is agreed from then on.
    pub terms: StockTerms,
    /// Why, when somebody said so.
    pub reason: Option<StockReason>,
    /// What it belongs to: an order, or a transfer.
    pub reference: Option<Uuid>,
    /// The attempt that wrote it.
    pub operation: OperationId,
    /// Who wanted it; none for anonymous callers and the shop itself.
    pub actor: Option<UserId>,
    /// When it was decided.
    pub recorded_at: Instant,
}

impl StockEvent {
    /// Pieces that could be promised before it.
    pub fn available_before(&self) -> i64 {
        self.available_after() - self.change + self.reserved_change
    }

    /// Pieces that can be promised after it.
    pub fn available_after(&self) -> i64 {
        self.on_hand_after.get() - self.reserved_after.get()
    }

    /// Whether the stock became low by it.
    pub fn ran_low(&self) -> bool {
        let low = |pieces: i64| self.terms.low.is_some_and(|low| pieces <= low.get());
        low(self.available_after()) && !low(self.available_before())
    }
}
