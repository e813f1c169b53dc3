//! Discounts and coupons over HTTP.

pub(crate) mod coupon;
pub(crate) mod discount;
