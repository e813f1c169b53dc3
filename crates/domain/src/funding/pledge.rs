use thiserror::Error;

use super::{Campaign, CampaignState, Pocket, Reward, Won};
use crate::points::Lots;
use crate::shared::{CampaignId, Instant, PaymentId, PledgeId, TierId, UserId};

/// How a pledge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PledgeState {
    /// It was paid, and counts.
    Success,
    /// It went back, because the campaign did not come about.
    Cancel,
}

impl PledgeState {
    /// Every state.
    pub const ALL: [Self; 2] = [Self::Success, Self::Cancel];

    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "SUCCESS",
            Self::Cancel => "CANCEL",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// By what a pledge was paid, and so by what it goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tender {
    /// Points of the backer's wallet, by how long they last: what comes back is no younger than what went.
    Points(Lots),
    /// A payment at a provider.
    Payment(PaymentId),
}

/// What somebody gave to a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pledge {
    /// Which.
    pub id: PledgeId,
    /// To which campaign.
    pub campaign: CampaignId,
    /// Who; each pledges to a campaign once.
    pub backer: UserId,
    /// For which reward.
    pub reward: Option<Reward>,
    /// How much: what the price was then.
    pub amount: Won,
    /// By what.
    pub tender: Tender,
    /// How it stands.
    pub state: PledgeState,
    /// When.
    pub pledged_at: Instant,
    /// When it went back.
    pub refunded_at: Option<Instant>,
}

/// Why nobody pledges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PledgeError {
    /// Whoever funds has a pocket.
    #[error("there is no active pocket")]
    NoPocket,
    /// Nobody funds their own campaign.
    #[error("nobody pledges to their own campaign")]
    OwnCampaign,
    /// It collects no more.
    #[error("the campaign collects no more")]
    NotFunding,
    /// There is a pledge already.
    #[error("there is a pledge already")]
    AlreadyPledged,
    /// The campaign has no such reward.
    #[error("there is no such reward")]
    UnknownTier,
    /// All of the reward are taken.
    #[error("the reward is given out")]
    TierTaken,
    /// More than can be counted.
    #[error("the campaign holds all that can be counted")]
    TooMuch,
}

impl Campaign {
    /// What `backer` would pledge at `now`: how much, and for which reward. `before` is what they pledged
    /// already.
    pub fn pledging(
        &self,
        backer: UserId,
        pocket: Option<&Pocket>,
        before: Option<&Pledge>,
        wanted: Option<TierId>,
        now: Instant,
    ) -> Result<(Won, Option<Reward>), PledgeError> {
        if backer == self.poster {
            return Err(PledgeError::OwnCampaign);
        }
        if before.is_some() {
            return Err(PledgeError::AlreadyPledged);
        }
        if self.state != CampaignState::Funding || self.archived_at.is_some() || self.is_over(now) {
            return Err(PledgeError::NotFunding);
        }
        if !pocket.is_some_and(|pocket| pocket.is_active && pocket.user == backer) {
            return Err(PledgeError::NoPocket);
        }
        let tier = wanted
            .map(|id| self.tier(id).ok_or(PledgeError::UnknownTier))
            .transpose()?;
        let amount = tier.map_or(self.terms.unit_price, |tier| tier.price).won();
        self.total.plus(amount).or(Err(PledgeError::TooMuch))?;
        let reward = tier.map(|tier| tier.next().ok_or(PledgeError::TierTaken));
        Ok((amount, reward.transpose()?))
    }
}

impl Pledge {
    /// The pledge gone back. None when it did already.
    pub fn refunded(&self, now: Instant) -> Option<Self> {
        (self.state == PledgeState::Success).then(|| Self {
            state: PledgeState::Cancel,
            refunded_at: Some(now),
            ..self.clone()
        })
    }
}
