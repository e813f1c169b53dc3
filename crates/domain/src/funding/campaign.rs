use super::{CampaignTerms, CancelReason, Target, TermsError, Tier, Won};
use crate::shared::{CampaignId, Instant, TierId, UserId};

/// Where a campaign is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CampaignState {
    /// It collects.
    Funding,
    /// It has its target, and what was promised is being made.
    Success,
    /// What was promised was delivered.
    Close,
    /// It failed, or was called off: everybody gets their money back.
    Cancel,
}

impl CampaignState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Funding, Self::Success, Self::Close, Self::Cancel];

    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Funding => "FUNDING",
            Self::Success => "SUCCESS",
            Self::Close => "CLOSE",
            Self::Cancel => "CANCEL",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// How far up in a list it stands: 3 is first. None when no list shows it.
    pub const fn standing(self) -> Option<i64> {
        match self {
            Self::Funding => Some(3),
            Self::Success => Some(2),
            Self::Close => Some(1),
            Self::Cancel => None,
        }
    }
}

/// What went back to backers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Refunds {
    /// How many pledges.
    pub count: i64,
    /// What they came to.
    pub amount: Won,
}

/// How much of a target there is, in whole percent, rounded down; above 100 when there is more.
pub const fn achievement(total: Won, target: Target) -> i64 {
    // A total has at most fifteen digits, and no target is below one won.
    total.get() * 100 / target.won().get()
}

/// Somebody collects money for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    /// Which.
    pub id: CampaignId,
    /// Whose.
    pub poster: UserId,
    /// What was promised.
    pub terms: CampaignTerms,
    /// Where it is.
    pub state: CampaignState,
    /// How many pledged; counted in the commit of each pledge.
    pub backers: i64,
    /// What they pledged; counted likewise, and not lessened by what goes back.
    pub total: Won,
    /// What went back of it.
    pub refunds: Refunds,
    /// Why it was called off, where somebody did.
    pub cancel_reason: Option<CancelReason>,
    /// When it was decided: its target, its failure, or that it was called off.
    pub decided_at: Option<Instant>,
    /// When what was promised was delivered.
    pub fulfilled_at: Option<Instant>,
    /// Since when nobody but its poster sees it.
    pub archived_at: Option<Instant>,
    /// When it began.
    pub created_at: Instant,
    /// When it was last changed; pledges do not count.
    pub updated_at: Instant,
    /// Counts changes, from 1; the optimistic lock. Pledges and refunds do not count.
    pub version: i64,
}

impl Campaign {
    /// A new one, which collects from now on.
    pub fn opening(
        id: CampaignId,
        poster: UserId,
        terms: CampaignTerms,
        now: Instant,
    ) -> Result<Self, TermsError> {
        terms.check(now)?;
        Ok(Self {
            id,
            poster,
            terms,
            state: CampaignState::Funding,
            backers: 0,
            total: Won::ZERO,
            refunds: Refunds::default(),
            cancel_reason: None,
            decided_at: None,
            fulfilled_at: None,
            archived_at: None,
            created_at: now,
            updated_at: now,
            version: 1,
        })
    }

    /// How much of its target it has, in whole percent, rounded down; above 100 when it has more.
    pub const fn achievement(&self) -> i64 {
        achievement(self.total, self.terms.target)
    }

    /// How many days are left in Seoul: 0 on the last one, below 0 afterwards.
    pub fn d_day(&self, now: Instant) -> i64 {
        self.terms.final_date.d_day(now)
    }

    /// Whether its time is over.
    pub fn is_over(&self, now: Instant) -> bool {
        self.terms.final_date.closes_at() <= now
    }

    /// How far up in a list it stands; none when no list shows it.
    pub const fn standing(&self) -> Option<i64> {
        match self.archived_at {
            Some(_) => None,
            None => self.state.standing(),
        }
    }

    /// Whether money is still to go back.
    pub const fn owes_refunds(&self) -> bool {
        matches!(self.state, CampaignState::Cancel) && self.refunds.count < self.backers
    }

    /// Where among its rewards one is.
    pub fn tier(&self, id: TierId) -> Option<&Tier> {
        self.terms.tiers.iter().find(|tier| tier.id == id)
    }

    /// The campaign after a change: one version on.
    pub(super) fn changed(mut self, now: Instant) -> Self {
        self.version = self.version.saturating_add(1);
        self.updated_at = now;
        self
    }
}
