//! What payments are for: what each purpose costs when an attempt begins, whether it still wants the money when the buyer
//! agrees, and what it does with it, in the commit that says that it came. One match for each question.

use hexmart_domain::ordering::{Hand, LineState, LineStep, Order, OrderChange, Party, RefundPolicy};
use hexmart_domain::payments::{Payment, PaymentPurpose};
use hexmart_domain::shared::{Instant, Money, OrderId, UserId};

use super::PaymentSettings;
use super::pledges::{can_pledge, due_for_pledge, pledge};
use super::top_ups::{due_for_points, top_up};
use crate::ordering::carry_out;
use crate::payments::{Bill, StartPaymentError};
use crate::platform::{Abort, Mint, StoreError, UniqueKey, UnitOfWork};

/// What somebody has to pay.
pub(super) struct Due {
    pub(super) purpose: PaymentPurpose,
    pub(super) amount: Money,
    /// What the buyer reads at the provider.
    pub(super) title: String,
    /// Until when it can be paid for, if that is limited by more than the patience of payments.
    pub(super) until: Option<Instant>,
}

/// What a bill comes to, as it stands in the store.
pub(super) async fn due(
    uow: &mut dyn UnitOfWork,
    bill: Bill,
    buyer: UserId,
    settings: &PaymentSettings,
    now: Instant,
) -> Result<Due, Abort<StartPaymentError>> {
    match bill {
        Bill::Order(order) => due_for_order(uow, order, buyer, now).await,
        Bill::TopUp(points) => due_for_points(points, settings).map_err(Abort::Refused),
        Bill::Pledge { campaign, tier } => due_for_pledge(uow, campaign, tier, buyer, now).await,
    }
}

/// Whether what is paid for can still be had for that amount.
pub(super) async fn is_wanted(
    uow: &mut dyn UnitOfWork,
    payment: &Payment,
    now: Instant,
) -> Result<bool, StoreError> {
    match payment.purpose {
        PaymentPurpose::Order(order) => {
            let order = uow.orders().find(order).await?;
            let costs = order
                .filter(Order::is_payable)
                .and_then(|order| order.totals().ok());
            Ok(costs.is_some_and(|costs| costs.total == payment.total()))
        }
        PaymentPurpose::TopUp => Ok(true),
        PaymentPurpose::Pledge { campaign, tier } => can_pledge(uow, campaign, tier, payment, now).await,
    }
}

/// What the money brings about; false when it is not wanted any more, and has to go back.
pub(super) async fn take_effect(
    uow: &mut dyn UnitOfWork,
    payment: &Payment,
    mint: &Mint,
    now: Instant,
) -> Result<bool, StoreError> {
    match payment.purpose {
        PaymentPurpose::Order(order) => pay_order(uow, order, payment, mint, now).await,
        PaymentPurpose::TopUp => top_up(uow, payment, mint, now).await,
        PaymentPurpose::Pledge { campaign, tier } => pledge(uow, campaign, tier, payment, (mint, now)).await,
    }
}

/// Why money goes back that came for what it could not have any more.
pub(super) const fn in_vain(purpose: PaymentPurpose) -> &'static str {
    match purpose {
        PaymentPurpose::Order(_) | PaymentPurpose::TopUp => "the order cannot be had any more",
        PaymentPurpose::Pledge { .. } => "the pledge cannot be made any more",
    }
}

async fn due_for_order(
    uow: &mut dyn UnitOfWork,
    order: OrderId,
    buyer: UserId,
    now: Instant,
) -> Result<Due, Abort<StartPaymentError>> {
    let refused = |error| Err(Abort::Refused(error));
    let order = uow.orders().find(order).await?;
    let Some(order) = order.filter(|order| order.buyer == buyer) else {
        return refused(StartPaymentError::UnknownOrder);
    };
    if order.paid_at.is_some() {
        return refused(StartPaymentError::Paid);
    }
    let Ok(totals) = order.totals() else {
        return refused(StartPaymentError::NotPayable);
    };
    if !order.is_payable() || order.pay_by <= now || totals.total.amount().is_zero() {
        return refused(StartPaymentError::NotPayable);
    }
    Ok(Due {
        purpose: PaymentPurpose::Order(order.id),
        amount: totals.total,
        title: title(&order),
        // Nobody keeps the goods for longer.
        until: Some(order.pay_by),
    })
}

/// What the buyer reads, as "Apple and 2 more".
fn title(order: &Order) -> String {
    let mut live = order.lines.iter().filter(|line| line.state.is_live());
    let first = live
        .next()
        .map(|line| line.snapshot.name.clone())
        .unwrap_or_default();
    match live.count() {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

async fn pay_order(
    uow: &mut dyn UnitOfWork,
    order: OrderId,
    payment: &Payment,
    mint: &Mint,
    now: Instant,
) -> Result<bool, StoreError> {
    let by = Hand {
        party: Party::System,
        actor: None,
        reason: None,
        now,
    };
    let found = uow.orders().find(order).await?;
    let change = found.and_then(|order| paid(&order, payment, &by));
    match change {
        Some(change) if is_first(uow, order, payment).await? => {
            carry_out(uow, &change, &by, mint).await?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// The order, paid by this. None when it cannot be had any more, costs something else now, or the points or all of the money
/// are gone again.
/// If some of it is, somebody of the shop gave that back at the provider's desk, and the order is paid as it would be had we
/// heard of the money first.
fn paid(order: &Order, payment: &Payment, by: &Hand) -> Option<OrderChange> {
    let costs = order.totals().ok()?.total;
    let is_whole = payment.points_left() == payment.points && costs == payment.total();
    let covers = is_whole && !payment.refundable().amount().is_zero();
    if !order.is_payable() || !covers {
        return None;
    }
    let paid = order.step_all(
        LineState::PendingPayment,
        LineStep::Pay,
        by,
        RefundPolicy::default(),
    );
    paid.ok().flatten()
}

/// Whether no other attempt paid for the order.
async fn is_first(uow: &mut dyn UnitOfWork, order: OrderId, payment: &Payment) -> Result<bool, StoreError> {
    match uow.payments().pays_for(order, payment.id).await {
        Ok(()) => Ok(true),
        Err(StoreError::Duplicate(UniqueKey::OrderPayment)) => Ok(false),
        Err(error) => Err(error),
    }
}
