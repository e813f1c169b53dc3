//! Pledges that a provider takes the money for.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use futures_util::future::join_all;
use hexmart_application::funding::{EditCampaign, Funding, Steward};
use hexmart_application::payments::{
    Bill, ConfirmPaymentError, GiveBack, Means, Payments as _, StartPaymentError,
};
use hexmart_domain::funding::{CampaignState, PledgeError, PledgeState, Tender};
use hexmart_domain::payments::{ConfirmError, Payment, PaymentKey, PaymentState, RefundReason, RefundState};
use hexmart_domain::shared::{CampaignId, Currency, Money, TierId};

use super::crashes::Mortal;
use super::till::Till;
use super::{Fund, won};
use crate::given::TICK;

fn money(amount: i64) -> Money {
    Money::new(amount.into(), Currency::KRW)
}

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
    let started = till.payments.start(backer, bill, Means::default()).await.unwrap();
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
    let mixed = till.payments.start(backer, bill, means).await;
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

#[tokio::test]
async fn money_that_comes_after_the_deadline_goes_back() {
    let till = Till::new().await;
    let campaign = till.fund.open().await;
    let mut paid = Vec::new();
    for local in ["first", "second"] {
        let backer = till.backer(local).await;
        let payment = till.start(backer, campaign.id, None).await.unwrap();
        till.pay_silently(&payment);
        paid.push(payment);
    }
    till.pass(&campaign);
    // Once before it is decided, and once behind that.
    till.payments.pursue(paid[0].id).await.unwrap();
    assert_eq!(till.fund.work().await, [1, 0]);
    till.payments.pursue(paid[1].id).await.unwrap();
    till.pursue().await;
    for payment in &paid {
        let stored = till.payment(payment.id).await;
        assert_eq!(stored.state, PaymentState::Captured);
        assert_eq!(stored.returned(), money(4_000));
        assert_eq!(till.kept(payment), (1, money(0)));
        assert_eq!(till.pledge_of(campaign.id, payment.buyer).await, None);
        let told = till.confirm(payment, "sandbox_ok_silent").await;
        assert!(
            matches!(told, Err(ConfirmPaymentError::Unfulfillable)),
            "{told:?}"
        );
    }
    let after = till.fund.kept(campaign.id).await;
    assert_eq!((after.state, after.backers), (CampaignState::Cancel, 0));
    till.assert_sound().await;
}

