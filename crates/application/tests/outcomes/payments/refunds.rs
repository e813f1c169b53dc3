use std::sync::Arc;

use chrono::TimeDelta;
use futures_util::future::join_all;
use hexmart_application::payments::{Payments as _, RefundPaymentError};
use hexmart_application::platform::{Answered, AuditAction, Once, RequestKey, StoredAnswer};
use hexmart_domain::payments::{Payment, RefundError, RefundState};
use hexmart_domain::shared::Money;
use rust_decimal::Decimal;

use super::given::{back, id, won};
use super::shop::Shop;
use crate::given::done;

async fn refund(shop: &Shop, payment: &Payment, amount: i64) -> Result<Payment, RefundPaymentError> {
    let answered = shop.till.refund(id(3), payment.id, back(won(amount)), None);
    answered.await.map(done)
}

async fn returned(shop: &Shop, payment: &Payment) -> (Money, Money) {
    let stored = shop.payment(payment.id).await;
    (stored.returned(), shop.entry(payment).returned)
}

#[tokio::test]
async fn staff_give_some_of_it_back() {
    let shop = Shop::new();
    let payment = shop.paid("sandbox_ok").await;
    let refunding = refund(&shop, &payment, 3_000).await.unwrap();
    // The answer tells of the request, whatever the provider did since: it is the same when it is asked for again.
    assert_eq!(refunding.refunds[0].state, RefundState::Requested);
    assert_eq!(returned(&shop, &payment).await, (won(3_000), won(3_000)));
    refund(&shop, &payment, 7_000).await.unwrap();
    assert_eq!(returned(&shop, &payment).await, (won(10_000), won(10_000)));
    let audit = shop.storage.audit.after(0, 10).await.unwrap();
    let first = &audit[0].event;
    assert_eq!(
        (first.action, first.actor),
        (AuditAction::PaymentRefunded, Some(id(3)))
    );
    assert_eq!((audit.len(), first.note.as_str()), (2, "3000 KRW"));
    shop.is_sound().await;
}

/// I18: never more goes back than came, however many ask at once.
#[tokio::test]
async fn never_more_goes_back_than_came() {
    let shop = Shop::new();
    let payment = shop.paid("sandbox_ok").await;
    let answers = join_all((0..12).map(|_| refund(&shop, &payment, 4_000))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 2);
    for answer in answers.into_iter().filter_map(Result::err) {
        let left = Decimal::from(2_000);
        assert!(matches!(
            answer,
            RefundPaymentError::Refused(RefundError::TooMuch { left: known }) if known == left
        ));
    }
    shop.work(1).await;
    assert_eq!(returned(&shop, &payment).await, (won(8_000), won(8_000)));
    shop.is_sound().await;
}

#[tokio::test]
async fn the_same_request_is_carried_out_once() {
    let shop = Shop::new();
    let payment = shop.paid("sandbox_ok").await;
    let once = |fingerprint: u8| Once::<Payment> {
        key: RequestKey {
            scope: "staff".to_owned(),
            key: "1".to_owned(),
            fingerprint: [fingerprint; 16],
        },
        render: Arc::new(|payment| StoredAnswer {
            status: 200,
            headers: Vec::new(),
            body: payment.refunds.len().to_string(),
        }),
    };
    let give = |once| shop.till.refund(id(3), payment.id, back(won(1_000)), Some(once));
    assert!(matches!(give(once(1)).await.unwrap(), Answered::Done(_)));
    let replayed = give(once(1)).await.unwrap();
    assert!(matches!(replayed, Answered::Replayed(answer) if answer.body == "1"));
    assert!(matches!(
        give(once(2)).await,
        Err(RefundPaymentError::KeyReused(_))
    ));
    assert_eq!(returned(&shop, &payment).await, (won(1_000), won(1_000)));
}

#[tokio::test]
async fn a_refund_whose_answer_is_lost_goes_back_once() {
    for scenario in [
        "sandbox_refund_timeout_before",
        "sandbox_refund_timeout_after",
        "sandbox_async_cancel",
    ] {
        let shop = Shop::new();
        let payment = shop.paid(scenario).await;
        refund(&shop, &payment, 3_000).await.unwrap();
        let stored = shop.payment(payment.id).await;
        assert_eq!(stored.returned(), won(0), "{scenario}");
        shop.work(2).await;
        assert_eq!(
            returned(&shop, &payment).await,
            (won(3_000), won(3_000)),
            "{scenario}"
        );
        assert_eq!(shop.payment(payment.id).await.ask_at, None);
        assert_eq!(
            shop.heard().await,
            ["payment.captured", "order.paid", "payment.refunded"]
        );
        shop.is_sound().await;
    }
}

#[tokio::test]
async fn several_refunds_under_way_are_carried_out_one_after_another() {
    let shop = Shop::new();
    let payment = shop.paid("sandbox_async_cancel").await;
    for amount in [1_000, 2_000, 3_000] {
        refund(&shop, &payment, amount).await.unwrap();
    }
    shop.work(5).await;
    assert_eq!(returned(&shop, &payment).await, (won(6_000), won(6_000)));
    shop.is_sound().await;
}

#[tokio::test]
async fn a_refund_that_is_refused_can_be_asked_for_again() {
    let shop = Shop::new();
    let payment = shop.paid("sandbox_refund_decline").await;
    refund(&shop, &payment, 3_000).await.unwrap();
    let stored = shop.payment(payment.id).await;
    assert_eq!(stored.refunds[0].state, RefundState::Failed);
    assert_eq!((stored.refundable(), stored.ask_at), (won(10_000), None));
    assert_eq!(shop.heard().await.last().unwrap(), "payment.refund_failed");
}

#[tokio::test]
async fn half_given_back_at_the_desk_is_learned_before_more_goes_back() {
    let shop = Shop::new();
    let payment = shop.paid("sandbox_partial_cancel").await;
    // Nobody here knows that half of it went back already.
    refund(&shop, &payment, 6_000).await.unwrap();
    let (ours, theirs) = returned(&shop, &payment).await;
    assert_eq!((ours, theirs), (won(5_000), won(5_000)));
    assert!(shop.payment(payment.id).await.refundable().amount() <= Decimal::from(5_000));
    shop.is_sound().await;
}

#[tokio::test]
async fn what_was_never_paid_does_not_go_back() {
    let shop = Shop::new();
    let payment = shop.started().await;
    let never = refund(&shop, &payment, 1_000).await;
    assert!(matches!(
        never,
        Err(RefundPaymentError::Refused(RefundError::NotCaptured))
    ));
    let unknown = shop.till.refund(id(3), id(77), back(won(1)), None).await;
    assert!(matches!(unknown, Err(RefundPaymentError::Unknown)));
    shop.turn(TimeDelta::minutes(1));
    assert_eq!(shop.storage.audit.after(0, 10).await.unwrap().len(), 0);
}
