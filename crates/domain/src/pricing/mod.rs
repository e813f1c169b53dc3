//! What a product costs whom: discounts of the shop, coupons of a user, the quote that combines them.

mod coupon;
mod discount;
mod quote;

pub use coupon::{Coupon, CouponCode, CouponPeriodError, Validity};
pub use discount::{Discount, DiscountTerms};
pub use quote::Quote;
