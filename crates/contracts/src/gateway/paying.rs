//! Money that comes.

use std::sync::Arc;

use hexmart_application::payments::GatewayError;
use hexmart_domain::payments::ProviderStatus;

use super::{AnyTill, Course, agreed, assert_moved, charge, confirmation, find, paid, won};
use crate::callers::at_once;

/// Announcing a payment twice is announcing it once: the browser is told the same, and can go on.
pub async fn a_payment_is_prepared_once(till: AnyTill) {
    let charge = charge(&till, 12_500);
    let gateway = till.gateway();
    let first = gateway.prepare(&charge).await.unwrap();
    assert!(!first.parameters.is_empty());
    assert_eq!(gateway.prepare(&charge).await.unwrap(), first);
    assert_eq!(find(&till, &charge).await, None);
    let key = till.agree(&charge, Course::Well).await.unwrap();
    assert_eq!(gateway.prepare(&charge).await.unwrap(), first);
    gateway.confirm(&confirmation(&charge, &key)).await.unwrap();
    // Whoever goes on with what is paid hears so when confirming, and pays nothing.
    assert_eq!(gateway.prepare(&charge).await.unwrap(), first);
    assert_moved(&till, &charge, 12_500, 0);
}

/// The money of one payment is taken once, whoever confirms it, how often, and at what time.
pub async fn money_is_taken_once(till: AnyTill) {
    let (charge, key) = agreed(&till, 30_000, Course::Well).await.unwrap();
    let confirmation = confirmation(&charge, &key);
    let answers = at_once(6, |_| {
        let (gateway, confirmation) = (till.gateway(), confirmation.clone());
        async move { gateway.confirm(&confirmation).await }
    })
    .await;
    for answer in answers {
        let said = answer.unwrap();
        assert_eq!(said.status, ProviderStatus::Paid);
        assert_eq!(said.merchant_uid, charge.merchant_uid.as_str());
        assert_eq!((said.amount, said.cancelled), (charge.amount, won(0)));
    }
    let again = till.gateway().confirm(&confirmation).await.unwrap();
    assert_eq!(find(&till, &charge).await, Some(again));
    assert_moved(&till, &charge, 30_000, 0);
}

/// A refused card moves nothing, and that is certain.
pub async fn a_card_that_nobody_takes_is_declined(till: AnyTill) {
    let (charge, key) = agreed(&till, 7_000, Course::BadCard).await.unwrap();
    for _ in 0..2 {
        let answer = till.gateway().confirm(&confirmation(&charge, &key)).await;
        let failure = match answer {
            Ok(said) => {
                assert_eq!(said.status, ProviderStatus::Failed);
                said.failure
            }
            Err(GatewayError::Declined(failure)) => Some(failure),
            Err(error) => unreachable!("{error:?}"),
        };
        assert!(!failure.unwrap().code.is_empty());
    }
    let known = find(&till, &charge).await;
    assert!(known.is_none_or(|known| known.status == ProviderStatus::Failed));
    assert_moved(&till, &charge, 0, 0);
}

/// A payment of another amount is never told as one of ours: it is refused, or told as it is.
pub async fn another_amount_is_never_taken_for_ours(till: AnyTill) {
    let charge = charge(&till, 50_000);
    // Not announced, where the provider would not let another amount be paid otherwise.
    let Some(key) = till.agree(&charge, Course::OtherAmount).await else {
        return;
    };
    let answer = till.gateway().confirm(&confirmation(&charge, &key)).await;
    assert!(
        answer.as_ref().map_or(true, |said| said.amount != charge.amount),
        "{answer:?}"
    );
    let found = find(&till, &charge).await;
    assert!(
        found.as_ref().is_none_or(|said| said.amount != charge.amount),
        "{found:?}"
    );
    assert_ne!(till.moved(&charge.merchant_uid).charged, charge.amount);
}

/// A key that a browser took from somebody else's payment pays for nothing: nothing is told of ours that is not so.
pub async fn an_agreement_of_somebody_else_takes_nothing(till: AnyTill) {
    let (theirs, said) = paid(&till, 9_000, Course::Well).await.unwrap();
    let ours = charge(&till, 9_000);
    till.gateway().prepare(&ours).await.unwrap();
    let gateway = Arc::clone(&till.gateway());
    let answer = gateway.confirm(&confirmation(&ours, &said.key)).await;
    let fits = |known: &hexmart_domain::payments::ProviderPayment| {
        known.merchant_uid == ours.merchant_uid.as_str() && known.status == ProviderStatus::Paid
    };
    let took = till.moved(&ours.merchant_uid).charges;
    // One that takes whatever key it is shown takes ours once, and not theirs.
    assert_eq!(answer.as_ref().is_ok_and(fits), took == 1, "{answer:?}");
    assert_moved(&till, &theirs, 9_000, 0);
}
