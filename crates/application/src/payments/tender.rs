//! Points as part of a payment: they leave the wallet in the commit in which an attempt begins, so that nobody spends them
//! twice, and are back in the commit that says that it is over, or that something goes back.

use hexmart_domain::payments::{Payment, PaymentPurpose, PointsBack, RefundReason};
use hexmart_domain::points::{EntryKind, Reference, WalletError};
use hexmart_domain::shared::{Id, Instant, Kind, Points, UserId};

use crate::platform::{Abort, Mint, StoreError, UnitOfWork};
use crate::points::{Booking, Bookkeeper, PointsSettings};

/// Why points come back of an attempt that is over.
const NOT_PAID: &str = "not paid";

/// Nothing that is booked here is a present, so nothing of it depends on what the owner decided about presents.
fn books(mint: &Mint) -> Bookkeeper {
    Bookkeeper::new(PointsSettings::default(), mint.clone())
}

/// A booking that belongs to a payment or to a refund.
pub(super) fn booking<K: Kind>(user: UserId, kind: EntryKind, of: Id<K>, now: Instant) -> Booking {
    Booking::new(user, kind, Reference::to(of), now)
}

/// What points are spent as, and what they come back as; none where nothing is paid in points.
const fn kinds(purpose: PaymentPurpose) -> Option<(EntryKind, EntryKind)> {
    match purpose {
        PaymentPurpose::Order(_) => Some((EntryKind::Payment, EntryKind::Refund)),
        PaymentPurpose::TopUp | PaymentPurpose::Pledge { .. } => None,
    }
}

/// Takes the points of an attempt that begins; how many can be used when there are too few.
pub(super) async fn spend(
    uow: &mut dyn UnitOfWork,
    payment: &Payment,
    mint: &Mint,
    now: Instant,
) -> Result<Result<(), i64>, StoreError> {
    let (Ok(points), Some((spent, _))) = (Points::try_from(payment.points), kinds(payment.purpose)) else {
        return Ok(Ok(()));
    };
    debit(uow, points, booking(payment.buyer, spent, payment.id, now), mint).await
}

/// Takes points out of a wallet; how many can be used when there are too few.
pub(super) async fn debit(
    uow: &mut dyn UnitOfWork,
    points: Points,
    booking: Booking,
    mint: &Mint,
) -> Result<Result<(), i64>, StoreError> {
    match books(mint).debit(uow, points, booking).await {
        Ok(_) => Ok(Ok(())),
        Err(Abort::Refused(WalletError::Short { usable })) => Ok(Err(usable)),
        Err(abort) => Err(broken(abort)),
    }
}

/// Puts points into a wallet that were bought; false when it holds as many as it may.
pub(super) async fn credit(
    uow: &mut dyn UnitOfWork,
    points: Points,
    booking: Booking,
    mint: &Mint,
) -> Result<bool, StoreError> {
    match books(mint).credit(uow, points, booking).await {
        Ok(_) => Ok(true),
        Err(Abort::Refused(WalletError::Overflow)) => Ok(false),
        Err(abort) => Err(broken(abort)),
    }
}

fn broken(abort: Abort<WalletError>) -> StoreError {
    match abort {
        Abort::Refused(refusal) => StoreError::backend(refusal),
        Abort::Store(error) => error,
    }
}

/// Writes a changed attempt, and brings points back that it says come back. Whoever changes a payment that may have points
/// does it by this, and nothing else.
pub(crate) async fn keep(
    uow: &mut dyn UnitOfWork,
    mut payment: Payment,
    mint: &Mint,
    now: Instant,
) -> Result<Payment, StoreError> {
    if payment.keeps_points_in_vain() {
        let reason = RefundReason::parse(NOT_PAID).map_err(StoreError::backend)?;
        payment = payment.releasing(mint.id(now), reason, now);
    }
    for back in payment.bring_points_back(now) {
        bring_back(uow, &payment, back, mint, now).await?;
    }
    uow.payments().save(&payment).await?;
    Ok(payment)
}

async fn bring_back(
    uow: &mut dyn UnitOfWork,
    payment: &Payment,
    back: PointsBack,
    mint: &Mint,
    now: Instant,
) -> Result<(), StoreError> {
    let Some((spent, kind)) = kinds(payment.purpose) else {
        return Ok(());
    };
    let reference = Reference::to(payment.id);
    let taken = uow.wallets().entry(payment.buyer, spent, &reference).await?;
    let taken = taken.ok_or_else(|| StoreError::corrupt("wallet_entries", "points came from nowhere"))?;
    let points = Points::try_from(back.points).map_err(StoreError::backend)?;
    let booking = booking(payment.buyer, kind, back.refund, now);
    let books = books(mint);
    let given = books.give_back(uow, points, &taken.moved, back.already, booking);
    given.await.map(drop).map_err(broken)
}
