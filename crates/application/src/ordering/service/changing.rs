//! What all changes of an order have in common: whose it is, which version was seen, payments that are open, and what follows.

use hexmart_domain::ordering::{Hand, Order, OrderChange, OrderLine};
use hexmart_domain::payments::PaymentState;
use hexmart_domain::shared::{Instant, OrderId, PaymentId, ProductId, UserId};

use super::standpoint::Standpoint;
use super::{OrderPorts, OrderService, carry_out};
use crate::catalogue::Freshness;
use crate::ordering::ChangeOrderError;
use crate::payments::keep;
use crate::platform::{Abort, Answered, Mint, Once, StoreError, UnitOfWork, transact};
use crate::settlement::Closing;

/// Which order somebody wants to change, and from where they look at it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject {
    pub(super) order: OrderId,
    /// The version that they saw, if they insist on it.
    pub(super) seen: Option<i64>,
    pub(super) standpoint: Standpoint,
}

/// What a committed change has for consequences outside of the store.
#[derive(Debug, Default)]
pub(super) struct Consequences {
    pub(super) refund: Option<PaymentId>,
    pub(super) products: Vec<ProductId>,
    pub(super) coupons_of: Option<UserId>,
}

impl Subject {
    /// The order, if it is there for them and as they saw it.
    pub(super) async fn find(self, uow: &mut dyn UnitOfWork) -> Result<Order, Abort<ChangeOrderError>> {
        let order = uow.orders().find(self.order).await?;
        let seen_from_here = |order: &Order| self.standpoint.view(order.clone()).is_some();
        let order = order.filter(seen_from_here);
        let order = order.ok_or(Abort::Refused(ChangeOrderError::Unknown))?;
        if self.seen.is_some_and(|seen| seen != order.version) {
            return Err(Abort::Refused(ChangeOrderError::Stale));
        }
        Ok(order)
    }
}

/// Gives up attempts to pay for an order that nobody paid: it costs something else now, or nothing.
pub(super) async fn withdraw_payments(
    uow: &mut dyn UnitOfWork,
    order: &Order,
    mint: &Mint,
    now: Instant,
) -> Result<(), Abort<ChangeOrderError>> {
    for payment in uow.payments().of_order(order.id).await? {
        if payment.state == PaymentState::Confirming {
            return Err(Abort::Refused(ChangeOrderError::PaymentUnderWay));
        }
        if let Some(withdrawn) = payment.withdrawn(now) {
            keep(uow, withdrawn, mint, now).await?;
        }
    }
    Ok(())
}

impl Consequences {
    pub(super) fn of(change: &OrderChange, refund: Option<PaymentId>) -> Self {
        let moved = |line: &&OrderLine| {
            let in_stock = change.stock.iter().any(|(key, _)| key.item == line.item);
            in_stock || change.sold.iter().any(|(product, _)| *product == line.product)
        };
        let lines = change.order.lines.iter().filter(moved);
        let mut products: Vec<_> = lines.map(|line| line.product).collect();
        products.sort_unstable();
        products.dedup();
        Self {
            refund,
            products,
            coupons_of: change.frees_coupon.then_some(change.order.buyer),
        }
    }

    /// Sees to them, now that the change is committed.
    pub(super) fn follow(&self, ports: &OrderPorts) {
        for product in &self.products {
            ports.sold_out.product_changed(*product);
        }
        if let Some(user) = self.coupons_of {
            ports.sold_out.coupons_changed(user);
        }
        if let Some(payment) = self.refund {
            ports.refunds.begin(payment);
        }
    }
}

/// Whoever keeps answers is not to trust them when nobody knows whether something was written.
pub(super) fn distrust(ports: &OrderPorts, error: &StoreError) {
    if matches!(error, StoreError::Unresolved(_)) {
        ports.sold_out.catalogue_changed();
    }
}

impl OrderService {
    /// Changes an order by a pure decision. `unpaid` says whether it touches what is to be paid: then attempts that are open
    /// are given up.
    pub(super) async fn change<F>(
        &self,
        name: &'static str,
        subject: Subject,
        (by, unpaid): (Hand, bool),
        once: Option<Once<Order>>,
        decide: F,
    ) -> Result<Answered<Order>, ChangeOrderError>
    where
        F: Fn(&Order, &Hand) -> Result<OrderChange, ChangeOrderError> + Clone + Send + Sync + 'static,
    {
        let (mint, settling) = (self.ports.mint.clone(), self.ports.settling.clone());
        let changed = transact(&*self.ports.store, name, move |uow| {
            let (by, once, decide) = (by.clone(), once.clone(), decide.clone());
            let (mint, settling) = (mint.clone(), settling.clone());
            Box::pin(async move {
                if let Some(answer) = Once::replay(once.as_ref(), uow).await? {
                    return Ok((Answered::Replayed(answer), Consequences::default()));
                }
                let order = subject.find(uow).await?;
                let change = decide(&order, &by).map_err(Abort::Refused)?;
                if unpaid && order.is_payable() {
                    withdraw_payments(uow, &order, &mint, by.now).await?;
                }
                Closing::new(&settling, by.now).close(uow, &change).await?;
                let refund = carry_out(uow, &change, &by, &mint).await?;
                let consequences = Consequences::of(&change, refund);
                let answer = subject.standpoint.view(change.order);
                let answer = answer.ok_or_else(|| StoreError::backend("an order was changed and lost"))?;
                Once::remember(once.as_ref(), uow, &answer, by.now).await?;
                Ok((Answered::Done(answer), consequences))
            })
        })
        .await;
        self.follow(changed)
    }

    /// Sees to what follows a change.
    pub(super) fn follow<T>(
        &self,
        changed: Result<(T, Consequences), ChangeOrderError>,
    ) -> Result<T, ChangeOrderError> {
        match changed {
            Ok((answer, consequences)) => {
                consequences.follow(&self.ports);
                Ok(answer)
            }
            Err(error) => {
                if let ChangeOrderError::Store(error) = &error {
                    distrust(&self.ports, error);
                }
                Err(error)
            }
        }
    }
}

/// The answer to a request that had no key, and so was no repetition.
pub(super) fn done(answer: Answered<Order>) -> Result<Order, ChangeOrderError> {
    match answer {
        Answered::Done(order) => Ok(order),
        Answered::Replayed(_) => {
            Err(StoreError::backend("an answer was replayed to a request without a key").into())
        }
    }
}
