//! What backers give.

use std::sync::Arc;

use hexmart_application::funding::{Funding, PledgeRefusal};
use hexmart_application::platform::{Answered, Once, RequestKey, StoredAnswer};
use hexmart_domain::funding::{Pledge, PledgeError, Tender};
use hexmart_domain::points::{EntryKind, WalletError};
use hexmart_domain::shared::TierId;

use super::Fund;
use crate::given::TICK;

#[track_caller]
fn assert_refused<T: std::fmt::Debug>(answer: &Result<T, PledgeRefusal>, refusal: PledgeError) {
    let is_refused = matches!(answer, Err(PledgeRefusal::Refused(no)) if *no == refusal);
    assert!(is_refused, "{answer:?}");
}

#[tokio::test]
async fn a_pledge_takes_points_and_counts() {
    let fund = Fund::new().await;
    let campaign = fund.open().await;
    let backer = fund.backer("backer", 10_000).await;
    let quote = fund.service.quote(backer.id, campaign.id, None).await.unwrap();
    let pledge = fund.pledge(backer.id, campaign.id).await.unwrap();
    assert_eq!((pledge.amount, quote.get()), (quote, 4_000));
    assert_eq!(fund.balance(backer.id).await, 6_000);
    let after = fund.kept(campaign.id).await;
    assert_eq!((after.backers, after.total.get(), after.version), (1, 4_000, 1));
    let backers = fund
        .service
        .backers(campaign.id, None, None, 9)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(backers.len(), 1);
    assert_eq!(backers.first().unwrap().nickname, backer.nickname);
    let own = fund.service.own_pledges(backer.id, None, 9).await.unwrap();
    assert_eq!(own.first().unwrap().pledge, pledge);
    fund.assert_sound().await;
}

#[tokio::test]
async fn nobody_pledges_twice_or_to_themselves_or_without_a_pocket_or_points() {
    let fund = Fund::new().await;
    let campaign = fund.open().await;
    let own = fund.pledge(fund.poster, campaign.id).await;
    assert_refused(&own, PledgeError::OwnCampaign);
    let bare = fund.world.person("bare").await.id;
    fund.give(bare, 10_000, "bare").await;
    assert_refused(&fund.pledge(bare, campaign.id).await, PledgeError::NoPocket);
    assert_refused(
        &fund.service.quote(bare, campaign.id, None).await,
        PledgeError::NoPocket,
    );
    let poor = fund.backer("poor", 3_999).await.id;
    let short = fund.pledge(poor, campaign.id).await;
    let is_short = matches!(
        short,
        Err(PledgeRefusal::Wallet(WalletError::Short { usable: 3_999 }))
    );
    assert!(is_short, "{short:?}");
    fund.give(poor, 4_001, "more").await;
    fund.pledge(poor, campaign.id).await.unwrap();
    assert_refused(&fund.pledge(poor, campaign.id).await, PledgeError::AlreadyPledged);
    let unknown = fund.pledge(poor, fund.world.mint.id(fund.world.mint.now())).await;
    assert!(matches!(unknown, Err(PledgeRefusal::Unknown)), "{unknown:?}");
    assert_eq!(fund.balance(poor).await, 4_000);
    assert_eq!(fund.kept(campaign.id).await.backers, 1);
}

#[tokio::test]
async fn the_last_of_a_reward_is_given_once() {
    let fund = Fund::new().await;
    let campaign = fund.open().await;
    let tier = campaign.terms.tiers.first().unwrap().id;
    let mut slots = Vec::new();
    for number in 0..3 {
        let backer = fund.backer(&format!("backer{number}"), 10_000).await.id;
        let answer = fund.service.pledge(backer, campaign.id, Some(tier), None).await;
        match answer {
            Ok(Answered::Done(pledge)) => slots.push(pledge.reward.unwrap().slot),
            Ok(Answered::Replayed(_)) => unreachable!("nothing was said to be a repetition"),
            Err(_) => {
                assert_refused(&answer, PledgeError::TierTaken);
                assert_eq!(fund.balance(backer).await, 10_000);
            }
        }
    }
    assert_eq!(slots, [Some(1), Some(2)]);
    let backer = fund.backer("other", 10_000).await.id;
    let unknown: TierId = fund.world.mint.id(fund.world.mint.now());
    let answer = fund
        .service
        .pledge(backer, campaign.id, Some(unknown), None)
        .await;
    assert_refused(&answer, PledgeError::UnknownTier);
    fund.assert_sound().await;
}

