use async_trait::async_trait;
use hexmart_domain::ordering::{Cart, CartError, CartOwner, LineAmounts, OrderTotals};
use hexmart_domain::pricing::{CouponCode, Quote};
use hexmart_domain::shared::{ItemId, OrderId, OrderLineId, Percentage, ProductId, Quantity, UserId};
use thiserror::Error;

use super::super::Offer;
use crate::platform::StoreError;

/// What somebody is about to buy. Every method that changes a cart takes the version that the caller saw, if they insist on
/// it; without one, changes that were made at the same time all land.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Carts: Send + Sync {
    /// A new cart for somebody who did not sign in, and the token that it is theirs by. Told once, kept as a hash.
    async fn open(&self) -> Result<(PricedCart, String), StoreError>;

    /// Whose cart a token stands for. Pure: whether there is such a cart is found out by using it.
    fn guest(&self, token: &str) -> CartOwner;

    /// A cart with the prices of this moment. A user who has none has an empty one; a guest who has none is
    /// [`CartChangeError::Unknown`].
    async fn show(&self, owner: CartOwner) -> Result<PricedCart, CartChangeError>;

    /// Puts pieces of an item into a cart.
    async fn add(
        &self,
        owner: CartOwner,
        wanted: AddToCart,
        seen: Option<i64>,
    ) -> Result<PricedCart, CartChangeError>;

    /// Changes how many pieces of an item there are.
    async fn set(
        &self,
        owner: CartOwner,
        item: ItemId,
        quantity: Quantity,
        seen: Option<i64>,
    ) -> Result<PricedCart, CartChangeError>;

    /// Takes items out; all when none is named.
    async fn remove(
        &self,
        owner: CartOwner,
        items: Vec<ItemId>,
        seen: Option<i64>,
    ) -> Result<PricedCart, CartChangeError>;

    /// Sets the coupon that is to be redeemed, by its code, or none. A guest has no coupons.
    async fn apply_coupon(
        &self,
        owner: CartOwner,
        code: Option<CouponCode>,
        seen: Option<i64>,
    ) -> Result<PricedCart, CartChangeError>;

    /// Moves what is in a guest's cart into that of a user, once; the guest's cart is gone then. A guest's cart that is gone
    /// already changes nothing.
    async fn merge(&self, user: UserId, guest: CartOwner) -> Result<PricedCart, CartChangeError>;

    /// Puts what was in one's order, or in a line of it, into one's cart again, as far as it can still be bought.
    async fn reorder(
        &self,
        user: UserId,
        order: OrderId,
        line: Option<OrderLineId>,
    ) -> Result<PricedCart, CartChangeError>;
}

/// What is to be put into a cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddToCart {
    /// Which product.
    pub product: ProductId,
    /// Which of its variants; the first when nothing is said and there is only one.
    pub item: Option<ItemId>,
    /// How many pieces.
    pub quantity: Quantity,
}

/// A cart with the prices of the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricedCart {
    /// The cart.
    pub cart: Cart,
    /// Its lines, in their order.
    pub lines: Vec<PricedLine>,
    /// The coupon, when there is one.
    pub coupon: Option<CartCoupon>,
    /// What the lines that can be bought cost together, without the way to the buyer.
    pub totals: Option<OrderTotals>,
}

/// A line of a cart with the prices of the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricedLine {
    /// Which item.
    pub item: ItemId,
    /// How many pieces.
    pub quantity: Quantity,
    /// What it is; none when it is gone.
    pub offer: Option<Offer>,
    /// What one piece costs.
    pub quote: Option<Quote>,
    /// What all pieces cost.
    pub amounts: Option<LineAmounts>,
    /// Why it cannot be bought as it is.
    pub obstacle: Option<Obstacle>,
}

/// Why a line cannot be bought as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// It is not sold any more.
    NotForSale,
    /// So many pieces can be had, and that is less.
    Short {
        /// Pieces that can be had.
        available: i64,
    },
}

/// What a coupon does to a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartCoupon {
    /// What its holder calls it.
    pub code: CouponCode,
    /// The share of the already discounted prices.
    pub percentage: Percentage,
    /// Whether it can be redeemed now. One that cannot is shown, and takes nothing off.
    pub usable: bool,
}

/// Why a cart stays as it is.
#[derive(Debug, Clone, Error)]
pub enum CartChangeError {
    /// The token stands for no cart.
    #[error("there is no such cart")]
    Unknown,
    /// There is no such product, or it is not for everybody.
    #[error("there is no such product")]
    UnknownProduct,
    /// The product has no such variant, or has several and none was named.
    #[error("the product has no such variant")]
    UnknownVariant,
    /// The product is not sold at the moment.
    #[error("the product is not sold at the moment")]
    NotForSale,
    /// There is no such order, or no such line in it.
    #[error("there is no such order")]
    UnknownOrder,
    /// The holder has no coupon of this code that can be redeemed now.
    #[error("there is no such coupon")]
    UnknownCoupon,
    /// The cart was changed since the caller saw it.
    #[error("the cart was changed since")]
    Stale,
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] CartError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
