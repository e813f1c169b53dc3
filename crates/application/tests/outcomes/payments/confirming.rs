use chrono::TimeDelta;
use futures_util::future::join_all;
use hexmart_application::payments::{ConfirmPaymentError, Payments as _};
use hexmart_domain::ordering::LineState;
use hexmart_domain::payments::{ConfirmError, Payment, PaymentState};

use super::given::{buyer, id, key, order_of, won};
use super::shop::Shop;

#[tokio::test]
async fn money_pays_the_order() {
    let shop = Shop::new();
    let payment = shop.started().await;
    let paid = shop.confirm(&payment, "sandbox_ok").await.unwrap();
    assert_eq!(paid.state, PaymentState::Captured);
    let end = (PaymentState::Captured, 1, won(10_000), LineState::Paid);
    assert_eq!(shop.end(&payment).await, end);
    assert_eq!(shop.order(order_of(&payment)).await.paid, Some(won(10_000)));
    let item = shop.order(order_of(&payment)).await.lines[0].item;
    let level = shop.storage.stock.of_item(item, None).await.unwrap()[0].level;
    assert_eq!((level.on_hand.get(), level.reserved.get()), (3, 0));
    assert_eq!(shop.heard().await, ["payment.captured", "order.paid"]);
    shop.is_sound().await;
}

#[tokio::test]
async fn again_is_the_same_answer_and_nothing_else() {
    let shop = Shop::new();
    let payment = shop.started().await;
    let first = shop.confirm(&payment, "sandbox_ok").await.unwrap();
    assert_eq!(shop.confirm(&payment, "sandbox_ok").await.unwrap(), first);
    assert_eq!(shop.entry(&payment).charges, 1);
    shop.is_sound().await;
}

#[tokio::test]
async fn a_refusal_is_the_same_however_often_it_is_asked_for() {
    let shop = Shop::new();
    let payment = shop.started().await;
    for _ in 0..2 {
        let refused = shop.confirm(&payment, "sandbox_decline").await;
        assert!(matches!(refused, Err(ConfirmPaymentError::Declined(why)) if why.code == "card_declined"));
    }
    let end = (PaymentState::Failed, 0, won(0), LineState::PendingPayment);
    assert_eq!(shop.end(&payment).await, end);
    shop.is_sound().await;
}

#[tokio::test]
async fn twelve_who_confirm_at_once_pay_once() {
    let shop = Shop::new();
    let payment = shop.started().await;
    let answers = join_all((0..12).map(|_| shop.confirm(&payment, "sandbox_ok"))).await;
    for answer in answers {
        let state = answer.unwrap().state;
        assert!(
            matches!(state, PaymentState::Captured | PaymentState::Confirming),
            "{state:?}"
        );
    }
    let end = (PaymentState::Captured, 1, won(10_000), LineState::Paid);
    assert_eq!(shop.end(&payment).await, end);
    shop.is_sound().await;
}

#[tokio::test]
async fn nothing_is_taken_for_what_does_not_fit() {
    let shop = Shop::new();
    let payment = shop.started().await;
    let confirm = |who, amount| shop.till.confirm(who, payment.id, key("sandbox_ok"), amount);
    let others = confirm(id(2), won(10_000)).await;
    assert!(matches!(others, Err(ConfirmPaymentError::Unknown)));
    let cheap = confirm(buyer(), won(1)).await;
    assert!(matches!(
        cheap,
        Err(ConfirmPaymentError::Refused(ConfirmError::AmountMismatch))
    ));
    shop.turn(Payment::PATIENCE);
    let late = confirm(buyer(), won(10_000)).await;
    assert!(matches!(
        late,
        Err(ConfirmPaymentError::Refused(ConfirmError::Over))
    ));
    assert_eq!(shop.entry(&payment).charges, 0);
}

