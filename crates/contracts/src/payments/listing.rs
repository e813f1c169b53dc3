//! Attempts to pay as a list, and those that somebody has to look after.

use chrono::TimeDelta;
use hexmart_application::payments::PaymentFilter;
use hexmart_application::platform::Storage;
use hexmart_domain::payments::{Payment, PaymentState, Provider};
use hexmart_domain::shared::{Instant, PaymentId};

use super::{add, save};
use crate::given;
use crate::ordering::placed;

/// Six attempts for two orders, by two providers, in some states, the newest first.
async fn attempted(storage: &Storage) -> Vec<Payment> {
    let orders = [placed(storage).await, placed(storage).await];
    let mut payments = Vec::new();
    for (attempt, of, provider, state) in [
        (1, 0, Provider::Sandbox, PaymentState::Failed),
        (2, 0, Provider::Toss, PaymentState::Expired),
        (1, 1, Provider::Toss, PaymentState::Failed),
        (3, 0, Provider::Sandbox, PaymentState::Captured),
        (2, 1, Provider::Toss, PaymentState::Captured),
        (4, 0, Provider::Sandbox, PaymentState::Failed),
    ] {
        let order: &hexmart_domain::ordering::Order = &orders[of];
        let payment = Payment {
            provider: Some(provider),
            state,
            ..given::payment(order, attempt)
        };
        add(storage, &payment).await.unwrap();
        payments.push(payment);
    }
    payments.reverse();
    payments
}

/// Attempts are told the newest first, and page after page without skipping or repeating one.
pub async fn payments_are_told_newest_first(storage: Storage) {
    let payments = attempted(&storage).await;
    let filter = PaymentFilter::default();
    for (before, limit, range) in [
        (None, 99, 0..6),
        (None, 2, 0..2),
        (Some(payments[1].id), 3, 2..5),
        (Some(payments[4].id), 9, 5..6),
        (Some(payments[5].id), 9, 6..6),
        (None, 0, 0..0),
    ] {
        let page = storage.payments.payments(&filter, before, limit).await.unwrap();
        assert_eq!(page, payments[range], "{limit} before {before:?}");
    }
}

/// Attempts can be of one buyer, in one state, and by one provider; all of that narrows, also behind a page.
pub async fn payments_can_be_of_what_is_asked_for(storage: Storage) {
    let payments = attempted(&storage).await;
    let buyers = [
        Some(payments[0].buyer),
        Some(payments[1].buyer),
        Some(given::id()),
        None,
    ];
    let states = PaymentState::ALL.map(Some).into_iter().chain([None]);
    for state in states {
        for buyer in buyers {
            for provider in [Some(Provider::Toss), Some(Provider::PortoneV1), None] {
                let filter = PaymentFilter {
                    buyer,
                    state,
                    provider,
                };
                let passes = |payment: &&Payment| {
                    buyer.is_none_or(|buyer| buyer == payment.buyer)
                        && state.is_none_or(|state| state == payment.state)
                        && provider.is_none_or(|provider| Some(provider) == payment.provider)
                };
                let expected: Vec<_> = payments.iter().filter(passes).cloned().collect();
                let found = storage.payments.payments(&filter, None, 99).await.unwrap();
                assert_eq!(found, expected, "{filter:?}");
                if let Some(first) = expected.first() {
                    let rest = storage.payments.payments(&filter, Some(first.id), 99).await;
                    assert_eq!(rest.unwrap(), expected[1..], "{filter:?}");
                }
            }
        }
    }
}

/// Attempts whose provider is to be asked are due from that very instant on, in whatever state they are, the longest waiting
/// first; once nobody needs to ask they are not.
pub async fn payments_in_doubt_are_to_be_asked_about(storage: Storage) {
    let order = placed(&storage).await;
    let second = |seconds| given::now() + TimeDelta::seconds(seconds);
    let mut payments = Vec::new();
    for (attempt, state, ask_at) in [
        (1, PaymentState::Confirming, Some(second(30))),
        (2, PaymentState::Expired, Some(second(10))),
        (3, PaymentState::Captured, Some(second(20))),
        (4, PaymentState::Prepared, None),
    ] {
        let payment = Payment {
            state,
            ask_at,
            ..given::payment(&order, attempt)
        };
        add(&storage, &payment).await.unwrap();
        payments.push(payment);
    }
    let ids =
        |places: &[usize]| -> Vec<PaymentId> { places.iter().map(|place| payments[*place].id).collect() };
    let due = async |now: Instant, limit| storage.payments.to_ask(now, limit).await.unwrap();
    for (now, limit, expected) in [
        (second(10) - given::TICK, 9, &[][..]),
        (second(10), 9, &[1]),
        (second(99), 9, &[1, 2, 0]),
        (second(99), 2, &[1, 2]),
        (second(99), 0, &[]),
    ] {
        assert_eq!(due(now, limit).await, ids(expected), "{limit} at {now}");
    }
    let asked = |payment: &Payment, ask_at| Payment {
        ask_at,
        version: 2,
        ..payment.clone()
    };
    save(&storage, &asked(&payments[1], None)).await.unwrap();
    save(&storage, &asked(&payments[2], Some(second(60))))
        .await
        .unwrap();
    assert_eq!(due(second(59), 9).await, ids(&[0]));
    assert_eq!(due(second(60), 9).await, ids(&[0, 2]));
}

/// Attempts that wait for their buyer are overdue from that very instant on until which they could be confirmed; those that
/// are under way or over are not.
pub async fn payments_that_wait_too_long_are_overdue(storage: Storage) {
    let order = placed(&storage).await;
    let minute = |minutes| given::now() + TimeDelta::minutes(minutes);
    let mut payments = Vec::new();
    for (state, attempt) in PaymentState::ALL.into_iter().zip(1..) {
        let payment = Payment {
            state,
            expires_at: minute(30 - attempt),
            ..given::payment(&order, attempt)
        };
        add(&storage, &payment).await.unwrap();
        payments.push(payment.id);
    }
    // Created expires at 29, prepared at 28 minutes.
    let overdue = async |now: Instant, limit| {
        let mut overdue = storage.payments.overdue(now, limit).await.unwrap();
        overdue.sort_unstable();
        overdue
    };
    assert_eq!(overdue(minute(28) - given::TICK, 9).await, []);
    assert_eq!(overdue(minute(28), 9).await, payments[1..2]);
    assert_eq!(overdue(minute(29), 9).await, payments[..2]);
    assert_eq!(overdue(minute(99), 9).await, payments[..2]);
    assert_eq!(overdue(minute(99), 1).await.len(), 1);
    assert_eq!(overdue(minute(99), 0).await, []);
}
