//! Many who pledge, decide and give back at once.

use hexmart_application::platform::{Storage, StoreError, UniqueKey, UnitOfWork};
use hexmart_domain::funding::{CampaignState, Pledge, Tender};
use hexmart_domain::payments::{Payment, PaymentPurpose, PaymentState};
use hexmart_domain::shared::{CampaignId, PaymentId, TierId, UserId};

use super::{kept, opened};
use crate::callers::{Underway, at_once};
use crate::given;
use crate::ordering::placed;
use crate::writes::{attempt, once};

const RACERS: usize = 12;

/// Pledges as whoever is told to: false when the campaign or the reward takes no more.
async fn back(
    uow: &mut dyn UnitOfWork,
    id: CampaignId,
    backer: UserId,
    tier: Option<TierId>,
) -> Result<bool, StoreError> {
    let campaign = uow.campaigns().find(id).await?.unwrap();
    if campaign.state != CampaignState::Funding {
        return Ok(false);
    }
    let reward = tier.map(|tier| campaign.tier(tier).unwrap().next());
    let made = match reward {
        Some(None) => return Ok(false),
        Some(Some(reward)) => given::pledge_for(&campaign, reward),
        None => given::pledge(&campaign),
    };
    let made = Pledge { backer, ..made };
    uow.campaigns().pledge(&campaign, &made).await?;
    Ok(true)
}

async fn backing(
    storage: Storage,
    id: CampaignId,
    backer: UserId,
    tier: Option<TierId>,
) -> Result<bool, StoreError> {
    attempt(&storage, (id, backer, tier), |uow, (id, backer, tier)| {
        Box::pin(back(uow, id, backer, tier))
    })
    .await
}

/// 12 backers at once: every pledge counts, and the figures are those of the pledges.
pub async fn pledges_that_race_all_count(storage: Storage) {
    let campaign = opened(&storage).await;
    let (id, tier) = (campaign.id, campaign.terms.tiers[1].id);
    let answers = at_once(RACERS, |racer| {
        let tier = (racer % 2 == 0).then_some(tier);
        backing(storage.clone(), id, given::id(), tier)
    })
    .await;
    assert!(answers.into_iter().all(|answer| answer.unwrap()));
    let after = kept(&storage, id).await.unwrap();
    assert_eq!((after.backers, after.terms.tiers[1].taken), (12, 6));
    assert_eq!(after.total, given::whole_won(6 * 4_500 + 6 * 5_000));
    let tally = storage.campaigns.tallies(None, 1).await.unwrap();
    assert_eq!((tally[0].held.count, tally[0].held.amount), (12, after.total));
}

/// Two of a reward are left, and 12 want one: two get it.
pub async fn the_last_of_a_reward_is_given_once(storage: Storage) {
    let campaign = opened(&storage).await;
    let (id, tier) = (campaign.id, campaign.terms.tiers[0].id);
    let answers = at_once(RACERS, |_| backing(storage.clone(), id, given::id(), Some(tier))).await;
    let got = answers
        .into_iter()
        .filter(|answer| *answer.as_ref().unwrap())
        .count();
    assert_eq!(got, 2);
    let after = kept(&storage, id).await.unwrap();
    assert_eq!((after.backers, after.terms.tiers[0].taken), (2, 2));
    let tally = storage.campaigns.tallies(None, 1).await.unwrap();
    assert_eq!((tally[0].rewards[0].pledges, tally[0].rewards[0].slots), (2, 2));
}

/// One account pledges 12 times at once: one pledge lands, the others hear that there is one.
pub async fn one_of_many_pledges_of_an_account_lands(storage: Storage) {
    let (id, backer) = (opened(&storage).await.id, given::id());
    let answers = at_once(RACERS, |_| backing(storage.clone(), id, backer, None)).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    for answer in answers.iter().filter(|answer| answer.is_err()) {
        assert!(
            matches!(answer, Err(StoreError::Duplicate(UniqueKey::Pledge))),
            "{answer:?}"
        );
    }
    let after = kept(&storage, id).await.unwrap();
    assert_eq!((after.backers, after.total), (1, given::whole_won(4_500)));
}

/// An account pledges again while its first pledge is under way: one lands.
pub async fn an_account_pledges_once_by_attempts_that_overlap(storage: Storage) {
    let (id, backer) = (opened(&storage).await.id, given::id());
    let underway = Underway::begin(&storage, move |uow| Box::pin(back(uow, id, backer, None))).await;
    let answers = underway
        .overtaken(backing(storage.clone(), id, backer, None))
        .await;
    assert_ne!(answers.0.is_ok(), answers.1.is_ok());
    assert_eq!(kept(&storage, id).await.unwrap().backers, 1);
}

