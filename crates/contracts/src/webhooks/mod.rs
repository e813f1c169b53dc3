//! Promises about webhooks, and about what others were told of the catalogue.

mod deliveries;
mod endpoints;
mod events;
mod news;

pub use deliveries::{
    a_delivery_is_added_once, a_delivery_is_kept_as_it_was_written, a_stale_delivery_is_a_conflict,
    deliveries_are_listed_newest_first, old_deliveries_are_forgotten,
};
pub use endpoints::{
    a_stale_webhook_is_a_conflict, a_webhook_is_kept_as_it_was_written,
    changes_of_a_webhook_that_race_all_land, webhooks_are_listed_in_the_order_of_ids,
};
pub use events::{a_line_goes_on_behind_what_nobody_hears_of, events_are_kept_while_an_endpoint_is_enabled};
pub use news::{news_are_told_by_one, what_is_believed_to_be_sold_out_is_remembered};
