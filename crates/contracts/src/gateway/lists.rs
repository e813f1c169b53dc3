//! What a provider has.

use chrono::TimeDelta;
use hexmart_domain::payments::{PaymentKey, ProviderPayment, RefundOutcome};
use hexmart_domain::shared::Instant;

use super::{AnyTill, Course, charge, find, known, paid, refund};

/// Nobody's payment is none, by whatever key it is asked for.
pub async fn a_payment_that_nobody_made_is_none(till: AnyTill) {
    let (_, theirs) = paid(&till, 5_000, Course::Well).await.unwrap();
    let unheard = charge(&till, 5_000);
    let key = PaymentKey::parse("nobodys-key-at-all").unwrap();
    for key in [None, Some(&key), Some(&theirs.key)] {
        let found = till.gateway().find(&known(&unheard, key)).await.unwrap();
        assert!(found.is_none_or(|found| found.merchant_uid != unheard.merchant_uid.as_str()));
    }
}

/// All pages of what changed in a stretch of time.
async fn changed(till: &AnyTill, from: Instant, until: Instant) -> Vec<ProviderPayment> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let page = till.gateway().changed(from, until, cursor.take()).await.unwrap();
        all.extend(page.payments);
        cursor = page.next;
        if cursor.is_none() {
            return all;
        }
        assert!(all.len() < 10_000, "a list without an end");
    }
}

/// Every payment is in the list of what changed at its time, page behind page, as it is when asked for alone; not in that of
/// another time.
pub async fn a_payment_is_in_the_list_of_what_changed(till: AnyTill) {
    let mut charges = Vec::new();
    for number in 0..35 {
        let (charge, said) = paid(&till, 10_000 + number * 100, Course::Well).await.unwrap();
        if number % 5 == 0 {
            let order = refund(&said, &charge, 1_000);
            assert_eq!(till.gateway().refund(&order).await.unwrap(), RefundOutcome::Done);
        }
        charges.push(charge);
    }
    let (hour, now) = (TimeDelta::hours(1), till.now());
    let listed = changed(&till, now - hour, now + hour).await;
    for charge in &charges {
        let alone = find(&till, charge).await;
        let ours: Vec<_> = listed
            .iter()
            .filter(|listed| listed.merchant_uid == charge.merchant_uid.as_str())
            .collect();
        assert!(!ours.is_empty());
        assert!(ours.iter().all(|listed| Some(*listed) == alone.as_ref()));
    }
    for (from, until) in [(now - hour * 3, now - hour), (now + hour, now + hour * 3)] {
        assert_eq!(changed(&till, from, until).await, []);
    }
}
