//! Pockets, and campaigns as their posters write them.

use hexmart_application::funding::{
    CampaignChangeError, EditCampaign, EditCampaignError, Funding, OpenCampaignError, PocketChangeError,
    Steward,
};
use hexmart_application::platform::{Answered, AuditAction, Once, RequestKey, StoredAnswer};
use hexmart_domain::funding::{
    Campaign, CampaignState, CancelReason, EditError, FinalDateError, LifecycleError, PocketError, TermsError,
};
use hexmart_domain::identity::Role;
use std::sync::Arc;

use super::{Fund, title, won};

#[tokio::test]
async fn only_who_has_a_pocket_opens_a_campaign() {
    let fund = Fund::new().await;
    let other = fund.world.person("other").await.id;
    let refused = fund.service.open(other, fund.wanted(), None).await;
    assert!(matches!(refused, Err(OpenCampaignError::NoPocket)), "{refused:?}");
    fund.register(other).await;
    fund.service.open(other, fund.wanted(), None).await.unwrap();
    let closed = fund.service.close_pocket(other).await.unwrap();
    assert!(!closed.is_active);
    let refused = fund.service.open(other, fund.wanted(), None).await;
    assert!(matches!(refused, Err(OpenCampaignError::NoPocket)), "{refused:?}");
    let again = fund.service.close_pocket(other).await;
    let not_active = matches!(again, Err(PocketChangeError::Refused(PocketError::NotActive)));
    assert!(not_active, "{again:?}");
    fund.register(other).await;
    let pocket = fund.service.pocket(other).await.unwrap().unwrap();
    assert_eq!((pocket.is_active, pocket.version), (true, 3));
    fund.register(other).await;
    assert_eq!(fund.service.pocket(other).await.unwrap().unwrap().version, 3);
}

#[tokio::test]
async fn a_campaign_ends_tomorrow_at_the_earliest() {
    let fund = Fund::new().await;
    for (days, good) in [(-1, false), (0, false), (1, true)] {
        let mut wanted = fund.wanted();
        wanted.final_date = fund.day(days);
        let opened = fund.service.open(fund.poster, wanted, None).await;
        assert_eq!(opened.is_ok(), good, "{days}");
        if let Err(refusal) = opened {
            let is_early = matches!(
                refusal,
                OpenCampaignError::Refused(TermsError::FinalDate(FinalDateError::TooEarly))
            );
            assert!(is_early, "{refusal:?}");
        }
    }
    assert_eq!(fund.world.storage.campaigns.listed().await.unwrap(), 1);
}

#[tokio::test]
async fn a_repeated_request_opens_one_campaign() {
    let fund = Fund::new().await;
    let once = || Once {
        key: RequestKey {
            scope: "poster".to_owned(),
            key: "k".to_owned(),
            fingerprint: [7; 16],
        },
        render: Arc::new(|campaign: &Campaign| StoredAnswer {
            status: 201,
            headers: Vec::new(),
            body: campaign.id.to_string(),
        }),
    };
    let first = fund
        .service
        .open(fund.poster, fund.wanted(), Some(once()))
        .await
        .unwrap();
    let second = fund
        .service
        .open(fund.poster, fund.wanted(), Some(once()))
        .await
        .unwrap();
    let (Answered::Done(campaign), Answered::Replayed(answer)) = (first, second) else {
        panic!("not opened once");
    };
    assert_eq!(answer.body, campaign.id.to_string());
    assert_eq!(fund.world.storage.campaigns.listed().await.unwrap(), 1);
}

#[tokio::test]
async fn price_and_rewards_are_settled_by_the_first_pledge() {
    let fund = Fund::new().await;
    let campaign = fund.open().await;
    let dearer = || EditCampaign {
        unit_price: Some(won(4_500)),
        ..EditCampaign::default()
    };
    let edit = |edit| fund.service.edit(fund.poster, campaign.id, edit, None);
    assert_eq!(edit(dearer()).await.unwrap().terms.unit_price, won(4_500));
    // Rewards that stay as they are keep their ids.
    let same = EditCampaign {
        tiers: Some(fund.wanted().tiers),
        ..EditCampaign::default()
    };
    assert_eq!(
        edit(same.clone()).await.unwrap().terms.tiers,
        campaign.terms.tiers
    );
    let backer = fund.backer("backer", 10_000).await.id;
    fund.pledge(backer, campaign.id).await.unwrap();
    let cheaper = EditCampaign {
        unit_price: Some(won(1)),
        ..EditCampaign::default()
    };
    let bare = EditCampaign {
        tiers: Some(Vec::new()),
        ..EditCampaign::default()
    };
    for settled in [cheaper, bare] {
        let refused = edit(settled).await;
        let is_settled = matches!(refused, Err(EditCampaignError::Refused(EditError::Settled)));
        assert!(is_settled, "{refused:?}");
    }
    edit(same).await.unwrap();
    let renamed = EditCampaign {
        title: Some(title("다른 이름")),
        ..EditCampaign::default()
    };
    let renamed = edit(renamed).await.unwrap();
    assert_eq!((renamed.backers, renamed.total.get()), (1, 4_500));
    assert_eq!(fund.kept(campaign.id).await, renamed);
}

