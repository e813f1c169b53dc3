//! Promises of `PaymentRepository` and `PaymentQueries`.

mod attempts;
mod listing;
mod messages;
mod races;

pub use attempts::{
    a_changed_payment_is_kept, a_payment_is_kept_as_it_began, a_stale_payment_is_a_conflict,
    an_attempt_number_is_given_once, attempts_are_numbered_by_what_is_paid_for,
    one_payment_pays_for_an_order,
};
pub use listing::{
    payments_are_told_newest_first, payments_can_be_of_what_is_asked_for,
    payments_in_doubt_are_to_be_asked_about, payments_that_wait_too_long_are_overdue,
};
pub use messages::{
    a_message_of_a_provider_is_heard_once, a_refused_attempt_hears_nothing, old_messages_are_forgotten,
    one_of_many_hears_a_message,
};
pub use races::{
    an_order_is_paid_once_by_attempts_that_overlap, one_of_many_begins_to_pay,
    one_of_many_confirms_a_payment, one_of_many_pays_for_an_order, refunds_that_race_are_all_kept,
};

use hexmart_application::platform::{Storage, StoreError};
use hexmart_domain::payments::Payment;
use hexmart_domain::shared::PaymentId;

use crate::writes::{attempt, once};

/// Adds an attempt to pay, in one try.
async fn add(storage: &Storage, payment: &Payment) -> Result<(), StoreError> {
    once(storage, payment.clone(), |uow, payment| {
        Box::pin(async move { uow.payments().add(&payment).await })
    })
    .await
}

/// Writes a changed attempt to pay, in one try.
async fn save(storage: &Storage, payment: &Payment) -> Result<(), StoreError> {
    once(storage, payment.clone(), |uow, payment| {
        Box::pin(async move { uow.payments().save(&payment).await })
    })
    .await
}

/// An attempt to pay, on which attempts and questions agree.
async fn kept(storage: &Storage, id: PaymentId) -> Option<Payment> {
    let found = attempt(storage, id, |uow, id| {
        Box::pin(async move { uow.payments().find(id).await })
    });
    let found = found.await.unwrap();
    assert_eq!(storage.payments.payment(id).await.unwrap(), found);
    found
}
