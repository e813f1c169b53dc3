use async_trait::async_trait;
use hexmart_domain::pricing::{Coupon, CouponCode, Discount, Validity};
use hexmart_domain::shared::{Percentage, ProductId, UserId};
use thiserror::Error;

use crate::marketplace::Authority;
use crate::platform::{StoreError, UniqueKey};

/// What can be done with prices.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Pricing: Send + Sync {
    /// Sets a product's discount, in place of any earlier one.
    async fn set_discount(&self, discount: SetDiscount) -> Result<Discount, SetDiscountError>;

    /// Gives a user a coupon.
    async fn create_coupon(&self, coupon: NewCoupon) -> Result<Coupon, CreateCouponError>;
}

/// A wanted discount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetDiscount {
    /// Of what.
    pub product: ProductId,
    /// By how much.
    pub percentage: Percentage,
    /// On whose authority. To a seller another's product does not exist.
    pub authority: Authority,
}

/// A wanted coupon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCoupon {
    /// Whose.
    pub owner: UserId,
    /// What the holder types; generated when there is none.
    pub code: Option<CouponCode>,
    /// By how much.
    pub percentage: Percentage,
    /// From when to when.
    pub validity: Validity,
}

/// Why there is no new discount.
#[derive(Debug, Clone, Error)]
pub enum SetDiscountError {
    /// There is no such product.
    #[error("there is no such product")]
    UnknownProduct,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why there is no new coupon.
#[derive(Debug, Clone, Error)]
pub enum CreateCouponError {
    /// Another coupon has this code.
    #[error("the code is taken")]
    CodeTaken,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for CreateCouponError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(UniqueKey::CouponCode) => Self::CodeTaken,
            other => Self::Store(other),
        }
    }
}
