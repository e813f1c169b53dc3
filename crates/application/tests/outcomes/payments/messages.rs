use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use hexmart_application::payments::{HearError, Means, Payments as _, WebhookMessage};
use hexmart_domain::ordering::LineState;
use hexmart_domain::payments::{PaymentState, Provider};
use hexmart_payment_adapter::sandbox::SandboxWebhook;

use super::frail::{Break, Fuse};
use super::given::{back, buyer, key, won};
use super::shop::Shop;
use super::talking::Talking;
use crate::given::done;

async fn hear(shop: &Shop, webhook: &SandboxWebhook) {
    let message = webhook.message(shop.now());
    shop.till.hear(Provider::Sandbox, message).await.unwrap();
}

#[tokio::test]
async fn a_message_makes_us_look() {
    let shop = Shop::new();
    let payment = shop.started().await;
    shop.sandbox
        .pay(&payment.merchant_uid, &key("sandbox_ok"))
        .unwrap();
    assert_eq!(shop.payment(payment.id).await.state, PaymentState::Prepared);
    let webhooks = shop.sandbox.webhooks();
    hear(&shop, &webhooks[0]).await;
    let end = (PaymentState::Captured, 1, won(10_000), LineState::Paid);
    assert_eq!(shop.end(&payment).await, end);
    shop.is_sound().await;
}

/// I19: whichever messages come, in whatever order and however often, the end is the same.
#[tokio::test]
async fn any_order_of_messages_ends_alike() {
    const TURNS: u32 = 7;
    let mut ends = Vec::new();
    // Each bit is a turn: three things happen at the provider, and four times one of its messages arrives, the last time
    // when all has happened. Which message that is, the round says: new ones, old ones, the same again.
    for turns in (0..1_u32 << TURNS).filter(|turns| turns.count_ones() == 3 && turns >> (TURNS - 1) == 0) {
        for round in 0..4 {
            let shop = Shop::new();
            let payment = shop.started().await;
            let (uid, mut happened) = (&payment.merchant_uid, 0);
            for turn in 0..TURNS {
                let webhooks = shop.sandbox.webhooks();
                if turns >> turn & 1 == 0 {
                    if !webhooks.is_empty() {
                        let place = (usize::try_from(turn).unwrap() * 5 + round) % webhooks.len();
                        hear(&shop, &webhooks[place]).await;
                    }
                    continue;
                }
                match happened {
                    0 => shop.sandbox.pay(uid, &key("sandbox_ok")).unwrap(),
                    1 => shop.sandbox.give_back(uid, won(1_000)).unwrap(),
                    _ => shop.sandbox.give_back(uid, won(2_000)).unwrap(),
                }
                happened += 1;
            }
            let returned = shop.payment(payment.id).await.returned();
            ends.push((shop.end(&payment).await, returned));
            shop.is_sound().await;
        }
    }
    let end = (PaymentState::Captured, 1, won(7_000), LineState::Paid);
    assert_eq!(ends.len(), 80);
    assert!(ends.iter().all(|known| *known == (end, won(3_000))), "{ends:?}");
}

#[tokio::test]
async fn the_same_message_twice_is_no_news() {
    let shop = Shop::new();
    let payment = shop.paid("sandbox_ok").await;
    for webhook in shop.sandbox.webhooks().iter().cycle().take(5) {
        hear(&shop, webhook).await;
    }
    assert_eq!(shop.payment(payment.id).await, payment);
    assert_eq!(shop.heard().await, ["payment.captured", "order.paid"]);
}

