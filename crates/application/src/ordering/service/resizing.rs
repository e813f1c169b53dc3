use std::cmp::Reverse;

use hexmart_domain::inventory::{Allocation, Demand, allocate};
use hexmart_domain::ordering::{Order, OrderLine, Pick};
use hexmart_domain::shared::{OrderId, OrderLineId, Quantity, UserId, WarehouseId};

use super::changing::{Consequences, Subject, withdraw_payments};
use super::standpoint::Standpoint;
use super::{OrderService, carry_out};
use crate::ordering::ChangeOrderError;
use crate::platform::{Abort, UnitOfWork, transact};

/// Where further pieces of a line come from: from where the others come, as far as there are some.
async fn further(
    uow: &mut dyn UnitOfWork,
    line: &OrderLine,
    to: Quantity,
) -> Result<Vec<Pick>, Abort<ChangeOrderError>> {
    let more = to.get() - line.quantity.get();
    let Ok(quantity) = Quantity::try_from(more) else {
        return Ok(Vec::new());
    };
    if quantity == Quantity::ZERO {
        return Ok(Vec::new());
    }
    let demand = Demand {
        item: line.item,
        quantity,
    };
    let holdings = uow.stock().holdings(&[line.item]).await?;
    let holdings: Vec<_> = holdings.into_iter().map(|(holding, _)| holding).collect();
    let short = |shortage: hexmart_domain::inventory::Shortage| {
        Abort::Refused(ChangeOrderError::OutOfStock {
            available: shortage.available,
            requested: shortage.requested,
        })
    };
    let allocations = allocate(&[demand], &holdings, &known(line)).map_err(short)?;
    Ok(allocations.iter().map(|one| pick(line, one)).collect())
}

/// The buildings that the line is taken from, the nearest first, and where nobody measured, the one with most of it.
fn known(line: &OrderLine) -> Vec<WarehouseId> {
    let mut picks: Vec<&Pick> = line.picks.iter().collect();
    picks.sort_by_key(|pick| (pick.distance.unwrap_or(u32::MAX), Reverse(pick.quantity)));
    picks.iter().map(|pick| pick.warehouse).collect()
}

fn pick(line: &OrderLine, allocation: &Allocation) -> Pick {
    let from_there = |known: &&Pick| known.warehouse == allocation.warehouse;
    Pick {
        key: allocation.key,
        warehouse: allocation.warehouse,
        distance: line
            .picks
            .iter()
            .find(from_there)
            .and_then(|known| known.distance),
        quantity: allocation.quantity,
    }
}

impl OrderService {
    pub(super) async fn resize_line(
        &self,
        buyer: UserId,
        order: OrderId,
        line: OrderLineId,
        quantity: Quantity,
        seen: Option<i64>,
    ) -> Result<Order, ChangeOrderError> {
        let standpoint = Standpoint::Buyer(buyer);
        let by = standpoint.hand(None, self.ports.mint.now());
        let subject = Subject {
            order,
            seen,
            standpoint,
        };
        let mint = self.ports.mint.clone();
        let resized = transact(&*self.ports.store, "resize_order_line", move |uow| {
            let (by, mint) = (by.clone(), mint.clone());
            Box::pin(async move {
                let refused = |error: ChangeOrderError| Abort::Refused(error);
                let order = subject.find(uow).await?;
                let wanted = order.line(line).map_err(|error| refused(error.into()))?;
                // What cannot be resized is refused for that, whatever lies in the warehouses.
                let unchanged = order.resize(line, quantity, &[], &by);
                unchanged.map_err(|error| refused(error.into()))?;
                let more = further(uow, wanted, quantity).await?;
                let change = order.resize(line, quantity, &more, &by);
                let change = change.map_err(|error| refused(error.into()))?;
                withdraw_payments(uow, &order, &mint, by.now).await?;
                carry_out(uow, &change, &by, &mint).await?;
                let consequences = Consequences::of(&change, None);
                Ok((change.order, consequences))
            })
        })
        .await;
        self.follow(resized)
    }
}
