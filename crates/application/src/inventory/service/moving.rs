//! Stock that moves: what an attempt reads, decides and writes.

use hexmart_domain::inventory::{
    StockCommand, StockContext, StockEvent, StockKey, StockLevel, StockReason, StockRefusal, decide,
};
use hexmart_domain::shared::{Instant, LocationId, OperationId, TransferId, UserId};

use crate::inventory::{MoveStockError, Movement, MovementKind, Transfer, Transferred};
use crate::platform::{Abort, UnitOfWork};

/// Who moves stock, when, and under which numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mover {
    pub(super) actor: UserId,
    pub(super) operation: OperationId,
    pub(super) now: Instant,
}

type Attempt<T> = Result<T, Abort<MoveStockError>>;

impl Mover {
    fn context(self, reason: Option<StockReason>, transfer: Option<TransferId>) -> StockContext {
        StockContext {
            reason,
            reference: transfer.map(|id| id.as_uuid()),
            ..StockContext::plain(self.operation, Some(self.actor), self.now)
        }
    }

    /// Changes the stock of an item on a rack.
    pub(super) async fn change(self, uow: &mut dyn UnitOfWork, movement: &Movement) -> Attempt<StockEvent> {
        let key = movement.key;
        let command = match movement.what {
            MovementKind::PutAway(pieces) => StockCommand::Open(pieces),
            MovementKind::Receive(pieces) => StockCommand::Receive(pieces),
            MovementKind::Issue(pieces) => StockCommand::Issue(pieces),
            MovementKind::Adjust(delta) => StockCommand::Adjust(delta),
            MovementKind::Agree(terms) => StockCommand::Agree(terms),
        };
        let opens = matches!(command, StockCommand::Open(_));
        let level = match uow.stock().level(key).await? {
            Some(level) => level,
            None => unopened(uow, key.location, opens).await?,
        };
        let context = self.context(movement.reason.clone(), None);
        let event = decide(key, &level, command, &context).map_err(refused)?;
        uow.stock().append(std::slice::from_ref(&event)).await?;
        Ok(event)
    }

    /// Moves pieces from one rack to another: two entries of the ledger, written together in the order of the chains.
    pub(super) async fn transfer(
        self,
        uow: &mut dyn UnitOfWork,
        id: TransferId,
        transfer: &Transfer,
    ) -> Attempt<Transferred> {
        let key = |location| StockKey {
            item: transfer.item,
            location,
        };
        let (from, to) = (key(transfer.from), key(transfer.to));
        let mut keys = [from, to];
        keys.sort_unstable();
        let levels = uow.stock().levels(&keys).await?;
        let level = |key: StockKey| {
            levels
                .iter()
                .find(|(known, _)| *known == key)
                .map(|(_, level)| *level)
        };
        let (there, here) = (level(from), level(to));
        let there = match there {
            Some(level) => level,
            None => unopened(uow, transfer.from, false).await?,
        };
        let here = match here {
            Some(level) => level,
            None => unopened(uow, transfer.to, true).await?,
        };
        let context = self.context(transfer.reason.clone(), Some(id));
        let out = StockCommand::TransferOut(transfer.quantity);
        let out = decide(from, &there, out, &context).map_err(refused)?;
        let into = StockCommand::TransferIn(transfer.quantity);
        let into = decide(to, &here, into, &context).map_err(refused)?;
        let mut events = [out.clone(), into.clone()];
        events.sort_by_key(|event| event.key);
        uow.stock().append(&events).await?;
        Ok(Transferred { id, out, into })
    }
}

fn refused(refusal: StockRefusal) -> Abort<MoveStockError> {
    Abort::Refused(refusal.into())
}

/// What lies on a rack that never held the item: nothing, if it can be put there.
async fn unopened(uow: &mut dyn UnitOfWork, rack: LocationId, may_open: bool) -> Attempt<StockLevel> {
    if uow.warehouses().rack(rack).await?.is_none() {
        return Err(Abort::Refused(MoveStockError::UnknownRack));
    }
    if may_open {
        Ok(StockLevel::default())
    } else {
        Err(Abort::Refused(MoveStockError::NotThere))
    }
}
