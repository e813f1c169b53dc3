//! Points as tender, and points that are bought.

use futures_util::future::join_all;
use hexmart_application::payments::{
    Bill, ConfirmPaymentError, Means, Payments as _, RefundPaymentError, StartPaymentError, Started,
};
use hexmart_domain::ordering::LineState;
use hexmart_domain::payments::{Payment, PaymentState, Provider, RefundState, Tender};
use hexmart_domain::shared::{OrderId, Points};

use super::given::{back, buyer, id, key, won};
use super::shop::Shop;
use crate::given::done;

impl Shop {
    async fn with_points(points: i64) -> Self {
        let shop = Self::new();
        shop.give(points).await;
        shop
    }

    async fn balance(&self) -> i64 {
        self.storage.wallets.wallet(buyer()).await.unwrap().balance
    }

    async fn tender(&self, order: OrderId, points: i64) -> Result<Started, StartPaymentError> {
        let means = Means {
            provider: None,
            points: Some(points),
        };
        let started = self.till.start(buyer(), order.into(), means, None);
        started.await.map(done)
    }

    async fn back(&self, payment: &Payment, amount: i64) -> Result<Payment, RefundPaymentError> {
        let refunded = self.till.refund(id(3), payment.id, back(won(amount)), None);
        refunded.await.map(done)
    }

    async fn buy(&self, points: i64) -> Result<Started, StartPaymentError> {
        let bill = Bill::TopUp(Points::try_from(points).unwrap());
        let started = self.till.start(buyer(), bill, Means::default(), None);
        started.await.map(done)
    }

    /// 10,000 points that were bought.
    async fn bought(&self) -> Payment {
        let payment = self.buy(10_000).await.unwrap().payment;
        self.confirm(&payment, "sandbox_ok").await.unwrap()
    }
}

#[tokio::test]
async fn an_order_is_paid_in_points_at_once() {
    let shop = Shop::with_points(12_000).await;
    let order = shop.place(9, 10_000).await;
    let started = shop.tender(order.id, 10_000).await.unwrap();
    let payment = started.payment;
    assert_eq!((payment.state, payment.provider), (PaymentState::Captured, None));
    assert_eq!(started.checkout.parameters, []);
    let order = shop.order(order.id).await;
    assert_eq!(
        (order.state().get(), order.paid),
        (LineState::Paid, Some(won(10_000)))
    );
    assert_eq!(shop.balance().await, 2_000);
    // Nobody pays twice, by whatever means.
    for points in [0, 2_000, 10_000] {
        let again = shop.tender(order.id, points).await;
        assert!(matches!(again, Err(StartPaymentError::Paid)), "{again:?}");
    }
    assert_eq!(shop.balance().await, 2_000);
    shop.is_sound().await;
}

#[tokio::test]
async fn who_is_short_of_points_pays_nothing() {
    let shop = Shop::with_points(9_999).await;
    let order = shop.place(9, 10_000).await;
    let short = shop.tender(order.id, 10_000).await;
    assert!(matches!(short, Err(StartPaymentError::Short { usable: 9_999 })));
    for points in [10_001, -1, i64::MAX] {
        let wrong = shop.tender(order.id, points).await;
        assert!(matches!(
            wrong,
            Err(StartPaymentError::TooManyPoints { most: 10_000 })
        ));
    }
    assert_eq!(shop.balance().await, 9_999);
    assert_eq!(shop.storage.payments.of_order(order.id).await.unwrap(), []);
    shop.is_sound().await;
}

