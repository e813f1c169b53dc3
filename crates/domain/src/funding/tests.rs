use super::*;
use crate::points::Lots;
use crate::shared::{CampaignId, Id, Instant, UserId};
use chrono::{TimeDelta, TimeZone, Utc};
use proptest::prelude::*;
use uuid::Uuid;

fn number<K>(value: u128) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(value))
}

const POSTER: u128 = 1;

/// Noon in Seoul.
fn start() -> Instant {
    Utc.with_ymd_and_hms(2026, 11, 20, 3, 0, 0).unwrap()
}

fn terms(target: i64, price: i64) -> CampaignTerms {
    CampaignTerms {
        title: CampaignTitle::parse("제주 감귤 잼").unwrap(),
        poster_name: PosterName::parse("귤밭지기").unwrap(),
        content: CampaignContent::parse("첫 수확을 졸입니다").unwrap(),
        picture: None,
        target: Target::try_from(target).unwrap(),
        unit_price: UnitPrice::try_from(price).unwrap(),
        final_date: FinalDate::parse("2026-11-23").unwrap(),
        tiers: Vec::new(),
    }
}

fn tier(value: u128, price: i64, limit: Option<i64>) -> Tier {
    Tier {
        id: number(value),
        title: TierTitle::parse(format!("{value}번")).unwrap(),
        content: None,
        price: UnitPrice::try_from(price).unwrap(),
        limit: limit.map(|limit| TierLimit::try_from(limit).unwrap()),
        taken: 0,
    }
}

fn campaign(terms: CampaignTerms) -> Campaign {
    Campaign::opening(
        CampaignId::from_uuid(Uuid::from_u128(9)),
        number(POSTER),
        terms,
        start(),
    )
    .unwrap()
}

fn pocket(user: UserId) -> Pocket {
    Pocket::registering(user, AccountType::parse("checking").unwrap(), start())
}

fn pledging(campaign: &Campaign, backer: u128, now: Instant) -> Result<Won, PledgeError> {
    let (backer, pocket) = (number(backer), pocket(number(backer)));
    Ok(campaign.pledging(backer, Some(&pocket), None, None, now)?.0)
}

#[test]
fn achievement_is_whole_percent_rounded_down() {
    for (total, target, percent) in [
        (13_500, 600_000, 2),
        (5_000_000, 1_000_000, 500),
        (2_900, 10_000, 29),
        (5_700, 10_000, 57),
        (174_000, 600_000, 29),
        (0, 10_000, 0),
        (9_999, 10_000, 99),
        (900_000_000_000_000, 10_000, 9_000_000_000_000),
    ] {
        let mut campaign = campaign(terms(target, 1));
        campaign.total = Won::try_from(total).unwrap();
        assert_eq!(campaign.achievement(), percent, "{total}/{target}");
    }
}

#[test]
fn a_pledge_is_what_the_price_is() {
    let campaign = campaign(CampaignTerms {
        tiers: vec![tier(5, 9_000, Some(1)), tier(6, 7_000, None)],
        ..terms(600_000, 4_500)
    });
    let (backer, own) = (number(2), pocket(number(2)));
    let pledge = |tier| campaign.pledging(backer, Some(&own), None, tier, start());
    assert_eq!(pledge(None), Ok((Won::try_from(4_500).unwrap(), None)));
    assert_eq!(
        pledge(Some(number(5))),
        Ok((Won::try_from(9_000).unwrap(), Some(reward(5, Some(1)))))
    );
    assert_eq!(
        pledge(Some(number(6))),
        Ok((Won::try_from(7_000).unwrap(), Some(reward(6, None))))
    );
    assert_eq!(pledge(Some(number(7))), Err(PledgeError::UnknownTier));
    let mut full = campaign.clone();
    full.terms.tiers[0].taken = 1;
    assert_eq!(full.terms.tiers[0].left(), Some(0));
    assert_eq!(
        full.pledging(backer, Some(&own), None, Some(number(5)), start()),
        Err(PledgeError::TierTaken)
    );
}

fn reward(tier: u128, slot: Option<i64>) -> Reward {
    let tier = number(tier);
    Reward { tier, slot }
}

#[test]
fn not_everybody_pledges() {
    let open = campaign(terms(600_000, 4_500));
    assert_eq!(pledging(&open, POSTER, start()), Err(PledgeError::OwnCampaign));
    let backer = number(2);
    for wrong in [None, pocket(backer).closed(start()).ok(), Some(pocket(number(3)))] {
        assert_eq!(
            open.pledging(backer, wrong.as_ref(), None, None, start()),
            Err(PledgeError::NoPocket)
        );
    }
    let before = pledge(&open, 2);
    assert_eq!(
        open.pledging(backer, Some(&pocket(backer)), Some(&before), None, start()),
        Err(PledgeError::AlreadyPledged)
    );
    let mut full = open.clone();
    full.total = Won::MOST;
    assert_eq!(pledging(&full, 2, start()), Err(PledgeError::TooMuch));
}

