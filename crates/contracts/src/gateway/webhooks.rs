//! Messages of a provider.

use chrono::TimeDelta;
use hexmart_application::payments::{Forged, WebhookMessage};

use super::forgeries::{forgeries, nonsense};
use super::{AnyTill, Course, assert_moved, find, paid};

/// What the provider sends hints at the payment, and the same message has the same name.
pub async fn a_genuine_message_is_a_hint(till: AnyTill) {
    let (charge, _) = paid(&till, 8_000, Course::Well).await.unwrap();
    let gateway = till.gateway();
    let message = till.message(&charge.merchant_uid).unwrap();
    let hint = gateway.read_webhook(&message).unwrap();
    assert_eq!(hint.payment.as_deref(), Some(charge.merchant_uid.as_str()));
    assert!(!hint.message.is_empty());
    // A repetition comes a little later.
    let later = WebhookMessage {
        now: message.now + TimeDelta::minutes(1),
        ..message
    };
    assert_eq!(gateway.read_webhook(&later).unwrap(), hint);
    let (other, _) = paid(&till, 8_000, Course::Well).await.unwrap();
    let other = till.message(&other.merchant_uid).unwrap();
    assert_ne!(gateway.read_webhook(&other).unwrap().message, hint.message);
}

/// Where messages are signed, thirty that are not the provider's are refused, each for a reason of its own.
pub async fn forged_messages_are_refused(till: AnyTill) {
    let (charge, _) = paid(&till, 8_000, Course::Well).await.unwrap();
    let (other, _) = paid(&till, 9_000, Course::Well).await.unwrap();
    let genuine = till.message(&charge.merchant_uid).unwrap();
    let another = till.message(&other.merchant_uid).unwrap();
    let Some(stranger) = till.signed_by_a_stranger(&genuine) else {
        return;
    };
    let mut forged = forgeries(&genuine, &another, &stranger);
    forged.extend(nonsense(&genuine));
    assert!(forged.len() >= 30, "only {}", forged.len());
    for (what, message) in forged {
        assert_eq!(till.gateway().read_webhook(&message), Err(Forged), "{what}");
    }
    assert!(till.gateway().read_webhook(&genuine).is_ok());
}

/// Where messages are not signed, what anybody sends is a hint at most: nothing of it is believed, and nothing moves. What is
/// no message at all is refused all the same.
pub async fn a_message_without_a_signature_moves_nothing(till: AnyTill) {
    let (charge, _) = paid(&till, 8_000, Course::Well).await.unwrap();
    let (other, _) = paid(&till, 9_000, Course::Well).await.unwrap();
    let genuine = till.message(&charge.merchant_uid).unwrap();
    let another = till.message(&other.merchant_uid).unwrap();
    let before = find(&till, &charge).await;
    for (what, message) in nonsense(&genuine) {
        assert_eq!(till.gateway().read_webhook(&message), Err(Forged), "{what}");
    }
    for (what, message) in forgeries(&genuine, &another, &genuine) {
        let ours = [charge.merchant_uid.as_str(), other.merchant_uid.as_str()];
        let hint = till.gateway().read_webhook(&message);
        let named = hint.ok().and_then(|hint| hint.payment);
        assert!(named.is_none_or(|named| ours.contains(&named.as_str())), "{what}");
    }
    assert_eq!(find(&till, &charge).await, before);
    assert_moved(&till, &charge, 8_000, 0);
    assert_moved(&till, &other, 9_000, 0);
}
