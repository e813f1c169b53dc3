//! Campaigns, as they began and as they become.

use hexmart_application::platform::{Storage, StoreError};
use hexmart_domain::funding::{Campaign, CampaignEdit, CampaignTitle};

use super::{add, kept, opened, pledged, save};
use crate::given;
use crate::writes::attempt;

/// A campaign reads back to the last field, with its rewards in their order.
pub async fn a_campaign_is_kept_as_it_began(storage: Storage) {
    let plain = Campaign {
        terms: hexmart_domain::funding::CampaignTerms {
            tiers: Vec::new(),
            ..given::campaign().terms
        },
        ..given::campaign()
    };
    for campaign in [given::campaign(), given::campaign_in_full(), plain] {
        add(&storage, &campaign).await;
        assert_eq!(kept(&storage, campaign.id).await, Some(campaign));
    }
    assert_eq!(kept(&storage, given::id()).await, None);
}

/// Every change of a campaign is kept, and of its rewards as long as nobody has one.
pub async fn a_changed_campaign_is_kept(storage: Storage) {
    let mut campaign = opened(&storage).await;
    for turn in 1..=3 {
        let full = given::campaign_in_full();
        let tiers = match turn {
            1 => Vec::new(),
            2 => full.terms.tiers.clone(),
            _ => given::campaign().terms.tiers,
        };
        let edit = CampaignEdit {
            title: CampaignTitle::parse(format!("{turn}번째")).ok(),
            poster_name: Some(full.terms.poster_name),
            content: Some(full.terms.content),
            picture: Some(full.terms.picture.filter(|_| turn == 2)),
            unit_price: Some(full.terms.unit_price),
            final_date: Some(given::final_date(turn)),
            tiers: Some(tiers),
        };
        campaign = campaign.edited(edit, given::now() + given::TICK).unwrap();
        save(&storage, &campaign).await.unwrap();
        assert_eq!(kept(&storage, campaign.id).await, Some(campaign.clone()));
    }
    let later = given::now() + chrono::TimeDelta::days(9);
    for step in [
        |campaign: &Campaign, at| campaign.decided(at),
        |campaign: &Campaign, at| campaign.archived(at).ok(),
    ] {
        campaign = step(&campaign, later).unwrap();
        save(&storage, &campaign).await.unwrap();
        assert_eq!(kept(&storage, campaign.id).await, Some(campaign.clone()));
    }
}

/// Who has not read how a campaign is cannot change it.
pub async fn a_stale_campaign_is_a_conflict(storage: Storage) {
    let campaign = opened(&storage).await;
    let next = campaign.cancelled(None, given::now()).unwrap();
    save(&storage, &next).await.unwrap();
    let of = |version| Campaign {
        version,
        ..campaign.clone()
    };
    let unknown = Campaign {
        version: 2,
        ..given::campaign()
    };
    for stale in [of(1), of(2), of(4), unknown] {
        let answer = save(&storage, &stale).await;
        assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    }
    assert_eq!(kept(&storage, campaign.id).await, Some(next));
}

/// A pledge is no change of the campaign, and yet whoever decides about it without having seen it starts over.
pub async fn a_campaign_that_somebody_backed_meanwhile_is_a_conflict(storage: Storage) {
    let before = opened(&storage).await;
    let pledge = pledged(&storage, before.id).await;
    let blind = before.cancelled(None, given::now()).unwrap();
    let answer = save(&storage, &blind).await;
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    let now = kept(&storage, before.id).await.unwrap();
    assert_eq!(
        (now.version, now.backers, now.total),
        (before.version, 1, pledge.amount)
    );
    let seeing = now.cancelled(None, given::now()).unwrap();
    save(&storage, &seeing).await.unwrap();
    assert_eq!(kept(&storage, before.id).await, Some(seeing));
}

/// The time is that of the store, or else the caller's, and never goes back.
pub async fn the_clock_of_the_store_moves_on(storage: Storage) {
    let look = || {
        attempt(&storage, given::now(), |uow, now| {
            Box::pin(async move { uow.campaigns().clock(now).await })
        })
    };
    let (first, second) = (look().await.unwrap(), look().await.unwrap());
    assert!(first <= second, "{first} {second}");
}
