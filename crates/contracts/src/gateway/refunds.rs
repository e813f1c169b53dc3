//! Money that goes back.

use hexmart_application::payments::RefundOrder;
use hexmart_domain::payments::{ProviderStatus, RefundOutcome};

use super::{AnyTill, Course, assert_moved, find, paid, refund, won};
use crate::callers::at_once;
use crate::given;

/// A refund is carried out once, whoever asks for it, how often, and whatever they believe is left.
pub async fn a_refund_is_carried_out_once(till: AnyTill) {
    let (charge, said) = paid(&till, 10_000, Course::Well).await.unwrap();
    let order = refund(&said, &charge, 4_000);
    let answers = at_once(5, |_| {
        let (gateway, order) = (till.gateway(), order.clone());
        async move { gateway.refund(&order).await.unwrap() }
    })
    .await;
    assert_eq!(answers, vec![RefundOutcome::Done; 5]);
    let later = RefundOrder {
        refundable: won(6_000),
        ..order
    };
    assert_eq!(till.gateway().refund(&later).await.unwrap(), RefundOutcome::Done);
    assert_moved(&till, &charge, 10_000, 4_000);
}

/// Part of a payment goes back, then more of it, then the rest.
pub async fn a_refund_of_part_leaves_the_rest(till: AnyTill) {
    let (charge, mut said) = paid(&till, 10_000, Course::Well).await.unwrap();
    for (amount, returned, status) in [
        (3_000, 3_000, ProviderStatus::PartiallyCancelled),
        // The same amount again is another refund.
        (3_000, 6_000, ProviderStatus::PartiallyCancelled),
        (4_000, 10_000, ProviderStatus::Cancelled),
    ] {
        let order = refund(&said, &charge, amount);
        assert_eq!(till.gateway().refund(&order).await.unwrap(), RefundOutcome::Done);
        said = find(&till, &charge).await.unwrap();
        assert_eq!((said.status, said.cancelled), (status, won(returned)));
        assert_eq!(said.amount, charge.amount);
        assert_moved(&till, &charge, 10_000, returned);
    }
}

/// More than is left is refused, and so is everything of a payment that was never made.
pub async fn more_than_is_left_is_refused(till: AnyTill) {
    let (charge, said) = paid(&till, 10_000, Course::Well).await.unwrap();
    let gateway = till.gateway();
    let refused = |outcome: RefundOutcome| matches!(outcome, RefundOutcome::Refused(_));
    let too_much = refund(&said, &charge, 10_100);
    assert!(refused(gateway.refund(&too_much).await.unwrap()));
    assert_moved(&till, &charge, 10_000, 0);
    let some = refund(&said, &charge, 7_000);
    assert_eq!(gateway.refund(&some).await.unwrap(), RefundOutcome::Done);
    let said = find(&till, &charge).await.unwrap();
    assert!(refused(
        gateway.refund(&refund(&said, &charge, 3_100)).await.unwrap()
    ));
    // Whoever does not know what is left gets nothing either.
    let stale = RefundOrder {
        refundable: won(10_000),
        ..refund(&said, &charge, 1_000)
    };
    assert!(refused(gateway.refund(&stale).await.unwrap()));
    let nobodys = RefundOrder {
        id: given::id(),
        merchant_uid: super::uid(),
        key: super::PaymentKey::parse("nobodys-key-at-all").unwrap(),
        ..some
    };
    assert!(refused(gateway.refund(&nobodys).await.unwrap()));
    assert_moved(&till, &charge, 10_000, 7_000);
}

/// A refund that the provider carries out later is accepted, and never asked for twice; the payment tells when it came.
pub async fn a_refund_that_is_promised_comes(till: AnyTill) {
    let Some((charge, said)) = paid(&till, 10_000, Course::RefundsLater).await else {
        return;
    };
    let order = refund(&said, &charge, 2_000);
    for _ in 0..2 {
        assert_eq!(
            till.gateway().refund(&order).await.unwrap(),
            RefundOutcome::Accepted
        );
    }
    assert_moved(&till, &charge, 10_000, 0);
    till.keep_promises();
    let said = find(&till, &charge).await.unwrap();
    assert_eq!(said.cancelled, won(2_000));
    assert_eq!(till.gateway().refund(&order).await.unwrap(), RefundOutcome::Done);
    assert_moved(&till, &charge, 10_000, 2_000);
}
