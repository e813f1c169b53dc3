//! Attempts to pay, as they began and as they become.

use hexmart_application::platform::{Storage, StoreError, UniqueKey};
use hexmart_domain::payments::{MerchantUid, Payment, PaymentPurpose, PaymentState};
use hexmart_domain::shared::{OrderId, PaymentId, UserId};

use super::{add, kept, save};
use crate::given;
use crate::ordering::placed;
use crate::writes::{attempt, once};

/// What is known of an order's attempts, and of a provider's name of one, on which attempts and questions agree.
async fn known(storage: &Storage, order: OrderId, uid: &MerchantUid) -> (Vec<Payment>, Option<Payment>) {
    let found = attempt(storage, (order, uid.clone()), |uow, (order, uid)| {
        Box::pin(async move {
            let of_order = uow.payments().of_order(order).await?;
            Ok((of_order, uow.payments().by_merchant_uid(&uid).await?))
        })
    });
    let found = found.await.unwrap();
    let of_order = storage.payments.of_order(order).await.unwrap();
    let by_uid = storage.payments.by_merchant_uid(uid).await.unwrap();
    assert_eq!((of_order, by_uid), found);
    found
}

/// An attempt reads back to the last field, and is found by its id, its order and the provider's name of it; the attempts of
/// an order come in the order of their numbers.
pub async fn a_payment_is_kept_as_it_began(storage: Storage) {
    let (order, other) = (placed(&storage).await, placed(&storage).await);
    let attempts = [
        given::payment(&order, 1),
        given::payment_in_full(&order, 2),
        given::payment(&order, 10),
    ];
    for payment in attempts.iter().rev() {
        add(&storage, payment).await.unwrap();
    }
    for payment in &attempts {
        assert_eq!(kept(&storage, payment.id).await.as_ref(), Some(payment));
        let (of_order, by_uid) = known(&storage, order.id, &payment.merchant_uid).await;
        assert_eq!(of_order, attempts);
        assert_eq!(by_uid.as_ref(), Some(payment));
    }
    assert_eq!(kept(&storage, given::id()).await, None);
    assert_eq!(
        known(&storage, other.id, &given::merchant_uid()).await,
        (vec![], None)
    );
}

/// A number is given to one attempt of an order; whoever comes second is to read what there is, and leaves nothing.
pub async fn an_attempt_number_is_given_once(storage: Storage) {
    let (order, other) = (placed(&storage).await, placed(&storage).await);
    let (first, second) = (given::payment(&order, 1), given::payment(&order, 1));
    add(&storage, &first).await.unwrap();
    let answer = add(&storage, &second).await;
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    assert_eq!(kept(&storage, second.id).await, None);
    assert_eq!(
        known(&storage, order.id, &second.merchant_uid).await,
        (vec![first], None)
    );
    for payment in [given::payment(&order, 2), given::payment(&other, 1)] {
        add(&storage, &payment).await.unwrap();
    }
}

/// What the newest attempt of a buyer for something is.
async fn newest(storage: &Storage, purpose: PaymentPurpose, buyer: UserId) -> Option<Payment> {
    let found = attempt(storage, (purpose, buyer), |uow, (purpose, buyer)| {
        Box::pin(async move { uow.payments().newest(purpose, buyer).await })
    });
    found.await.unwrap()
}

/// Attempts for an order, for one's own wallet and of one's pledge to a campaign are each numbered by themselves, and a
/// campaign's for each who pledges, whatever reward they choose; the newest is the one with the highest number.
pub async fn attempts_are_numbered_by_what_is_paid_for(storage: Storage) {
    let (order, other) = (placed(&storage).await, placed(&storage).await);
    let campaign = given::id();
    let pledge = |campaign, tier| PaymentPurpose::Pledge { campaign, tier };
    let of = |purpose, buyer, attempt| Payment {
        purpose,
        buyer,
        ..given::payment(&order, attempt)
    };
    let own = PaymentPurpose::Order(order.id);
    for (purpose, buyer) in [
        (own, order.buyer),
        (PaymentPurpose::TopUp, order.buyer),
        (PaymentPurpose::TopUp, given::id()),
        (pledge(campaign, None), order.buyer),
        (pledge(campaign, Some(given::id())), given::id()),
        (pledge(given::id(), Some(given::id())), order.buyer),
    ] {
        assert_eq!(newest(&storage, purpose, buyer).await, None);
        let attempts = [1, 2, 10].map(|attempt| of(purpose, buyer, attempt));
        for payment in attempts.iter().rev() {
            add(&storage, payment).await.unwrap();
            assert_eq!(kept(&storage, payment.id).await.as_ref(), Some(payment));
            assert_eq!(newest(&storage, purpose, buyer).await.as_ref(), attempts.last());
        }
        let answer = add(&storage, &of(purpose, buyer, 2)).await;
        assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    }
    // A backer pledges to a campaign once, whatever reward it is for.
    let last = newest(&storage, pledge(campaign, None), order.buyer).await;
    assert!(last.is_some());
    let other_reward = pledge(campaign, Some(given::id()));
    assert_eq!(newest(&storage, other_reward, order.buyer).await, last);
    let answer = add(&storage, &of(other_reward, order.buyer, 10)).await;
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    let next = of(other_reward, order.buyer, 11);
    add(&storage, &next).await.unwrap();
    assert_eq!(
        newest(&storage, pledge(campaign, None), order.buyer).await,
        Some(next)
    );
    let of_order = storage.payments.of_order(order.id).await.unwrap();
    assert!(of_order.iter().all(|payment| payment.purpose == own) && of_order.len() == 3);
    assert_eq!(storage.payments.of_order(other.id).await.unwrap(), []);
}

