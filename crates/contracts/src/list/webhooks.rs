//! The list of what belongs to webhooks.

/// Makes one test of each promise about webhooks.
#[doc(hidden)]
#[macro_export]
macro_rules! webhooks_contract {
    ($fresh:ident) => {
        $crate::context_contract!($fresh, webhooks: [
            a_webhook_is_kept_as_it_was_written,
            webhooks_are_listed_in_the_order_of_ids,
            a_stale_webhook_is_a_conflict,
            changes_of_a_webhook_that_race_all_land,
            events_are_kept_while_an_endpoint_is_enabled,
            a_line_goes_on_behind_what_nobody_hears_of,
            a_delivery_is_kept_as_it_was_written,
            a_delivery_is_added_once,
            a_stale_delivery_is_a_conflict,
            deliveries_are_listed_newest_first,
            old_deliveries_are_forgotten,
            news_are_told_by_one,
            what_is_believed_to_be_sold_out_is_remembered,
        ]);
    };
}
