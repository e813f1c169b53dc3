//! The lists of ports that not every adapter has.

/// Makes one test of each promise of `Reseal` that needs a key to be replaced: for stores that seal what they keep.
///
/// `$fresh` names a function as for [`storage_contract!`](crate::storage_contract) that answers the [`Ring`](crate::given::Ring), too, with which
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

/// Makes one test of each promise of `PaymentGateway`.
///
/// `$fresh` names a function of the same module that opens a [`Till`](crate::gateway::Till) where nobody has paid anything
/// yet, for each test: `fn fresh() -> Arc<dyn Till>`.
#[macro_export]
macro_rules! gateway_contract {
    ($fresh:ident) => {
        $crate::gateway_contract!($fresh, [
            a_payment_is_prepared_once,
            money_is_taken_once,
            a_card_that_nobody_takes_is_declined,
            another_amount_is_never_taken_for_ours,
            an_agreement_of_somebody_else_takes_nothing,
            a_call_without_an_answer_is_in_doubt_until_the_provider_is_asked,
            a_refund_without_an_answer_is_carried_out_once,
            a_refund_is_carried_out_once,
            a_refund_of_part_leaves_the_rest,
            more_than_is_left_is_refused,
            a_refund_that_is_promised_comes,
            a_payment_that_nobody_made_is_none,
            a_payment_is_in_the_list_of_what_changed,
            a_genuine_message_is_a_hint,
            forged_messages_are_refused,
            a_message_without_a_signature_moves_nothing,
        ]);
    };
    ($fresh:ident, [$($promise:ident),* $(,)?]) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $promise() {
                $crate::gateway::$promise($fresh()).await;
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
