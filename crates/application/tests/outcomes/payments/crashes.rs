//! The process dies between any two steps, or an answer is lost at any of them, and what is left is mended by itself.

use hexmart_application::payments::{Means, Payments as _};
use hexmart_domain::ordering::LineState;
use hexmart_domain::payments::PaymentState;

use super::frail::{Break, Fuse};
use super::given::{back, buyer, id, key, order_of, won};
use super::shop::Shop;
use crate::given::done;

/// Every step that is reached, broken in every way.
async fn each_break(scenario: &str, check: impl AsyncFn(Shop, std::sync::Arc<Fuse>)) {
    for how in Break::ALL {
        for step in 0.. {
            let (shop, fuse) = (Shop::new(), Fuse::new(step, how));
            check(shop, fuse.clone()).await;
            if !fuse.is_burnt() {
                assert!(step >= 2, "{scenario}: hardly anything was broken");
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_payment_survives_every_break() {
    for scenario in ["sandbox_ok", "sandbox_timeout_after", "sandbox_timeout_before"] {
        each_break(scenario, async |shop: Shop, fuse| {
            let payment = shop.started().await;
            let till = shop.frail(&fuse);
            let answer = till
                .confirm(buyer(), payment.id, key(scenario), won(10_000))
                .await;
            let acknowledged = answer.is_ok_and(|payment| payment.state == PaymentState::Captured);
            drop(till);
            shop.work(3).await;
            let (state, charges, kept, order) = shop.end(&payment).await;
            let paid = (PaymentState::Captured, 1, won(10_000), LineState::Paid);
            // Whoever was never told to begin is where they were, and can begin again.
            let untouched = (PaymentState::Prepared, 0, won(0), LineState::PendingPayment);
            let end = (state, charges, kept, order);
            assert!(
                end == paid || (end == untouched && !acknowledged),
                "{fuse:?}: {end:?}"
            );
            if end == untouched {
                shop.confirm(&payment, "sandbox_ok").await.unwrap();
                assert_eq!(shop.end(&payment).await, paid);
            }
            shop.is_sound().await;
        })
        .await;
    }
}

#[tokio::test]
async fn money_that_cannot_be_used_goes_back_whatever_breaks() {
    let scenario = "sandbox_ok";
    each_break(scenario, async |shop: Shop, fuse| {
        let payment = shop.started().await;
        shop.sandbox.pay(&payment.merchant_uid, &key(scenario)).unwrap();
        shop.call_off(order_of(&payment)).await;
        let till = shop.frail(&fuse);
        let _ = till
            .confirm(buyer(), payment.id, key(scenario), won(10_000))
            .await;
        drop(till);
        shop.work(40).await;
        let end = (PaymentState::Captured, 1, won(0), LineState::Cancelled);
        assert_eq!(shop.end(&payment).await, end, "{fuse:?}");
        shop.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_refund_survives_every_break() {
    for scenario in [
        "sandbox_ok",
        "sandbox_async_cancel",
        "sandbox_refund_timeout_after",
    ] {
        each_break(scenario, async |shop: Shop, fuse| {
            let payment = shop.paid(scenario).await;
            let till = shop.frail(&fuse);
            let answer = till.refund(id(3), payment.id, back(won(3_000)), None).await;
            drop(till);
            shop.work(5).await;
            let stored = shop.payment(payment.id).await;
            let theirs = shop.entry(&payment).returned;
            assert_eq!(stored.returned(), theirs, "{fuse:?}");
            assert!(
                theirs == won(3_000) || (theirs == won(0) && answer.is_err()),
                "{fuse:?}"
            );
            assert_eq!(stored.ask_at, None);
            shop.is_sound().await;
        })
        .await;
    }
}

#[tokio::test]
async fn money_that_does_not_fit_goes_back_whatever_breaks() {
    let scenario = "sandbox_wrong_amount";
    each_break(scenario, async |shop: Shop, fuse| {
        let payment = shop.started().await;
        let till = shop.frail(&fuse);
        let _ = till
            .confirm(buyer(), payment.id, key(scenario), won(10_000))
            .await;
        drop(till);
        shop.work(3).await;
        if let (PaymentState::Prepared, charges, ..) = shop.end(&payment).await {
            assert_eq!(charges, 0, "{fuse:?}");
            return;
        }
        let (state, charges, kept, order) = shop.end(&payment).await;
        assert_eq!(
            (state, charges, kept, order),
            (PaymentState::Failed, 1, won(0), LineState::PendingPayment),
            "{fuse:?}"
        );
        shop.is_sound().await;
    })
    .await;
}

/// I21: a provider may take its time, and nobody waits for it with a transaction in their hands. Every other test of this file
/// looks for it, too.
#[tokio::test]
async fn a_provider_is_never_called_while_a_transaction_is_open() {
    for scenario in ["sandbox_ok", "sandbox_timeout_after", "sandbox_wrong_amount"] {
        let (shop, fuse) = (Shop::new(), Fuse::new(10_000, Break::Dead));
        let till = shop.frail(&fuse);
        let order = shop.place(9, 10_000).await;
        let started = till.start(buyer(), order.id.into(), Means::default(), None).await;
        let payment = done(started.unwrap()).payment;
        let _ = till
            .confirm(buyer(), payment.id, key(scenario), won(10_000))
            .await;
        till.pursue(payment.id).await.unwrap();
        let _ = till.refund(id(3), payment.id, back(won(4_000)), None).await;
        till.pursue(payment.id).await.unwrap();
        let day = chrono::TimeDelta::days(1);
        till.reconcile(shop.now() - day, shop.now() + day).await.unwrap();
    }
}
