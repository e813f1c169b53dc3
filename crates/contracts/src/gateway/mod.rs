//! Promises of `PaymentGateway`.

mod doubts;
mod forgeries;
mod lists;
mod paying;
mod refunds;
mod webhooks;

pub use doubts::{
    a_call_without_an_answer_is_in_doubt_until_the_provider_is_asked,
    a_refund_without_an_answer_is_carried_out_once,
};
pub use lists::{a_payment_is_in_the_list_of_what_changed, a_payment_that_nobody_made_is_none};
pub use paying::{
    a_card_that_nobody_takes_is_declined, a_payment_is_prepared_once,
    an_agreement_of_somebody_else_takes_nothing, another_amount_is_never_taken_for_ours, money_is_taken_once,
};
pub use refunds::{
    a_refund_is_carried_out_once, a_refund_of_part_leaves_the_rest, a_refund_that_is_promised_comes,
    more_than_is_left_is_refused,
};
pub use webhooks::{
    a_genuine_message_is_a_hint, a_message_without_a_signature_moves_nothing, forged_messages_are_refused,
};

use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::payments::{
    Charge, Confirmation, GatewayError, Known, PaymentGateway, RefundOrder, WebhookMessage,
};
use hexmart_domain::payments::{MerchantUid, PaymentKey, ProviderPayment, ProviderStatus, RefundReason};
use hexmart_domain::shared::{Currency, Instant, Money};
use rust_decimal::Decimal;

use crate::given;

/// A gateway with its provider, or the provider's double, and everything that a buyer and the world can do there.
#[async_trait]
pub trait Till: Send + Sync {
    /// The gateway.
    fn gateway(&self) -> Arc<dyn PaymentGateway>;

    /// A buyer goes through the provider's window, and things go as `course` says from then on; answers what the browser
    /// brings back. None where this provider has no such course.
    async fn agree(&self, charge: &Charge, course: Course) -> Option<PaymentKey>;

    /// What money moved for a payment.
    fn moved(&self, payment: &MerchantUid) -> Moved;

    /// Has the provider carry out the refunds that it promised.
    fn keep_promises(&self);

    /// The newest message of the provider about a payment, as it comes in now.
    fn message(&self, payment: &MerchantUid) -> Option<WebhookMessage>;

    /// The same message from somebody who does not know the secret, or with another secret's signature. None where messages
    /// are not signed.
    fn signed_by_a_stranger(&self, message: &WebhookMessage) -> Option<WebhookMessage>;

    /// The time there.
    fn now(&self) -> Instant;
}

/// How things go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// Well.
    Well,
    /// The card is one that nobody takes.
    BadCard,
    /// Another amount is paid than the shop announced.
    OtherAmount,
    /// The first call to confirm gets no answer, and nobody looked at it.
    ConfirmLostBefore,
    /// The first call to confirm gets no answer, though it was carried out.
    ConfirmLostAfter,
    /// The first call to confirm gets an answer that says nothing, and nobody looked at it.
    ConfirmBroken,
    /// The first refund gets no answer, and nobody looked at it.
    RefundLostBefore,
    /// The first refund gets no answer, though it was carried out.
    RefundLostAfter,
    /// Refunds are promised, and carried out later.
    RefundsLater,
}

/// What money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// How often some came.
    pub charges: usize,
    /// How much came.
    pub charged: Money,
    /// How much went back.
    pub returned: Money,
}

/// The till that a promise is asked of.
pub(crate) type AnyTill = Arc<dyn Till>;

fn won(amount: i64) -> Money {
    Money::new(Decimal::from(amount), Currency::KRW)
}

fn charge(till: &AnyTill, amount: i64) -> Charge {
    Charge {
        merchant_uid: uid(),
        amount: won(amount),
        title: "사과 외 2건".to_owned(),
        expires_at: till.now() + chrono::TimeDelta::minutes(30),
    }
}

/// A name that no other test uses.
fn uid() -> MerchantUid {
    let mut random = [0; 32];
    let id = given::id::<hexmart_domain::shared::RefundId>().as_uuid();
    for (place, byte) in random.iter_mut().take(20).enumerate() {
        // Five bits of the id a letter, from its end, where chance is.
        *byte = u8::try_from(id.as_u128() >> (place * 5) & 31).unwrap();
    }
    MerchantUid::mint(random)
}

fn confirmation(charge: &Charge, key: &PaymentKey) -> Confirmation {
    Confirmation {
        merchant_uid: charge.merchant_uid.clone(),
        key: key.clone(),
        amount: charge.amount,
    }
}

fn known(charge: &Charge, key: Option<&PaymentKey>) -> Known {
    Known {
        merchant_uid: charge.merchant_uid.clone(),
        key: key.cloned(),
        currency: charge.amount.currency(),
    }
}

/// A refund of a payment that was taken, by a name of its own.
fn refund(said: &ProviderPayment, charge: &Charge, amount: i64) -> RefundOrder {
    RefundOrder {
        id: given::id(),
        merchant_uid: charge.merchant_uid.clone(),
        key: said.key.clone(),
        amount: won(amount),
        refundable: said.amount.checked_sub(said.cancelled).unwrap(),
        reason: RefundReason::parse("단순 변심").unwrap(),
    }
}

/// Prepares a payment and has the buyer agree; none where there is no such course.
async fn agreed(till: &AnyTill, amount: i64, course: Course) -> Option<(Charge, PaymentKey)> {
    let charge = charge(till, amount);
    till.gateway().prepare(&charge).await.unwrap();
    let key = till.agree(&charge, course).await?;
    Some((charge, key))
}

/// Pays, as everybody does.
async fn paid(till: &AnyTill, amount: i64, course: Course) -> Option<(Charge, ProviderPayment)> {
    let (charge, key) = agreed(till, amount, course).await?;
    let said = till
        .gateway()
        .confirm(&confirmation(&charge, &key))
        .await
        .unwrap();
    assert_eq!(said.status, ProviderStatus::Paid);
    Some((charge, said))
}

async fn find(till: &AnyTill, charge: &Charge) -> Option<ProviderPayment> {
    till.gateway().find(&known(charge, None)).await.unwrap()
}

fn assert_moved(till: &AnyTill, charge: &Charge, charged: i64, returned: i64) {
    let expected = Moved {
        charges: usize::from(charged > 0),
        charged: won(charged),
        returned: won(returned),
    };
    assert_eq!(till.moved(&charge.merchant_uid), expected);
}

fn is_unknown<T>(answer: &Result<T, GatewayError>) -> bool {
    matches!(answer, Err(GatewayError::Unknown(_)))
}
