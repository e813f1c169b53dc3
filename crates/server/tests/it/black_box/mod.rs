//! What the binary does over HTTP, the same on every database.

mod access;
mod accounts;
mod bad_bodies;
mod bad_values;
mod browsers;
mod caching;
mod catalogue;
mod categories;
mod contact;
mod counting;
mod editing;
mod filters;
mod finding;
mod interchange;
mod letters;
mod list;
mod machines;
mod passwords;
mod person;
mod pictures;
mod place;
mod pricing;
mod profiles;
mod protocol;
mod providers;
mod sellers;
mod sessions;
mod shop;
mod sign_up;
mod staff;
mod stock;
mod throttles;
mod variants;

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
    filters: [
        every_filter_and_sort_shows_what_one_would_pick_by_hand,
        nonsense_in_a_query_is_refused_and_named,
    ];
    variants: [
        each_variant_has_its_price_and_its_stock,
        sold_out_follows_the_stock_both_ways,
        variants_are_replaced_and_keep_their_stock,
        variants_that_do_not_fit_their_options_are_refused,
    ];
    editing: [
        an_edit_can_insist_on_what_it_saw,
        every_change_stands_in_the_history,
        what_is_deleted_is_gone_and_comes_back_private,
        bad_edits_name_every_field,
    ];
    pictures: [
        a_picture_is_shown_in_three_sizes_until_it_is_removed,
        pictures_are_arranged,
        what_is_no_picture_is_refused,
    ];
    finding: [
        what_changes_is_found_within_a_second,
        words_are_found_in_part_in_either_case_and_with_errors,
        facets_count_what_is_found,
        suggestions_come_from_the_first_letter_on,
        bad_searches_are_refused,
    ];
    caching: [
        own_changes_are_seen_at_once,
        whoever_has_an_answer_is_not_sent_it_again,
    ];
    interchange: [
        a_file_is_imported_and_tells_what_it_left_out,
        what_cannot_be_imported_is_refused_whole,
        what_is_exported_changes_nothing_when_it_is_imported,
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
        wrong_credentials_prove_nobody,
        bad_fields_of_accounts_are_unprocessable,
        bodies_of_accounts_have_to_say_that_they_are_json,
    ];
    access: [
        strangers_and_users_change_nothing_in_a_guarded_shop,
        a_coupon_asks_for_a_signed_in_user_before_anything_else,
        a_bad_token_is_refused_wherever_callers_are_looked_at,
    ];
    sign_up: [
        the_code_in_the_mail_proves_the_address,
        a_code_can_be_tried_five_times,
        a_code_is_good_for_its_account_and_purpose_alone,
        a_new_code_replaces_the_one_before,
        a_known_address_is_answered_like_a_new_one,
        the_mailbox_takes_over_an_account_that_nobody_proved,
        easy_passwords_are_refused,
        the_shop_writes_in_the_language_of_its_reader,
    ];
    passwords: [
        a_forgotten_password_is_replaced_by_mail,
        a_code_for_a_password_can_be_tried_five_times,
        nobody_learns_by_a_reset_whether_an_address_is_known,
        a_new_password_wakes_a_dormant_account,
        a_new_password_keeps_this_session_and_ends_the_others,
    ];
    contact: [
        a_new_address_counts_once_it_is_proved,
        an_address_that_was_taken_meanwhile_stays_taken,
        a_number_is_proved_by_text_message,
    ];
    sessions: [
        a_refresh_token_is_good_once_and_its_reuse_ends_the_session,
        what_is_no_refresh_token_refreshes_nothing,
        signing_out_ends_the_session_that_asks,
        signing_out_everywhere_ends_every_session,
        a_lost_phone_is_signed_out_from_elsewhere,
    ];
    profiles: [
        an_account_is_masked_unless_its_owner_asks_for_it_in_full,
        a_change_can_insist_on_what_it_saw,
        an_erased_account_is_gone_and_its_address_free,
        an_address_book_has_five_places_and_one_default,
    ];
    providers: [
        somebody_new_gets_an_account_and_has_it_ever_after,
        an_address_that_the_provider_did_not_prove_is_nobodys,
        whoever_refuses_or_cannot_be_asked_is_not_signed_in,
        a_return_counts_once_and_in_its_own_browser,
        an_address_with_an_account_is_linked_by_its_owner_alone,
        an_account_without_a_password_gets_none_by_guessing_and_can_leave,
    ];
    machines: [
        a_key_shows_its_secret_once_and_when_it_was_used,
        a_key_does_what_its_scopes_say,
        a_key_that_is_called_back_is_worthless_at_once,
        a_key_is_replaced_while_both_work,
    ];
    sellers: [
        a_name_belongs_to_one_seller,
    ];
    throttles: [
        a_network_has_its_share_and_everybody_else_theirs,
        nobody_counts_where_limits_are_off,
        wrong_passwords_delay_those_who_guess_and_not_the_owner,
        a_header_that_no_proxy_sent_moves_nobody,
        codes_are_sent_a_few_times_an_hour,
    ];
    browsers: [
        every_answer_keeps_browsers_from_guessing_and_framing,
        pages_of_listed_sites_may_read_answers,
        a_browser_asks_first_and_is_answered,
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

/// What needs the command line, which makes employees: on databases that outlive a process.
mod lasting {
    behaviours!(sqlite mysql => {
        providers: [
            whoever_staff_erased_comes_back_as_somebody_new,
            lost_keys_are_missed_although_nothing_of_the_first_account_is_sealed,
        ];
        categories: [
            a_tree_is_planted_renamed_and_rearranged,
            what_would_break_the_tree_is_refused,
            products_hang_on_the_tree,
        ];
        caching: [
            another_process_knows_within_a_second,
        ];
        access: [
            staff_and_admins_change_a_guarded_shop,
        ];
        staff: [
            a_change_of_role_is_felt_at_once,
            people_are_seen_in_full_only_with_a_reason,
            an_account_that_staff_erased_can_be_restored,
            whoever_left_may_come_back_unless_somebody_has_the_address,
            staff_sign_somebody_out_everywhere,
            an_employee_is_not_dismissed_by_themselves,
            people_and_the_log_are_listed_in_pages,
        ];
        sellers: [
            an_application_is_decided_by_staff_and_its_answer_mailed,
            a_seller_changes_what_is_theirs_and_nothing_else,
            nobody_decides_on_their_own_application,
            followers_are_counted,
        ];
    });
}
