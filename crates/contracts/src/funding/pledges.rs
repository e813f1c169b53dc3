//! What backers give.

use hexmart_application::platform::{Storage, StoreError, UniqueKey};
use hexmart_domain::funding::{Pledge, Reward, Tender};

use super::{kept, opened, pledge, pledged};
use crate::given;
use crate::writes::attempt;

/// A pledge of an account to a campaign, on which attempts and questions agree.
async fn of(storage: &Storage, pledge: &Pledge) -> Option<Pledge> {
    let key = (pledge.campaign, pledge.backer);
    let found = attempt(storage, key, |uow, (campaign, backer)| {
        Box::pin(async move { uow.campaigns().pledge_of(campaign, backer).await })
    });
    let found = found.await.unwrap();
    assert_eq!(storage.campaigns.pledge_of(key.0, key.1).await.unwrap(), found);
    found
}

/// A pledge reads back to the last field, whatever paid it and whatever it is for.
pub async fn a_pledge_is_kept_as_it_was_made(storage: Storage) {
    let campaign = opened(&storage).await;
    let reward = |place: usize| campaign.terms.tiers[place].next().unwrap();
    let by_card = Pledge {
        tender: Tender::Payment(given::id()),
        ..given::pledge(&campaign)
    };
    for made in [
        given::pledge(&campaign),
        given::pledge_for(&campaign, reward(0)),
        given::pledge_for(&campaign, reward(1)),
        by_card,
    ] {
        assert_eq!(of(&storage, &made).await, None);
        pledge(&storage, &campaign, &made).await.unwrap();
        assert_eq!(of(&storage, &made).await, Some(made));
    }
}

/// Who pledged, how much, and for what: counted in the commit of the pledge, and no change of the campaign itself.
pub async fn a_pledge_is_counted_with_its_campaign(storage: Storage) {
    let campaign = opened(&storage).await;
    let mut sum = given::whole_won(0);
    for turn in 1..=3 {
        let now = kept(&storage, campaign.id).await.unwrap();
        let made = match turn {
            1 => given::pledge(&now),
            2 => given::pledge_for(&now, now.terms.tiers[0].next().unwrap()),
            _ => given::pledge_for(&now, now.terms.tiers[1].next().unwrap()),
        };
        pledge(&storage, &now, &made).await.unwrap();
        sum = sum.plus(made.amount).unwrap();
        let after = kept(&storage, campaign.id).await.unwrap();
        assert_eq!((after.backers, after.total, after.version), (turn, sum, 1));
        let taken: Vec<_> = after.terms.tiers.iter().map(|tier| tier.taken).collect();
        assert_eq!(taken, [i64::from(turn >= 2), i64::from(turn >= 3)]);
    }
}

/// An account pledges to a campaign once; the second pledge leaves nothing.
pub async fn an_account_pledges_once(storage: Storage) {
    let (campaign, other) = (opened(&storage).await, opened(&storage).await);
    let first = pledged(&storage, campaign.id).await;
    let again = Pledge {
        id: given::id(),
        reward: campaign.terms.tiers[0].next(),
        ..first.clone()
    };
    let answer = pledge(&storage, &campaign, &again).await;
    let is_taken = matches!(answer, Err(StoreError::Duplicate(UniqueKey::Pledge)));
    assert!(is_taken, "{answer:?}");
    let after = kept(&storage, campaign.id).await.unwrap();
    assert_eq!((after.backers, after.terms.tiers[0].taken), (1, 0));
    let elsewhere = Pledge {
        id: given::id(),
        campaign: other.id,
        ..first
    };
    pledge(&storage, &other, &elsewhere).await.unwrap();
    assert_eq!(of(&storage, &elsewhere).await, Some(elsewhere));
}

/// A slot of a reward is given once: whoever comes second is to read what is left.
pub async fn a_slot_is_given_once(storage: Storage) {
    let campaign = opened(&storage).await;
    let first = campaign.terms.tiers[0].next().unwrap();
    assert_eq!(first.slot, Some(1));
    pledge(&storage, &campaign, &given::pledge_for(&campaign, first))
        .await
        .unwrap();
    let late = given::pledge_for(&campaign, first);
    let answer = pledge(&storage, &campaign, &late).await;
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    assert_eq!(of(&storage, &late).await, None);
    let after = kept(&storage, campaign.id).await.unwrap();
    assert_eq!((after.backers, after.terms.tiers[0].taken), (1, 1));
    let next = after.terms.tiers[0].next().unwrap();
    assert_eq!(
        next,
        Reward {
            slot: Some(2),
            ..first
        }
    );
    pledge(&storage, &after, &given::pledge_for(&after, next))
        .await
        .unwrap();
    let full = kept(&storage, campaign.id).await.unwrap();
    assert_eq!(full.terms.tiers[0].next(), None);
}

/// Whoever pledges has read how the campaign is.
pub async fn a_pledge_to_a_changed_campaign_is_a_conflict(storage: Storage) {
    let before = opened(&storage).await;
    let after = super::cancelled(&storage, before.id).await;
    let late = given::pledge(&before);
    let answer = pledge(&storage, &before, &late).await;
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    assert_eq!(of(&storage, &late).await, None);
    assert_eq!(kept(&storage, before.id).await, Some(after));
}

/// What is refused after a pledge takes the pledge, its slot and its count with it.
pub async fn a_refused_attempt_leaves_no_pledge(storage: Storage) {
    let campaign = opened(&storage).await;
    let made = given::pledge_for(&campaign, campaign.terms.tiers[0].next().unwrap());
    let answer = crate::writes::once(
        &storage,
        (campaign.clone(), made.clone()),
        |uow, (campaign, made)| {
            Box::pin(async move {
                uow.campaigns().pledge(&campaign, &made).await?;
                Err::<(), _>(StoreError::Conflict)
            })
        },
    );
    assert!(answer.await.is_err());
    assert_eq!(of(&storage, &made).await, None);
    assert_eq!(kept(&storage, campaign.id).await, Some(campaign.clone()));
    pledge(&storage, &campaign, &made).await.unwrap();
}
