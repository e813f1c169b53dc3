use async_trait::async_trait;
use hexmart_domain::pricing::{Coupon, Discount};
use hexmart_domain::shared::ProductId;

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
}
