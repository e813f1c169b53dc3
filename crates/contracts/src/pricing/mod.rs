//! Promises of `DiscountRepository` and `CouponRepository`, and of how the catalogue shows discounts and coupons.

mod coupons;
mod discounts;
mod redemptions;

pub use coupons::{
    a_code_differing_in_more_than_case_is_another, a_code_is_taken_once_by_attempts_that_overlap,
    a_code_is_taken_whatever_its_case, a_coupon_is_usable_on_both_ends_of_its_period,
    an_inactive_coupon_is_not_used, nobody_has_no_coupons, one_of_many_takes_a_code,
    the_best_usable_coupon_is_shown, the_longest_code_is_kept,
};
pub use discounts::{
    a_discount_is_kept_as_it_was_set, a_discount_is_shown_once_its_product_is_saved,
    a_discount_is_shown_while_it_applies, a_stale_discount_is_a_conflict,
    discounts_of_products_are_independent, of_many_first_discounts_one_is_active,
    only_the_newest_discount_is_ever_shown,
};
pub use redemptions::{
    a_coupon_is_found_by_its_holder, a_coupon_is_freed_once, a_coupon_is_redeemed_once,
    a_coupon_is_redeemed_once_by_attempts_that_overlap, a_redeemed_coupon_is_not_proposed,
    one_of_many_frees_a_coupon, one_of_many_redeems_a_coupon, redemptions_are_listed,
};