#[tokio::test]
async fn a_repeated_request_takes_points_once() {
    let fund = Fund::new().await;
    let campaign = fund.open().await;
    let backer = fund.backer("backer", 10_000).await.id;
    let once = |fingerprint| Once {
        key: RequestKey {
            scope: backer.to_string(),
            key: "k".to_owned(),
            fingerprint,
        },
        render: Arc::new(|pledge: &Pledge| StoredAnswer {
            status: 201,
            headers: Vec::new(),
            body: pledge.id.to_string(),
        }),
    };
    let pledge = |fingerprint| {
        fund.service
            .pledge(backer, campaign.id, None, Some(once(fingerprint)))
    };
    let Answered::Done(first) = pledge([1; 16]).await.unwrap() else {
        panic!("it was never made");
    };
    for _ in 0..2 {
        let Answered::Replayed(again) = pledge([1; 16]).await.unwrap() else {
            panic!("it was made again");
        };
        assert_eq!(again.body, first.id.to_string());
    }
    let reused = pledge([2; 16]).await;
    assert!(matches!(reused, Err(PledgeRefusal::KeyReused(_))), "{reused:?}");
    assert_eq!(fund.balance(backer).await, 6_000);
}

#[tokio::test]
async fn the_last_microsecond_of_the_final_date_counts() {
    let fund = Fund::new().await;
    let campaign = fund.open().await;
    let (early, late) = (
        fund.backer("early", 10_000).await.id,
        fund.backer("late", 10_000).await.id,
    );
    let end = campaign.terms.final_date.closes_at();
    fund.world.clock.0.lock().unwrap().clone_from(&(end - TICK));
    fund.pledge(early, campaign.id).await.unwrap();
    fund.world.clock.0.lock().unwrap().clone_from(&end);
    assert_refused(&fund.pledge(late, campaign.id).await, PledgeError::NotFunding);
    assert_eq!(fund.balance(late).await, 10_000);
}

/// What comes back is no younger than what went.
#[tokio::test]
async fn points_last_as_long_as_they_did() {
    let fund = Fund::new().await;
    let campaign = fund.open().await;
    let backer = fund.backer("backer", 10_000).await.id;
    let before = fund.world.storage.wallets.wallet(backer).await.unwrap();
    let pledge = fund.pledge(backer, campaign.id).await.unwrap();
    let Tender::Points(lots) = &pledge.tender else {
        panic!("it was paid by points");
    };
    assert_eq!(lots.total(), 4_000);
    let by = hexmart_application::funding::Steward::User(fund.poster);
    fund.service.cancel(by, campaign.id, None, None).await.unwrap();
    let after = fund.world.storage.wallets.wallet(backer).await.unwrap();
    assert_eq!((after.lots, after.version), (before.lots, 3));
    let filter = hexmart_application::points::EntryFilter {
        kind: Some(EntryKind::PledgeRefund),
        ..Default::default()
    };
    let back = fund
        .world
        .storage
        .wallets
        .entries(backer, &filter, None, 9)
        .await
        .unwrap();
    assert_eq!(back.len(), 1);
    assert_eq!(back.first().unwrap().reference.as_str(), pledge.id.to_string());
}

#[tokio::test]
async fn many_pledge_at_once_and_each_counts_once() {
    let fund = Arc::new(Fund::new().await);
    let campaign = fund.open().await;
    let mut backers = Vec::new();
    for number in 0..16 {
        backers.push(fund.backer(&format!("backer{number}"), 4_000).await.id);
    }
    // Each of them twice at once.
    let tasks: Vec<_> = backers
        .iter()
        .chain(&backers)
        .map(|backer| {
            let (fund, backer, id) = (Arc::clone(&fund), *backer, campaign.id);
            tokio::spawn(async move { fund.pledge(backer, id).await.is_ok() })
        })
        .collect();
    let mut landed = 0;
    for task in tasks {
        landed += usize::from(task.await.unwrap());
    }
    assert_eq!(landed, 16);
    let after = fund.kept(campaign.id).await;
    assert_eq!((after.backers, after.total.get()), (16, 64_000));
    for backer in backers {
        assert_eq!(fund.balance(backer).await, 0);
    }
    fund.assert_sound().await;
}
