use super::*;
use crate::shared::{Currency, Money, PaymentId};
use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::shared::{Id, Instant};

fn number<K>(value: u128) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(value))
}

fn won(amount: i64) -> Money {
    Money::new(Decimal::from(amount), Currency::KRW)
}

fn start() -> Instant {
    DateTime::UNIX_EPOCH
}

fn key(text: &str) -> PaymentKey {
    PaymentKey::parse(text).unwrap()
}

fn payment() -> Payment {
    Payment {
        id: PaymentId::from_uuid(Uuid::from_u128(1)),
        purpose: PaymentPurpose::Order(number(2)),
        attempt: 1,
        buyer: number(3),
        provider: Some(Provider::Sandbox),
        merchant_uid: MerchantUid::mint([7; 32]),
        amount: won(10_000),
        points: 0,
        state: PaymentState::Prepared,
        key: None,
        transaction: None,
        method: None,
        receipt_url: None,
        failure: None,
        refunds: Vec::new(),
        ask_at: None,
        asked: 0,
        expires_at: start() + Payment::PATIENCE,
        captured_at: None,
        created_at: start(),
        version: 1,
        updated_at: start(),
    }
}

fn said(status: ProviderStatus, cancelled: i64) -> ProviderPayment {
    ProviderPayment {
        merchant_uid: MerchantUid::mint([7; 32]).as_str().to_owned(),
        key: key("pk_1"),
        status,
        amount: won(10_000),
        cancelled: won(cancelled),
        test: false,
        transaction: None,
        method: None,
        receipt_url: None,
        paid_at: None,
        failure: None,
    }
}

fn learn(payment: &Payment, said: &ProviderPayment) -> Learned {
    payment.learn(said, false, number(99), start() + TimeDelta::minutes(1))
}

fn captured() -> Payment {
    match learn(&payment(), &said(ProviderStatus::Paid, 0)) {
        Learned::Captured(payment) => payment,
        other => panic!("{other:?}"),
    }
}

fn reason() -> RefundReason {
    RefundReason::parse("changed my mind").unwrap()
}

#[test]
fn one_of_many_confirms() {
    let confirming = payment()
        .confirming(key("pk_1"), won(10_000), start())
        .unwrap()
        .unwrap();
    assert_eq!(
        (confirming.state, confirming.version),
        (PaymentState::Confirming, 2)
    );
    assert_eq!(
        confirming.confirming(key("pk_2"), won(10_000), start()),
        Err(ConfirmError::UnderWay)
    );
    assert_eq!(confirming.confirming(key("pk_1"), won(10_000), start()), Ok(None));
    assert_eq!(captured().confirming(key("pk_1"), won(10_000), start()), Ok(None));
}

#[test]
fn the_amount_is_the_orders_whatever_a_browser_says() {
    for wrong in [
        won(9_999),
        Money::new(Decimal::from(10_000), "USD".parse().unwrap()),
    ] {
        assert_eq!(
            payment().confirming(key("pk_1"), wrong, start()),
            Err(ConfirmError::AmountMismatch)
        );
    }
}

#[test]
fn what_came_too_late_is_over() {
    let late = start() + Payment::PATIENCE;
    assert_eq!(
        payment().confirming(key("pk_1"), won(10_000), late),
        Err(ConfirmError::Over)
    );
    assert_eq!(payment().expired(late - TimeDelta::microseconds(1)), None);
    let expired = payment().expired(late).unwrap();
    assert_eq!(expired.state, PaymentState::Expired);
    // It may have been paid at the last moment.
    assert!(matches!(
        learn(&expired, &said(ProviderStatus::Paid, 0)),
        Learned::Captured(_)
    ));
}

#[test]
fn nothing_is_believed_of_what_does_not_fit() {
    let paid = said(ProviderStatus::Paid, 0);
    let cases = [
        (
            ProviderPayment {
                merchant_uid: "somebody else's".to_owned(),
                ..paid.clone()
            },
            Suspicion::OtherPayment,
        ),
        (
            ProviderPayment {
                amount: won(9_999),
                ..paid.clone()
            },
            Suspicion::OtherAmount,
        ),
        (
            ProviderPayment {
                amount: Money::new(Decimal::from(10_000), "USD".parse().unwrap()),
                ..paid.clone()
            },
            Suspicion::OtherAmount,
        ),
        (
            ProviderPayment {
                test: true,
                ..paid.clone()
            },
            Suspicion::TestMoney,
        ),
    ];
    for (said, suspicion) in cases {
        assert_eq!(learn(&payment(), &said), Learned::Suspicious(suspicion));
    }
    let test = ProviderPayment {
        test: true,
        ..paid.clone()
    };
    assert!(matches!(
        payment().learn(&test, true, number(99), start()),
        Learned::Captured(_)
    ));
    let other = ProviderPayment {
        key: key("pk_2"),
        ..paid
    };
    assert_eq!(
        learn(&captured(), &other),
        Learned::Suspicious(Suspicion::OtherPayment)
    );
}

