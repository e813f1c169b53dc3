//! Campaigns, and those who back them: wallets, pledges and books, as if all of it had happened through the shop.

use anyhow::{Result, ensure};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

use super::rows::{Id, Ledger};
use crate::database::Database;
use crate::progress;

/// When everything began, and when people pledged.
const BEGAN: &str = "2025-03-03 00:00:00.000000";
const PLEDGED: &str = "2025-03-04 00:00:00.000000";
const PLEDGED_ON: &str = "2025-03-04";
/// The end of a final date that is over, and the moment after it.
pub(super) const OVER: &str = "2025-03-31 15:00:00.000000";
const DECIDED: &str = "2025-03-31 15:00:05.000000";
/// The end of a final date that nobody lives to see.
const OPEN: &str = "2099-12-31 15:00:00.000000";
/// How long everybody's points last.
const UNTIL: &str = "2099-12-31";
/// What somebody keeps who pledged to everything that they want to.
const KEPT: u64 = 1_000;
/// The most that can be collected for.
const HIGHEST: u64 = 9_999_999_999;
/// A pledge to the campaign that fails.
const PRICE: u64 = 9_000;
/// How an amount lies in a column of money.
const SCALE: u64 = 10_000;

/// What there is to be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seed {
    /// Campaigns of the lists, and what is pledged to them together.
    pub(super) campaigns: u64,
    pub(super) pledges: u64,
    /// Pledges to one more, which will not come about.
    pub(super) refunds: u64,
}

/// Where a campaign is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Collects,
    Succeeded,
    Delivered,
    /// It collects, and more than anybody pledges.
    Overreaches,
}

#[derive(Debug, Clone, Copy)]
struct Campaign {
    id: Id,
    price: u64,
    stage: Stage,
}

impl Seed {
    /// The campaign whose pledges go back.
    pub(super) const fn failing(self) -> Id {
        Id::Campaign(self.campaigns)
    }

    /// How many back each campaign of the lists, and so how many campaigns somebody backs.
    const fn crowd(self) -> u64 {
        self.pledges / self.campaigns
    }

    /// Writes everything.
    pub(super) fn write(self, database: &Database) -> Result<()> {
        let crowd = self.crowd();
        ensure!(crowd > 0, "there are fewer pledges than campaigns");
        progress::note(&format!(
            "{} campaigns with {} pledges, and one with {}",
            self.campaigns,
            self.campaigns * crowd,
            self.refunds
        ));
        let mut history = History {
            ledger: Ledger::new(database.pen()?)?,
            backers: 0,
            pledges: 0,
        };
        // A crowd backs as many campaigns as it has people, and everybody all of them.
        for together in self.listed().chunks(usize::try_from(crowd)?) {
            history.back(together, crowd)?;
        }
        let failing = Campaign {
            id: self.failing(),
            price: PRICE,
            stage: Stage::Overreaches,
        };
        history.back(&[failing], self.refunds)?;
        history.ledger.close()
    }

    /// The campaigns of the lists, the same in each run.
    fn listed(self) -> Vec<Campaign> {
        let mut dice = Xoshiro256PlusPlus::seed_from_u64(2_025);
        let campaign = |number| Campaign {
            id: Id::Campaign(number),
            price: 10_000 + 100 * dice.random_range(0..1_000),
            stage: match number % 10 {
                0..=6 => Stage::Collects,
                7 | 8 => Stage::Succeeded,
                _ => Stage::Delivered,
            },
        };
        (0..self.campaigns).map(campaign).collect()
    }
}