#[tokio::test]
async fn both_tenders_pay_together() {
    let shop = Shop::with_points(5_000).await;
    let order = shop.place(9, 10_000).await;
    let payment = shop.tender(order.id, 4_000).await.unwrap().payment;
    assert_eq!((payment.amount, payment.points), (won(6_000), 4_000));
    assert_eq!(shop.balance().await, 1_000);
    // Going on takes nothing again, whether the points are named or not.
    for points in [None, Some(4_000)] {
        let means = Means {
            provider: None,
            points,
        };
        let again = shop.till.start(buyer(), order.id.into(), means, None).await;
        assert_eq!(done(again.unwrap()).payment, payment);
    }
    let paid = shop.confirm(&payment, "sandbox_ok").await.unwrap();
    assert_eq!(shop.order(order.id).await.paid, Some(won(10_000)));
    assert_eq!(shop.balance().await, 1_000);
    // Money goes back first, then points.
    let back = shop.back(&paid, 7_000).await.unwrap();
    assert_eq!(back.refunds.len(), 2);
    assert_eq!(shop.entry(&paid).returned, won(6_000));
    assert_eq!(shop.balance().await, 2_000);
    shop.back(&paid, 3_000).await.unwrap();
    assert_eq!(shop.balance().await, 5_000);
    assert!(shop.back(&paid, 1).await.is_err());
    let parts = shop.payment(paid.id).await.refunds;
    assert!(parts.iter().all(|refund| refund.state == RefundState::Succeeded));
    shop.is_sound().await;
}

#[tokio::test]
async fn points_of_an_attempt_that_is_over_come_back_once() {
    let shop = Shop::with_points(10_000).await;
    let order = shop.place(9, 10_000).await;
    // Another share of points is another attempt.
    let first = shop.tender(order.id, 4_000).await.unwrap().payment;
    let second = shop.tender(order.id, 9_000).await.unwrap().payment;
    assert_ne!(first.id, second.id);
    assert_eq!(shop.balance().await, 1_000);
    // The provider declines, and the next one nobody pays.
    let declined = shop.confirm(&second, "sandbox_decline").await;
    assert!(matches!(declined, Err(ConfirmPaymentError::Declined(_))));
    assert_eq!(shop.balance().await, 10_000);
    shop.tender(order.id, 2_000).await.unwrap();
    shop.work(40).await;
    assert_eq!(shop.balance().await, 10_000);
    for payment in shop.storage.payments.of_order(order.id).await.unwrap() {
        let [refund] = payment.refunds.as_slice() else {
            panic!("{payment:?}");
        };
        assert_eq!(
            (refund.tender, refund.state),
            (Tender::Points, RefundState::Succeeded)
        );
    }
    shop.is_sound().await;
}

/// The buyer paid after the points were back: the money goes back, too, and the order is not paid by part of its price.
#[tokio::test]
async fn money_that_comes_after_the_points_left_goes_back() {
    let shop = Shop::with_points(4_000).await;
    let order = shop.place(9, 10_000).await;
    let payment = shop.tender(order.id, 4_000).await.unwrap().payment;
    let confirmed = shop.confirm(&payment, "sandbox_late").await.unwrap();
    assert_eq!(confirmed.state, PaymentState::Confirming);
    shop.work(180).await;
    let stored = shop.payment(payment.id).await;
    let kept = shop.entry(&payment);
    let is_paid = shop.order(order.id).await.paid.is_some();
    assert_eq!(kept.charged != kept.returned, is_paid);
    assert_eq!(shop.balance().await, if is_paid { 0 } else { 4_000 });
    assert!(!stored.state.is_open());
    shop.is_sound().await;
}

/// I25: 64 who spend one wallet at once, each for an order of their own: as many succeed as there are points for.
#[tokio::test]
async fn a_wallet_is_never_overdrawn() {
    let shop = Shop::with_points(10_500).await;
    let mut orders = Vec::new();
    for number in 20..84 {
        orders.push(shop.place(number, 1_000).await.id);
    }
    let answers = join_all(orders.iter().map(|order| shop.tender(*order, 1_000))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 10);
    for refused in answers.into_iter().filter_map(Result::err) {
        assert!(
            matches!(refused, StartPaymentError::Short { usable: 500 }),
            "{refused}"
        );
    }
    assert_eq!(shop.balance().await, 500);
    shop.is_sound().await;
}

