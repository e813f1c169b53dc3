//! Many who pay at once.

use hexmart_application::platform::{Storage, StoreError, UniqueKey, UnitOfWork};
use hexmart_domain::ordering::Order;
use hexmart_domain::payments::{Payment, PaymentKey, PaymentState, RefundState};
use hexmart_domain::shared::{OrderId, PaymentId};

use super::{add, kept};
use crate::callers::{Underway, at_once};
use crate::given;
use crate::ordering::placed;
use crate::writes::attempt;

const RACERS: usize = 12;

/// Goes on with the open attempt of an order, or begins the next.
async fn begin(uow: &mut dyn UnitOfWork, order: &Order) -> Result<PaymentId, StoreError> {
    let attempts = uow.payments().of_order(order.id).await?;
    if let Some(open) = attempts.iter().find(|payment| payment.state.is_open()) {
        return Ok(open.id);
    }
    let payment = given::payment(order, i64::try_from(attempts.len()).unwrap() + 1);
    uow.payments().add(&payment).await?;
    Ok(payment.id)
}

/// 12 callers begin to pay for one order at once: there is one attempt, and all go on with it.
pub async fn one_of_many_begins_to_pay(storage: Storage) {
    let order = placed(&storage).await;
    let failed = Payment {
        state: PaymentState::Failed,
        ..given::payment(&order, 1)
    };
    add(&storage, &failed).await.unwrap();
    let answers = at_once(RACERS, |_| {
        let (storage, order) = (storage.clone(), order.clone());
        async move {
            let begun = attempt(&storage, order, |uow, order| {
                Box::pin(async move { begin(uow, &order).await })
            });
            begun.await.unwrap()
        }
    })
    .await;
    let attempts = storage.payments.of_order(order.id).await.unwrap();
    assert_eq!(attempts.len(), 2);
    assert!(
        answers.iter().all(|begun| *begun == attempts[1].id),
        "{answers:?}"
    );
}

/// Tells the provider to take the money, unless somebody did.
async fn confirm(uow: &mut dyn UnitOfWork, id: PaymentId) -> Result<bool, StoreError> {
    let payment = uow.payments().find(id).await?.unwrap();
    let key = PaymentKey::parse("pk_1").unwrap();
    let Ok(Some(confirming)) = payment.confirming(key, payment.amount, given::now()) else {
        return Ok(false);
    };
    uow.payments().save(&confirming).await?;
    Ok(true)
}

/// Of 12 callers who confirm one attempt at once, one is to tell the provider.
pub async fn one_of_many_confirms_a_payment(storage: Storage) {
    let payment = given::payment(&placed(&storage).await, 1);
    add(&storage, &payment).await.unwrap();
    let answers = at_once(RACERS, |_| {
        let (storage, id) = (storage.clone(), payment.id);
        async move {
            attempt(&storage, id, |uow, id| Box::pin(confirm(uow, id)))
                .await
                .unwrap()
        }
    })
    .await;
    assert_eq!(answers.into_iter().filter(|did| *did).count(), 1);
    let kept = kept(&storage, payment.id).await.unwrap();
    assert_eq!((kept.state, kept.version), (PaymentState::Confirming, 2));
}

/// Says that an attempt has the money, and that it paid, if it did; else the money is to go back, in the same commit.
async fn capture(uow: &mut dyn UnitOfWork, order: OrderId, id: PaymentId) -> Result<(), StoreError> {
    let before = uow.payments().find(id).await?.unwrap();
    let payment = Payment {
        state: PaymentState::Captured,
        version: before.version + 1,
        ..before
    };
    uow.payments().pays_for(order, id).await?;
    uow.payments().save(&payment).await
}

#[track_caller]
fn assert_paid(answer: &Result<(), StoreError>) {
    let is_paid = matches!(answer, Err(StoreError::Duplicate(UniqueKey::OrderPayment)));
    assert!(is_paid, "{answer:?}");
}

/// 12 attempts for one order have the money at once: one pays, and the others hear that it is paid and change nothing.
pub async fn one_of_many_pays_for_an_order(storage: Storage) {
    let order = placed(&storage).await;
    let mut payments = Vec::new();
    for (number, _) in (1..).zip(0..RACERS) {
        let payment = given::payment(&order, number);
        add(&storage, &payment).await.unwrap();
        payments.push(payment.id);
    }
    let answers = at_once(RACERS, |racer| {
        let (storage, of) = (storage.clone(), (order.id, payments[racer]));
        async move { attempt(&storage, of, |uow, (order, id)| Box::pin(capture(uow, order, id))).await }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    for (id, answer) in payments.into_iter().zip(&answers) {
        let is_captured = kept(&storage, id).await.unwrap().state == PaymentState::Captured;
        assert_eq!(is_captured, answer.is_ok());
        if answer.is_err() {
            assert_paid(answer);
        }
    }
}

/// A rival pays for the order that an attempt under way has paid for: one does, the other hears that it is paid.
pub async fn an_order_is_paid_once_by_attempts_that_overlap(storage: Storage) {
    let order = placed(&storage).await;
    let payments = [given::payment(&order, 1), given::payment(&order, 2)];
    for payment in &payments {
        add(&storage, payment).await.unwrap();
    }
    let (id, [own, rival]) = (order.id, [payments[0].id, payments[1].id]);
    let underway = Underway::begin(&storage, move |uow| Box::pin(capture(uow, id, own))).await;
    let other = storage.clone();
    let rival =
        async move { attempt(&other, rival, move |uow, rival| Box::pin(capture(uow, id, rival))).await };
    let answers = underway.overtaken(rival).await;
    assert_ne!(answers.0.is_ok(), answers.1.is_ok());
    for (payment, answer) in payments.iter().zip([answers.0, answers.1]) {
        let is_captured = kept(&storage, payment.id).await.unwrap().state == PaymentState::Captured;
        assert_eq!(is_captured, answer.is_ok());
        if answer.is_err() {
            assert_paid(&answer);
        }
    }
}

/// 12 callers want a sixth of a payment back each: six get it, the others hear that nothing is left, and never more goes back
/// than was paid.
pub async fn refunds_that_race_are_all_kept(storage: Storage) {
    let order = placed(&storage).await;
    let payment = Payment {
        state: PaymentState::Captured,
        amount: given::won(6_000),
        captured_at: Some(given::now()),
        ..given::payment(&order, 1)
    };
    add(&storage, &payment).await.unwrap();
    let answers = at_once(RACERS, |_| {
        let (storage, id) = (storage.clone(), payment.id);
        async move {
            let refunded = attempt(&storage, id, |uow, id| {
                Box::pin(async move {
                    let payment = uow.payments().find(id).await?.unwrap();
                    let reason = given::refund(RefundState::Requested, given::won(1)).reason;
                    let next = payment.refunding(given::id(), given::won(1_000), reason, given::now());
                    let Ok(next) = next else {
                        return Ok(false);
                    };
                    uow.payments().save(&next).await?;
                    Ok(true)
                })
            });
            refunded.await.unwrap()
        }
    })
    .await;
    assert_eq!(answers.into_iter().filter(|did| *did).count(), 6);
    let kept = kept(&storage, payment.id).await.unwrap();
    assert_eq!(
        (kept.refunds.len(), kept.refunded(), kept.version),
        (6, given::won(6_000), 7)
    );
}
