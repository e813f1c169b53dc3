//! Crowdfunding: campaigns, what backers pledge to them, and what becomes of the money.
//!
//! A campaign collects until the end of its final date in Seoul. By then it has its target, or everybody gets their money
//! back. Every decision is a pure function of the campaign as it was read; that nobody came between is the store's to say.

mod calendar;
mod campaign;
mod edit;
mod lifecycle;
mod pledge;
mod pocket;
mod terms;
mod tier;
mod won;

pub use calendar::{FinalDate, FinalDateError, in_seoul};
pub use campaign::{Campaign, CampaignState, Refunds, achievement};
pub use edit::{CampaignEdit, EditError};
pub use lifecycle::{CancelReason, LifecycleError};
pub use pledge::{Pledge, PledgeError, PledgeState, Tender};
pub use pocket::{AccountType, Pocket, PocketError};
pub use terms::{
    CampaignContent, CampaignTerms, CampaignTitle, PictureUrl, PosterName, Target, TermsError, UnitPrice,
};
pub use tier::{Reward, Tier, TierContent, TierLimit, TierTitle, TiersError, check_tiers};
pub use won::{Won, WonError};

#[cfg(test)]
mod tests;