/// 12 who pay one order in points at once: it is paid once.
#[tokio::test]
async fn an_order_is_paid_in_points_once() {
    let shop = Shop::with_points(50_000).await;
    let order = shop.place(9, 10_000).await;
    let answers = join_all((0..12).map(|_| shop.tender(order.id, 10_000))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(shop.balance().await, 40_000);
    shop.is_sound().await;
}

#[tokio::test]
async fn points_are_bought_once() {
    let shop = Shop::new();
    let payment = shop.bought().await;
    assert_eq!((payment.amount, shop.balance().await), (won(10_000), 10_000));
    // Whatever is heard of it again changes nothing.
    shop.confirm(&payment, "sandbox_ok").await.unwrap();
    for webhook in shop.sandbox.webhooks() {
        let message = webhook.message(shop.now());
        shop.till.hear(Provider::Sandbox, message).await.unwrap();
    }
    shop.till.pursue(payment.id).await.unwrap();
    assert_eq!(shop.balance().await, 10_000);
    let others = shop
        .till
        .confirm(buyer(), payment.id, key("sandbox_ok"), won(9_999))
        .await;
    assert!(matches!(others, Err(ConfirmPaymentError::Refused(_))));
    shop.is_sound().await;
}

#[tokio::test]
async fn points_are_bought_within_bounds_and_not_in_points() {
    let shop = Shop::with_points(5_000).await;
    for points in [1, 999, 2_000_001] {
        let refused = shop.buy(points).await;
        assert!(matches!(refused, Err(StartPaymentError::TopUpBounds { .. })));
    }
    let means = Means {
        provider: None,
        points: Some(1_000),
    };
    let bill = Bill::TopUp(Points::try_from(2_000).unwrap());
    let refused = shop.till.start(buyer(), bill, means, None).await;
    assert!(matches!(
        refused,
        Err(StartPaymentError::TooManyPoints { most: 0 })
    ));
    assert_eq!(shop.balance().await, 5_000);
}

#[tokio::test]
async fn what_was_bought_goes_back_as_far_as_it_is_there() {
    let shop = Shop::new();
    let bought = shop.bought().await;
    let order = shop.place(9, 6_000).await;
    shop.tender(order.id, 6_000).await.unwrap();
    let spent = shop.back(&bought, 5_000).await;
    assert!(matches!(
        spent,
        Err(RefundPaymentError::PointsSpent { usable: 4_000 })
    ));
    assert_eq!(shop.balance().await, 4_000);
    shop.back(&bought, 4_000).await.unwrap();
    assert_eq!(shop.balance().await, 0);
    assert_eq!(shop.entry(&bought).returned, won(4_000));
    shop.is_sound().await;
}

#[tokio::test]
async fn points_stay_when_the_provider_keeps_the_money() {
    let shop = Shop::new();
    let payment = shop.buy(10_000).await.unwrap().payment;
    shop.confirm(&payment, "sandbox_refund_decline").await.unwrap();
    shop.back(&payment, 4_000).await.unwrap();
    shop.work(5).await;
    assert_eq!(
        shop.payment(payment.id).await.refunds[0].state,
        RefundState::Failed
    );
    assert_eq!(shop.balance().await, 10_000);
    shop.is_sound().await;
}

#[tokio::test]
async fn a_declined_top_up_is_nothing() {
    let shop = Shop::new();
    let payment = shop.buy(10_000).await.unwrap().payment;
    let declined = shop.confirm(&payment, "sandbox_decline").await;
    assert!(matches!(declined, Err(ConfirmPaymentError::Declined(_))));
    assert_eq!(shop.balance().await, 0);
    let next = shop.buy(2_000).await.unwrap().payment;
    assert_eq!((next.attempt, payment.purpose.order()), (2, None));
}
