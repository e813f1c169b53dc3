//! The list of promises.

/// Makes one test of each promise of the storage ports.
///
/// `$fresh` names a function of the same module, `async fn fresh() -> Option<Fixture>`, that opens a fresh, empty
/// store for each test; None when the store's database is not to be had on this machine.
#[macro_export]
macro_rules! storage_contract {
    ($fresh:ident) => {
        $crate::context_contract!($fresh, store: [
            a_committed_attempt_is_visible,
            a_refused_attempt_leaves_nothing_and_is_no_failure,
            a_failed_attempt_leaves_nothing,
            a_partial_failure_leaves_nothing,
            an_attempt_sees_its_own_writes,
            an_attempt_sees_what_it_wrote_about_people,
            an_attempt_sees_what_it_wrote_about_products,
            an_attempt_under_way_is_seen_by_nobody,
            figures_wait_for_nothing,
            a_ping_answers_within_two_seconds,
            a_caller_that_leaves_midway_leaves_the_write_whole_or_absent,
            a_caller_that_leaves_at_any_moment_leaves_the_write_whole_or_absent,
            a_conflict_runs_the_attempt_again_from_the_start,
            repetitions_are_counted_under_their_use_case,
            no_error_but_a_conflict_is_retried,
            attempts_that_race_all_land,
            an_attempt_that_is_overtaken_lands_behind_its_rival,
        ]);
        $crate::context_contract!($fresh, inventory: [
            a_level_is_that_of_the_newest_event,
            a_stale_event_is_a_conflict,
            opening_a_chain_twice_is_a_conflict,
            a_writer_with_a_stale_level_lands_next,
            a_writer_that_is_overtaken_lands_next,
            events_of_several_chains_land_together,
            one_stale_event_keeps_all_of_its_attempt_out,
            chains_of_one_item_are_independent,
            the_largest_total_is_kept,
            a_history_is_read_in_pages,
            a_sound_ledger_has_no_faults,
            a_gap_in_the_versions_is_a_fault,
            a_total_that_does_not_follow_is_a_fault,
            a_decision_meets_the_newest_level,
            a_chain_that_was_never_opened_is_an_unknown_item,
            a_refusal_writes_nothing,
            events_are_kept_as_they_were_decided,
            a_burst_on_one_chain_counts_every_change,
            a_burst_over_five_chains_counts_every_change,
            a_caller_that_leaves_a_burst_touches_nobody_else,
            the_last_pieces_are_taken_once,
            a_refusal_in_a_burst_touches_nobody_else,
            attempts_and_decisions_share_a_chain,
        ]);
        $crate::context_contract!($fresh, catalogue: [
            a_list_is_in_the_order_of_creation,
            a_list_is_read_in_pages,
            a_page_after_a_product_never_skips_or_repeats,
            a_place_in_a_list_has_its_product,
            a_list_shows_the_newest_stock,
            a_filter_disregards_case,
            every_character_of_a_filter_stands_for_itself,
            a_product_is_kept_as_it_was_made,
            a_product_belongs_to_its_seller_or_to_the_shop,
            the_longest_texts_are_kept,
            an_unknown_product_is_none,
            simultaneous_viewers_are_shown_their_own,
            an_id_that_differs_in_its_last_bit_is_another,
            a_batch_with_a_taken_id_adds_nothing,
            nothing_can_be_added,
            a_thousand_products_land_in_one_attempt,
            a_list_can_be_of_some_states,
            a_list_can_be_of_some_categories,
            a_list_can_be_of_one_owner,
            a_list_can_be_of_a_range_of_prices,
            a_list_can_be_of_what_is_in_stock,
            a_list_can_be_of_what_is_reduced,
            a_list_can_be_of_one_tag,
            a_list_can_be_of_a_range_of_creation,
            a_list_can_be_among_some_products,
            the_parts_of_a_filter_narrow_each_other,
            every_sort_is_in_order,
            pages_behind_marks_neither_skip_nor_repeat,
            pages_and_places_of_every_sort_agree,
            a_mark_is_a_place_without_its_product,
            a_product_moves_with_its_measure,
            a_page_shows_a_product_in_full,
            a_page_shows_every_variant,
            a_document_tells_what_an_index_knows,
            documents_go_through_all_that_is_listed,
            an_export_goes_through_all_products,
            pictures_in_use_are_known,
            a_product_is_kept_in_full,
            a_changed_product_is_kept,
            a_stale_product_is_a_conflict,
            products_are_saved_together,
            edits_that_race_all_land,
            an_edit_that_is_overtaken_lands_next,
            a_history_is_told_newest_first,
            what_is_not_public_is_not_shown,
            what_is_hidden_is_kept,
            a_state_can_change_and_change_back,
            a_sku_is_taken_whatever_its_case,
            a_sku_is_unique_for_one_seller_alone,
            a_sku_of_a_deleted_product_stays_taken,
            a_change_takes_skus_and_lets_them_go,
            a_batch_with_a_taken_sku_adds_nothing,
            one_of_many_takes_a_sku,
            a_sku_is_taken_once_by_attempts_that_overlap,
            products_are_found_by_their_skus,
            counts_add_up,
            a_mean_of_stars_is_rounded_half_up,
            no_count_falls_below_zero,
            counts_that_race_all_count,
            an_edit_leaves_the_counters,
            a_product_is_sold_out_with_its_last_piece,
            events_of_one_attempt_count_in_their_order,
            a_product_can_be_had_while_a_variant_can,
            a_variant_comes_and_goes_with_its_stock,
            stock_revives_nothing_that_was_taken_away,
            an_attempt_sells_out_when_it_ends,
            stock_and_state_never_disagree,
            a_forest_is_kept_as_it_was_planted,
            a_stale_forest_is_a_conflict,
            of_two_moves_that_make_a_cycle_one_lands,
            moves_that_overlap_make_no_cycle,
            changes_of_the_forest_that_race_all_land,
            a_category_with_products_stays,
            a_category_that_an_attempt_rests_on_stays,
            no_product_hangs_on_a_category_that_is_gone,
            products_are_rehung_with_a_history,
            products_are_rehung_while_others_edit,
            products_of_categories_are_fed,
            a_discount_that_is_over_is_none_at_once,
            a_deal_lapses_once,
            what_lapsed_lies_where_it_belongs,
            every_change_is_fed,
            stock_is_fed_when_it_crosses_zero,
            a_refused_attempt_feeds_nothing,
            the_feed_is_read_in_pages,
            no_reader_passes_an_entry_that_appears_later,
            nothing_is_missed_while_many_write,
            the_feed_forgets_what_is_old,
        ]);
        $crate::context_contract!($fresh, pricing: [
            a_code_is_taken_whatever_its_case,
            one_of_many_takes_a_code,
            a_code_is_taken_once_by_attempts_that_overlap,
            a_code_differing_in_more_than_case_is_another,
            the_longest_code_is_kept,
            the_best_usable_coupon_is_shown,
            a_coupon_is_usable_on_both_ends_of_its_period,
            an_inactive_coupon_is_not_used,
            nobody_has_no_coupons,
            a_discount_is_kept_as_it_was_set,
            a_stale_discount_is_a_conflict,
            discounts_of_products_are_independent,
            a_discount_is_shown_while_it_applies,
            a_discount_is_shown_once_its_product_is_saved,
            only_the_newest_discount_is_ever_shown,
            of_many_first_discounts_one_is_active,
        ]);
        $crate::context_contract!($fresh, identity: [
            an_account_is_kept_as_it_was_made,
            what_is_not_known_of_an_account_stays_unknown,
            an_account_is_found_in_whatever_state,
            an_account_is_found_without_regard_to_case,
            an_unknown_account_is_none,
            a_change_of_an_account_is_kept,
            a_stale_account_is_a_conflict,
            changes_of_an_account_that_race_all_count,
            a_page_of_accounts_is_in_the_order_of_ids,
            a_page_of_accounts_can_be_of_one_state,
            a_book_that_was_never_saved_is_empty,
            an_address_book_is_kept_as_it_was_saved,
            a_changed_address_book_is_kept,
            a_stale_address_book_is_a_conflict,
            address_books_are_independent,
            an_address_book_is_filled_exactly,
            an_api_key_is_kept_as_it_was_made,
            an_unknown_api_key_is_none,
            the_holder_of_an_api_key_stands_as_its_owner,
            api_keys_are_listed_oldest_first,
            the_end_of_an_api_key_is_kept,
            the_last_use_of_an_api_key_is_kept,
            a_provider_attempt_is_kept_as_it_began,
            a_provider_attempt_is_taken_once,
            one_of_many_takes_a_provider_attempt,
            a_provider_attempt_is_taken_once_by_attempts_that_overlap,
            a_refused_attempt_takes_no_provider_attempt,
            a_code_is_kept_as_it_was_issued,
            a_code_replaces_the_one_before,
            a_code_out_of_turn_is_a_conflict,
            a_right_code_is_right_for_one_of_many,
            wrong_tries_that_race_are_counted_exactly,
            a_code_is_right_once_for_attempts_that_overlap,
            codes_that_are_issued_at_once_follow_each_other,
            an_unverified_account_is_forgotten_with_all_it_had,
            an_account_that_was_verified_is_not_forgotten,
            accounts_never_verified_are_overdue,
            idle_accounts_are_overdue_for_a_notice,
            warned_accounts_are_overdue_for_dormancy,
            erased_accounts_are_overdue_for_anonymisation,
            an_account_is_found_by_its_identity,
            an_identity_is_linked_once,
            one_of_many_links_an_identity,
            the_providers_of_a_profile_are_in_their_order,
            unlinking_forgets_all_identities_of_an_account,
            sessions_that_nobody_can_use_are_forgotten,
            a_session_is_forgotten_with_its_whole_chain,
            codes_and_provider_attempts_that_nobody_can_use_are_forgotten,
            a_purge_keeps_about_to_its_limit,
            a_session_is_kept_as_it_was_opened,
            an_unknown_token_is_none,
            a_replaced_token_is_known_and_not_the_newest,
            a_generation_is_given_out_once,
            one_of_many_refreshes_a_token,
            a_token_is_replaced_once_by_attempts_that_overlap,
            a_session_ends_once,
            one_of_many_ends_a_session,
            all_sessions_end_but_one,
            sessions_are_listed_newest_first,
            a_standing_follows_its_account,
            an_address_is_taken_whatever_its_case,
            one_of_many_takes_an_address,
            an_address_is_taken_once_by_attempts_that_overlap,
            an_address_is_taken_by_a_change_too,
            one_of_many_changes_to_an_address,
            a_number_is_taken_once,
            one_of_many_takes_a_number,
            an_erased_account_frees_its_address_and_number,
            an_address_is_erased_again_and_again,
        ]);
        $crate::context_contract!($fresh, interchange: [
            a_run_of_an_import_is_kept_as_it_was_written,
            a_run_of_an_import_is_added_once,
            a_stale_run_of_an_import_is_a_conflict,
            one_of_many_takes_a_step_of_an_import,
            an_unfinished_run_is_found_by_its_file,
            waiting_imports_are_listed_oldest_first,
        ]);
        $crate::context_contract!($fresh, marketplace: [
            following_is_counted_once,
            the_followers_are_counted_exactly,
            one_follower_who_hurries_counts_once,
            a_refused_attempt_leaves_no_follower,
            a_change_of_a_seller_leaves_its_followers,
            followers_and_changes_that_race_all_count,
            followed_sellers_are_in_the_order_of_ids,
            a_seller_is_kept_as_it_was_made,
            an_unknown_seller_is_none,
            a_stale_seller_is_a_conflict,
            a_company_name_is_taken_whatever_its_case,
            a_company_name_differing_in_more_than_case_is_another,
            an_account_is_one_seller,
            one_of_many_takes_a_company_name,
            an_account_applies_once_in_attempts_that_overlap,
            the_card_of_an_approved_seller_is_shown,
            a_page_of_sellers_is_in_the_order_of_ids,
        ]);
        $crate::context_contract!($fresh, platform: [
            an_audit_entry_is_kept_as_it_was_written,
            an_audit_log_never_forks,
            an_audit_log_is_read_in_pages,
            audit_entries_that_race_make_one_chain,
            audit_entries_of_attempts_that_overlap_make_one_chain,
            a_refused_attempt_leaves_no_audit_entry,
            a_job_run_is_kept_as_it_was_recorded,
            the_latest_run_of_a_job_began_last,
            job_runs_are_listed_newest_first,
            old_job_runs_are_forgotten,
            a_lease_is_held_by_one_until_it_runs_out,
            a_lease_that_is_renewed_keeps_its_fence,
            the_fence_grows_from_holder_to_holder,
            a_lease_can_be_given_back,
            leases_are_independent,
            one_of_many_gets_a_lease,
            messages_are_delivered_in_the_order_of_their_commits,
            messages_that_are_written_at_once_are_delivered_once,
            nobody_jumps_the_queue,
            a_message_is_kept_as_it_was_written,
            a_message_is_in_the_commit_of_its_attempt,
            messages_of_an_aggregate_are_due_one_after_the_other,
            the_order_of_messages_is_that_of_their_writing,
            the_longest_waiting_message_is_due_first,
            a_failed_message_holds_up_its_aggregate_alone,
            a_dead_letter_holds_up_nobody,
            dead_letters_are_listed_oldest_first,
            a_dead_letter_can_be_replayed,
            delivered_messages_are_forgotten,
            a_lost_lease_settles_nothing,
            what_is_sealed_with_the_newest_key_stays,
        ]);
    };
}

