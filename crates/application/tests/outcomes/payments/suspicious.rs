use hexmart_application::payments::{ConfirmPaymentError, Payments as _};
use hexmart_domain::ordering::LineState;
use hexmart_domain::payments::{PaymentState, Provider};
use hexmart_domain::shared::Money;

use super::given::{buyer, key, order_of, won};
use super::shop::Shop;

fn is_declined<T>(answer: Result<T, ConfirmPaymentError>, code: &str) -> bool {
    matches!(answer, Err(ConfirmPaymentError::Declined(why)) if why.code == code)
}

#[tokio::test]
async fn money_of_another_amount_goes_back_in_full() {
    for scenario in ["sandbox_wrong_amount", "sandbox_wrong_currency"] {
        let shop = Shop::new();
        let payment = shop.started().await;
        assert!(is_declined(
            shop.confirm(&payment, scenario).await,
            "other_amount"
        ));
        let entry = shop.entry(&payment);
        assert_eq!((entry.charges, entry.returned), (1, entry.charged), "{scenario}");
        let stored = shop.payment(payment.id).await;
        assert_eq!((stored.state, stored.ask_at), (PaymentState::Failed, None));
        let order = shop.order(order_of(&payment)).await;
        assert_eq!(order.state().get(), LineState::PendingPayment);
        assert_eq!(shop.heard().await, ["payment.suspicious", "payment.refunded"]);
        // The buyer can pay properly.
        let second = shop.start(order_of(&payment)).await.payment;
        shop.confirm(&second, "sandbox_ok").await.unwrap();
        shop.is_sound().await;
    }
}

#[tokio::test]
async fn the_money_of_others_is_not_touched() {
    let shop = Shop::new();
    let payment = shop.started().await;
    let refused = shop.confirm(&payment, "sandbox_other_payment").await;
    assert!(is_declined(refused, "other_payment"));
    let stored = shop.payment(payment.id).await;
    assert_eq!((stored.state, stored.refunds.len()), (PaymentState::Failed, 0));
    assert_eq!(shop.heard().await, ["payment.suspicious"]);
}

#[tokio::test]
async fn a_shop_that_is_not_tried_out_takes_no_test_money() {
    let shop = Shop::new();
    let payment = shop.started().await;
    let strict = shop.strict();
    let refused = strict
        .confirm(buyer(), payment.id, key("sandbox_ok"), won(10_000))
        .await;
    assert!(is_declined(refused, "test_money"));
    let end = (PaymentState::Failed, 1, won(0), LineState::PendingPayment);
    assert_eq!(shop.end(&payment).await, end);
}

#[tokio::test]
async fn what_does_not_fit_is_found_however_it_is_heard_of() {
    let shop = Shop::new();
    let payment = shop.started().await;
    shop.sandbox
        .pay(&payment.merchant_uid, &key("sandbox_wrong_amount"))
        .unwrap();
    for webhook in shop.sandbox.webhooks() {
        let message = webhook.message(shop.now());
        shop.till.hear(Provider::Sandbox, message).await.unwrap();
    }
    let entry = shop.entry(&payment);
    assert_eq!((entry.charged, entry.returned), (won(1), won(1)));
    assert_eq!(shop.payment(payment.id).await.returned(), won(1));
    // Again and again is nothing more.
    shop.till.pursue(payment.id).await.unwrap();
    assert_eq!(shop.payment(payment.id).await.refunds.len(), 1);
}

#[tokio::test]
async fn what_the_provider_keeps_is_for_people_to_settle() {
    let shop = Shop::new();
    let strict = shop.strict();
    let payment = shop.started().await;
    let confirm = strict.confirm(buyer(), payment.id, key("sandbox_refund_decline"), won(10_000));
    assert!(is_declined(confirm.await, "test_money"));
    for _ in 0..3 {
        strict.pursue(payment.id).await.unwrap();
    }
    let stored = shop.payment(payment.id).await;
    assert_eq!((stored.refunds.len(), stored.ask_at), (1, None));
    let kept: Money = shop.entry(&payment).charged;
    assert_eq!(kept, won(10_000));
    assert_eq!(
        shop.heard().await,
        ["payment.suspicious", "payment.refund_failed"]
    );
}
