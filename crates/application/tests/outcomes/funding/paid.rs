//! Pledges that a provider takes the money for.

use hexmart_application::funding::{Funding, Steward};
use hexmart_application::payments::{Bill, ConfirmPaymentError, Means, Payments as _, StartPaymentError};
use hexmart_domain::funding::{PledgeError, PledgeState, Tender};
use hexmart_domain::payments::{ConfirmError, Payment, PaymentKey, PaymentState};
use hexmart_domain::shared::{CampaignId, TierId};

use super::till::{Till, money};
use crate::given::{TICK, done};

#[track_caller]
fn assert_refused(answer: &Result<Payment, StartPaymentError>, rule: PledgeError) {
    let is_refused = matches!(answer, Err(StartPaymentError::Pledge(no)) if *no == rule);
    assert!(is_refused, "{answer:?}");
}

#[tokio::test]
async fn a_pledge_is_made_when_the_money_is_there() {
    let till = Till::new().await;
    let campaign = till.fund.open().await;
    let backer = till.backer("backer").await;
    let bill = Bill::Pledge {
        campaign: campaign.id,
        tier: None,
    };
    let started = till.payments.start(backer, bill, Means::default(), None).await;
    let started = done(started.unwrap());
    let title = |(name, value): &(String, String)| (name == "order_name").then(|| value.clone());
    let shown = started.checkout.parameters.iter().find_map(title);
    assert_eq!(shown.as_deref(), Some(campaign.terms.title.as_str()));
    assert_eq!(started.payment.total(), money(4_000));
    assert_eq!(till.fund.kept(campaign.id).await.backers, 0);
    // Going on is no other attempt.
    let again = till.start(backer, campaign.id, None).await.unwrap();
    assert_eq!(again, started.payment);
    let before = till.fund.heard().await.len();
    assert_eq!(before, 1);
    let told = till.fund.changes();
    for _ in 0..2 {
        let paid = till.confirm(&again, "sandbox_ok").await.unwrap();
        assert_eq!(paid.state, PaymentState::Captured);
    }
    assert!(till.fund.changes() > told);
    let pledge = till.pledge_of(campaign.id, backer).await.unwrap();
    assert_eq!((pledge.amount.get(), pledge.state), (4_000, PledgeState::Success));
    assert_eq!((pledge.tender, pledge.reward), (Tender::Payment(again.id), None));
    let after = till.fund.kept(campaign.id).await;
    assert_eq!((after.backers, after.total.get(), after.version), (1, 4_000, 1));
    assert_eq!(till.fund.heard().await, ["campaign.pledged"]);
    assert_eq!(till.kept(&again), (1, money(4_000)));
    let twice = till.start(backer, campaign.id, None).await;
    assert_refused(&twice, PledgeError::AlreadyPledged);
    till.assert_sound().await;
}

#[tokio::test]
async fn nobody_pays_for_what_they_could_not_pledge() {
    let till = Till::new().await;
    let campaign = till.fund.open().await;
    let own = till.start(till.fund.poster, campaign.id, None).await;
    assert_refused(&own, PledgeError::OwnCampaign);
    let bare = till.fund.world.person("bare").await.id;
    assert_refused(&till.start(bare, campaign.id, None).await, PledgeError::NoPocket);
    let backer = till.backer("backer").await;
    let [other, tier] = [0, 1].map(|_| till.fund.world.mint.now());
    let (unknown, tier): (CampaignId, TierId) =
        (till.fund.world.mint.id(other), till.fund.world.mint.id(tier));
    let nowhere = till.start(backer, unknown, None).await;
    assert!(matches!(nowhere, Err(StartPaymentError::UnknownCampaign)));
    let no_reward = till.start(backer, campaign.id, Some(tier)).await;
    assert_refused(&no_reward, PledgeError::UnknownTier);
    // Points are pledged without a till.
    let bill = Bill::Pledge {
        campaign: campaign.id,
        tier: None,
    };
    let means = Means {
        provider: None,
        points: Some(1),
    };
    let mixed = till.payments.start(backer, bill, means, None).await;
    assert!(matches!(mixed, Err(StartPaymentError::TooManyPoints { most: 0 })));
    till.pass(&campaign);
    let late = till.start(backer, campaign.id, None).await;
    assert_refused(&late, PledgeError::NotFunding);
    till.fund.work().await;
    let over = till.start(backer, campaign.id, None).await;
    assert!(matches!(over, Err(StartPaymentError::UnknownCampaign)));
    assert_eq!(till.sandbox.entries(), []);
}

