use async_trait::async_trait;
use hexmart_domain::marketplace::{RejectionReason, Seller, SellerError, SellerSheet, SellerState};
use hexmart_domain::shared::{SellerId, UserId};
use thiserror::Error;

use super::SellerCard;
use crate::platform::{StoreError, UniqueKey};

/// Who sells, and who follows whom.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Marketplace: Send + Sync {
    /// Applies to sell, for the first time or again.
    async fn apply(&self, account: UserId, sheet: SellerSheet) -> Result<Seller, ApplyError>;

    /// Changes what an application or a seller says about itself.
    async fn amend(&self, account: UserId, sheet: SellerSheet) -> Result<Seller, ApplyError>;

    /// Takes an application back, or gives up selling.
    async fn withdraw(&self, account: UserId) -> Result<Seller, ApplyError>;

    /// What an account is as a seller, in whatever state.
    async fn own(&self, account: UserId) -> Result<Option<Seller>, StoreError>;

    /// For whom an account may sell right now.
    async fn approved(&self, account: UserId) -> Result<Option<SellerId>, StoreError>;

    /// What everybody sees of an approved seller.
    async fn card(&self, id: SellerId, viewer: Option<UserId>) -> Result<Option<SellerCard>, StoreError>;

    /// Sellers for staff, in the order of their ids.
    async fn page(
        &self,
        state: Option<SellerState>,
        after: Option<SellerId>,
        limit: u64,
    ) -> Result<Vec<Seller>, StoreError>;

    /// A seller for staff, for a masked view.
    async fn seller(&self, id: SellerId) -> Result<Option<Seller>, StoreError>;

    /// A seller for staff, for a full view: the audit log says who looked, and why.
    async fn seller_in_full(&self, actor: UserId, id: SellerId, reason: &str) -> Result<Seller, DecideError>;

    /// Accepts an application; the applicant is told.
    async fn approve(&self, actor: UserId, id: SellerId) -> Result<Seller, DecideError>;

    /// Turns an application down; the applicant is told why.
    async fn reject(
        &self,
        actor: UserId,
        id: SellerId,
        reason: RejectionReason,
    ) -> Result<Seller, DecideError>;

    /// Follows an approved seller, or stops; answers how it is now, whether anything changed or not.
    async fn follow(&self, follower: UserId, id: SellerId, wanted: bool) -> Result<Following, FollowError>;

    /// The sellers that somebody follows.
    async fn followed_by(&self, account: UserId) -> Result<Vec<SellerCard>, StoreError>;
}

/// How it stands between a follower and a seller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Following {
    /// Whether they follow.
    pub is_followed: bool,
    /// How many do.
    pub followers: i64,
}

/// Why an application stays as it is.
#[derive(Debug, Clone, Error)]
pub enum ApplyError {
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] SellerError),
    /// There is no application.
    #[error("there is no application")]
    Unknown,
    /// Another seller has this name.
    #[error("the name of the company is taken")]
    CompanyTaken,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ApplyError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(UniqueKey::CompanyName) => Self::CompanyTaken,
            other => Self::Store(other),
        }
    }
}

/// Why nothing was decided.
#[derive(Debug, Clone, Error)]
pub enum DecideError {
    /// There is no such seller.
    #[error("there is no such seller")]
    Unknown,
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] SellerError),
    /// Nobody decides about themselves.
    #[error("nobody decides about themselves")]
    Oneself,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nobody follows.
#[derive(Debug, Clone, Error)]
pub enum FollowError {
    /// There is no such approved seller.
    #[error("there is no such seller")]
    Unknown,
    /// Nobody follows themselves.
    #[error("nobody follows themselves")]
    Oneself,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
