//! Campaigns, and what is pledged to them.

use chrono::TimeDelta;
use hexmart_domain::funding::{
    AccountType, Campaign, CampaignContent, CampaignState, CampaignTerms, CampaignTitle, CancelReason,
    FinalDate, PictureUrl, Pledge, PledgeState, Pocket, PosterName, Reward, Target, Tender, Tier,
    TierContent, TierLimit, TierTitle, UnitPrice, Won, in_seoul,
};
use hexmart_domain::points::{Lot, Lots};
use hexmart_domain::shared::UserId;

use super::{TICK, id, now};

/// So many won.
pub fn whole_won(number: i64) -> Won {
    Won::try_from(number).unwrap()
}

/// A day so many days from now in Seoul.
pub fn final_date(days: i64) -> FinalDate {
    let day = in_seoul(now()) + TimeDelta::days(days);
    FinalDate::parse(&day.to_string()).unwrap()
}

/// A campaign of somebody that collects, with two rewards, of which the first is given twice.
pub fn campaign() -> Campaign {
    let terms = CampaignTerms {
        title: CampaignTitle::parse("제주 감귤 잼 'jam' \\ 😀").unwrap(),
        poster_name: PosterName::parse("귤밭지기").unwrap(),
        content: CampaignContent::parse("첫 수확을 졸입니다.\n%_").unwrap(),
        picture: None,
        target: Target::try_from(600_000).unwrap(),
        unit_price: UnitPrice::try_from(4_500).unwrap(),
        final_date: final_date(3),
        tiers: vec![tier("한 병", 9_000, Some(2)), tier("인사", 5_000, None)],
    };
    Campaign::opening(id(), id(), terms, now()).unwrap()
}

/// A campaign of which everything is known that can be.
pub fn campaign_in_full() -> Campaign {
    let plain = campaign();
    let longest = |length: usize| "가".repeat(length);
    let full = Tier {
        content: Some(TierContent::parse(longest(500)).unwrap()),
        price: UnitPrice::try_from(9_999_999_999).unwrap(),
        limit: Some(TierLimit::try_from(TierLimit::MOST).unwrap()),
        ..tier(&longest(50), 1, None)
    };
    Campaign {
        terms: CampaignTerms {
            title: CampaignTitle::parse(longest(50)).unwrap(),
            poster_name: PosterName::parse(longest(50)).unwrap(),
            content: CampaignContent::parse(longest(20_000)).unwrap(),
            picture: Some(PictureUrl::parse(format!("https://example.com/{}", "a".repeat(480))).unwrap()),
            target: Target::try_from(9_999_999_999).unwrap(),
            unit_price: UnitPrice::try_from(1).unwrap(),
            final_date: FinalDate::parse("9999-12-31").unwrap(),
            tiers: vec![full],
        },
        state: CampaignState::Cancel,
        cancel_reason: Some(CancelReason::parse("재료가 \"없어\" \\ 그만둡니다 😀").unwrap()),
        decided_at: Some(now() + TICK),
        fulfilled_at: Some(now() + TICK * 2),
        archived_at: Some(now() + TICK * 3),
        updated_at: now() + TICK * 3,
        ..plain
    }
}

/// A reward.
pub fn tier(title: &str, price: i64, limit: Option<i64>) -> Tier {
    Tier {
        id: id(),
        title: TierTitle::parse(title).unwrap(),
        content: None,
        price: UnitPrice::try_from(price).unwrap(),
        limit: limit.map(|limit| TierLimit::try_from(limit).unwrap()),
        taken: 0,
    }
}

/// A pledge of somebody without a reward, by points.
pub fn pledge(campaign: &Campaign) -> Pledge {
    Pledge {
        id: id(),
        campaign: campaign.id,
        backer: id(),
        reward: None,
        amount: campaign.terms.unit_price.won(),
        tender: Tender::Points(lots(4_500)),
        state: PledgeState::Success,
        pledged_at: now(),
        refunded_at: None,
    }
}

/// A pledge for a reward, as it is to be had in this campaign.
pub fn pledge_for(campaign: &Campaign, reward: Reward) -> Pledge {
    Pledge {
        reward: Some(reward),
        amount: campaign.tier(reward.tier).unwrap().price.won(),
        ..pledge(campaign)
    }
}

fn lots(points: i64) -> Lots {
    let until = Some("2027-11-30".parse().unwrap());
    let some = Lot { until, points: 1 };
    let rest = Lot {
        until: None,
        points: points - 1,
    };
    Lots::new(vec![some, rest]).unwrap()
}

/// The pocket of an account.
pub fn pocket(user: UserId) -> Pocket {
    Pocket::registering(user, AccountType::parse("입출금 'checking'").unwrap(), now())
}
