use std::sync::Arc;

use chrono::TimeDelta;
use hexmart_application::payments::{
    ConfirmPaymentError, GatewayError, MockPaymentGateway, Payments as _, payment_jobs,
};
use hexmart_domain::payments::{Payment, PaymentState, Provider};

use super::frail::{Break, Fuse};
use super::given::{buyer, key, order_of, won};
use super::shop::Shop;

#[tokio::test]
async fn attempts_that_nobody_finished_are_over() {
    let shop = Shop::new();
    let payment = shop.started().await;
    shop.work(29).await;
    assert_eq!(shop.payment(payment.id).await.state, PaymentState::Prepared);
    shop.work(2).await;
    assert_eq!(shop.payment(payment.id).await.state, PaymentState::Expired);
    shop.work(120).await;
    assert_eq!(shop.payment(payment.id).await.ask_at, None);
}

#[tokio::test]
async fn what_was_paid_at_the_last_moment_is_found() {
    let shop = Shop::new();
    let payment = shop.started().await;
    shop.turn(Payment::PATIENCE - TimeDelta::seconds(1));
    shop.sandbox
        .pay(&payment.merchant_uid, &key("sandbox_ok"))
        .unwrap();
    shop.work(1).await;
    // The order is kept for longer than the attempt, and is paid.
    assert_eq!(shop.payment(payment.id).await.state, PaymentState::Captured);
    assert_eq!(shop.order(order_of(&payment)).await.paid, Some(won(10_000)));
    shop.is_sound().await;
}

#[tokio::test]
async fn a_provider_that_is_silent_is_asked_less_and_less() {
    let shop = Shop::new();
    let payment = shop.started().await;
    let doubtful = shop.confirm(&payment, "sandbox_timeout_before").await.unwrap();
    assert_eq!(doubtful.ask_at, Some(shop.now() + Payment::DOUBT));
    // Not a word comes through from here on.
    let till = shop.frail(&Fuse::new(0, Break::Dead));
    shop.turn(Payment::DOUBT);
    let failed = till.pursue(payment.id).await;
    // Nor did the store say anything, so it is as due as before.
    assert!(failed.is_err());
    assert_eq!(shop.payment(payment.id).await, doubtful);
    let till = shop.frail(&Fuse::new(0, Break::Refused));
    till.pursue(payment.id).await.unwrap();
    let asked = shop.payment(payment.id).await;
    assert_eq!(asked.ask_at, Some(shop.now() + Payment::DOUBT * 2));
}

#[tokio::test]
async fn a_provider_that_fails_again_and_again_is_left_in_peace() {
    let shop = Shop::new();
    let payment = shop.started().await;
    let mut deaf = MockPaymentGateway::new();
    deaf.expect_provider().return_const(Provider::Sandbox);
    deaf.expect_find()
        .times(21)
        .returning(|_| Err(GatewayError::unavailable("nobody picks up")));
    let till = shop.at(Arc::new(deaf));
    for _ in 0..20 {
        till.pursue(payment.id).await.unwrap();
    }
    // Nobody calls any more, to ask or to take money.
    till.pursue(payment.id).await.unwrap();
    let confirm = till.confirm(buyer(), payment.id, key("sandbox_ok"), won(10_000));
    assert!(matches!(confirm.await, Err(ConfirmPaymentError::Unavailable)));
    assert_eq!(shop.payment(payment.id).await.state, PaymentState::Prepared);
    // After five seconds one call looks whether it is over.
    shop.turn(TimeDelta::seconds(5));
    till.pursue(payment.id).await.unwrap();
    till.pursue(payment.id).await.unwrap();
}

#[tokio::test]
async fn jobs_have_names_and_times_of_their_own() {
    let shop = Shop::new();
    let jobs = payment_jobs(&shop.till);
    let times: Vec<_> = jobs
        .iter()
        .map(|job| (job.name(), job.interval().as_secs()))
        .collect();
    assert_eq!(
        times,
        [
            ("pursue_payments", 5),
            ("expire_payments", 10),
            ("forget_provider_messages", 86_400),
            ("reconcile_payments", 3_600),
            ("reconcile_payments_again", 86_400),
        ]
    );
    for job in jobs {
        assert_eq!(job.run(shop.now()).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_message_is_known_to_have_come_for_90_days() {
    let shop = Shop::new();
    let now = shop.now();
    shop.transact(move |uow| {
        Box::pin(async move {
            let is_news = uow.payments().heard(Provider::Toss, "old", now).await?;
            assert!(is_news);
            Ok(())
        })
    })
    .await;
    let jobs = payment_jobs(&shop.till);
    let forget = jobs.iter().find(|job| job.name() == "forget_provider_messages");
    let forgotten_after = async |days| forget.unwrap().run(now + TimeDelta::days(days)).await.unwrap();
    assert_eq!(forgotten_after(90).await, 0);
    assert_eq!(forgotten_after(91).await, 1);
}
