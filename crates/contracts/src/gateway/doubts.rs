//! Calls without an answer.

use hexmart_domain::payments::{ProviderStatus, RefundOutcome};

use super::{AnyTill, Course, agreed, assert_moved, confirmation, find, is_unknown, paid, refund, won};

/// Of a call without an answer nobody knows what became, and the gateway says so. Asking tells the truth, and the same word
/// again takes the money once at most.
pub async fn a_call_without_an_answer_is_in_doubt_until_the_provider_is_asked(till: AnyTill) {
    for course in [
        Course::ConfirmLostBefore,
        Course::ConfirmLostAfter,
        Course::ConfirmBroken,
    ] {
        let Some((charge, key)) = agreed(&till, 20_000, course).await else {
            continue;
        };
        let confirmation = confirmation(&charge, &key);
        let answer = till.gateway().confirm(&confirmation).await;
        assert!(is_unknown(&answer), "{course:?} {answer:?}");
        let moved = till.moved(&charge.merchant_uid);
        let found = find(&till, &charge).await;
        let is_paid = found.is_some_and(|found| found.status == ProviderStatus::Paid);
        assert_eq!(is_paid, moved.charges == 1, "{course:?}");
        // Two, where the provider breaks twice.
        let mut said = till.gateway().confirm(&confirmation).await;
        if is_unknown(&said) {
            said = till.gateway().confirm(&confirmation).await;
        }
        assert_eq!(said.unwrap().status, ProviderStatus::Paid, "{course:?}");
        assert_moved(&till, &charge, 20_000, 0);
    }
}

/// So it is with refunds: the same name again gives back once at most.
pub async fn a_refund_without_an_answer_is_carried_out_once(till: AnyTill) {
    for course in [Course::RefundLostBefore, Course::RefundLostAfter] {
        let Some((charge, said)) = paid(&till, 20_000, course).await else {
            continue;
        };
        let order = refund(&said, &charge, 5_000);
        let answer = till.gateway().refund(&order).await;
        assert!(is_unknown(&answer), "{course:?} {answer:?}");
        let returned = till.moved(&charge.merchant_uid).returned;
        assert_eq!(
            find(&till, &charge).await.unwrap().cancelled,
            returned,
            "{course:?}"
        );
        assert_eq!(
            till.gateway().refund(&order).await.unwrap(),
            RefundOutcome::Done,
            "{course:?}"
        );
        assert_eq!(find(&till, &charge).await.unwrap().cancelled, won(5_000));
        assert_moved(&till, &charge, 20_000, 5_000);
    }
}
