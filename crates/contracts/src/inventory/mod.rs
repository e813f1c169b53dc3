//! Promises of `StockLedger`, `StockRepository` and `StockQueries`.

mod chains;
mod history;
mod ledger;
mod places;
mod races;

pub use chains::{
    a_level_is_that_of_the_newest_event, a_stale_event_is_a_conflict, a_writer_that_is_overtaken_lands_next,
    a_writer_with_a_stale_level_lands_next, chains_of_one_item_are_independent,
    events_of_several_chains_land_together, one_stale_event_keeps_all_of_its_attempt_out,
    opening_a_chain_twice_is_a_conflict, the_largest_total_is_kept,
};
pub use history::{
    a_gap_in_the_versions_is_a_fault, a_history_is_read_in_pages, a_sound_ledger_has_no_faults,
    a_total_that_does_not_follow_is_a_fault,
};
pub use ledger::{
    a_chain_that_was_never_opened_is_an_unknown_item, a_decision_meets_the_newest_level,
    a_refusal_writes_nothing, events_are_kept_as_they_were_decided,
};
pub use races::{
    a_burst_on_one_chain_counts_every_change, a_burst_over_five_chains_counts_every_change,
    a_caller_that_leaves_a_burst_touches_nobody_else, a_refusal_in_a_burst_touches_nobody_else,
    attempts_and_decisions_share_a_chain, the_last_pieces_are_taken_once,
};

use hexmart_application::platform::Storage;
use hexmart_domain::inventory::StockEvent;

/// Asserts that a chain's events follow each other from version 1, each total its predecessor's plus the change.
#[track_caller]
fn assert_sound(events: &[StockEvent]) {
    let mut on_hand = 0;
    for (version, event) in (1..).zip(events) {
        on_hand += event.change;
        assert_eq!((event.version, event.on_hand_after.get()), (version, on_hand));
    }
}

/// Asserts that the ledger finds nothing wrong with itself.
async fn assert_no_faults(storage: &Storage) {
    assert_eq!(storage.stock.faults(10).await.unwrap(), []);
}
