//! Crowdfunding: pockets, campaigns, pledges, and money that goes back.

mod inbound;
mod listing;
mod ports;
mod queries;
mod service;

pub use inbound::{
    CampaignChangeError, EditCampaign, EditCampaignError, Funding, NewCampaign, NewTier, OpenCampaignError,
    PledgeRefusal, PocketChangeError, Steward,
};
pub use listing::{CampaignMark, CampaignPage, CampaignSort, CampaignWindow, NumberedPage, PageError};
pub use ports::{CampaignRepository, PocketRepository};
pub use queries::{
    Backer, CampaignCard, CampaignQueries, CampaignTally, CampaignsChanged, NothingKept, PledgeEntry,
    TierTally,
};
pub use service::{FundingPorts, FundingService, funding_jobs};
pub(crate) use service::{NoOffer, Offer};

#[cfg(any(test, feature = "testing"))]
pub use inbound::MockFunding;
#[cfg(any(test, feature = "testing"))]
pub use ports::{MockCampaignRepository, MockPocketRepository};
#[cfg(any(test, feature = "testing"))]
pub use queries::MockCampaignQueries;
