//! Attempts to pay, and money that goes back.

use chrono::TimeDelta;
use hexmart_domain::ordering::Order;
use hexmart_domain::payments::{
    Failure, MerchantUid, Payment, PaymentKey, PaymentPurpose, PaymentState, Provider, Refund, RefundReason,
    RefundState, Tender,
};
use hexmart_domain::shared::{Currency, Money};
use rust_decimal::Decimal;

use super::{TICK, count, id, now, won};

/// An attempt to pay for an order that the provider knows of.
pub fn payment(order: &Order, attempt: i64) -> Payment {
    Payment {
        id: id(),
        purpose: PaymentPurpose::Order(order.id),
        attempt,
        buyer: order.buyer,
        provider: Some(Provider::Sandbox),
        merchant_uid: merchant_uid(),
        amount: won(15_901),
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
        expires_at: now() + Payment::PATIENCE,
        captured_at: None,
        created_at: now(),
        version: 1,
        updated_at: now(),
    }
}

/// An attempt to pay of which everything is known that can be, a refund in each state among it.
pub fn payment_in_full(order: &Order, attempt: i64) -> Payment {
    let dollars: Currency = "USD".parse().unwrap();
    let cents = |amount| Money::new(Decimal::new(amount, 2), dollars);
    let in_each = RefundState::ALL.into_iter().zip(1..);
    let mut refunds: Vec<_> = in_each
        .map(|(state, number)| refund(state, cents(number)))
        .collect();
    // What came and was not asked for goes back as it came.
    refunds.push(refund(RefundState::Requested, won(3)));
    refunds.push(Refund {
        tender: Tender::Points,
        ..refund(RefundState::Succeeded, won(4))
    });
    Payment {
        provider: Some(Provider::PortoneV2),
        amount: cents(9_999_999_999),
        points: 9_999_999_999,
        state: PaymentState::Captured,
        key: Some(PaymentKey::parse(&"k/%_\\'".repeat(33)).unwrap()),
        transaction: Some("거래-0001 😀".to_owned()),
        method: Some("카카오페이 'card'".to_owned()),
        receipt_url: Some("https://example.com/receipt?id=1&한글=2".to_owned()),
        failure: Some(failure()),
        refunds,
        ask_at: Some(now() + TICK),
        asked: 4_000_000_000,
        expires_at: now() + TimeDelta::minutes(7),
        captured_at: Some(now() - TICK),
        ..payment(order, attempt)
    }
}

/// A refund in this state.
pub fn refund(state: RefundState, amount: Money) -> Refund {
    let is_settled = matches!(state, RefundState::Succeeded | RefundState::Failed);
    Refund {
        id: id(),
        tender: Tender::Provider,
        amount,
        reason: RefundReason::parse("파손 'broken' \\ 😀").unwrap(),
        state,
        requested_at: now(),
        settled_at: is_settled.then(|| now() + TICK),
        failure: (state == RefundState::Failed).then(failure),
    }
}

/// Why a provider said no.
pub fn failure() -> Failure {
    Failure {
        code: "REJECT_CARD_COMPANY".to_owned(),
        message: "카드사에서 거절 'no' \\ 😀".to_owned(),
    }
}

/// What a provider knows an attempt by.
pub fn merchant_uid() -> MerchantUid {
    // Five bits of each byte count.
    let count = count();
    MerchantUid::mint(std::array::from_fn(|byte| {
        (count >> (5 * byte.min(12))).to_le_bytes()[0]
    }))
}
