//! The list of what buyers say and wish for.

/// Makes one test of each promise about reviews and wishes.
#[doc(hidden)]
#[macro_export]
macro_rules! reviews_contract {
    ($fresh:ident) => {
        $crate::context_contract!($fresh, reviews: [
            a_review_is_kept_as_it_was_written,
            an_author_reviews_a_product_once,
            one_of_many_reviews_a_product,
            a_product_is_reviewed_once_by_attempts_that_overlap,
            a_stale_review_is_a_conflict,
            a_changed_review_keeps_its_likes,
            what_was_bought_is_the_newest_line_that_arrived,
            a_picture_of_a_review_is_in_use,
            reviews_that_race_are_counted_exactly,
            the_first_reviews_of_a_product_are_all_counted,
            a_tally_is_of_a_product_that_everybody_sees,
            a_refused_attempt_counts_no_review,
            what_is_miscounted_is_found,
            reviews_are_listed_in_each_order,
            reviews_can_be_of_what_is_wanted,
            reviews_of_an_author_are_told_newest_first,
            staff_finds_what_is_hidden,
            a_card_names_its_author_by_nickname_alone,
            liking_is_counted_once,
            likes_that_race_are_counted_exactly,
            a_wish_is_kept_as_it_was_made,
            one_who_hurries_wishes_once,
            wishes_are_told_newest_first,
            what_nobody_sees_is_in_no_list_of_wishes,
            an_offering_tells_how_a_product_stands,
            wishes_that_were_seen_otherwise_are_outdated,
            a_wish_is_looked_at_once,
            a_wish_is_looked_at_once_by_attempts_that_overlap,
            wished_products_are_found,
            a_place_in_the_feed_is_remembered,
        ]);
    };
}
