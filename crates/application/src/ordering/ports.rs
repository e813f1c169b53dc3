use async_trait::async_trait;
use hexmart_domain::catalogue::{Lifecycle, Price};
use hexmart_domain::ordering::{
    Cart, CartOwner, LineState, Order, OrderChange, OrderEvent, OrderLine, OrderNumber,
};
use hexmart_domain::shared::{
    CartId, CategoryId, CouponId, Instant, ItemId, OrderId, OrderLineId, Percentage, PictureId, ProductId,
    SellerId, UserId,
};

use crate::platform::StoreError;

/// Carts inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait CartRepository: Send {
    /// The cart of an owner.
    async fn of(&mut self, owner: &CartOwner) -> Result<Option<Cart>, StoreError>;

    /// Writes a cart, whose version is one more than what was read: version 1 for one that never was. MUST answer
    /// [`StoreError::Conflict`] when the stored version is another, and when an owner would have two.
    async fn save(&mut self, cart: &Cart) -> Result<(), StoreError>;

    /// Removes a cart; MUST answer [`StoreError::Conflict`] when its stored version is another, or it is gone.
    async fn remove(&mut self, cart: &Cart) -> Result<(), StoreError>;

    /// Forgets guests' carts that nobody touched since `before`, at most `limit`; answers how many.
    async fn forget(&mut self, before: Instant, limit: u64) -> Result<u64, StoreError>;
}

/// Orders inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait OrderRepository: Send {
    /// Adds an order with its lines, and the entries of its timeline. MUST answer [`StoreError::Duplicate`] with
    /// [`UniqueKey::CartOrder`](crate::platform::UniqueKey::CartOrder) when its cart was ordered already, and with
    /// [`UniqueKey::OrderNumber`](crate::platform::UniqueKey::OrderNumber) when its number is taken. MUST keep address and
    /// note unreadable at rest.
    async fn add(&mut self, order: &Order, events: &[OrderEvent]) -> Result<(), StoreError>;

    /// What these items are and cost at `now`, as [`OrderQueries::offers`] answers it.
    async fn offers(&mut self, items: &[ItemId], now: Instant) -> Result<Vec<Offer>, StoreError>;

    /// The order of an id, with its lines in their order.
    async fn find(&mut self, id: OrderId) -> Result<Option<Order>, StoreError>;

    /// The order that a cart became.
    async fn of_cart(&mut self, cart: CartId) -> Result<Option<OrderId>, StoreError>;

    /// Writes an order as a change leaves it, and the entries of its timeline. MUST answer [`StoreError::Conflict`] when the
    /// stored version is not one less. Lines are neither added nor removed.
    async fn save(&mut self, change: &OrderChange) -> Result<(), StoreError>;
}

/// Questions about what is on offer and what was bought. One round trip each.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait OrderQueries: Send + Sync {
    /// What these items are and cost at `now`, in whatever state; unknown ones are left out. For carts.
    async fn offers(&self, items: &[ItemId], now: Instant) -> Result<Vec<Offer>, StoreError>;

    /// A cart.
    async fn cart(&self, owner: &CartOwner) -> Result<Option<Cart>, StoreError>;

    /// The order of an id, whoever bought it.
    async fn order(&self, id: OrderId) -> Result<Option<Order>, StoreError>;

    /// Orders that pass the filter, the newest first, before the order `before` (none: from the newest), at most `limit`.
    async fn orders(
        &self,
        filter: &OrderFilter,
        before: Option<OrderId>,
        limit: u64,
    ) -> Result<Vec<Order>, StoreError>;

    /// How many orders were placed from then on and before then.
    async fn placed_between(&self, from: Instant, until: Instant) -> Result<u64, StoreError>;

    /// Lines of a seller (none: of the shop itself) with their orders, the newest first, before the line `before`, at most
    /// `limit`, only those in a state if it is named.
    async fn desk(
        &self,
        seller: Option<SellerId>,
        state: Option<LineState>,
        before: Option<OrderLineId>,
        limit: u64,
    ) -> Result<Vec<DeskLine>, StoreError>;

    /// What happened to an order, the oldest first.
    async fn timeline(&self, order: OrderId) -> Result<Vec<OrderEvent>, StoreError>;

    /// Coupons that are redeemed, and by which orders. In the order of the coupons.
    async fn redemptions(&self) -> Result<Vec<(CouponId, OrderId)>, StoreError>;

    /// Orders that nobody paid by `now`, at most `limit`, the longest waiting first.
    async fn unpaid(&self, now: Instant, limit: u64) -> Result<Vec<OrderId>, StoreError>;

    /// Orders with lines that were delivered before `before` and are neither confirmed nor to be refunded, at most `limit`.
    async fn unconfirmed(&self, before: Instant, limit: u64) -> Result<Vec<OrderId>, StoreError>;
}

/// Which orders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderFilter {
    /// Of this buyer only.
    pub buyer: Option<UserId>,
    /// In this state only, as the header tells.
    pub state: Option<LineState>,
    /// With this number only.
    pub number: Option<OrderNumber>,
    /// Placed from then on.
    pub from: Option<Instant>,
    /// Placed before then.
    pub until: Option<Instant>,
}

/// A line, as whoever sells it sees it, with what it needs of its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskLine {
    /// The line.
    pub line: OrderLine,
    /// Its order. The other lines of it, which may be other sellers', are left out.
    pub order: Order,
}

/// An item as it is on offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Of which product.
    pub product: ProductId,
    /// Which of its variants.
    pub item: ItemId,
    /// What it is called.
    pub name: String,
    /// Under which number.
    pub sku: String,
    /// What is chosen, as "Size: XL".
    pub options: Vec<String>,
    /// What one piece costs, before any reduction.
    pub price: Price,
    /// The discount that applies.
    pub discount: Option<Percentage>,
    /// Pieces that can be had.
    pub available: i64,
    /// What was decided about the product: only what is on sale can be bought.
    pub lifecycle: Lifecycle,
    /// Where it hangs in the tree.
    pub category: Option<CategoryId>,
    /// Its main picture.
    pub picture: Option<PictureId>,
    /// Who sells it.
    pub seller: Option<SellerId>,
    /// What the seller is called.
    pub seller_name: Option<String>,
}
