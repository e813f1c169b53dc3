//! Campaigns that ports answer in these tests, and a port of crowdfunding that does whatever it is asked.

use hexmart_application::funding::{Backer, CampaignCard, CampaignPage, PledgeEntry};
use hexmart_application::platform::Answered;
use hexmart_domain::funding::{
    AccountType, Campaign, CampaignContent, CampaignTerms, CampaignTitle, FinalDate, Pledge, PledgeState,
    Pocket, PosterName, Reward, Target, Tender, Tier, TierLimit, TierTitle, UnitPrice, Won,
};
use hexmart_domain::identity::Nickname;
use hexmart_domain::points::Lots;

use crate::fixture::Ports;
use crate::samples::{CAMPAIGN, PLEDGE, TIER, USER, now};

pub(crate) fn whole_won(number: i64) -> Won {
    Won::try_from(number).unwrap()
}

/// A campaign that three backed, one of them for a reward.
pub(crate) fn campaign() -> Campaign {
    let terms = CampaignTerms {
        title: CampaignTitle::parse("제주 귤잼").unwrap(),
        poster_name: PosterName::parse("귤밭지기").unwrap(),
        content: CampaignContent::parse("졸입니다").unwrap(),
        picture: None,
        target: Target::try_from(600_000).unwrap(),
        unit_price: UnitPrice::try_from(4_500).unwrap(),
        final_date: FinalDate::parse("2026-11-23").unwrap(),
        tiers: vec![Tier {
            id: TIER.parse().unwrap(),
            title: TierTitle::parse("한 병").unwrap(),
            content: None,
            price: UnitPrice::try_from(4_500).unwrap(),
            limit: TierLimit::try_from(2).ok(),
            taken: 1,
        }],
    };
    let plain = Campaign::opening(CAMPAIGN.parse().unwrap(), USER.parse().unwrap(), terms, now()).unwrap();
    Campaign {
        backers: 3,
        total: whole_won(13_500),
        version: 4,
        ..plain
    }
}

pub(crate) fn pledge() -> Pledge {
    Pledge {
        id: PLEDGE.parse().unwrap(),
        campaign: CAMPAIGN.parse().unwrap(),
        backer: USER.parse().unwrap(),
        reward: Some(Reward {
            tier: TIER.parse().unwrap(),
            slot: Some(1),
        }),
        amount: whole_won(4_500),
        tender: Tender::Points(Lots::NONE),
        state: PledgeState::Success,
        pledged_at: now(),
        refunded_at: None,
    }
}

pub(crate) fn pocket() -> Pocket {
    Pocket::registering(
        USER.parse().unwrap(),
        AccountType::parse("입출금").unwrap(),
        now(),
    )
}

pub(crate) fn backer() -> Backer {
    Backer {
        pledge: PLEDGE.parse().unwrap(),
        nickname: Nickname::parse("Mina").unwrap(),
        since: now(),
    }
}

pub(crate) fn entry() -> PledgeEntry {
    let campaign = campaign();
    PledgeEntry {
        pledge: pledge(),
        title: campaign.terms.title,
        state: campaign.state,
        final_date: campaign.terms.final_date,
    }
}

/// Lets everybody fund.
pub(crate) fn open(ports: &mut Ports) {
    let funding = &mut ports.funding;
    funding.expect_pocket().returning(|_| Ok(Some(pocket())));
    funding.expect_register_pocket().returning(|_, _| Ok(pocket()));
    funding.expect_close_pocket().returning(|_| Ok(pocket()));
    funding
        .expect_open()
        .returning(|_, _, _| Ok(Answered::Done(campaign())));
    funding.expect_edit().returning(|_, _, _, _| Ok(campaign()));
    funding
        .expect_list()
        .returning(|_, _| Ok(vec![CampaignCard::from(campaign())]));
    funding.expect_numbered().returning(|_| {
        Ok(CampaignPage {
            campaigns: vec![CampaignCard::from(campaign())],
            total: 1,
            max_page: 0,
        })
    });
    funding.expect_show().returning(|_, _| Ok(Some(campaign())));
    funding
        .expect_backers()
        .returning(|_, _, _, _| Ok(Some(vec![backer()])));
    funding
        .expect_own()
        .returning(|_, _, _| Ok(vec![CampaignCard::from(campaign())]));
    funding
        .expect_own_pledges()
        .returning(|_, _, _| Ok(vec![entry()]));
    funding.expect_quote().returning(|_, _, _| Ok(whole_won(4_500)));
    funding
        .expect_pledge()
        .returning(|_, _, _, _| Ok(Answered::Done(pledge())));
    funding.expect_cancel().returning(|_, _, _, _| Ok(campaign()));
    funding.expect_fulfil().returning(|_, _, _| Ok(campaign()));
    funding.expect_archive().returning(|_, _, _| Ok(campaign()));
}
