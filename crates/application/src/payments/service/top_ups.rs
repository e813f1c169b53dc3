//! Points that are bought.

use hexmart_domain::payments::{Payment, PaymentPurpose, Refund, Tender, points_worth, worth};
use hexmart_domain::points::{EntryKind, Reference};
use hexmart_domain::shared::{Instant, Money, Points};

use super::purpose::Due;
use super::{PaymentSettings, StartPaymentError};
use crate::payments::tender::{booking, credit, debit};
use crate::platform::{Mint, StoreError, UnitOfWork};

/// What points cost: a won each.
pub(super) fn due_for_points(points: Points, settings: &PaymentSettings) -> Result<Due, StartPaymentError> {
    let (least, most) = (settings.least_top_up, settings.most_top_up);
    if points < least || points > most {
        return Err(StartPaymentError::TopUpBounds { least, most });
    }
    Ok(Due {
        purpose: PaymentPurpose::TopUp,
        amount: worth(points.get()),
        title: format!("{} points", points.get()),
        until: None,
    })
}

/// Money that came for points: they are in the wallet. False when it holds as many as it may.
pub(super) async fn top_up(
    uow: &mut dyn UnitOfWork,
    payment: &Payment,
    mint: &Mint,
    now: Instant,
) -> Result<bool, StoreError> {
    let Some(points) = points_of(payment.refundable()) else {
        return Ok(false);
    };
    let bought = booking(payment.buyer, EntryKind::TopUp, payment.id, now);
    credit(uow, points, bought, mint).await
}

/// Money of a top-up is to go back: so do the points, in the same commit. How many can be used when that is too few.
pub(super) async fn take_back(
    uow: &mut dyn UnitOfWork,
    payment: &Payment,
    refund: &Refund,
    mint: &Mint,
    now: Instant,
) -> Result<Result<(), i64>, StoreError> {
    let Some(points) = points_of(refund.amount).filter(|_| is_top_up(payment)) else {
        return Ok(Ok(()));
    };
    let taken = booking(payment.buyer, EntryKind::TopUpReversal, refund.id, now);
    debit(uow, points, taken, mint).await
}

/// Money went back at the provider's own desk, and nobody asked before: what is left of its points goes with it.
pub(super) async fn follow_money(
    uow: &mut dyn UnitOfWork,
    before: &Payment,
    after: &Payment,
    mint: &Mint,
    now: Instant,
) -> Result<(), StoreError> {
    let is_new = |refund: &&Refund| !before.refunds.iter().any(|known| known.id == refund.id);
    for refund in after.refunds.iter().filter(is_new) {
        if let Err(usable) = take_back(uow, after, refund, mint, now).await? {
            let (payment, refund_id) = (after.id, refund.id);
            tracing::error!(%payment, %refund_id, usable, "points whose price went back are spent");
            if let Ok(points) = Points::try_from(usable) {
                let rest = booking(after.buyer, EntryKind::TopUpReversal, refund.id, now);
                let _all_there_is = debit(uow, points, rest, mint).await?;
            }
        }
    }
    Ok(())
}

/// The provider will not give the money back after all: the points stay.
pub(super) async fn restore(
    uow: &mut dyn UnitOfWork,
    payment: &Payment,
    refund: &Refund,
    mint: &Mint,
    now: Instant,
) -> Result<(), StoreError> {
    let taken = uow
        .wallets()
        .entry(payment.buyer, EntryKind::TopUpReversal, &Reference::to(refund.id))
        .await?;
    let points = taken.and_then(|entry| Points::try_from(-entry.amount).ok());
    if let Some(points) = points.filter(|_| is_top_up(payment) && refund.tender == Tender::Provider) {
        let stay = booking(payment.buyer, EntryKind::TopUp, refund.id, now);
        if !credit(uow, points, stay, mint).await? {
            let (payment, refund_id) = (payment.id, refund.id);
            tracing::error!(%payment, %refund_id, "points that are to stay have no room in their wallet");
        }
    }
    Ok(())
}

fn is_top_up(payment: &Payment) -> bool {
    payment.purpose == PaymentPurpose::TopUp
}

fn points_of(amount: Money) -> Option<Points> {
    Points::try_from(points_worth(amount)).ok()
}
