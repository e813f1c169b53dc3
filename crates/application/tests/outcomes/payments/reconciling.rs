use chrono::TimeDelta;
use hexmart_application::payments::{Charge, Confirmation};
use hexmart_application::payments::{Discrepancy, PaymentGateway as _, Payments as _};
use hexmart_domain::ordering::LineState;
use hexmart_domain::payments::{MerchantUid, PaymentState};

use super::frail::{Break, Fuse};
use super::given::{key, won};
use super::shop::Shop;

async fn compare(shop: &Shop) -> Vec<Discrepancy> {
    let now = shop.now();
    shop.till
        .reconcile(now - TimeDelta::days(4), now + TimeDelta::seconds(1))
        .await
        .unwrap()
}

#[tokio::test]
async fn lists_that_agree_have_nothing_to_tell() {
    let shop = Shop::new();
    shop.paid("sandbox_ok").await;
    assert_eq!(compare(&shop).await, []);
}

/// I23: every message is missing, and one look mends it all.
#[tokio::test]
async fn what_nobody_told_us_is_found_in_the_list() {
    let shop = Shop::new();
    let mut payments = Vec::new();
    for number in 1..=150 {
        let order = shop.place(number, 10_000).await;
        let payment = shop.start(order.id).await.payment;
        shop.sandbox
            .pay(&payment.merchant_uid, &key("sandbox_ok"))
            .unwrap();
        payments.push(payment);
    }
    let found = compare(&shop).await;
    assert_eq!(found.len(), 150);
    assert!(found.iter().all(|one| one.mended));
    for payment in &payments {
        let end = (PaymentState::Captured, 1, won(10_000), LineState::Paid);
        assert_eq!(shop.end(payment).await, end);
    }
    assert_eq!(compare(&shop).await, []);
    shop.is_sound().await;
}

#[tokio::test]
async fn refunds_of_the_providers_own_desk_are_found() {
    let shop = Shop::new();
    let payment = shop.paid("sandbox_ok").await;
    shop.sandbox
        .give_back(&payment.merchant_uid, won(10_000))
        .unwrap();
    let found = compare(&shop).await;
    assert_eq!((found.len(), found[0].mended), (1, true));
    assert_eq!(shop.payment(payment.id).await.returned(), won(10_000));
    assert_eq!(compare(&shop).await, []);
}

#[tokio::test]
async fn money_of_a_payment_that_nobody_knows_is_told_of() {
    let shop = Shop::new();
    let uid = MerchantUid::mint([9; 32]);
    let charge = Charge {
        merchant_uid: uid.clone(),
        amount: won(5_000),
        title: "A pear".to_owned(),
        expires_at: shop.now(),
    };
    shop.sandbox.prepare(&charge).await.unwrap();
    let confirmation = Confirmation {
        merchant_uid: uid.clone(),
        key: key("sandbox_ok"),
        amount: won(5_000),
    };
    shop.sandbox.confirm(&confirmation).await.unwrap();
    let found = compare(&shop).await;
    assert_eq!((found.len(), found[0].mended), (1, false));
    assert_eq!(found[0].merchant_uid, uid.as_str());
}

#[tokio::test]
async fn what_was_paid_here_and_not_there_is_told_of() {
    let shop = Shop::new();
    let payment = shop.paid("sandbox_ok").await;
    // A provider that lost its memory.
    let clock = shop.clock.clone();
    let forgetful = hexmart_payment_adapter::sandbox::SandboxGateway::new(clock, [7; 32]);
    let till = shop.at(std::sync::Arc::new(forgetful));
    let now = shop.now() + TimeDelta::seconds(1);
    let found = till.reconcile(now - TimeDelta::hours(2), now).await.unwrap();
    assert_eq!((found.len(), found[0].mended), (1, false));
    assert_eq!(found[0].merchant_uid, payment.merchant_uid.as_str());
    // Not what was captured at another time.
    let later = till.reconcile(now, now + TimeDelta::hours(2)).await.unwrap();
    assert_eq!(later, []);
}

#[tokio::test]
async fn a_list_that_cannot_be_read_is_told_of() {
    let shop = Shop::new();
    shop.paid("sandbox_ok").await;
    let till = shop.frail(&Fuse::new(0, Break::Refused));
    let now = shop.now() + TimeDelta::seconds(1);
    let found = till.reconcile(now - TimeDelta::hours(2), now).await.unwrap();
    assert_eq!((found.len(), found[0].mended), (1, false));
}