fn row(campaign: Campaign, backers: u64) -> String {
    let Campaign { id, price, stage } = campaign;
    let total = price * backers;
    let (state, standing, closes_at, target) = match stage {
        Stage::Collects => ("FUNDING", 3, OPEN, total * 2),
        Stage::Overreaches => ("FUNDING", 3, OPEN, HIGHEST),
        Stage::Succeeded => ("SUCCESS", 2, OVER, total),
        Stage::Delivered => ("CLOSE", 1, OVER, total),
    };
    let decided = matches!(stage, Stage::Succeeded | Stage::Delivered);
    let when = |happened: bool| {
        if happened {
            format!("'{DECIDED}'")
        } else {
            "NULL".to_owned()
        }
    };
    format!(
        "{}, {}, '제주 귤잼 {}', '귤밭지기', '첫 수확을 졸입니다.', {}, {}, 'KRW', '[]', '{closes_at}', '{state}', {standing}, \
         {backers}, {}, 0, 0, 0, {}, {}, '{BEGAN}', '{BEGAN}', 1",
        id.literal(),
        Id::Poster.literal(),
        price,
        target.min(HIGHEST) * SCALE,
        price * SCALE,
        total * SCALE,
        when(decided),
        when(stage == Stage::Delivered),
    )
}

/// What has happened so far.
struct History {
    ledger: Ledger,
    backers: u64,
    pledges: u64,
}

impl History {
    /// So many new people pledge to each of these campaigns.
    fn back(&mut self, campaigns: &[Campaign], people: u64) -> Result<()> {
        let first = self.pledges;
        let all: u64 = campaigns.iter().map(|campaign| campaign.price).sum();
        for person in 0..people {
            let number = self.backers + person;
            let backer = Id::Backer(number);
            let mut wallet = Wallet {
                user: backer.literal(),
                version: 0,
                balance: 0,
            };
            wallet.gain(&mut self.ledger, all + KEPT, Id::Gift(number))?;
            for (place, campaign) in (0..).zip(campaigns) {
                // In the order of campaigns, as they lie in the indexes.
                let pledge = Id::Pledge(first + place * people + person);
                wallet.pledge(&mut self.ledger, campaign.price, pledge)?;
            }
        }
        for campaign in campaigns {
            self.ledger.campaign(row(*campaign, people))?;
            for person in 0..people {
                self.ledger.pledge(format_args!(
                    "{}, {}, {}, {}, 'KRW', '{}', 'SUCCESS', '{PLEDGED}'",
                    Id::Pledge(self.pledges).literal(),
                    campaign.id.literal(),
                    Id::Backer(self.backers + person).literal(),
                    campaign.price * SCALE,
                    lots(campaign.price),
                ))?;
                self.pledges += 1;
            }
        }
        self.backers += people;
        Ok(())
    }
}

/// Points that last as long as everybody's, in JSON.
fn lots(points: u64) -> String {
    format!(r#"[["{UNTIL}",{points}]]"#)
}

/// Somebody's wallet, as it grows.
struct Wallet {
    user: String,
    version: u64,
    balance: u64,
}

impl Wallet {
    /// An employee gives.
    fn gain(&mut self, ledger: &mut Ledger, points: u64, reference: Id) -> Result<()> {
        self.balance += points;
        self.book(ledger, "adjustment", "", points, reference)?;
        self.post(ledger, "wallets", "", points)?;
        self.post(ledger, "adjustments", "-", points)?;
        ledger.lapse(format_args!("{}, '{UNTIL}', {}", self.user, self.version))
    }

    /// A campaign takes.
    fn pledge(&mut self, ledger: &mut Ledger, points: u64, reference: Id) -> Result<()> {
        self.balance -= points;
        self.book(ledger, "pledge", "-", points, reference)?;
        self.post(ledger, "wallets", "-", points)?;
        self.post(ledger, "funding", "", points)
    }

    fn book(
        &mut self,
        ledger: &mut Ledger,
        kind: &str,
        sign: &str,
        points: u64,
        reference: Id,
    ) -> Result<()> {
        self.version += 1;
        ledger.entry(format_args!(
            "{}, {}, '{kind}', {sign}{points}, {}, '{}', '{PLEDGED_ON}', '{}', '{}', NULL, '{PLEDGED}'",
            self.user,
            self.version,
            self.balance,
            reference.text(),
            lots(points),
            lots(self.balance),
        ))
    }

    fn post(&self, ledger: &mut Ledger, account: &str, sign: &str, points: u64) -> Result<()> {
        ledger.posting(format_args!(
            "{}, {}, '{account}', {sign}{points}",
            self.user, self.version
        ))
    }
}
