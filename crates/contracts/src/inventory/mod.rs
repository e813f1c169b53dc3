//! Promises of `StockLedger`, `StockRepository`, `WarehouseRepository` and `StockQueries`.

mod availability;
mod chains;
mod entries;
mod history;
mod holdings;
mod ledger;
pub(crate) mod places;
mod promise_races;
mod races;
mod reservations;
mod totals;

pub use availability::{
    a_product_can_be_had_wherever_it_lies, a_warehouse_that_opens_feeds_its_products,
    an_item_that_runs_low_is_named, availability_is_fed_when_it_crosses_zero, promised_pieces_cannot_be_had,
    stock_that_runs_low_is_fed, what_can_be_had_is_counted_while_a_warehouse_opens_and_closes,
    what_lies_in_a_closed_warehouse_cannot_be_had,
};

pub use chains::{
    a_level_is_that_of_the_newest_event, a_stale_event_is_a_conflict, a_writer_that_is_overtaken_lands_next,
    a_writer_with_a_stale_level_lands_next, chains_of_one_item_are_independent,
    events_of_several_chains_land_together, one_stale_event_keeps_all_of_its_attempt_out,
    opening_a_chain_twice_is_a_conflict, the_largest_total_is_kept,
};
pub use entries::{entries_are_told_newest_first, entries_can_be_of_what_is_asked_for};
pub use history::{
    a_gap_in_the_versions_is_a_fault, a_history_is_read_in_pages, a_sound_ledger_has_no_faults,
    a_total_that_does_not_follow_is_a_fault,
};
pub use holdings::{holdings_are_the_chains_that_can_be_sold, levels_of_several_chains_are_read_together};
pub use ledger::{
    a_chain_that_was_never_opened_is_an_unknown_item, a_decision_meets_the_newest_level,
    a_refusal_writes_nothing, events_are_kept_as_they_were_decided,
};
pub use places::{
    a_changed_warehouse_is_kept, a_shop_begins_with_one_rack, a_stale_rack_is_a_conflict,
    a_stale_warehouse_is_a_conflict, a_warehouse_is_kept_as_it_was_added,
    a_warehouse_is_shown_with_its_racks, changes_of_a_warehouse_that_race_all_land,
    warehouses_are_listed_in_the_order_of_ids, warehouses_are_looked_for,
};
pub use promise_races::{
    a_burst_of_promises_ends_where_it_began, no_more_is_promised_than_there_is, one_of_many_ends_a_promise,
    transfers_that_race_keep_the_sum,
};
pub use races::{
    a_burst_on_one_chain_counts_every_change, a_burst_over_five_chains_counts_every_change,
    a_caller_that_leaves_a_burst_touches_nobody_else, a_refusal_in_a_burst_touches_nobody_else,
    attempts_and_decisions_share_a_chain, the_last_pieces_are_taken_once,
};

pub use reservations::{
    a_ceiling_is_carried_by_the_chain, a_promise_is_part_of_the_level,
    a_promise_that_does_not_follow_is_a_fault, promises_of_one_attempt_follow_each_other,
};
pub use totals::{
    a_rack_is_read_in_pages, an_item_is_shown_in_all_its_chains, items_of_a_warehouse_are_added_up,
    stock_is_known_as_of_any_instant, what_is_reserved_is_listed,
};

use hexmart_application::platform::Storage;
use hexmart_domain::inventory::{StockCommand, StockEvent, StockKey};

use crate::given;
use crate::writes::attempt;

/// Opens a chain with so many pieces.
pub(crate) async fn open(storage: &Storage, key: StockKey, count: i64) {
    let opened = attempt(storage, (), move |uow, ()| {
        Box::pin(async move { uow.stock().append(&[given::first_event(key, count)]).await })
    });
    opened.await.unwrap();
}

/// Carries a command out in an attempt.
pub(crate) async fn by_command(storage: &Storage, key: StockKey, command: StockCommand) {
    let carried_out = attempt(storage, (), move |uow, ()| {
        Box::pin(async move {
            let level = uow.stock().level(key).await?.unwrap();
            uow.stock()
                .append(&[given::commanded(key, &level, command)])
                .await
        })
    });
    carried_out.await.unwrap();
}

/// Asserts that a chain's events follow each other from version 1, each total its predecessor's plus the change, and never
/// more promised than there is.
#[track_caller]
fn assert_sound(events: &[StockEvent]) {
    let (mut on_hand, mut reserved) = (0, 0);
    for (version, event) in (1..).zip(events) {
        on_hand += event.change;
        reserved += event.reserved_change;
        let totals = (event.on_hand_after.get(), event.reserved_after.get());
        assert_eq!((event.version, totals), (version, (on_hand, reserved)));
        assert!(0 <= reserved && reserved <= on_hand, "{event:?}");
    }
}

/// Asserts that the ledger finds nothing wrong with itself.
async fn assert_no_faults(storage: &Storage) {
    assert_eq!(storage.stock.faults(10).await.unwrap(), []);
}