#[test]
fn never_more_goes_back_than_came() {
    let refund =
        |payment: &Payment, amount, id| payment.refunding(number(id), won(amount), reason(), start());
    let once = refund(&captured(), 6_000, 1).unwrap();
    assert_eq!(
        refund(&once, 4_001, 2),
        Err(RefundError::TooMuch {
            left: Decimal::from(4_000)
        })
    );
    let twice = refund(&once, 4_000, 2).unwrap();
    assert_eq!(twice.refundable(), won(0));
    assert_eq!(refund(&payment(), 1, 3), Err(RefundError::NotCaptured));
    assert_eq!(refund(&captured(), 0, 3), Err(RefundError::Amount));
}

#[test]
fn a_refused_refund_can_be_asked_for_again() {
    let asked = captured()
        .refunding(number(1), won(10_000), reason(), start())
        .unwrap();
    let failure = Failure {
        code: "NO".to_owned(),
        message: "no".to_owned(),
    };
    let refused = asked
        .refund_answered(number(1), RefundOutcome::Refused(failure), start())
        .unwrap();
    assert_eq!((refused.refundable(), refused.ask_at), (won(10_000), None));
    assert_eq!(
        refused.refund_answered(number(1), RefundOutcome::Done, start()),
        None
    );
}

#[test]
fn money_given_back_at_the_desk_of_the_provider_is_written_down() {
    let Learned::Returned(payment) = learn(&captured(), &said(ProviderStatus::PartiallyCancelled, 3_000))
    else {
        panic!("nothing was learned");
    };
    assert_eq!(
        (payment.returned(), payment.refundable()),
        (won(3_000), won(7_000))
    );
    assert_eq!(
        learn(&payment, &said(ProviderStatus::PartiallyCancelled, 3_000)),
        Learned::Nothing
    );
}

#[test]
fn a_refund_whose_answer_was_lost_is_found_by_asking() {
    let asked = captured()
        .refunding(number(1), won(3_000), reason(), start())
        .unwrap();
    let Learned::Returned(found) = learn(&asked, &said(ProviderStatus::PartiallyCancelled, 3_000)) else {
        panic!("nothing was learned");
    };
    assert_eq!(found.refunds.len(), 1);
    assert_eq!((found.returned(), found.ask_at), (won(3_000), None));
}

#[test]
fn nobody_asks_for_ever_at_once() {
    let mut payment = payment()
        .confirming(key("pk_1"), won(10_000), start())
        .unwrap()
        .unwrap();
    let mut waited = Vec::new();
    for _ in 0..12 {
        payment = payment.asked_in_vain(start());
        waited.push((payment.ask_at.unwrap() - start()).num_seconds());
    }
    assert_eq!(waited[..4], [30, 60, 120, 240]);
    assert_eq!(waited.last(), Some(&600));
}

#[test]
fn what_was_not_looked_at_can_be_confirmed_again() {
    let confirming = payment()
        .confirming(key("pk_1"), won(10_000), start())
        .unwrap()
        .unwrap();
    let again = confirming.unconfirmed(start()).unwrap();
    assert_eq!((again.state, again.ask_at), (PaymentState::Prepared, None));
    assert_eq!(captured().unconfirmed(start()), None);
}

#[test]
fn an_attempt_in_doubt_is_given_up_when_its_time_is_over() {
    let confirming = payment()
        .confirming(key("pk_1"), won(10_000), start())
        .unwrap()
        .unwrap();
    let late = start() + Payment::PATIENCE;
    assert_eq!(confirming.given_up(late - TimeDelta::microseconds(1)), None);
    let over = confirming.given_up(late).unwrap();
    assert_eq!(over.state, PaymentState::Expired);
    assert!(over.ask_at.is_some());
    assert!(matches!(
        learn(&over, &said(ProviderStatus::Paid, 0)),
        Learned::Captured(_)
    ));
}

#[test]
fn nobody_asks_for_ever_about_what_is_over() {
    let mut expired = payment().expired(start() + Payment::PATIENCE).unwrap();
    let mut asked = 0;
    while expired.ask_at.is_some() {
        expired = expired.asked_in_vain(start());
        asked += 1;
    }
    assert_eq!(asked, 5);
}

#[test]
fn money_that_does_not_fit_goes_back_in_full() {
    let paid = ProviderPayment {
        amount: won(9_999),
        cancelled: won(0),
        ..said(ProviderStatus::Paid, 0)
    };
    let suspect = |payment: &Payment, said: &ProviderPayment| {
        payment.suspected(said, Suspicion::OtherAmount, number(9), start())
    };
    let suspicious = suspect(&payment(), &paid).unwrap();
    assert_eq!(suspicious.state, PaymentState::Failed);
    assert_eq!(suspicious.refund_under_way().unwrap().amount, won(9_999));
    assert_eq!(suspicious.ask_at, Some(start()));
    assert_eq!(suspect(&suspicious, &paid), None);
    let back = ProviderPayment {
        status: ProviderStatus::Cancelled,
        cancelled: won(9_999),
        ..paid
    };
    let settled = suspect(&suspicious, &back).unwrap();
    assert_eq!((settled.returned(), settled.ask_at), (won(9_999), None));
    assert_eq!(suspect(&settled, &back), None);
}

