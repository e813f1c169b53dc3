//! Payments for pledges that meet, and servers that are gone in between: each pledge is made once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use futures_util::future::join_all;
use hexmart_application::invariants::{Rule, sweep};
use hexmart_application::payments::{Payments as _, StartPaymentError};
use hexmart_application::platform::{Abort, StoreError, transact};
use hexmart_domain::funding::{Pledge, PledgeError, PledgeState, Tender};
use hexmart_domain::payments::{Payment, PaymentState};

use super::Fund;
use super::crashes::Mortal;
use super::till::{Till, money};

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

/// A server that is gone between any two commits of a payment: once somebody looks again there is one pledge, and its money.
#[tokio::test]
async fn a_payment_that_is_killed_anywhere_makes_one_pledge() {
    for lands in [false, true] {
        for commits in 0..3 {
            let fund = Fund::new().await;
            let mortal = Arc::new(Mortal {
                inner: fund.world.ports.store.clone(),
                left: AtomicI64::new(i64::MAX),
                lands: AtomicBool::new(lands),
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

/// What nobody can do is done by hand: whoever looks finds it.
#[tokio::test]
async fn a_pledge_without_money_and_money_without_a_pledge_are_found() {
    let till = Till::new().await;
    let campaign = till.fund.open().await;
    let (pledged, paid) = (till.backer("pledged").await, till.backer("paid").await);
    let pledged = till.start(pledged, campaign.id, None).await.unwrap();
    let paid = till.start(paid, campaign.id, None).await.unwrap();
    till.assert_sound().await;
    let pledge = Pledge {
        id: till.fund.world.mint.id(till.fund.world.mint.now()),
        campaign: campaign.id,
        backer: pledged.buyer,
        reward: None,
        amount: campaign.terms.unit_price.won(),
        tender: Tender::Payment(pledged.id),
        state: PledgeState::Success,
        pledged_at: till.fund.world.mint.now(),
        refunded_at: None,
    };
    let captured = Payment {
        state: PaymentState::Captured,
        version: paid.version + 1,
        ..paid
    };
    let subjects = [captured.id.to_string(), pledge.id.to_string()];
    let forged = transact(&*till.fund.world.storage.store, "forge", move |uow| {
        let (campaign, pledge, captured) = (campaign.clone(), pledge.clone(), captured.clone());
        Box::pin(async move {
            uow.campaigns().pledge(&campaign, &pledge).await?;
            uow.payments().save(&captured).await?;
            Ok::<_, Abort<StoreError>>(())
        })
    });
    forged.await.unwrap();
    let swept = sweep(&till.fund.world.storage, 9).await.unwrap();
    let mut found = swept.breaches;
    found.sort();
    assert!(found.iter().all(|breach| breach.rule == Rule::PledgesArePaid));
    let about: Vec<_> = found.into_iter().map(|breach| breach.subject).collect();
    assert_eq!(about, subjects);
}