fn pledge(campaign: &Campaign, backer: u128) -> Pledge {
    Pledge {
        id: number(100 + backer),
        campaign: campaign.id,
        backer: number(backer),
        reward: None,
        amount: campaign.terms.unit_price.won(),
        tender: Tender::Points(Lots::NONE),
        state: PledgeState::Success,
        pledged_at: start(),
        refunded_at: None,
    }
}

#[test]
fn the_last_microsecond_of_the_final_date_counts() {
    let open = campaign(terms(600_000, 4_500));
    let end = Utc.with_ymd_and_hms(2026, 11, 23, 15, 0, 0).unwrap();
    let last = end - TimeDelta::microseconds(1);
    assert!(pledging(&open, 2, last).is_ok());
    assert_eq!(pledging(&open, 2, end), Err(PledgeError::NotFunding));
    assert_eq!(open.decided(last), None);
    assert_eq!(open.decided(end).map(|it| it.state), Some(CampaignState::Cancel));
    assert!(open.cancelled(None, last).is_ok());
    assert_eq!(open.cancelled(None, end), Err(LifecycleError::NotFunding));
    assert_eq!(
        open.edited(CampaignEdit::default(), end),
        Err(EditError::NotFunding)
    );
}

#[test]
fn the_target_decides_once() {
    let end = start() + TimeDelta::days(9);
    for (total, state) in [
        (599_999, CampaignState::Cancel),
        (600_000, CampaignState::Success),
    ] {
        let mut open = campaign(terms(600_000, 4_500));
        open.total = Won::try_from(total).unwrap();
        let decided = open.decided(end).unwrap();
        assert_eq!(
            (decided.state, decided.decided_at, decided.version),
            (state, Some(end), 2)
        );
        assert_eq!(decided.decided(end), None);
    }
}

#[test]
fn what_was_pledged_for_is_settled_by_the_first_pledge() {
    let mut open = campaign(CampaignTerms {
        tiers: vec![tier(5, 9_000, Some(1))],
        ..terms(600_000, 4_500)
    });
    let dearer = || CampaignEdit {
        unit_price: UnitPrice::try_from(5_000).ok(),
        ..CampaignEdit::default()
    };
    let bare = || CampaignEdit {
        tiers: Some(Vec::new()),
        ..CampaignEdit::default()
    };
    assert_eq!(
        open.edited(dearer(), start())
            .unwrap()
            .terms
            .unit_price
            .won()
            .get(),
        5_000
    );
    assert!(open.edited(bare(), start()).unwrap().terms.tiers.is_empty());
    open.backers = 1;
    assert_eq!(open.edited(dearer(), start()), Err(EditError::Settled));
    assert_eq!(open.edited(bare(), start()), Err(EditError::Settled));
    let renamed = CampaignEdit {
        title: CampaignTitle::parse("새 이름").ok(),
        unit_price: UnitPrice::try_from(4_500).ok(),
        ..CampaignEdit::default()
    };
    assert_eq!(open.edited(renamed, start()).unwrap().version, 2);
}

#[test]
fn a_final_date_that_stays_is_not_looked_at_again() {
    let open = campaign(terms(600_000, 4_500));
    let last_day = Utc.with_ymd_and_hms(2026, 11, 23, 3, 0, 0).unwrap();
    let on = |day: &str| CampaignEdit {
        final_date: FinalDate::parse(day).ok(),
        ..CampaignEdit::default()
    };
    assert!(open.edited(on("2026-11-23"), last_day).is_ok());
    assert!(open.edited(on("2026-11-24"), last_day).is_ok());
    assert_eq!(
        open.edited(on("2026-11-22"), last_day),
        Err(EditError::FinalDate(FinalDateError::TooEarly))
    );
}

#[test]
fn rewards_have_names_of_their_own() {
    let many: Vec<_> = (0..=20).map(|value| tier(value, 1, None)).collect();
    assert_eq!(check_tiers(&many), Err(TiersError::TooMany));
    assert_eq!(check_tiers(&many[..20]), Ok(()));
    let twin = Tier {
        id: number(99),
        ..tier(3, 1, None)
    };
    assert_eq!(check_tiers(&[tier(3, 1, None), twin]), Err(TiersError::Repeated));
    for (limit, good) in [
        (0, false),
        (1, true),
        (1_000_000, true),
        (1_000_001, false),
        (-1, false),
    ] {
        assert_eq!(TierLimit::try_from(limit).is_ok(), good, "{limit}");
    }
}

#[test]
fn only_what_is_over_is_put_away() {
    let open = campaign(terms(600_000, 4_500));
    assert_eq!(open.archived(start()), Err(LifecycleError::StillFunding));
    let called_off = open
        .cancelled(CancelReason::parse("포기합니다").ok(), start())
        .unwrap();
    assert_eq!(called_off.fulfilled(start()), Err(LifecycleError::NotSucceeded));
    let away = called_off.archived(start()).unwrap();
    assert_eq!((away.standing(), away.version), (None, 3));
    assert_eq!(away.archived(start()), Err(LifecycleError::Archived));
}