/// Makes one test of each promise of `Reseal` that needs a key to be replaced: for stores that seal what they keep.
///
/// `$fresh` names a function as for [`storage_contract!`] that answers the [`Ring`](crate::given::Ring), too, with which
/// the store seals: `async fn fresh() -> Option<(Fixture, Arc<Ring>)>`.
#[macro_export]
macro_rules! reseal_contract {
    ($fresh:ident) => {
        $crate::reseal_contract!($fresh, [
            old_seals_are_renewed_a_few_at_a_time,
            everything_is_readable_while_it_is_sealed_anew,
            a_change_is_not_undone_by_sealing_anew,
        ]);
    };
    ($fresh:ident, [$($promise:ident),* $(,)?]) => {
        mod reseal {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $promise() {
                    if let Some((fixture, ring)) = super::$fresh().await {
                        let promise = |storage| $crate::platform::$promise(storage, ring);
                        $crate::keep(Some(fixture), promise).await;
                    }
                }
            )*
        }
    };
}

/// Makes one test of each promise of `ObjectStore`.
///
/// `$fresh` names a function of the same module that opens a fresh, empty store for each test, and answers it with a
/// guard as [`Fixture`](crate::Fixture) has one: `fn fresh() -> (Arc<dyn ObjectStore>, impl Any)`.
#[macro_export]
macro_rules! objects_contract {
    ($fresh:ident) => {
        $crate::objects_contract!($fresh, [
            a_file_is_kept_as_it_was_put,
            an_unknown_file_is_none,
            a_file_replaces_the_one_before,
            a_file_is_shown_whole_while_it_is_replaced,
            files_are_let_go_of,
            files_that_are_put_at_once_are_all_kept,
            a_long_name_is_kept,
            a_list_is_in_the_order_of_bytes,
            a_list_has_what_begins_with_a_prefix,
            a_list_goes_on_where_a_page_ended,
            a_list_begins_behind_a_name_that_is_gone,
            a_list_of_none_is_empty,
            a_replacement_is_not_older,
        ]);
    };
    ($fresh:ident, [$($promise:ident),* $(,)?]) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $promise() {
                let (objects, guard) = $fresh();
                $crate::media::$promise(objects).await;
                drop(guard);
            }
        )*
    };
}

