//! Promises of `SearchIndex`.

mod facets;
mod filters;
mod given;
mod learning;
mod named;
mod order;
mod suggestions;
mod words;

pub use facets::{
    a_hit_counts_in_its_category_and_all_above, a_hit_counts_in_its_price_band,
    facets_count_all_hits_not_only_the_page, what_the_shop_sells_itself_counts_for_no_seller,
};
pub use filters::{
    a_category_holds_those_below_it, a_price_is_within_both_ends, a_seller_has_its_own, a_tag_is_whole,
    filters_hold_together, stock_and_sale_are_asked_for_either_way,
};
pub use learning::{
    a_change_of_what_is_not_known_changes_nothing, a_position_is_kept_with_its_changes,
    a_product_learned_again_replaces_itself, a_rebuild_answers_when_it_is_finished,
    a_rebuild_that_is_given_up_changes_nothing, a_removed_product_is_not_found,
    an_index_that_was_never_built_has_no_position, of_changes_of_one_product_the_last_counts,
};
pub use named::{
    a_name_is_found_by_any_part, a_part_of_nothing_but_space_misses_nobody,
    candidates_know_how_far_they_know, candidates_lie_behind_a_product,
    every_character_of_a_part_stands_for_itself,
};
pub use order::{
    a_blank_search_finds_everything, a_product_with_all_words_comes_first, each_sort_has_its_order,
    equals_come_by_sales_then_by_age, exact_matches_come_before_similar_ones, names_come_before_descriptions,
    pages_neither_repeat_nor_skip,
};
pub use suggestions::{
    a_phrase_is_completed, at_most_so_many_are_suggested_and_none_twice,
    korean_is_completed_from_its_first_jamo, latin_letters_are_completed_whatever_their_case,
    nothing_is_suggested_for_nothing, the_likeliest_comes_first, what_is_gone_is_not_suggested,
};
pub use words::{
    a_word_is_found_in_any_text_of_a_product, a_word_is_found_whatever_its_case_and_width,
    every_character_of_a_search_stands_for_itself, small_errors_are_forgiven, what_nobody_has_is_not_found,
    words_are_found_by_their_parts, words_that_are_written_together_are_found_apart,
};
