//! Attempts to pay.

mod attempts;
mod queries;

use hexmart_domain::payments::PaymentPurpose;
use hexmart_domain::shared::UserId;

/// Attempts for what are numbered together: for what, and by whom, where that is not said by the purpose.
pub(crate) type Target = (PaymentPurpose, Option<UserId>);

fn target(purpose: PaymentPurpose, buyer: UserId) -> Target {
    match purpose {
        PaymentPurpose::Order(_) => (purpose, None),
        PaymentPurpose::TopUp => (purpose, Some(buyer)),
        // Whatever reward it is for: a backer pledges to a campaign once.
        PaymentPurpose::Pledge { campaign, .. } => {
            (PaymentPurpose::Pledge { campaign, tier: None }, Some(buyer))
        }
    }
}
