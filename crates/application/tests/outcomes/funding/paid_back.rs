//! Money that a provider took, and that goes back there.

use hexmart_application::funding::{EditCampaign, Funding, Steward};
use hexmart_application::payments::{ConfirmPaymentError, GiveBack, Payments as _, RefundPaymentError};
use hexmart_domain::funding::{CampaignState, PledgeState};
use hexmart_domain::payments::{PaymentState, RefundReason, RefundState};

use super::till::{Till, money};
use super::won;

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

fn apology(amount: i64) -> GiveBack {
    GiveBack {
        amount: money(amount),
        reason: RefundReason::parse("sorry").unwrap(),
        line: None,
    }
}

/// What a campaign collects is not taken out of it one by one; of what has come about staff give back what they like.
#[tokio::test]
async fn staff_leave_a_campaign_that_collects_alone() {
    let till = Till::new().await;
    let campaign = till.fund.open().await;
    let mut payments = Vec::new();
    for backer in ["one", "two", "three"] {
        payments.push(till.backed(campaign.id, backer, "sandbox_ok").await);
    }
    let (staff, payment) = (till.fund.world.person("staff").await.id, &payments[0]);
    let refund = || till.payments.refund(staff, payment.id, apology(1_500), None);
    assert!(matches!(refund().await, Err(RefundPaymentError::Pledged)));
    assert_eq!(till.kept(payment), (1, money(4_000)));

    till.pass(&campaign);
    till.fund.work().await;
    assert_eq!(till.fund.kept(campaign.id).await.state, CampaignState::Success);
    refund().await.unwrap();
    till.pursue().await;
    assert_eq!(till.kept(payment), (1, money(2_500)));
    till.assert_sound().await;
}

/// What somebody gave back at the provider's own desk does not go back again, and keeps no other pledge waiting.
#[tokio::test]
async fn what_went_back_before_does_not_go_back_again() {
    let till = Till::new().await;
    let campaign = till.fund.open().await;
    let all = till.backed(campaign.id, "all", "sandbox_ok").await;
    let part = till.backed(campaign.id, "part", "sandbox_ok").await;
    let none = till.backed(campaign.id, "none", "sandbox_ok").await;
    for (payment, amount) in [(&all, 4_000), (&part, 1_500)] {
        till.sandbox
            .give_back(&payment.merchant_uid, money(amount))
            .unwrap();
        till.payments.pursue(payment.id).await.unwrap();
    }
    let by = Steward::User(till.fund.poster);
    till.fund
        .service
        .cancel(by, campaign.id, None, None)
        .await
        .unwrap();
    till.pursue().await;
    for payment in [&all, &part, &none] {
        assert_eq!(till.kept(payment), (1, money(0)));
        let stored = till.payment(payment.id).await;
        assert!(stored.refundable().amount().is_zero());
    }
    assert_eq!(till.fund.kept(campaign.id).await.refunds.count, 3);
    till.assert_sound().await;
}