/// Says that the money of an attempt came, and makes the pledge that it is for, if the account has none.
async fn settle(uow: &mut dyn UnitOfWork, of: CampaignId, id: PaymentId) -> Result<bool, StoreError> {
    let before = uow.payments().find(id).await?.unwrap();
    let captured = Payment {
        state: PaymentState::Captured,
        version: before.version + 1,
        ..before
    };
    uow.payments().save(&captured).await?;
    let campaign = uow.campaigns().find(of).await?.unwrap();
    if uow.campaigns().pledge_of(of, captured.buyer).await?.is_some() {
        return Ok(false);
    }
    let made = Pledge {
        backer: captured.buyer,
        tender: Tender::Payment(id),
        ..given::pledge(&campaign)
    };
    match uow.campaigns().pledge(&campaign, &made).await {
        // Somebody is faster: whoever looks again finds their pledge.
        Err(StoreError::Duplicate(UniqueKey::Pledge)) => Err(StoreError::Conflict),
        made => made.map(|()| true),
    }
}

/// 12 attempts of one account to pay for its pledge have the money at once: one becomes the pledge, in the commit that says that
/// its money came, and the others find it there.
pub async fn one_of_many_payments_becomes_a_pledge(storage: Storage) {
    let (order, campaign) = (placed(&storage).await, opened(&storage).await.id);
    let mut payments = Vec::new();
    for (number, _) in (1..).zip(0..RACERS) {
        let purpose = PaymentPurpose::Pledge { campaign, tier: None };
        let payment = Payment {
            purpose,
            ..given::payment(&order, number)
        };
        payments.push(payment.id);
        let added = once(&storage, payment, |uow, payment| {
            Box::pin(async move { uow.payments().add(&payment).await })
        });
        added.await.unwrap();
    }
    let answers = at_once(RACERS, |racer| {
        let (storage, of) = (storage.clone(), (campaign, payments[racer]));
        async move {
            let settled = attempt(&storage, of, |uow, (campaign, id)| {
                Box::pin(settle(uow, campaign, id))
            });
            settled.await.unwrap()
        }
    })
    .await;
    let made = answers.iter().position(|made| *made).unwrap();
    assert_eq!(answers.iter().filter(|made| **made).count(), 1);
    let pledge = storage.campaigns.pledge_of(campaign, order.buyer).await.unwrap();
    assert_eq!(pledge.unwrap().tender, Tender::Payment(payments[made]));
    assert_eq!(kept(&storage, campaign).await.unwrap().backers, 1);
    for id in payments {
        let payment = storage.payments.payment(id).await.unwrap().unwrap();
        assert_eq!((payment.state, payment.version), (PaymentState::Captured, 2));
    }
}

/// Decides a campaign whose time is over, and answers how many backers it was seen to have; none when somebody else did.
async fn decide(uow: &mut dyn UnitOfWork, id: CampaignId) -> Result<Option<i64>, StoreError> {
    let campaign = uow.campaigns().find(id).await?.unwrap();
    let Some(decided) = campaign.decided(given::final_date(4).closes_at()) else {
        return Ok(None);
    };
    uow.campaigns().save(&decided).await?;
    Ok(Some(campaign.backers))
}

/// 12 processes decide about one campaign at once: one does.
pub async fn one_of_many_decides_a_campaign(storage: Storage) {
    let id = opened(&storage).await.id;
    let answers = at_once(RACERS, |_| {
        let storage = storage.clone();
        async move {
            attempt(&storage, id, |uow, id| Box::pin(decide(uow, id)))
                .await
                .unwrap()
        }
    })
    .await;
    assert_eq!(answers.into_iter().flatten().count(), 1);
    assert_eq!(kept(&storage, id).await.unwrap().version, 2);
}

/// Backers come while a campaign is decided: whoever got in was seen by the decision, and nobody gets in after it.
pub async fn pledges_and_a_decision_that_race_agree(storage: Storage) {
    let id = opened(&storage).await.id;
    let seen = at_once(RACERS, |racer| {
        let storage = storage.clone();
        async move {
            if racer != RACERS / 2 {
                let got_in = backing(storage, id, given::id(), None).await.unwrap();
                return (i64::from(got_in), None);
            }
            let decided = attempt(&storage, id, |uow, id| Box::pin(decide(uow, id)));
            (0, decided.await.unwrap())
        }
    })
    .await;
    let got_in: i64 = seen.iter().map(|(got_in, _)| got_in).sum();
    let counted = seen.iter().find_map(|(_, counted)| *counted).unwrap();
    let after = kept(&storage, id).await.unwrap();
    assert_eq!((after.state, after.backers), (CampaignState::Cancel, got_in));
    assert_eq!(counted, got_in);
}