/// What can happen to a campaign.
#[derive(Debug, Clone)]
enum Happening {
    Pledge(u128),
    Edit(i64),
    Pass(i64),
    Decide,
    Cancel,
    Fulfil,
    Archive,
    Refund(usize),
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        6 => (1..20_u128).prop_map(Happening::Pledge),
        1 => (1..3_i64).prop_map(Happening::Edit),
        2 => (1..40_i64).prop_map(Happening::Pass),
        1 => Just(Happening::Decide),
        1 => Just(Happening::Cancel),
        1 => Just(Happening::Fulfil),
        1 => Just(Happening::Archive),
        2 => (1..5_usize).prop_map(Happening::Refund),
    ]
}

struct World {
    campaign: Campaign,
    pledges: Vec<Pledge>,
    now: Instant,
}

impl World {
    fn happen(&mut self, what: &Happening) {
        let now = self.now;
        match what {
            Happening::Pledge(backer) => self.pledge(*backer),
            Happening::Edit(price) => {
                let edit = CampaignEdit {
                    unit_price: UnitPrice::try_from(price * 4_000).ok(),
                    ..CampaignEdit::default()
                };
                self.change(|campaign| campaign.edited(edit, now).ok());
            }
            Happening::Pass(hours) => self.now += TimeDelta::hours(*hours),
            Happening::Decide => self.change(|campaign| campaign.decided(now)),
            Happening::Cancel => self.change(|campaign| campaign.cancelled(None, now).ok()),
            Happening::Fulfil => self.change(|campaign| campaign.fulfilled(now).ok()),
            Happening::Archive => self.change(|campaign| campaign.archived(now).ok()),
            Happening::Refund(count) => self.refund(*count),
        }
    }

    fn change(&mut self, change: impl FnOnce(&Campaign) -> Option<Campaign>) {
        if let Some(next) = change(&self.campaign) {
            assert_eq!(next.version, self.campaign.version + 1);
            self.campaign = next;
        }
    }

    fn pledge(&mut self, backer: u128) {
        let user = number(backer);
        let before = self.pledges.iter().find(|pledge| pledge.backer == user);
        let tier = self
            .campaign
            .terms
            .tiers
            .first()
            .map(|tier| tier.id)
            .filter(|_| backer.is_multiple_of(2));
        let Ok((amount, reward)) = self
            .campaign
            .pledging(user, Some(&pocket(user)), before, tier, self.now)
        else {
            return;
        };
        if reward.is_some() {
            self.campaign.terms.tiers[0].taken += 1;
        }
        self.campaign.backers += 1;
        self.campaign.total = self.campaign.total.plus(amount).unwrap();
        let pledge = Pledge {
            amount,
            reward,
            pledged_at: self.now,
            ..pledge(&self.campaign, backer)
        };
        self.pledges.push(pledge);
    }

    fn refund(&mut self, count: usize) {
        if !self.campaign.owes_refunds() {
            return;
        }
        let now = self.now;
        let due = self
            .pledges
            .iter_mut()
            .filter(|pledge| pledge.state == PledgeState::Success);
        for pledge in due.take(count) {
            *pledge = pledge.refunded(now).unwrap();
            assert_eq!(pledge.refunded(now), None);
            self.campaign.refunds.count += 1;
            self.campaign.refunds.amount = self.campaign.refunds.amount.plus(pledge.amount).unwrap();
        }
    }

    fn check(&self) {
        let sum = |state| {
            let some = self.pledges.iter().filter(|pledge| pledge.state == state);
            some.map(|pledge| pledge.amount.get()).sum::<i64>()
        };
        let Campaign {
            total,
            refunds,
            backers,
            ..
        } = &self.campaign;
        assert_eq!(
            total.minus(refunds.amount).unwrap().get(),
            sum(PledgeState::Success)
        );
        assert_eq!(refunds.amount.get(), sum(PledgeState::Cancel));
        assert_eq!(usize::try_from(*backers), Ok(self.pledges.len()));
        assert!(self.campaign.terms.tiers[0].taken <= 3);
        if self.campaign.state != CampaignState::Cancel {
            assert_eq!(*refunds, Refunds::default());
        }
        let end = self.campaign.terms.final_date.closes_at();
        assert!(self.pledges.iter().all(|pledge| pledge.pledged_at < end));
        if matches!(self.campaign.state, CampaignState::Success | CampaignState::Close) {
            assert!(*total >= self.campaign.terms.target.won());
        }
    }
}

proptest! {
    #[test]
    fn whatever_happens_the_money_adds_up(happenings in prop::collection::vec(happening(), 1..120)) {
        let mut world = World {
            campaign: campaign(CampaignTerms {
                tiers: vec![tier(5, 9_000, Some(3))],
                ..terms(20_000, 4_000)
            }),
            pledges: Vec::new(),
            now: start(),
        };
        for what in &happenings {
            world.happen(what);
            world.check();
        }
    }
}
