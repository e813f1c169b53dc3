use diesel::prelude::*;
use hexmart_application::funding::CampaignCard;
use hexmart_application::platform::StoreError;
use hexmart_domain::funding::{
    Campaign, CampaignContent, CampaignState, CampaignTerms, CampaignTitle, CancelReason, FinalDate,
    PictureUrl, PosterName, Refunds, Target, Tier, TierContent, TierLimit, TierTitle, UnitPrice, Won,
};
use serde::{Deserialize, Serialize};

use crate::columns::{At, Key, scaled};
use crate::schema::campaigns;

/// One won in a column of money.
const WON: i64 = 10_000;

/// A campaign as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = campaigns, treat_none_as_default_value = false)]
pub(crate) struct CampaignRow {
    pub(crate) id: Key,
    poster_id: Key,
    currency: String,
    target: i64,
    pub(crate) backers: i64,
    total: i64,
    refunded_count: i64,
    refunded: i64,
    refunds_due: bool,
    created_at: At,
    #[diesel(embed)]
    pub(crate) change: CampaignChangeRow,
}

/// What becomes of a campaign, but what is counted.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = campaigns, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct CampaignChangeRow {
    title: String,
    poster_name: String,
    content: String,
    picture_url: Option<String>,
    unit_price: i64,
    tiers: String,
    closes_at: At,
    pub(crate) state: String,
    standing: i64,
    cancel_reason: Option<String>,
    decided_at: Option<At>,
    fulfilled_at: Option<At>,
    archived_at: Option<At>,
    updated_at: At,
    pub(crate) version: i64,
}

/// A campaign as lists show it.
#[derive(Debug, Clone, Queryable, QueryableByName, Selectable)]
#[diesel(table_name = campaigns)]
pub(crate) struct CampaignCardRow {
    id: Key,
    title: String,
    poster_name: String,
    picture_url: Option<String>,
    target: i64,
    unit_price: i64,
    closes_at: At,
    state: String,
    backers: i64,
    total: i64,
    refunded_count: i64,
    refunded: i64,
    archived_at: Option<At>,
    created_at: At,
}

/// An entry of `campaigns.tiers`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TierDocument {
    id: String,
    title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content: Option<String>,
    price: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<i64>,
}

fn wrong(what: impl std::fmt::Display) -> StoreError {
    StoreError::corrupt("campaigns", what.to_string())
}

/// An amount as it lies in a column of money.
pub(crate) fn from_won(won: Won) -> i64 {
    scaled(won.money().amount())
}

/// The amount of a column of money.
pub(crate) fn to_won(amount: i64) -> Result<Won, StoreError> {
    let whole = (amount % WON == 0).then_some(amount / WON);
    whole
        .and_then(|number| Won::try_from(number).ok())
        .ok_or_else(|| wrong("an amount that is no whole number of won"))
}

fn target(amount: i64) -> Result<Target, StoreError> {
    Target::try_from(to_won(amount)?.get()).map_err(wrong)
}

fn unit_price(amount: i64) -> Result<UnitPrice, StoreError> {
    UnitPrice::try_from(to_won(amount)?.get()).map_err(wrong)
}

pub(crate) fn final_date(closes_at: At) -> Result<FinalDate, StoreError> {
    FinalDate::closing_at(closes_at.0).ok_or_else(|| wrong("an end that is no midnight"))
}

pub(crate) fn campaign_state(word: &str) -> Result<CampaignState, StoreError> {
    CampaignState::from_word(word).ok_or_else(|| wrong("state"))
}

pub(crate) fn campaign_title(text: String) -> Result<CampaignTitle, StoreError> {
    CampaignTitle::parse(text).map_err(wrong)
}

fn picture(url: Option<String>) -> Result<Option<PictureUrl>, StoreError> {
    url.map(PictureUrl::parse).transpose().map_err(wrong)
}

fn refunds(count: i64, amount: i64) -> Result<Refunds, StoreError> {
    let amount = to_won(amount)?;
    Ok(Refunds { count, amount })
}

