use async_trait::async_trait;
use hexmart_domain::funding::{
    AccountType, Campaign, CampaignContent, CampaignTitle, CancelReason, EditError, FinalDate,
    LifecycleError, PictureUrl, Pledge, PledgeError, Pocket, PocketError, PosterName, Target, TermsError,
    TierContent, TierLimit, TierTitle, UnitPrice, Won,
};
use hexmart_domain::points::WalletError;
use hexmart_domain::shared::{CampaignId, PledgeId, TierId, UserId};
use thiserror::Error;

use super::{
    Backer, CampaignCard, CampaignPage, CampaignSort, CampaignWindow, NumberedPage, PageError, PledgeEntry,
};
use crate::platform::{Answered, KeyReused, Once, StoreError};

/// Crowdfunding.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Funding: Send + Sync {
    /// One's pocket, in use or not.
    async fn pocket(&self, user: UserId) -> Result<Option<Pocket>, StoreError>;

    /// Registers for funding: with another account, or back in use.
    async fn register_pocket(&self, user: UserId, account_type: AccountType) -> Result<Pocket, StoreError>;

    /// Takes one's pocket out of use.
    async fn close_pocket(&self, user: UserId) -> Result<Pocket, PocketChangeError>;

    /// Opens a campaign.
    async fn open(
        &self,
        poster: UserId,
        wanted: NewCampaign,
        once: Option<Once<Campaign>>,
    ) -> Result<Answered<Campaign>, OpenCampaignError>;

    /// Changes one's campaign; `seen` is the version that was looked at.
    async fn edit(
        &self,
        poster: UserId,
        campaign: CampaignId,
        edit: EditCampaign,
        seen: Option<i64>,
    ) -> Result<Campaign, EditCampaignError>;

    /// Campaigns that everybody sees.
    async fn list(&self, sort: CampaignSort, window: CampaignWindow)
    -> Result<Vec<CampaignCard>, StoreError>;

    /// A page of them that is asked for by its number.
    async fn numbered(&self, asked: NumberedPage) -> Result<CampaignPage, PageError>;

    /// A campaign, if this viewer may see it: everybody does unless it was cancelled or put away, its poster and staff always.
    async fn show(
        &self,
        campaign: CampaignId,
        viewer: Option<Steward>,
    ) -> Result<Option<Campaign>, StoreError>;

    /// Who backs a campaign that this viewer may see, the newest first.
    async fn backers(
        &self,
        campaign: CampaignId,
        viewer: Option<Steward>,
        before: Option<PledgeId>,
        limit: u64,
    ) -> Result<Option<Vec<Backer>>, StoreError>;

    /// One's campaigns, the newest first.
    async fn own(
        &self,
        poster: UserId,
        before: Option<CampaignId>,
        limit: u64,
    ) -> Result<Vec<CampaignCard>, StoreError>;

    /// One's pledges, the newest first.
    async fn own_pledges(
        &self,
        backer: UserId,
        before: Option<PledgeId>,
        limit: u64,
    ) -> Result<Vec<PledgeEntry>, StoreError>;

    /// What one would pledge now, or what stands in the way; nothing is written.
    async fn quote(
        &self,
        backer: UserId,
        campaign: CampaignId,
        tier: Option<TierId>,
    ) -> Result<Won, PledgeRefusal>;

    /// Pledges to a campaign out of one's wallet.
    async fn pledge(
        &self,
        backer: UserId,
        campaign: CampaignId,
        tier: Option<TierId>,
        once: Option<Once<Pledge>>,
    ) -> Result<Answered<Pledge>, PledgeRefusal>;

    /// Calls a campaign off: everybody gets their money back.
    async fn cancel(
        &self,
        by: Steward,
        campaign: CampaignId,
        reason: Option<CancelReason>,
        seen: Option<i64>,
    ) -> Result<Campaign, CampaignChangeError>;

    /// Says that everybody has what was promised.
    async fn fulfil(
        &self,
        by: Steward,
        campaign: CampaignId,
        seen: Option<i64>,
    ) -> Result<Campaign, CampaignChangeError>;

    /// Puts a campaign away.
    async fn archive(
        &self,
        by: Steward,
        campaign: CampaignId,
        seen: Option<i64>,
    ) -> Result<Campaign, CampaignChangeError>;
}