#[tokio::test]
async fn only_its_poster_edits_a_campaign() {
    let fund = Fund::new().await;
    let campaign = fund.open().await;
    let other = fund.world.person("other").await.id;
    let nothing = EditCampaign::default;
    let foreign = fund.service.edit(other, campaign.id, nothing(), None).await;
    assert!(matches!(foreign, Err(EditCampaignError::Foreign)), "{foreign:?}");
    let stale = fund
        .service
        .edit(fund.poster, campaign.id, nothing(), Some(7))
        .await;
    assert!(matches!(stale, Err(EditCampaignError::Stale)), "{stale:?}");
    let edited = fund
        .service
        .edit(fund.poster, campaign.id, nothing(), Some(1))
        .await
        .unwrap();
    assert_eq!(edited.version, 2);
    let by = Steward::User(other);
    let foreign = fund.service.cancel(by, campaign.id, None, None).await;
    assert!(
        matches!(foreign, Err(CampaignChangeError::Foreign)),
        "{foreign:?}"
    );
    fund.service
        .cancel(Steward::User(fund.poster), campaign.id, None, None)
        .await
        .unwrap();
    // What nobody else sees is not there for them.
    let unknown = fund.service.edit(other, campaign.id, nothing(), None).await;
    assert!(matches!(unknown, Err(EditCampaignError::Unknown)), "{unknown:?}");
    let unknown = fund.service.archive(by, campaign.id, None).await;
    assert!(
        matches!(unknown, Err(CampaignChangeError::Unknown)),
        "{unknown:?}"
    );
}

#[tokio::test]
async fn what_was_cancelled_is_seen_by_its_poster_and_by_staff() {
    let fund = Fund::new().await;
    let id = fund.open().await.id;
    let staff = fund.world.employee("staff", Role::Staff).await.id;
    let reason = CancelReason::parse("사기 의심").ok();
    let by = Steward::Staff(staff);
    let cancelled = fund.service.cancel(by, id, reason.clone(), None).await.unwrap();
    assert_eq!(
        (cancelled.state, cancelled.cancel_reason),
        (CampaignState::Cancel, reason)
    );
    for (viewer, sees) in [
        (None, false),
        (Some(Steward::User(staff)), false),
        (Some(by), true),
        (Some(Steward::User(fund.poster)), true),
    ] {
        assert_eq!(
            fund.service.show(id, viewer).await.unwrap().is_some(),
            sees,
            "{viewer:?}"
        );
        let backers = fund.service.backers(id, viewer, None, 9).await.unwrap();
        assert_eq!(backers.is_some(), sees, "{viewer:?}");
    }
    let audit = fund.world.storage.audit.after(0, 99).await.unwrap();
    let noted = audit
        .iter()
        .filter(|entry| entry.event.action == AuditAction::CampaignChanged);
    let noted: Vec<_> = noted
        .map(|entry| (entry.event.actor, entry.event.note.as_str()))
        .collect();
    assert_eq!(noted, [(Some(staff), "campaign.cancelled")]);
}

#[tokio::test]
async fn a_campaign_that_collects_is_not_put_away() {
    let fund = Fund::new().await;
    let id = fund.open().await.id;
    let by = Steward::User(fund.poster);
    let refused = fund.service.archive(by, id, None).await;
    let collects = matches!(
        refused,
        Err(CampaignChangeError::Refused(LifecycleError::StillFunding))
    );
    assert!(collects, "{refused:?}");
    let refused = fund.service.fulfil(by, id, None).await;
    let collects = matches!(
        refused,
        Err(CampaignChangeError::Refused(LifecycleError::NotSucceeded))
    );
    assert!(collects, "{refused:?}");
    fund.service.cancel(by, id, None, Some(1)).await.unwrap();
    let again = fund.service.cancel(by, id, None, None).await;
    let is_over = matches!(
        again,
        Err(CampaignChangeError::Refused(LifecycleError::NotFunding))
    );
    assert!(is_over, "{again:?}");
    let away = fund.service.archive(by, id, Some(2)).await.unwrap();
    assert!(away.archived_at.is_some());
    assert_eq!(fund.service.own(fund.poster, None, 9).await.unwrap().len(), 1);
}