#[tokio::test]
async fn nobody_takes_more_time_than_the_campaign_has() {
    let till = Till::new().await;
    let campaign = till.fund.open().await;
    let backer = till.backer("backer").await;
    let end = campaign.terms.final_date.closes_at();
    till.at(end - TICK);
    let payment = till.start(backer, campaign.id, None).await.unwrap();
    assert_eq!(payment.expires_at, end);
    till.at(end);
    let late = till.confirm(&payment, "sandbox_ok").await;
    assert!(matches!(
        late,
        Err(ConfirmPaymentError::Refused(ConfirmError::Over))
    ));
    assert_eq!(till.kept(&payment), (0, money(0)));
    till.assert_sound().await;
}

/// Whoever agrees only now is told so before anything is taken.
#[tokio::test]
async fn what_is_not_wanted_any_more_is_not_taken() {
    let till = Till::new().await;
    let campaign = till.fund.open().await;
    let backer = till.backer("backer").await;
    let payment = till.start(backer, campaign.id, None).await.unwrap();
    let by = Steward::User(till.fund.poster);
    till.fund
        .service
        .cancel(by, campaign.id, None, None)
        .await
        .unwrap();
    let told = till.confirm(&payment, "sandbox_ok").await;
    assert!(matches!(
        told,
        Err(ConfirmPaymentError::Refused(ConfirmError::Over))
    ));
    assert_eq!(till.kept(&payment), (0, money(0)));
    assert_eq!(till.fund.kept(campaign.id).await.backers, 0);
}

#[tokio::test]
async fn a_foreign_payment_pledges_nothing() {
    let till = Till::new().await;
    let campaign = till.fund.open().await;
    let (backer, stranger) = (till.backer("backer").await, till.backer("stranger").await);
    let payment = till.start(backer, campaign.id, None).await.unwrap();
    let key = || PaymentKey::parse("sandbox_ok").unwrap();
    let stolen = till
        .payments
        .confirm(stranger, payment.id, key(), payment.amount)
        .await;
    assert!(matches!(stolen, Err(ConfirmPaymentError::Unknown)));
    let cheap = till.payments.confirm(backer, payment.id, key(), money(1)).await;
    assert!(matches!(
        cheap,
        Err(ConfirmPaymentError::Refused(ConfirmError::AmountMismatch))
    ));
    for scenario in ["sandbox_wrong_amount", "sandbox_other_payment"] {
        let payment = till.start(backer, campaign.id, None).await.unwrap();
        let refused = till.confirm(&payment, scenario).await;
        assert!(matches!(refused, Err(ConfirmPaymentError::Declined(_))));
        till.pursue().await;
        assert_eq!(till.kept(&payment).1, money(0));
    }
    assert_eq!(till.pledge_of(campaign.id, backer).await, None);
    assert_eq!(till.pledge_of(campaign.id, stranger).await, None);
    assert_eq!(till.fund.kept(campaign.id).await.backers, 0);
    // Who was declined pays properly.
    let payment = till.start(backer, campaign.id, None).await.unwrap();
    till.confirm(&payment, "sandbox_ok").await.unwrap();
    assert_eq!(till.fund.kept(campaign.id).await.backers, 1);
    till.assert_sound().await;
}

/// Whoever changes their mind begins another attempt, though it costs the same.
#[tokio::test]
async fn another_reward_is_another_attempt() {
    let till = Till::new().await;
    let mut wanted = till.fund.wanted();
    for tier in &mut wanted.tiers {
        tier.price = wanted.unit_price;
    }
    let campaign = till.fund.begin(wanted).await;
    let tier = campaign.terms.tiers.first().unwrap().id;
    let backer = till.backer("backer").await;
    let plain = till.start(backer, campaign.id, None).await.unwrap();
    let chosen = till.start(backer, campaign.id, Some(tier)).await.unwrap();
    assert_eq!(
        (chosen.total(), chosen.purpose.tier()),
        (plain.total(), Some(tier))
    );
    assert_ne!(chosen.id, plain.id);
    assert_eq!(till.payment(plain.id).await.state, PaymentState::Expired);
    till.confirm(&chosen, "sandbox_ok").await.unwrap();
    let pledge = till.pledge_of(campaign.id, backer).await.unwrap();
    assert_eq!(pledge.reward.map(|reward| reward.tier), Some(tier));
    till.assert_sound().await;
}