#[tokio::test]
async fn thirty_forged_messages_change_nothing() {
    let shop = Shop::new();
    let payment = shop.started().await;
    shop.sandbox
        .pay(&payment.merchant_uid, &key("sandbox_ok"))
        .unwrap();
    let webhook = &shop.sandbox.webhooks()[0];
    let genuine = webhook.message(shop.now());
    let with = |name: &str, value: &str| {
        let mut message = genuine.clone();
        for header in message.headers.iter_mut().filter(|header| header.0 == name) {
            value.clone_into(&mut header.1);
        }
        message
    };
    let mut forged = vec![
        webhook.forged(shop.now()),
        with("webhook-id", "wh_other"),
        with("webhook-timestamp", "1"),
        with("webhook-timestamp", "now"),
        with("webhook-signature", ""),
        with("webhook-signature", "v1,"),
        with("webhook-signature", "v1,AAAA"),
        with("webhook-signature", "v2,AAAA"),
        // Signed, and overheard six minutes ago.
        WebhookMessage {
            now: shop.now() + TimeDelta::minutes(6),
            ..genuine.clone()
        },
        WebhookMessage {
            now: shop.now() - TimeDelta::minutes(6),
            ..genuine.clone()
        },
        WebhookMessage {
            body: Vec::new(),
            ..genuine.clone()
        },
    ];
    for place in 0..3 {
        let mut message = genuine.clone();
        message.headers.remove(place);
        forged.push(message);
        let mut message = genuine.clone();
        message.headers.push(message.headers[place].clone());
        forged.push(message);
    }
    for place in 0..13 {
        let mut message = genuine.clone();
        let place = place * message.body.len() / 13;
        message.body[place] ^= 1;
        forged.push(message);
    }
    assert_eq!(forged.len(), 30);
    for message in forged {
        let heard = shop.till.hear(Provider::Sandbox, message).await;
        assert!(matches!(heard, Err(HearError::Forged)));
    }
    assert_eq!(shop.payment(payment.id).await, payment);
}

#[tokio::test]
async fn a_message_about_nothing_we_know_is_no_news() {
    let (shop, other) = (Shop::new(), Shop::new());
    let payment = other.started().await;
    other.place(10, 10_000).await;
    let second = other
        .till
        .start(
            buyer(),
            other.place(11, 2_000).await.id.into(),
            Means::default(),
            None,
        )
        .await
        .map(done)
        .unwrap();
    other
        .sandbox
        .pay(&second.payment.merchant_uid, &key("sandbox_ok"))
        .unwrap();
    for webhook in other.sandbox.webhooks() {
        hear(&shop, &webhook).await;
    }
    assert!(shop.storage.payments.payment(payment.id).await.unwrap().is_none());
    let elsewhere = shop
        .till
        .hear(Provider::Toss, other.sandbox.webhooks()[0].message(shop.now()));
    assert!(matches!(elsewhere.await, Err(HearError::UnknownProvider)));
}

#[tokio::test]
async fn a_message_that_comes_before_the_answer_pays_once() {
    let shop = Shop::new();
    let payment = shop.started().await;
    let talking = Arc::new(Talking {
        gateway: shop.sandbox.clone(),
        meanwhile: Mutex::default(),
    });
    let till = shop.at(talking.clone());
    let (other, sandbox, now) = (shop.till.clone(), shop.sandbox.clone(), shop.now());
    *talking.meanwhile.lock().unwrap() = Some(Box::pin(async move {
        let message = sandbox.webhooks()[0].message(now);
        other.hear(Provider::Sandbox, message).await.unwrap();
    }));
    let paid = till
        .confirm(buyer(), payment.id, key("sandbox_ok"), payment.amount)
        .await
        .unwrap();
    assert_eq!(paid.state, PaymentState::Captured);
    assert_eq!(shop.heard().await, ["payment.captured", "order.paid"]);
    shop.is_sound().await;
}

#[tokio::test]
async fn a_message_while_the_provider_is_silent_is_looked_into_later() {
    let shop = Shop::new();
    let payment = shop.started().await;
    shop.sandbox
        .pay(&payment.merchant_uid, &key("sandbox_ok"))
        .unwrap();
    let till = shop.frail(&Fuse::new(0, Break::Refused));
    let message = shop.sandbox.webhooks()[0].message(shop.now());
    till.hear(Provider::Sandbox, message).await.unwrap();
    assert_eq!(shop.payment(payment.id).await.state, PaymentState::Prepared);
    shop.work(1).await;
    let end = (PaymentState::Captured, 1, won(10_000), LineState::Paid);
    assert_eq!(shop.end(&payment).await, end);
}

#[tokio::test]
async fn money_given_back_at_the_desk_of_the_provider_counts() {
    let shop = Shop::new();
    let payment = shop.paid("sandbox_ok").await;
    shop.sandbox.give_back(&payment.merchant_uid, won(4_000)).unwrap();
    hear(&shop, shop.sandbox.webhooks().last().unwrap()).await;
    let stored = shop.payment(payment.id).await;
    assert_eq!((stored.returned(), stored.refundable()), (won(4_000), won(6_000)));
    let staff = shop.till.refund(buyer(), payment.id, back(won(6_001)), None);
    assert!(staff.await.is_err());
}