#[tokio::test]
async fn money_for_what_cannot_be_had_any_more_goes_back() {
    let till = Till::new().await;
    // The poster asks for more, somebody else takes the last, the backer pledges points, or puts the pocket away.
    for turn in 0..4 {
        let campaign = till.fund.open().await;
        let tier = campaign.terms.tiers.first().unwrap().id;
        let backer = till.fund.backer(&format!("backer{turn}"), 9_000).await.id;
        let chosen = (turn == 1).then_some(tier);
        let payment = till.start(backer, campaign.id, chosen).await.unwrap();
        till.pay_silently(&payment);
        match turn {
            0 => {
                let edit = EditCampaign {
                    unit_price: Some(won(4_500)),
                    ..EditCampaign::default()
                };
                let edited = till.fund.service.edit(till.fund.poster, campaign.id, edit, None);
                edited.await.unwrap();
            }
            1 => {
                for number in 0..2 {
                    let other = till.fund.backer(&format!("other{number}"), 5_000).await.id;
                    let pledged = till.fund.service.pledge(other, campaign.id, Some(tier), None);
                    pledged.await.unwrap();
                }
            }
            2 => {
                till.fund.pledge(backer, campaign.id).await.unwrap();
            }
            _ => {
                till.fund.service.close_pocket(backer).await.unwrap();
            }
        }
        let before = till.fund.kept(campaign.id).await;
        till.payments.pursue(payment.id).await.unwrap();
        till.pursue().await;
        assert_eq!(till.kept(&payment), (1, money(0)), "{turn}");
        let after = till.fund.kept(campaign.id).await;
        assert_eq!(
            (after.backers, after.total),
            (before.backers, before.total),
            "{turn}"
        );
        till.assert_sound().await;
    }
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

/// Another reward is another attempt; whichever of them the backer pays, and be it both, one pledge is made.
#[tokio::test]
async fn two_payments_of_one_backer_make_one_pledge() {
    let till = Till::new().await;
    let campaign = till.fund.open().await;
    let tier = campaign.terms.tiers.first().unwrap().id;
    for turn in 0..4 {
        let backer = till.backer(&format!("backer{turn}")).await;
        let first = till.start(backer, campaign.id, None).await.unwrap();
        let second = till.start(backer, campaign.id, Some(tier)).await;
        let second = match second {
            Err(StartPaymentError::Pledge(PledgeError::TierTaken)) => continue,
            second => second.unwrap(),
        };
        assert_ne!(first.id, second.id);
        assert_eq!(second.purpose.tier(), Some(tier));
        for payment in [&first, &second] {
            till.pay_silently(payment);
        }
        let both = [&first, &second, &first, &second].map(|payment| till.payments.pursue(payment.id));
        for settled in join_all(both).await {
            settled.unwrap();
        }
        till.pursue().await;
        let pledge = till.pledge_of(campaign.id, backer).await.unwrap();
        let (made, other) = match pledge.tender {
            Tender::Payment(id) if id == first.id => (first, second),
            _ => (second, first),
        };
        assert_eq!(pledge.tender, Tender::Payment(made.id));
        assert_eq!(pledge.reward.map(|reward| reward.tier), made.purpose.tier());
        assert_eq!(till.kept(&made), (1, pledge.amount.money()));
        assert_eq!(till.kept(&other), (1, money(0)));
        till.assert_sound().await;
    }
}

/// The last of a reward is wanted by many who all pay.
#[tokio::test]
async fn a_reward_is_given_once_to_those_who_pay_at_once() {
    let till = Till::new().await;
    let campaign = till.fund.open().await;
    let tier = campaign.terms.tiers.first().unwrap().id;
    let mut all = Vec::new();
    for number in 0..6 {
        let backer = till.backer(&format!("backer{number}")).await;
        let payment = till.start(backer, campaign.id, Some(tier)).await.unwrap();
        till.pay_silently(&payment);
        all.push(payment);
    }
    for settled in join_all(all.iter().map(|payment| till.payments.pursue(payment.id))).await {
        settled.unwrap();
    }
    till.pursue().await;
    let mut slots = Vec::new();
    for payment in &all {
        let pledge = till.pledge_of(campaign.id, payment.buyer).await;
        let kept = pledge.as_ref().map_or(0, |pledge| pledge.amount.get());
        assert_eq!(till.kept(payment), (1, money(kept)));
        slots.extend(pledge.and_then(|pledge| pledge.reward.unwrap().slot));
    }
    slots.sort_unstable();
    assert_eq!(slots, [1, 2]);
    assert_eq!(till.fund.kept(campaign.id).await.total.get(), 10_000);
    till.assert_sound().await;
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

/// The target is missed: what a provider took goes back there, once, whatever the provider answers; points to the wallet.
#[tokio::test]
async fn pledges_of_a_failed_campaign_go_back_to_the_provider_once() {
    let till = Till::new().await;
    let campaign = till.fund.open_for(1_000_000).await;
    let keys = [
        "sandbox_ok",
        "sandbox_refund_timeout_before",
        "sandbox_refund_timeout_after",
        "sandbox_async_cancel",
    ];
    let mut paid = Vec::new();
    for key in keys {
        paid.push(
            till.backed(campaign.id, key.trim_start_matches("sandbox_"), key)
                .await,
        );
    }
    let by_points = till.fund.backed(campaign.id, 2).await;
    till.pass(&campaign);
    assert_eq!(till.fund.work().await, [1, 6]);
    assert_eq!(till.fund.work().await, [0, 0]);
    till.pursue().await;
    for payment in &paid {
        let stored = till.payment(payment.id).await;
        let states: Vec<_> = stored.refunds.iter().map(|refund| refund.state).collect();
        assert_eq!(states, [RefundState::Succeeded], "{stored:?}");
        assert_eq!(till.kept(payment), (1, money(0)));
        let pledge = till.pledge_of(campaign.id, payment.buyer).await.unwrap();
        assert_eq!(pledge.state, PledgeState::Cancel);
        assert_eq!(till.fund.balance(payment.buyer).await, 0);
        // It was a pledge, and no payment in vain.
        assert_eq!(
            till.confirm(payment, payment.key.as_ref().unwrap().as_str())
                .await
                .unwrap(),
            stored
        );
    }
    for backer in by_points {
        assert_eq!(till.fund.balance(backer).await, 10_000);
    }
    let after = till.fund.kept(campaign.id).await;
    assert_eq!((after.refunds.count, after.refunds.amount.get()), (6, 24_000));
    till.assert_sound().await;
}

/// What staff gave back, or somebody at the provider's own desk, does not go back again, and keeps no other pledge waiting.
#[tokio::test]
async fn what_went_back_before_does_not_go_back_again() {
    let till = Till::new().await;
    let campaign = till.fund.open().await;
    let all = till.backed(campaign.id, "all", "sandbox_ok").await;
    let part = till.backed(campaign.id, "part", "sandbox_ok").await;
    let desk = till.backed(campaign.id, "desk", "sandbox_ok").await;
    let staff = till.fund.world.person("staff").await.id;
    for (payment, amount) in [(&all, 4_000), (&part, 1_500)] {
        let back = GiveBack {
            amount: money(amount),
            reason: RefundReason::parse("sorry").unwrap(),
            line: None,
        };
        till.payments.refund(staff, payment.id, back, None).await.unwrap();
    }
    till.sandbox.give_back(&desk.merchant_uid, money(4_000)).unwrap();
    till.payments.pursue(desk.id).await.unwrap();
    let by = Steward::User(till.fund.poster);
    till.fund
        .service
        .cancel(by, campaign.id, None, None)
        .await
        .unwrap();
    till.pursue().await;
    for payment in [&all, &part, &desk] {
        assert_eq!(till.kept(payment), (1, money(0)));
        let stored = till.payment(payment.id).await;
        assert!(stored.refundable().amount().is_zero());
    }
    assert_eq!(till.fund.kept(campaign.id).await.refunds.count, 3);
    till.assert_sound().await;
}

/// A server that is gone between any two commits of a payment: once somebody looks again there is one pledge, and its money.
#[tokio::test]
async fn a_payment_that_is_killed_anywhere_makes_one_pledge() {
    for lands in [false, true] {
        for commits in 0..3 {
            let fund = Fund::new().await;
            let mortal = Arc::new(Mortal {
                inner: fund.world.ports.store.clone(),
                left: AtomicI64::new(i64::MAX),
                lands,
            });
            let till = Till::over(fund, mortal.clone());
            let campaign = till.fund.open().await;
            let backer = till.backer("backer").await;
            let payment = till.start(backer, campaign.id, None).await.unwrap();
            mortal.left.store(commits, Ordering::Relaxed);
            let _killed = till.confirm(&payment, "sandbox_ok").await;
            till.assert_sound().await;
            mortal.left.store(i64::MAX, Ordering::Relaxed);
            till.pursue().await;
            let paid = till.confirm(&payment, "sandbox_ok").await.unwrap();
            assert_eq!(paid.state, PaymentState::Captured);
            let pledge = till.pledge_of(campaign.id, backer).await.unwrap();
            assert_eq!(pledge.tender, Tender::Payment(payment.id));
            assert_eq!(till.fund.kept(campaign.id).await.backers, 1);
            assert_eq!(till.kept(&payment), (1, money(4_000)));
            till.assert_sound().await;
        }
    }
}