/// Makes one test of each promise of `SearchIndex`.
///
/// `$fresh` names a function of the same module that opens an index that was never built, for each test, and answers it
/// with a guard as [`Fixture`](crate::Fixture) has one: `fn fresh() -> (Arc<dyn SearchIndex>, impl Any)`.
#[macro_export]
macro_rules! search_contract {
    ($fresh:ident) => {
        $crate::search_contract!($fresh, [
            a_hit_counts_in_its_category_and_all_above,
            a_hit_counts_in_its_price_band,
            facets_count_all_hits_not_only_the_page,
            what_the_shop_sells_itself_counts_for_no_seller,
            a_category_holds_those_below_it,
            a_price_is_within_both_ends,
            a_seller_has_its_own,
            a_tag_is_whole,
            filters_hold_together,
            stock_and_sale_are_asked_for_either_way,
            a_change_of_what_is_not_known_changes_nothing,
            a_position_is_kept_with_its_changes,
            a_product_learned_again_replaces_itself,
            a_rebuild_answers_when_it_is_finished,
            a_rebuild_that_is_given_up_changes_nothing,
            a_removed_product_is_not_found,
            an_index_that_was_never_built_has_no_position,
            of_changes_of_one_product_the_last_counts,
            a_name_is_found_by_any_part,
            a_part_of_nothing_but_space_misses_nobody,
            candidates_know_how_far_they_know,
            candidates_lie_behind_a_product,
            every_character_of_a_part_stands_for_itself,
            a_blank_search_finds_everything,
            a_product_with_all_words_comes_first,
            each_sort_has_its_order,
            equals_come_by_sales_then_by_age,
            exact_matches_come_before_similar_ones,
            names_come_before_descriptions,
            pages_neither_repeat_nor_skip,
            a_phrase_is_completed,
            at_most_so_many_are_suggested_and_none_twice,
            korean_is_completed_from_its_first_jamo,
            latin_letters_are_completed_whatever_their_case,
            nothing_is_suggested_for_nothing,
            the_likeliest_comes_first,
            what_is_gone_is_not_suggested,
            a_word_is_found_in_any_text_of_a_product,
            a_word_is_found_whatever_its_case_and_width,
            every_character_of_a_search_stands_for_itself,
            small_errors_are_forgiven,
            what_nobody_has_is_not_found,
            words_are_found_by_their_parts,
            words_that_are_written_together_are_found_apart,
        ]);
    };
    ($fresh:ident, [$($promise:ident),* $(,)?]) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                let (index, guard) = $fresh();
                $crate::search::$promise(index).await;
                drop(guard);
            }
        )*
    };
}

/// Makes one test of each promise of one context.
#[doc(hidden)]
#[macro_export]
macro_rules! context_contract {
    ($fresh:ident, $context:ident: [$($promise:ident),* $(,)?]) => {
        mod $context {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $promise() {
                    $crate::keep(super::$fresh().await, $crate::$context::$promise).await;
                }
            )*
        }
    };
}