/// Every change of an attempt is kept, and of its refunds.
pub async fn a_changed_payment_is_kept(storage: Storage) {
    let order = placed(&storage).await;
    let first = Payment {
        state: PaymentState::Created,
        ..given::payment(&order, 1)
    };
    add(&storage, &first).await.unwrap();
    let mut version = 1;
    let looks = PaymentState::ALL
        .into_iter()
        .flat_map(|state| [(state, true), (state, false)]);
    for (state, is_full) in looks {
        version += 1;
        let look = if is_full {
            given::payment_in_full(&order, 1)
        } else {
            given::payment(&order, 1)
        };
        let changed = Payment {
            id: first.id,
            provider: first.provider,
            merchant_uid: first.merchant_uid.clone(),
            amount: first.amount,
            refunds: if is_full {
                vec![given::refund(given_state(version), given::won(version))]
            } else {
                vec![]
            },
            state,
            version,
            updated_at: given::now() + given::TICK * i32::try_from(version).unwrap(),
            ..look
        };
        save(&storage, &changed).await.unwrap();
        assert_eq!(kept(&storage, first.id).await, Some(changed));
    }
}

fn given_state(turn: i64) -> hexmart_domain::payments::RefundState {
    let states = hexmart_domain::payments::RefundState::ALL;
    states[usize::try_from(turn).unwrap() / 2 % states.len()]
}

/// Who has not read how an attempt is cannot change it.
pub async fn a_stale_payment_is_a_conflict(storage: Storage) {
    let order = placed(&storage).await;
    let payment = given::payment(&order, 1);
    add(&storage, &payment).await.unwrap();
    let failed = |version| Payment {
        version,
        state: PaymentState::Failed,
        failure: Some(given::failure()),
        ..payment.clone()
    };
    save(&storage, &failed(2)).await.unwrap();
    let unknown = Payment {
        version: 2,
        ..given::payment(&order, 2)
    };
    for stale in [failed(0), failed(1), failed(2), failed(4), unknown.clone()] {
        let answer = save(&storage, &stale).await;
        assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    }
    assert_eq!(kept(&storage, payment.id).await, Some(failed(2)));
    assert_eq!(kept(&storage, unknown.id).await, None);
}

/// Says which attempt paid, in one try.
async fn pay(storage: &Storage, order: OrderId, payment: PaymentId) -> Result<(), StoreError> {
    once(storage, (order, payment), |uow, (order, payment)| {
        Box::pin(async move { uow.payments().pays_for(order, payment).await })
    })
    .await
}

/// One attempt pays for an order; another one that has the money, too, hears that it does not.
pub async fn one_payment_pays_for_an_order(storage: Storage) {
    let (order, other) = (placed(&storage).await, placed(&storage).await);
    let attempts = [
        given::payment(&order, 1),
        given::payment(&order, 2),
        given::payment(&other, 1),
    ];
    for payment in &attempts {
        add(&storage, payment).await.unwrap();
    }
    pay(&storage, order.id, attempts[1].id).await.unwrap();
    let answer = pay(&storage, order.id, attempts[0].id).await;
    assert!(
        matches!(answer, Err(StoreError::Duplicate(UniqueKey::OrderPayment))),
        "{answer:?}"
    );
    pay(&storage, other.id, attempts[2].id).await.unwrap();
}