/// Who looks at a campaign, or sees to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steward {
    /// Somebody, who may be its poster.
    User(UserId),
    /// Somebody of the shop.
    Staff(UserId),
}

impl Steward {
    /// Who.
    pub const fn user(self) -> UserId {
        match self {
            Self::User(user) | Self::Staff(user) => user,
        }
    }

    /// Whether this is a campaign of theirs to see to.
    pub fn keeps(self, campaign: &Campaign) -> bool {
        match self {
            Self::User(user) => campaign.poster == user,
            Self::Staff(_) => true,
        }
    }
}

/// A campaign that is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCampaign {
    /// What it is called.
    pub title: CampaignTitle,
    /// Who collects, as everybody reads it.
    pub poster_name: PosterName,
    /// What it is about.
    pub content: CampaignContent,
    /// Where a picture of it is.
    pub picture: Option<PictureUrl>,
    /// What is to be collected at least.
    pub target: Target,
    /// What a pledge without a reward is.
    pub unit_price: UnitPrice,
    /// The last day on which it collects.
    pub final_date: FinalDate,
    /// The rewards that backers may choose.
    pub tiers: Vec<NewTier>,
}

/// A reward that is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTier {
    /// Its name.
    pub title: TierTitle,
    /// What it is.
    pub content: Option<TierContent>,
    /// What whoever chooses it pays.
    pub price: UnitPrice,
    /// How many get it.
    pub limit: Option<TierLimit>,
}

/// What is to be otherwise about a campaign; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EditCampaign {
    /// What it is called.
    pub title: Option<CampaignTitle>,
    /// Who collects.
    pub poster_name: Option<PosterName>,
    /// What it is about.
    pub content: Option<CampaignContent>,
    /// Where its picture is; the inner none takes it away.
    pub picture: Option<Option<PictureUrl>>,
    /// What a pledge without a reward is.
    pub unit_price: Option<UnitPrice>,
    /// The last day on which it collects.
    pub final_date: Option<FinalDate>,
    /// All rewards.
    pub tiers: Option<Vec<NewTier>>,
}

/// Why a pocket stays as it is.
#[derive(Debug, Clone, Error)]
pub enum PocketChangeError {
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] PocketError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why no campaign opens.
#[derive(Debug, Clone, Error)]
pub enum OpenCampaignError {
    /// Whoever collects has a pocket.
    #[error("there is no active pocket")]
    NoPocket,
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] TermsError),
    /// The key was used for another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a campaign is not edited.
#[derive(Debug, Clone, Error)]
pub enum EditCampaignError {
    /// There is no such campaign, or it is not one's own to see.
    #[error("there is no such campaign")]
    Unknown,
    /// It is somebody else's.
    #[error("the campaign is somebody else's")]
    Foreign,
    /// It changed since it was looked at.
    #[error("the campaign changed meanwhile")]
    Stale,
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] EditError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a campaign stays where it is.
#[derive(Debug, Clone, Error)]
pub enum CampaignChangeError {
    /// There is no such campaign, or it is not one's own to see.
    #[error("there is no such campaign")]
    Unknown,
    /// It is somebody else's.
    #[error("the campaign is somebody else's")]
    Foreign,
    /// It changed since it was looked at.
    #[error("the campaign changed meanwhile")]
    Stale,
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] LifecycleError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nobody pledges.
#[derive(Debug, Clone, Error)]
pub enum PledgeRefusal {
    /// There is no such campaign.
    #[error("there is no such campaign")]
    Unknown,
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] PledgeError),
    /// The wallet said no.
    #[error(transparent)]
    Wallet(#[from] WalletError),
    /// The key was used for another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
