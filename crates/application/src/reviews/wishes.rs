use async_trait::async_trait;
use hexmart_domain::catalogue::{Lifecycle, Price};
use hexmart_domain::pricing::Quote;
use hexmart_domain::reviews::{Glance, Wish};
use hexmart_domain::shared::{Instant, Percentage, ProductId, UserId};

use crate::catalogue::ProductCard;
use crate::platform::StoreError;
use crate::search::FeedPosition;

/// Wishes inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait WishRepository: Send {
    /// How a product stands at `now`, whatever its state; none when there is no such product.
    async fn offering(&mut self, product: ProductId, now: Instant) -> Result<Option<Offering>, StoreError>;

    /// Adds a wish; false when the account wishes for the product already, and nothing changes.
    async fn add(&mut self, wish: &Wish) -> Result<bool, StoreError>;

    /// Removes one; false when there is none.
    async fn remove(&mut self, account: UserId, product: ProductId) -> Result<bool, StoreError>;

    /// One wish.
    async fn find(&mut self, account: UserId, product: ProductId) -> Result<Option<Wish>, StoreError>;

    /// Says whether somebody wants to hear of what they wish for; false when they do not wish for it.
    async fn set_notices(
        &mut self,
        account: UserId,
        product: ProductId,
        notices: bool,
    ) -> Result<bool, StoreError>;

    /// How many wish for a product.
    async fn count(&mut self, product: ProductId) -> Result<i64, StoreError>;

    /// Wishes for a product that were last looked at when it stood otherwise, so that [`Wish::seeing`] changes them; at most
    /// `limit`.
    async fn outdated(
        &mut self,
        product: ProductId,
        now: Glance,
        limit: u64,
    ) -> Result<Vec<Wish>, StoreError>;

    /// Remembers of each of these wishes for one product how it is [seen](Wish::seeing) now. MUST answer
    /// [`StoreError::Conflict`] when one of them was looked at since it was read, or is gone: so nobody is told twice.
    async fn look(&mut self, wishes: &[Wish], now: Glance) -> Result<(), StoreError>;

    /// Up to where the feed of the catalogue was read on behalf of those who wish; none before the first time.
    async fn read_to(&mut self) -> Result<Option<FeedPosition>, StoreError>;

    /// Remembers that.
    async fn note_read_to(&mut self, position: FeedPosition) -> Result<(), StoreError>;
}

/// Questions about wishes. One round trip each.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait WishQueries: Send + Sync {
    /// What somebody wishes for and everybody sees, with what it costs at `now`: the newest wish first, behind `after`, at
    /// most `limit`.
    async fn of_account(
        &self,
        account: UserId,
        after: Option<WishMark>,
        limit: u64,
        now: Instant,
    ) -> Result<Vec<WishCard>, StoreError>;

    /// Those of the products that somebody wishes for.
    async fn wished(&self, products: &[ProductId]) -> Result<Vec<ProductId>, StoreError>;

    /// Products that somebody wishes for, in the order of their ids, behind `after`, at most `limit`.
    async fn wished_after(&self, after: Option<ProductId>, limit: u64) -> Result<Vec<ProductId>, StoreError>;
}

/// How a product stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offering {
    /// What it is called.
    pub name: String,
    /// What was decided about it.
    pub lifecycle: Lifecycle,
    /// Whether something of it can be had.
    pub in_stock: bool,
    /// What a piece costs before any reduction.
    pub price: Price,
    /// The discount that applies.
    pub discount: Option<Percentage>,
}

impl Offering {
    /// The same for somebody who wishes for it.
    pub fn glance(&self) -> Glance {
        Glance {
            on_offer: self.lifecycle == Lifecycle::OnSale && self.in_stock,
            price: Quote::of(self.price, self.discount, None).final_price,
        }
    }
}

/// Where a wish stands in the list of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WishMark {
    /// Since when it is wished for.
    pub since: Instant,
    /// What.
    pub product: ProductId,
}

/// A wish, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WishCard {
    /// What is wished for, as lists show it.
    pub product: ProductCard,
    /// Since when.
    pub since: Instant,
    /// Whether they want to hear of it.
    pub notices: bool,
}

impl WishCard {
    /// Where it stands.
    pub const fn mark(&self) -> WishMark {
        WishMark {
            since: self.since,
            product: self.product.id,
        }
    }
}
