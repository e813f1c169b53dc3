//! Rules about pledges and the payments that providers took for them.

use hexmart_domain::funding::{Pledge, PledgeState, Tender};
use hexmart_domain::payments::{Payment, PaymentState};

use super::{Breach, Rule};
use crate::platform::{Storage, StoreError};

/// Whether a pledge was paid by what it says it was.
pub(super) async fn of_pledge(storage: &Storage, pledge: &Pledge) -> Result<Option<Breach>, StoreError> {
    let Tender::Payment(payment) = pledge.tender else {
        return Ok(None);
    };
    let payment = storage.payments.payment(payment).await?;
    let is_paid = payment.is_some_and(|payment| {
        payment.state == PaymentState::Captured
            && payment.purpose.campaign() == Some(pledge.campaign)
            && payment.purpose.tier() == pledge.reward.map(|reward| reward.tier)
            && payment.buyer == pledge.backer
            && payment.total() == pledge.amount.money()
    });
    let breach = || Breach::new(Rule::PledgesArePaid, &pledge.id, "no money was taken for it");
    Ok((!is_paid).then(breach))
}

/// Whether the money of a payment for a pledge is kept for one that counts, and for nothing else.
pub(super) async fn of_payment(storage: &Storage, payment: &Payment) -> Result<Option<Breach>, StoreError> {
    let Some(campaign) = payment.purpose.campaign() else {
        return Ok(None);
    };
    if payment.state != PaymentState::Captured || payment.refundable().amount().is_zero() {
        return Ok(None);
    }
    let pledge = storage.campaigns.pledge_of(campaign, payment.buyer).await?;
    let counts = pledge.is_some_and(|pledge| {
        pledge.tender == Tender::Payment(payment.id) && pledge.state == PledgeState::Success
    });
    let breach = || {
        let what = "its money is kept, and no pledge counts for it";
        Breach::new(Rule::PledgesArePaid, &payment.id, what)
    };
    Ok((!counts).then(breach))
}
