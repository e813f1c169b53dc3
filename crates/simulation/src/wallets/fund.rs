//! What is done about campaigns.

use chrono::TimeDelta;
use hexmart_application::funding::{Funding, NewCampaign, NewTier, Steward};
use hexmart_application::payments::{Bill, Means};
use hexmart_domain::funding::{
    AccountType, CampaignContent, CampaignTitle, FinalDate, PosterName, Target, TierLimit, TierTitle,
    UnitPrice,
};
use hexmart_domain::shared::{CampaignId, TierId, UserId};

use super::person::Person;
use super::request::Deed;
use super::trade::TRIES;
use crate::failure::Failure;

fn price(won: i64) -> Result<UnitPrice, Failure> {
    UnitPrice::try_from(won).map_err(Failure::setup)
}

impl Person {
    /// Registers for funding.
    pub(super) async fn register(&self) -> Result<(), Failure> {
        let account = AccountType::parse("checking").map_err(Failure::setup)?;
        let register = || self.bank.funding.register_pocket(self.who, account.clone());
        self.ask(register).await.map(drop)
    }

    /// A campaign that lasts a few days, and may come about.
    pub(super) fn idea(&self) -> Result<Deed, Failure> {
        let days = i64::try_from(1 + self.below(5)).unwrap_or(1);
        let last = self.bank.today() + TimeDelta::days(days);
        let unit_price = [1_000, 2_500, 6_000].get(self.below(3)).copied().unwrap_or(1_000);
        Ok(Deed::Open(Box::new(NewCampaign {
            title: CampaignTitle::parse("감귤 잼").map_err(Failure::setup)?,
            poster_name: PosterName::parse("귤밭지기").map_err(Failure::setup)?,
            content: CampaignContent::parse("졸입니다").map_err(Failure::setup)?,
            picture: None,
            target: Target::try_from(10_000).map_err(Failure::setup)?,
            unit_price: price(unit_price)?,
            final_date: FinalDate::parse(&last.to_string()).map_err(Failure::setup)?,
            tiers: vec![NewTier {
                title: TierTitle::parse("두 병").map_err(Failure::setup)?,
                content: None,
                price: price(5_000)?,
                limit: TierLimit::try_from(2).ok(),
            }],
        })))
    }

    /// A pledge to one of the newest campaigns, now and then for a reward.
    pub(super) async fn pledging(&self) -> Result<Option<Deed>, Failure> {
        let found = self.some_offer().await?;
        Ok(found.map(|(campaign, tier)| Deed::Pledge(campaign, tier)))
    }

    /// Pledges money to one of the newest campaigns, which a provider takes.
    pub(super) async fn sponsor(&self, number: usize) -> Result<(), Failure> {
        let Some((campaign, tier)) = self.some_offer().await? else {
            return Ok(());
        };
        self.bank.told().commands += 1;
        let bill = Bill::Pledge { campaign, tier };
        let (buyer, means) = (self.buyer(), Means::default());
        if buyer.pay(bill, means, number, TRIES).await? {
            self.bank.told().sponsored.insert((self.who, campaign));
        }
        Ok(())
    }

    /// What can be had of one of the newest campaigns.
    async fn some_offer(&self) -> Result<Option<(CampaignId, Option<TierId>)>, Failure> {
        let Some((campaign, _)) = self.some_campaign() else {
            return Ok(None);
        };
        let found = self.bank.shop.storage.campaigns.campaign(campaign).await;
        let terms = found.map_err(Failure::setup)?.map(|found| found.terms);
        let tier = terms.and_then(|terms| terms.tiers.first().map(|tier| tier.id));
        Ok(Some((campaign, tier.filter(|_| self.happens(400)))))
    }

    /// One of the newest campaigns, and who opened it.
    fn some_campaign(&self) -> Option<(CampaignId, UserId)> {
        let told = self.bank.told();
        // Ids are in the order in which they were minted.
        let newest: Vec<_> = told.campaigns.iter().rev().take(4).collect();
        let (campaign, poster) = newest.get(self.below(newest.len()))?;
        Some((**campaign, **poster))
    }

    /// Calls a campaign off, says that everybody has what was promised, or puts it away.
    pub(super) async fn steward(&self) -> Result<(), Failure> {
        let Some((campaign, poster)) = self.some_campaign() else {
            return Ok(());
        };
        let (funding, staff) = (&self.bank.funding, self.bank.staff);
        let by = if self.happens(200) {
            Steward::Staff(staff)
        } else {
            Steward::User(poster)
        };
        self.bank.told().commands += 1;
        match self.below(5) {
            0 => {
                let called_off = self.ask(|| funding.cancel(by, campaign, None, None)).await?;
                if called_off.is_some() {
                    self.bank.told().called_off.insert(campaign);
                }
            }
            1 => {
                self.ask(|| funding.archive(by, campaign, None)).await?;
            }
            _ => {
                let delivered = self.ask(|| funding.fulfil(by, campaign, None)).await?;
                if delivered.is_some() {
                    self.bank.told().fulfilled.insert(campaign);
                }
            }
        }
        Ok(())
    }
}
