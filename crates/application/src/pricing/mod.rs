//! Discounts and coupons.

mod inbound;
mod ports;
mod service;

pub use inbound::{CreateCouponError, NewCoupon, Pricing, SetDiscount, SetDiscountError};
pub use ports::{CouponRepository, DiscountRepository, HeldCoupon};
pub use service::PricingService;

#[cfg(any(test, feature = "testing"))]
pub use inbound::MockPricing;
#[cfg(any(test, feature = "testing"))]
pub use ports::{MockCouponRepository, MockDiscountRepository};
