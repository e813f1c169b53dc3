use async_trait::async_trait;
use hexmart_domain::pricing::{Coupon, CouponCode, Discount};
use hexmart_domain::shared::{CouponId, Instant, OrderId, ProductId, UserId};

use crate::platform::StoreError;

/// Chains of discounts inside a transaction, one per product.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait DiscountRepository: Send {
    /// The newest discount of a product, the only one that can be active; none when it never had one.
    async fn latest(&mut self, product: ProductId) -> Result<Option<Discount>, StoreError>;

    /// Appends a discount to its product's chain. MUST answer [`StoreError::Conflict`] when the chain has one of that
    /// version already, so that two simultaneous discounts never both become the newest.
    async fn append(&mut self, discount: &Discount) -> Result<(), StoreError>;
}

/// Coupons inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait CouponRepository: Send {
    /// Adds a coupon. MUST answer [`StoreError::Duplicate`] with
    /// [`UniqueKey::CouponCode`](crate::platform::UniqueKey::CouponCode) when its code, without regard to case, is
    /// taken.
    async fn add(&mut self, coupon: &Coupon) -> Result<(), StoreError>;

    /// The coupon of an owner by its code, without regard to case, and whether it was redeemed. Nobody else's.
    async fn held(&mut self, owner: UserId, code: &CouponCode) -> Result<Option<HeldCoupon>, StoreError>;

    /// The coupon of an id, and whether it was redeemed.
    async fn find(&mut self, id: CouponId) -> Result<Option<HeldCoupon>, StoreError>;

    /// Redeems a coupon for an order. MUST answer [`StoreError::Conflict`] when it is redeemed already: it has one slot, and
    /// the slot is a row. From then on no product's page proposes it.
    async fn redeem(&mut self, coupon: CouponId, order: OrderId, now: Instant) -> Result<(), StoreError>;

    /// Frees the slot that an order took; false when it took none, or freed it before.
    async fn free(&mut self, coupon: CouponId, order: OrderId) -> Result<bool, StoreError>;
}

/// A coupon as its holder finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldCoupon {
    /// The coupon.
    pub coupon: Coupon,
    /// Whether an order redeemed it.
    pub redeemed: bool,
}