impl CampaignRow {
    pub(crate) fn new(campaign: &Campaign) -> Result<Self, StoreError> {
        let terms = &campaign.terms;
        let tiers: Vec<_> = terms.tiers.iter().map(TierDocument::from).collect();
        Ok(Self {
            id: campaign.id.into(),
            poster_id: campaign.poster.into(),
            currency: terms.target.won().money().currency().code().to_owned(),
            target: from_won(terms.target.won()),
            backers: campaign.backers,
            total: from_won(campaign.total),
            refunded_count: campaign.refunds.count,
            refunded: from_won(campaign.refunds.amount),
            refunds_due: campaign.owes_refunds(),
            created_at: At(campaign.created_at),
            change: CampaignChangeRow {
                title: terms.title.as_str().to_owned(),
                poster_name: terms.poster_name.as_str().to_owned(),
                content: terms.content.as_str().to_owned(),
                picture_url: terms.picture.as_ref().map(|url| url.as_str().to_owned()),
                unit_price: from_won(terms.unit_price.won()),
                tiers: serde_json::to_string(&tiers).map_err(StoreError::backend)?,
                closes_at: At(terms.final_date.closes_at()),
                state: campaign.state.as_str().to_owned(),
                standing: campaign.standing().unwrap_or(0),
                cancel_reason: campaign
                    .cancel_reason
                    .as_ref()
                    .map(|reason| reason.as_str().to_owned()),
                decided_at: campaign.decided_at.map(At),
                fulfilled_at: campaign.fulfilled_at.map(At),
                archived_at: campaign.archived_at.map(At),
                updated_at: At(campaign.updated_at),
                version: campaign.version,
            },
        })
    }

    /// Whether money is to go back, as SQL that looks at what is stored: neither the pledges nor the refunds that came since it
    /// was read are forgotten.
    pub(crate) fn due(&self) -> &'static str {
        if self.change.state == CampaignState::Cancel.as_str() {
            "refunded_count < backers"
        } else {
            "1 = 0"
        }
    }

    /// Whether it has rewards, of which some may be taken.
    pub(crate) fn has_tiers(&self) -> bool {
        self.change.tiers != "[]"
    }

    /// The campaign, with what is taken of its rewards.
    pub(crate) fn campaign(self, taken: &[(Key, i64)]) -> Result<Campaign, StoreError> {
        let change = self.change;
        let tiers: Vec<TierDocument> = serde_json::from_str(&change.tiers).map_err(wrong)?;
        let tiers = tiers.into_iter().map(|tier| tier.read(taken));
        Ok(Campaign {
            id: self.id.id(),
            poster: self.poster_id.id(),
            terms: CampaignTerms {
                title: campaign_title(change.title)?,
                poster_name: PosterName::parse(change.poster_name).map_err(wrong)?,
                content: CampaignContent::parse(change.content).map_err(wrong)?,
                picture: picture(change.picture_url)?,
                target: target(self.target)?,
                unit_price: unit_price(change.unit_price)?,
                final_date: final_date(change.closes_at)?,
                tiers: tiers.collect::<Result<_, _>>()?,
            },
            state: campaign_state(&change.state)?,
            backers: self.backers,
            total: to_won(self.total)?,
            refunds: refunds(self.refunded_count, self.refunded)?,
            cancel_reason: change
                .cancel_reason
                .map(CancelReason::parse)
                .transpose()
                .map_err(wrong)?,
            decided_at: change.decided_at.map(|at| at.0),
            fulfilled_at: change.fulfilled_at.map(|at| at.0),
            archived_at: change.archived_at.map(|at| at.0),
            created_at: self.created_at.0,
            updated_at: change.updated_at.0,
            version: change.version,
        })
    }
}

impl CampaignCardRow {
    pub(crate) fn card(self) -> Result<CampaignCard, StoreError> {
        Ok(CampaignCard {
            id: self.id.id(),
            title: campaign_title(self.title)?,
            poster_name: PosterName::parse(self.poster_name).map_err(wrong)?,
            picture: picture(self.picture_url)?,
            target: target(self.target)?,
            unit_price: unit_price(self.unit_price)?,
            final_date: final_date(self.closes_at)?,
            state: campaign_state(&self.state)?,
            backers: self.backers,
            total: to_won(self.total)?,
            refunds: refunds(self.refunded_count, self.refunded)?,
            archived_at: self.archived_at.map(|at| at.0),
            created_at: self.created_at.0,
        })
    }
}

impl From<&Tier> for TierDocument {
    fn from(tier: &Tier) -> Self {
        Self {
            id: tier.id.to_string(),
            title: tier.title.as_str().to_owned(),
            content: tier.content.as_ref().map(|content| content.as_str().to_owned()),
            price: from_won(tier.price.won()),
            limit: tier.limit.map(TierLimit::get),
        }
    }
}

impl TierDocument {
    fn read(self, taken: &[(Key, i64)]) -> Result<Tier, StoreError> {
        let id = self.id.parse().map_err(wrong)?;
        let own = taken.iter().find(|(tier, _)| *tier == Key::from(id));
        Ok(Tier {
            id,
            title: TierTitle::parse(self.title).map_err(wrong)?,
            content: self.content.map(TierContent::parse).transpose().map_err(wrong)?,
            price: unit_price(self.price)?,
            limit: self.limit.map(TierLimit::try_from).transpose().map_err(wrong)?,
            taken: own.map_or(0, |(_, taken)| *taken),
        })
    }
}