#[test]
fn the_money_of_others_is_left_alone() {
    let others = ProviderPayment {
        merchant_uid: "somebody else's".to_owned(),
        ..said(ProviderStatus::Paid, 0)
    };
    let suspicious = payment()
        .suspected(&others, Suspicion::OtherPayment, number(9), start())
        .unwrap();
    assert_eq!((suspicious.refunds.len(), suspicious.key), (0, None));
    let of = |payment: &Payment| payment.suspected(&others, Suspicion::OtherPayment, number(9), start());
    assert_eq!(of(&captured()), None);
}

/// I19: what is known already is no news, however often it is said: money that came comes once.
#[test]
fn the_same_word_again_is_nothing_new() {
    let mut payment = payment();
    for word in [
        said(ProviderStatus::Paid, 0),
        said(ProviderStatus::PartiallyCancelled, 3_000),
        said(ProviderStatus::PartiallyCancelled, 7_000),
        said(ProviderStatus::Cancelled, 10_000),
    ] {
        payment = match learn(&payment, &word) {
            Learned::Captured(next) | Learned::Returned(next) => next,
            other => panic!("{other:?}"),
        };
        assert_eq!(learn(&payment, &word), Learned::Nothing);
    }
    assert_eq!(learn(&payment, &said(ProviderStatus::Paid, 0)), Learned::Nothing);
}

/// 10,000 won of which 4,000 are paid in points, captured.
fn mixed() -> Payment {
    Payment {
        amount: won(6_000),
        points: 4_000,
        ..captured()
    }
}

#[test]
fn what_goes_back_goes_by_the_provider_first() {
    let refund =
        |payment: &Payment, amount, id| payment.refunding(number(id), won(amount), reason(), start());
    let parts = |payment: &Payment| -> Vec<_> {
        payment
            .refunds
            .iter()
            .map(|refund| (refund.tender, refund.amount))
            .collect()
    };
    let mut payment = refund(&mixed(), 7_000, 1).unwrap();
    assert_eq!(
        parts(&payment),
        [(Tender::Provider, won(6_000)), (Tender::Points, won(1_000))]
    );
    let back = |points, already, refund| PointsBack {
        refund: number(refund),
        points,
        already,
    };
    assert_eq!(payment.bring_points_back(start()), [back(1_000, 0, 1)]);
    assert_eq!(payment.bring_points_back(start()), []);
    let mut payment = refund(&payment, 3_000, 2).unwrap();
    assert_eq!(payment.bring_points_back(start()), [back(3_000, 1_000, 2)]);
    assert_eq!((payment.refundable(), payment.points_left()), (won(0), 0));
    assert_eq!(
        refund(&payment, 1, 3),
        Err(RefundError::TooMuch { left: Decimal::ZERO })
    );
}

#[test]
fn nobody_is_asked_for_points() {
    let paid = Payment {
        amount: won(0),
        points: 10_000,
        provider: None,
        ..captured()
    };
    let refunding = paid.refunding(number(1), won(10_000), reason(), start()).unwrap();
    assert_eq!((refunding.ask_at, refunding.refund_under_way()), (None, None));
}

#[test]
fn what_is_over_keeps_no_points() {
    let over = Payment {
        state: PaymentState::Prepared,
        ..mixed()
    };
    assert!(!over.keeps_points_in_vain() && !mixed().keeps_points_in_vain());
    let expired = over.withdrawn(start()).unwrap();
    assert!(expired.keeps_points_in_vain());
    let mut released = expired.releasing(number(9), reason(), start());
    assert_eq!(released.bring_points_back(start()).len(), 1);
    assert!(!released.keeps_points_in_vain());
    // Money that comes after all finds the points gone, and is all that can go back.
    let news = ProviderPayment {
        amount: won(6_000),
        ..said(ProviderStatus::Paid, 0)
    };
    let Learned::Captured(late) = learn(&released, &news) else {
        panic!("the money is there");
    };
    assert_eq!((late.points_left(), late.refundable()), (0, won(6_000)));
}

proptest! {
    /// I19: the same last word leads to the same end, whatever was heard before, in whatever order and however often.
    #[test]
    fn any_order_of_news_ends_alike(heard in prop::collection::vec(0_usize..5, 0..12)) {
        let words = [
            said(ProviderStatus::Pending, 0),
            said(ProviderStatus::Paid, 0),
            said(ProviderStatus::PartiallyCancelled, 3_000),
            said(ProviderStatus::Failed, 0),
            ProviderPayment { amount: won(1), ..said(ProviderStatus::Paid, 0) },
        ];
        let mut payment = payment();
        for word in heard.into_iter().chain([2]) {
            match learn(&payment, &words[word]) {
                Learned::Captured(next) | Learned::Failed(next) | Learned::Returned(next) => payment = next,
                Learned::Nothing | Learned::Suspicious(_) => {}
            }
            prop_assert!(payment.returned().amount() <= payment.amount.amount());
        }
        prop_assert_eq!(payment.state, PaymentState::Captured);
        prop_assert_eq!(payment.returned(), won(3_000));
        prop_assert_eq!(payment.refunds.len(), 1);
    }
}
