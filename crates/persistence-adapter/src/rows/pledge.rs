use diesel::prelude::*;
use hexmart_application::platform::StoreError;
use hexmart_domain::funding::{AccountType, Campaign, Pledge, PledgeState, Pocket, Reward, Tender, Tier};

use super::campaign::{from_won, to_won};
use super::wallet::{document, lots};
use crate::columns::{At, Key};
use crate::schema::{campaign_tiers, pledges, pockets, tier_slots};

/// A pledge as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = pledges, treat_none_as_default_value = false)]
pub(crate) struct PledgeRow {
    id: Key,
    pub(crate) campaign_id: Key,
    backer_id: Key,
    pub(crate) tier_id: Option<Key>,
    slot: Option<i64>,
    pub(crate) amount: i64,
    currency: String,
    lots: Option<String>,
    payment_id: Option<Key>,
    state: String,
    pledged_at: At,
    refunded_at: Option<At>,
}

/// Who has which of a limited reward.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = tier_slots)]
pub(crate) struct SlotRow {
    tier_id: Key,
    slot: i64,
    pledge_id: Key,
}

/// How many have a reward.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = campaign_tiers)]
pub(crate) struct TierRow {
    tier_id: Key,
    campaign_id: Key,
    taken: i64,
}

impl TierRow {
    /// The rows in which the rewards of a campaign are counted.
    pub(crate) fn of(campaign: &Campaign) -> Vec<Self> {
        let row = |tier: &Tier| Self {
            tier_id: tier.id.into(),
            campaign_id: campaign.id.into(),
            taken: tier.taken,
        };
        campaign.terms.tiers.iter().map(row).collect()
    }
}

/// A pocket as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = pockets)]
pub(crate) struct PocketRow {
    pub(crate) user_id: Key,
    account_type: String,
    is_active: bool,
    registered_at: At,
    updated_at: At,
    pub(crate) version: i64,
}

fn wrong(what: impl std::fmt::Display) -> StoreError {
    StoreError::corrupt("pledges", what.to_string())
}

impl PledgeRow {
    pub(crate) fn new(pledge: &Pledge) -> Result<Self, StoreError> {
        let (lots, payment) = match &pledge.tender {
            Tender::Points(lots) => (Some(document(lots)?), None),
            Tender::Payment(payment) => (None, Some(*payment)),
        };
        Ok(Self {
            id: pledge.id.into(),
            campaign_id: pledge.campaign.into(),
            backer_id: pledge.backer.into(),
            tier_id: pledge.reward.map(|reward| reward.tier.into()),
            slot: pledge.reward.and_then(|reward| reward.slot),
            amount: from_won(pledge.amount),
            currency: pledge.amount.money().currency().code().to_owned(),
            lots,
            payment_id: payment.map(Key::from),
            state: pledge.state.as_str().to_owned(),
            pledged_at: At(pledge.pledged_at),
            refunded_at: pledge.refunded_at.map(At),
        })
    }

    /// The slot that it takes.
    pub(crate) fn slot(&self) -> Option<SlotRow> {
        let (tier_id, slot) = self.tier_id.zip(self.slot)?;
        Some(SlotRow {
            tier_id,
            slot,
            pledge_id: self.id,
        })
    }

    pub(crate) fn pledge(self) -> Result<Pledge, StoreError> {
        let tender = match (self.lots, self.payment_id) {
            (Some(document), None) => Tender::Points(lots(&document)?),
            (None, Some(payment)) => Tender::Payment(payment.id()),
            _ => return Err(wrong("tender")),
        };
        let slot = self.slot;
        Ok(Pledge {
            id: self.id.id(),
            campaign: self.campaign_id.id(),
            backer: self.backer_id.id(),
            reward: self.tier_id.map(|tier| Reward {
                tier: tier.id(),
                slot,
            }),
            amount: to_won(self.amount)?,
            tender,
            state: PledgeState::from_word(&self.state).ok_or_else(|| wrong("state"))?,
            pledged_at: self.pledged_at.0,
            refunded_at: self.refunded_at.map(|at| at.0),
        })
    }
}

impl From<&Pocket> for PocketRow {
    fn from(pocket: &Pocket) -> Self {
        Self {
            user_id: pocket.user.into(),
            account_type: pocket.account_type.as_str().to_owned(),
            is_active: pocket.is_active,
            registered_at: At(pocket.registered_at),
            updated_at: At(pocket.updated_at),
            version: pocket.version,
        }
    }
}

impl PocketRow {
    pub(crate) fn pocket(self) -> Result<Pocket, StoreError> {
        Ok(Pocket {
            user: self.user_id.id(),
            account_type: AccountType::parse(self.account_type)
                .map_err(|error| StoreError::corrupt("pockets", error.to_string()))?,
            is_active: self.is_active,
            registered_at: self.registered_at.0,
            updated_at: self.updated_at.0,
            version: self.version,
        })
    }
}
