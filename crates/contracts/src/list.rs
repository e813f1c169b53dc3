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
            the_longest_texts_are_kept,
            an_unknown_product_is_none,
            an_id_that_differs_in_its_last_bit_is_another,
            a_batch_with_a_taken_id_adds_nothing,
            nothing_can_be_added,
            a_thousand_products_land_in_one_attempt,
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
            only_the_newest_discount_is_ever_shown,
            of_many_first_discounts_one_is_active,
        ]);
        $crate::context_contract!($fresh, identity: [
            an_account_is_kept_as_it_was_made,
            an_account_is_found_without_regard_to_case,
            an_address_is_taken_whatever_its_case,
            one_of_many_takes_an_address,
            an_address_is_taken_once_by_attempts_that_overlap,
        ]);
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