#[tokio::test]
async fn a_lost_answer_is_found_by_asking() {
    for scenario in [
        "sandbox_timeout_after",
        "sandbox_timeout_before",
        "sandbox_5xx_then_ok",
    ] {
        let shop = Shop::new();
        let payment = shop.started().await;
        let doubtful = shop.confirm(&payment, scenario).await.unwrap();
        assert_eq!(doubtful.state, PaymentState::Confirming, "{scenario}");
        assert_eq!(
            shop.order(order_of(&payment)).await.state().get(),
            LineState::PendingPayment
        );
        shop.work(2).await;
        let end = (PaymentState::Captured, 1, won(10_000), LineState::Paid);
        assert_eq!(shop.end(&payment).await, end, "{scenario}");
        shop.is_sound().await;
    }
}

#[tokio::test]
async fn who_was_not_reached_can_be_asked_again() {
    let shop = Shop::new();
    let payment = shop.started().await;
    let failed = shop.confirm(&payment, "sandbox_unavailable").await;
    assert!(matches!(failed, Err(ConfirmPaymentError::Unavailable)));
    assert_eq!(shop.payment(payment.id).await.state, PaymentState::Prepared);
    shop.confirm(&payment, "sandbox_unavailable").await.unwrap();
    assert_eq!(shop.entry(&payment).charges, 1);
    shop.is_sound().await;
}

#[tokio::test]
async fn nothing_is_taken_for_an_order_that_is_gone() {
    let shop = Shop::new();
    let payment = shop.started().await;
    shop.call_off(order_of(&payment)).await;
    let late = shop.confirm(&payment, "sandbox_ok").await;
    assert!(matches!(
        late,
        Err(ConfirmPaymentError::Refused(ConfirmError::Over))
    ));
    let end = (PaymentState::Expired, 0, won(0), LineState::Cancelled);
    assert_eq!(shop.end(&payment).await, end);
}

#[tokio::test]
async fn what_was_paid_before_we_knew_goes_back_when_the_order_is_gone() {
    let shop = Shop::new();
    let payment = shop.started().await;
    shop.sandbox
        .pay(&payment.merchant_uid, &key("sandbox_ok"))
        .unwrap();
    shop.call_off(order_of(&payment)).await;
    for _ in 0..2 {
        let late = shop.confirm(&payment, "sandbox_ok").await;
        assert!(matches!(
            late,
            Err(ConfirmPaymentError::Unfulfillable | ConfirmPaymentError::Refused(_))
        ));
    }
    let end = (PaymentState::Captured, 1, won(0), LineState::Cancelled);
    assert_eq!(shop.end(&payment).await, end);
    assert_eq!(shop.heard().await, ["payment.captured", "payment.refunded"]);
    shop.is_sound().await;
}

#[tokio::test]
async fn what_comes_after_the_time_is_over_goes_back_by_itself() {
    let shop = Shop::new();
    let payment = shop.started().await;
    let waiting = shop.confirm(&payment, "sandbox_late").await.unwrap();
    assert_eq!(waiting.state, PaymentState::Confirming);
    shop.work(41).await;
    assert_eq!(shop.payment(payment.id).await.state, PaymentState::Expired);
    shop.call_off(order_of(&payment)).await;
    // Nobody asks any more by then, but the list of the provider has it.
    shop.work(40).await;
    shop.till
        .reconcile(shop.now() - TimeDelta::hours(2), shop.now())
        .await
        .unwrap();
    shop.work(1).await;
    let end = (PaymentState::Captured, 1, won(0), LineState::Cancelled);
    assert_eq!(shop.end(&payment).await, end);
    shop.is_sound().await;
}

#[tokio::test]
async fn a_second_payment_of_the_same_order_goes_back() {
    let shop = Shop::new();
    let first = shop.started().await;
    // The money is waited for until the buyer begins another attempt, and comes all the same.
    shop.confirm(&first, "sandbox_late").await.unwrap();
    shop.work(41).await;
    let second = shop.start(order_of(&first)).await.payment;
    shop.confirm(&second, "sandbox_ok").await.unwrap();
    shop.turn(TimeDelta::minutes(30));
    shop.till.pursue(first.id).await.unwrap();
    let end = (PaymentState::Captured, 1, won(0), LineState::Paid);
    assert_eq!(shop.end(&first).await, end);
    assert_eq!(shop.entry(&second).returned, won(0));
    shop.is_sound().await;
}
