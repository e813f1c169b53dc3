use async_trait::async_trait;
use hexmart_domain::shared::{ProductId, UserId};
use thiserror::Error;

use crate::platform::StoreError;
use crate::reviews::{WishCard, WishMark};

/// What people wish for.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Wishes: Send + Sync {
    /// Changes what somebody wishes for; answers how it is now, whether anything changed or not.
    async fn change(
        &self,
        account: UserId,
        product: ProductId,
        change: WishChange,
    ) -> Result<Wishing, WishError>;

    /// What somebody wishes for and everybody sees, the newest wish first, behind `after`, at most `limit`.
    async fn own(
        &self,
        account: UserId,
        after: Option<WishMark>,
        limit: u64,
    ) -> Result<Vec<WishCard>, StoreError>;
}

/// What is to be different.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WishChange {
    /// They wish for it, and want to hear of it.
    Add,
    /// They do not any more.
    Remove,
    /// They want to hear of it, or not.
    Notices(bool),
}

/// How it stands between somebody and a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wishing {
    /// Whether they wish for it.
    pub is_wished: bool,
    /// Whether they want to hear when it is there again, or costs less.
    pub notices: bool,
    /// How many wish for it.
    pub wishers: i64,
}

/// Why nobody wishes for it.
#[derive(Debug, Clone, Error)]
pub enum WishError {
    /// There is no such product that everybody sees.
    #[error("there is no such product")]
    UnknownProduct,
    /// They do not wish for it.
    #[error("there is no such wish")]
    UnknownWish,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
