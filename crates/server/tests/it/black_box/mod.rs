//! What the binary does over HTTP, the same on every database.

mod access;
mod accounts;
mod bad_bodies;
mod bad_values;
mod catalogue;
mod counting;
mod list;
mod place;
mod pricing;
mod protocol;
mod shop;
mod stock;

/// Makes a test of each behaviour on each database.
macro_rules! behaviours {
    ($($database:ident)* => $list:tt) => { $(behaviours!(@on $database $list);)* };
    (@on $database:ident { $($module:ident: [$($behaviour:ident),* $(,)?];)* }) => {
        mod $database {
            $(mod $module {
                $(#[test]
                fn $behaviour() {
                    if let Some(place) = crate::black_box::place::$database() {
                        crate::black_box::$module::$behaviour(&place);
                    }
                })*
            })*
        }
    };
}

behaviours!(sqlite mysql memory => {
    catalogue: [
        a_created_product_is_answered_whole,
        numbers_are_what_they_say_in_whatever_form,
        texts_are_kept_as_they_were_sent,
        a_shown_product_says_what_it_costs_everybody,
        unknown_fields_are_ignored_and_the_last_of_equal_keys_counts,
        any_content_type_and_a_byte_order_mark_are_read_as_json,
    ];
    list: [
        a_listed_product_is_answered_whole,
        twenty_five_products_are_pages_of_ten_ten_and_five,
        following_cursors_shows_everything_once,
        names_are_found_without_regard_to_case,
        every_character_of_a_search_stands_for_itself,
        a_filter_goes_with_pages_and_cursors,
        bad_parameters_are_refused,
    ];
    stock: [
        changes_add_up_and_are_counted,
        stock_may_fall_to_zero_and_not_below,
        stock_may_reach_the_largest_count_and_not_more,
    ];
    pricing: [
        a_discount_is_answered_whole_and_shown,
        the_second_discount_takes_the_place_of_the_first,
        a_coupon_is_answered_whole,
        a_coupon_takes_its_share_of_the_discounted_price_for_its_holder_alone,
        the_best_coupon_that_is_valid_now_counts,
        the_smallest_fractions_are_exact,
        a_code_is_taken_whatever_its_case,
    ];
    bad_values: [
        bad_products_are_refused,
        bad_stock_changes_are_refused,
        bad_discounts_are_refused,
        bad_coupons_are_refused,
        every_bad_field_is_named_at_once,
        unknown_products_are_not_found,
    ];
    bad_bodies: [
        what_is_no_json_object_is_malformed,
        nesting_bombs_are_refused,
        an_empty_body_misses_everything,
        a_body_has_at_most_a_mebibyte,
    ];
    accounts: [
        a_new_account_signs_in_with_whatever_case,
        an_address_has_one_account,
        wrong_credentials_prove_nobody,
        bad_fields_of_accounts_are_unprocessable,
        bodies_of_accounts_have_to_say_that_they_are_json,
    ];
    access: [
        strangers_and_users_change_nothing_in_a_guarded_shop,
        staff_and_admins_change_a_guarded_shop,
        a_coupon_asks_for_a_signed_in_user_before_anything_else,
        a_bad_token_is_refused_wherever_callers_are_looked_at,
    ];
    protocol: [
        a_slash_at_the_end_makes_no_difference,
        a_wrong_method_is_told_the_right_ones,
        head_answers_what_get_answers_without_the_body,
        an_unknown_path_is_a_problem,
        a_request_keeps_its_id,
        problems_are_told_in_korean_to_whoever_asks,
        the_documentation_needs_no_network,
        the_served_document_is_the_printed_one,
        health_and_metrics_answer,
    ];
    counting: [
        sixty_four_clients_on_one_product_lose_no_change,
    ];
});
