use thiserror::Error;
use uuid::Uuid;

use super::{StockEvent, StockEventKind, StockKey, StockLevel, StockReason, StockTerms};
use crate::shared::{Instant, OperationId, Quantity, StockDelta, UserId};

/// What somebody wants of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockCommand {
    /// Start the chain with this many pieces.
    Open(Quantity),
    /// Add or take pieces.
    Adjust(StockDelta),
    /// Add pieces that arrived.
    Receive(Quantity),
    /// Take pieces out.
    Issue(Quantity),
    /// Promise pieces to an order.
    Reserve(Quantity),
    /// Take a promise back.
    Release(Quantity),
    /// Hand promised pieces over to who paid for them.
    Claim(Quantity),
    /// Take sold pieces back. They are taken even above the ceiling: they are there, and a refund waits for them.
    Return(Quantity),
    /// Send pieces to another location.
    TransferOut(Quantity),
    /// Take pieces from another location.
    TransferIn(Quantity),
    /// Agree on something else.
    Agree(StockTerms),
}

impl StockCommand {
    const fn kind(self) -> StockEventKind {
        match self {
            Self::Open(_) => StockEventKind::Opened,
            Self::Adjust(_) => StockEventKind::Adjusted,
            Self::Receive(_) => StockEventKind::Received,
            Self::Issue(_) => StockEventKind::Issued,
            Self::Reserve(_) => StockEventKind::Reserved,
            Self::Release(_) => StockEventKind::Released,
            Self::Claim(_) => StockEventKind::Claimed,
            Self::Return(_) => StockEventKind::Returned,
            Self::TransferOut(_) => StockEventKind::TransferredOut,
            Self::TransferIn(_) => StockEventKind::TransferredIn,
            Self::Agree(_) => StockEventKind::Agreed,
        }
    }

    /// By how much it changes what is on hand, and what is reserved.
    const fn changes(self) -> (i64, i64) {
        match self {
            Self::Open(pieces) | Self::Receive(pieces) | Self::Return(pieces) | Self::TransferIn(pieces) => {
                (pieces.get(), 0)
            }
            Self::Adjust(delta) => (delta.get(), 0),
            Self::Issue(pieces) | Self::TransferOut(pieces) => (-pieces.get(), 0),
            Self::Reserve(pieces) => (0, pieces.get()),
            Self::Release(pieces) => (0, -pieces.get()),
            Self::Claim(pieces) => (-pieces.get(), -pieces.get()),
            Self::Agree(_) => (0, 0),
        }
    }
}

/// Who wants it, when, why, and under which number: the facts that are the same whatever the level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockContext {
    /// The attempt.
    pub operation: OperationId,
    /// Who.
    pub actor: Option<UserId>,
    /// When.
    pub now: Instant,
    /// Why, when somebody says so.
    pub reason: Option<StockReason>,
    /// What it belongs to: an order, or a transfer.
    pub reference: Option<Uuid>,
}

impl StockContext {
    /// A change that needs no explanation.
    pub const fn plain(operation: OperationId, actor: Option<UserId>, now: Instant) -> Self {
        Self {
            operation,
            actor,
            now,
            reason: None,
            reference: None,
        }
    }
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
    /// Fewer pieces are promised than a promise that ends was about. It ended before.
    #[error("{reserved} reserved, {requested} to be released")]
    NotReserved {
        /// Pieces that are promised.
        reserved: i64,
        /// Pieces that were to be released or handed over.
        requested: i64,
    },
    /// The total would pass the ceiling of the chain, or the largest quantity.
    #[error("the total would exceed {ceiling}")]
    TooMuch {
        /// Pieces that lie there already.
        on_hand: i64,
        /// The most that are to lie there.
        ceiling: i64,
    },
    /// Nothing would change.
    #[error("a movement is of at least one piece")]
    Nothing,
    /// A chain starts once.
    #[error("the ledger of this item exists already")]
    AlreadyOpen,
}

/// Decides a command against the level it meets: the next event, or why not.
pub fn decide(
    key: StockKey,
    level: &StockLevel,
    command: StockCommand,
    context: &StockContext,
) -> Result<StockEvent, StockRefusal> {
    let opens = matches!(command, StockCommand::Open(_));
    if opens && level.version > 0 {
        return Err(StockRefusal::AlreadyOpen);
    }
    let (change, reserved_change) = command.changes();
    let terms = match command {
        StockCommand::Agree(terms) => terms,
        _ if change == 0 && reserved_change == 0 && !opens => return Err(StockRefusal::Nothing),
        _ => level.terms,
    };
    let reserved = level.reserved.get();
    let reserved_after =
        Quantity::try_from(reserved + reserved_change).or(Err(StockRefusal::NotReserved {
            reserved,
            requested: -reserved_change,
        }))?;
    let available = level.available().get();
    if available + change - reserved_change < 0 {
        return Err(StockRefusal::Insufficient {
            available,
            requested: reserved_change - change,
        });
    }
    Ok(StockEvent {
        key,
        version: level.version + 1,
        kind: command.kind(),
        change,
        reserved_change,
        on_hand_after: on_hand_after(level, command, change)?,
        reserved_after,
        terms,
        reason: context.reason.clone(),
        reference: context.reference,
        operation: context.operation,
        actor: context.actor,
        recorded_at: context.now,
    })
}

fn on_hand_after(level: &StockLevel, command: StockCommand, change: i64) -> Result<Quantity, StockRefusal> {
    let on_hand = level.on_hand.get();
    let bounded = change > 0 && !matches!(command, StockCommand::Return(_));
    let ceiling = level.terms.ceiling.filter(|_| bounded).unwrap_or(Quantity::MAX);
    let too_much = StockRefusal::TooMuch {
        on_hand,
        ceiling: ceiling.get(),
    };
    match Quantity::try_from(on_hand + change) {
        Ok(after) if after <= ceiling => Ok(after),
        _ => Err(too_much),
    }
}
