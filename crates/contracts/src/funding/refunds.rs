//! Money that goes back.

use hexmart_application::funding::CampaignTally;
use hexmart_application::platform::{Storage, StoreError};
use hexmart_domain::funding::{Pledge, PledgeState, Refunds};
use hexmart_domain::shared::CampaignId;

use super::{cancelled, give_back, held, kept, opened, pledge, pledged};
use crate::callers::at_once;
use crate::given;
use crate::writes::attempt;

async fn held_of(storage: &Storage, campaign: CampaignId, limit: u64) -> Vec<Pledge> {
    let held = attempt(storage, (campaign, limit), |uow, (campaign, limit)| {
        Box::pin(held(uow, campaign, limit))
    });
    held.await.unwrap()
}

/// Pledges go back together, the oldest first, and are counted; what went back is held no more, and no other campaign's.
pub async fn pledges_go_back_together(storage: Storage) {
    let (id, other) = (opened(&storage).await.id, opened(&storage).await.id);
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(pledged(&storage, id).await);
        pledged(&storage, other).await;
    }
    let campaign = cancelled(&storage, id).await;
    assert!(campaign.owes_refunds());
    assert_eq!(held_of(&storage, id, 3).await, made[..3]);
    give_back(&storage, &campaign, &made[..3]).await.unwrap();
    let after = kept(&storage, id).await.unwrap();
    let three = Refunds {
        count: 3,
        amount: given::whole_won(13_500),
    };
    assert_eq!((after.refunds, after.version), (three, campaign.version));
    assert_eq!((after.backers, after.total), (5, given::whole_won(22_500)));
    assert_eq!(held_of(&storage, id, 9).await, made[3..]);
    let back = storage
        .campaigns
        .pledge_of(id, made[0].backer)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(Some(back), made[0].refunded(given::now()));
    give_back(&storage, &after, &made[3..]).await.unwrap();
    assert!(!kept(&storage, id).await.unwrap().owes_refunds());
    assert_eq!(held_of(&storage, id, 9).await, []);
    assert_eq!(held_of(&storage, other, 9).await.len(), 5);
    give_back(&storage, &campaign, &[]).await.unwrap();
}

/// A pledge goes back once, and takes those beside it down when it did.
pub async fn a_pledge_goes_back_once(storage: Storage) {
    let id = opened(&storage).await.id;
    let made = [pledged(&storage, id).await, pledged(&storage, id).await];
    let campaign = cancelled(&storage, id).await;
    give_back(&storage, &campaign, &made[..1]).await.unwrap();
    let before = kept(&storage, id).await;
    let answer = give_back(&storage, &campaign, &made).await;
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    assert_eq!(kept(&storage, id).await, before);
    assert_eq!(held_of(&storage, id, 9).await, made[1..]);
    let stale = hexmart_domain::funding::Campaign {
        version: campaign.version - 1,
        ..campaign
    };
    let answer = give_back(&storage, &stale, &made[1..]).await;
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    assert_eq!(held_of(&storage, id, 9).await, made[1..]);
}

/// 12 callers give the same pledges back at once: one does, the others find nothing left.
pub async fn one_of_many_gives_a_pledge_back(storage: Storage) {
    let id = opened(&storage).await.id;
    for _ in 0..4 {
        pledged(&storage, id).await;
    }
    cancelled(&storage, id).await;
    let answers = at_once(12, |_| {
        let storage = storage.clone();
        async move {
            let given_back = attempt(&storage, id, |uow, id| {
                Box::pin(async move {
                    let campaign = uow.campaigns().find(id).await?.unwrap();
                    let held = held(uow, id, 2).await?;
                    let returned: Vec<_> = held
                        .iter()
                        .filter_map(|pledge| pledge.refunded(given::now()))
                        .collect();
                    uow.campaigns().give_back(&campaign, &returned).await?;
                    Ok(returned.len())
                })
            });
            given_back.await.unwrap()
        }
    })
    .await;
    assert_eq!(answers.into_iter().sum::<usize>(), 4);
    assert_eq!(kept(&storage, id).await.unwrap().refunds.count, 4);
}

/// A campaign owes as long as a pledge of it did not go back, wherever else it stands.
pub async fn campaigns_that_owe_are_known(storage: Storage) {
    let owing = || async { storage.campaigns.owing(9).await.unwrap() };
    let [fine, empty, first, second] = [
        opened(&storage).await.id,
        opened(&storage).await.id,
        opened(&storage).await.id,
        opened(&storage).await.id,
    ];
    for id in [fine, first, second] {
        pledged(&storage, id).await;
    }
    assert_eq!(owing().await, []);
    let campaign = cancelled(&storage, first).await;
    cancelled(&storage, second).await;
    cancelled(&storage, empty).await;
    assert_eq!(owing().await, [first, second]);
    assert_eq!(storage.campaigns.owing(1).await.unwrap(), [first]);
    // Put away, it owes all the same.
    let away = campaign.archived(given::now()).unwrap();
    super::save(&storage, &away).await.unwrap();
    assert_eq!(owing().await, [first, second]);
    let due = held_of(&storage, first, 9).await;
    give_back(&storage, &away, &due).await.unwrap();
    assert_eq!(owing().await, [second]);
}

/// What pledges really come to, by their states, and what is given out of each reward; campaigns in the order of their ids.
pub async fn what_pledges_come_to_is_added_up(storage: Storage) {
    let (first, second) = (opened(&storage).await, opened(&storage).await);
    for place in [0, 0, 1] {
        let now = kept(&storage, first.id).await.unwrap();
        let made = given::pledge_for(&now, now.terms.tiers[place].next().unwrap());
        pledge(&storage, &now, &made).await.unwrap();
    }
    let plain = pledged(&storage, first.id).await;
    let campaign = cancelled(&storage, first.id).await;
    give_back(&storage, &campaign, std::slice::from_ref(&plain))
        .await
        .unwrap();
    let tallies = storage.campaigns.tallies(None, 9).await.unwrap();
    let ids: Vec<_> = tallies.iter().map(|tally| tally.campaign.id).collect();
    assert_eq!(ids, [first.id, second.id]);
    let CampaignTally {
        campaign,
        held,
        held_points,
        returned,
        rewards,
    } = &tallies[0];
    assert_eq!(Some(campaign.clone()), kept(&storage, first.id).await);
    assert_eq!((held.count, held.amount), (3, given::whole_won(23_000)));
    assert_eq!(*held_points, held.amount);
    assert_eq!((returned.count, returned.amount), (1, plain.amount));
    let rewards: Vec<_> = rewards
        .iter()
        .map(|reward| (reward.pledges, reward.slots))
        .collect();
    assert_eq!(rewards, [(2, 2), (1, 0)]);
    assert_eq!(tallies[1].held, Refunds::default());
    let behind = storage.campaigns.tallies(Some(first.id), 9).await.unwrap();
    assert_eq!(behind, tallies[1..]);
    assert_eq!(storage.campaigns.tallies(None, 1).await.unwrap(), tallies[..1]);
    let all = storage.campaigns.pledges_after(first.id, None, 9).await.unwrap();
    assert_eq!(all.len(), 4);
    assert!(all.is_sorted_by_key(|pledge| pledge.id));
    assert_eq!(all[3].state, PledgeState::Cancel);
    let rest = storage
        .campaigns
        .pledges_after(first.id, Some(all[1].id), 1)
        .await
        .unwrap();
    assert_eq!(rest, all[2..3]);
}
