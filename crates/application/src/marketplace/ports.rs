use async_trait::async_trait;
use hexmart_domain::marketplace::{CompanyName, Seller, SellerState};
use hexmart_domain::shared::{Instant, SellerId, UserId};

use crate::platform::StoreError;

/// Sellers and their followers, inside a transaction.
///
/// A company's name is unique among all sellers, without regard to case; an account is one seller at most. A second one
/// MUST be answered with [`StoreError::Duplicate`] and [`CompanyName`](crate::platform::UniqueKey::CompanyName) or
/// [`SellerAccount`](crate::platform::UniqueKey::SellerAccount).
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait SellerRepository: Send {
    /// Adds a seller. MUST keep private data unreadable at rest.
    async fn add(&mut self, seller: &Seller) -> Result<(), StoreError>;

    /// The seller of an id.
    async fn find(&mut self, id: SellerId) -> Result<Option<Seller>, StoreError>;

    /// The seller that an account is.
    async fn find_by_account(&mut self, account: UserId) -> Result<Option<Seller>, StoreError>;

    /// Writes a changed seller, whose version is one more than what was read; its followers stay as they are. MUST answer
    /// [`StoreError::Conflict`] when the stored version is another.
    async fn save(&mut self, seller: &Seller) -> Result<(), StoreError>;

    /// Makes an account follow a seller, and counts it, both in this commit; false when it did already.
    async fn follow(&mut self, seller: SellerId, follower: UserId, now: Instant) -> Result<bool, StoreError>;

    /// The opposite; false when it did not follow.
    async fn unfollow(&mut self, seller: SellerId, follower: UserId) -> Result<bool, StoreError>;
}

/// Questions about sellers. One round trip each.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait SellerQueries: Send + Sync {
    /// What everybody sees of an approved seller; none of any other.
    async fn card(&self, id: SellerId, viewer: Option<UserId>) -> Result<Option<SellerCard>, StoreError>;

    /// The seller of an id, in whatever state.
    async fn by_id(&self, id: SellerId) -> Result<Option<Seller>, StoreError>;

    /// The seller that an account is, in whatever state.
    async fn of_account(&self, account: UserId) -> Result<Option<Seller>, StoreError>;

    /// Sellers in the order of their ids, behind `after`, at most `limit`; of one state if it is named.
    async fn page(
        &self,
        state: Option<SellerState>,
        after: Option<SellerId>,
        limit: u64,
    ) -> Result<Vec<Seller>, StoreError>;

    /// The approved sellers that an account follows, in the order of their ids, at most `limit`.
    async fn followed_by(&self, account: UserId, limit: u64) -> Result<Vec<SellerCard>, StoreError>;
}

/// What everybody sees of a seller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SellerCard {
    /// Which.
    pub id: SellerId,
    /// What it is called.
    pub company: CompanyName,
    /// How many follow.
    pub followers: i64,
    /// Whether the viewer does.
    pub is_followed: bool,
    /// Since when it sells.
    pub since: Instant,
}

/// Whose a product is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ownership {
    /// The shop's own.
    Shop,
    /// This seller's.
    Seller(SellerId),
}

/// On whose authority the catalogue, stock or prices are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// The shop's: staff, operators, machines of theirs; nobody in particular where access is open.
    Shop(Option<UserId>),
    /// That of an approved seller, over its own products alone.
    Seller {
        /// Who acts.
        user: UserId,
        /// For whom.
        seller: SellerId,
    },
}

impl Authority {
    /// Who acts.
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::Shop(user) => user,
            Self::Seller { user, .. } => Some(user),
        }
    }

    /// Whose a product will be that is made on this authority.
    pub const fn seller(self) -> Option<SellerId> {
        match self {
            Self::Shop(_) => None,
            Self::Seller { seller, .. } => Some(seller),
        }
    }

    /// Whether it covers a product of this owner.
    pub fn covers(self, owner: Ownership) -> bool {
        match self {
            Self::Shop(_) => true,
            Self::Seller { seller, .. } => owner == Ownership::Seller(seller),
        }
    }
}
