use thiserror::Error;

use super::{Campaign, CampaignState};
use crate::shared::{Instant, text_value};

text_value! {
    /// Why somebody calls a campaign off, as its backers read it.
    CancelReason, max 500, One
}

/// Why a campaign stays where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LifecycleError {
    /// Only one that collects can be called off.
    #[error("the campaign collects no more")]
    NotFunding,
    /// Only one that has its target can be fulfilled.
    #[error("the campaign has not reached its target, or is fulfilled")]
    NotSucceeded,
    /// One that collects is not put away.
    #[error("the campaign still collects")]
    StillFunding,
    /// It is put away already.
    #[error("the campaign is archived")]
    Archived,
}

impl Campaign {
    /// What becomes of a campaign whose time is over: it has its target, or everybody gets their money back. None while there
    /// is time, or when it is decided already.
    pub fn decided(&self, now: Instant) -> Option<Self> {
        let is_due = self.state == CampaignState::Funding && self.is_over(now);
        is_due.then(|| {
            let has_enough = self.total >= self.terms.target.won();
            self.moved(
                if has_enough {
                    CampaignState::Success
                } else {
                    CampaignState::Cancel
                },
                now,
            )
        })
    }

    /// The campaign called off by its poster, or by staff.
    pub fn cancelled(&self, reason: Option<CancelReason>, now: Instant) -> Result<Self, LifecycleError> {
        // When its time is over the target decides, and nobody else.
        if self.state != CampaignState::Funding || self.is_over(now) {
            return Err(LifecycleError::NotFunding);
        }
        let mut next = self.moved(CampaignState::Cancel, now);
        next.cancel_reason = reason;
        Ok(next)
    }

    /// The campaign once everybody has what was promised.
    pub fn fulfilled(&self, now: Instant) -> Result<Self, LifecycleError> {
        if self.state != CampaignState::Success {
            return Err(LifecycleError::NotSucceeded);
        }
        let mut next = self.clone().changed(now);
        next.state = CampaignState::Close;
        next.fulfilled_at = Some(now);
        Ok(next)
    }

    /// The campaign put away: it stays, with all that was pledged, and no list shows it. What is owed goes back all the same.
    pub fn archived(&self, now: Instant) -> Result<Self, LifecycleError> {
        if self.state == CampaignState::Funding {
            return Err(LifecycleError::StillFunding);
        }
        if self.archived_at.is_some() {
            return Err(LifecycleError::Archived);
        }
        let mut next = self.clone().changed(now);
        next.archived_at = Some(now);
        Ok(next)
    }

    fn moved(&self, to: CampaignState, now: Instant) -> Self {
        let mut next = self.clone().changed(now);
        next.state = to;
        next.decided_at = Some(now);
        next
    }
}
