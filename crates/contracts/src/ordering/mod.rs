//! Promises of `CartRepository`, `OrderRepository` and `OrderQueries`.

mod cart_races;
mod carts;
mod desk;
mod due;
mod listing;
mod offers;
mod orders;
mod races;
mod timeline;

pub use cart_races::{
    an_owner_begins_one_cart_in_attempts_that_overlap, everything_that_is_added_at_once_is_in_the_cart,
    one_of_many_removes_a_cart, what_a_guest_had_is_merged_once,
};
pub use carts::{
    a_cart_is_kept_as_it_was_saved, a_cart_is_removed_once, a_changed_cart_is_kept,
    a_stale_cart_is_a_conflict, an_owner_has_one_cart, carts_that_guests_left_are_forgotten,
};
pub use desk::{
    a_desk_can_be_of_one_state, a_desk_shows_whose_lines_they_are, a_desk_tells_the_newest_first,
};
pub use due::{unconfirmed_orders_are_due, unpaid_orders_are_due};
pub use listing::{
    an_order_stands_as_its_lines_do, orders_are_counted_by_the_time_of_their_placement,
    orders_are_told_newest_first, orders_can_be_of_what_is_asked_for,
};
pub use offers::{
    an_offer_costs_what_applies_now, an_offer_counts_what_can_be_had, an_offer_is_made_in_whatever_state,
    an_offer_tells_what_an_item_is,
};
pub use orders::{
    a_cart_becomes_one_order, a_changed_order_is_kept, a_number_is_given_to_one_order,
    a_refused_attempt_leaves_no_order, a_stale_order_is_a_conflict, an_order_is_kept_as_it_was_placed,
};
pub use races::{
    a_cart_is_ordered_once_by_attempts_that_overlap, of_two_changes_of_one_version_one_lands,
    one_of_many_changes_an_order, one_of_many_orders_a_cart, the_last_pieces_are_ordered_once,
};
pub use timeline::{a_timeline_is_told_oldest_first, a_timeline_keeps_what_was_said};

use hexmart_application::platform::{Storage, StoreError};
use hexmart_domain::ordering::{LineStep, Order, OrderChange, Party, RefundPolicy};
use hexmart_domain::shared::{OrderId, OrderLineId};

use crate::given;
use crate::writes::{attempt, joined, once};

/// Adds an order with the first entry of its timeline.
pub(crate) async fn place(storage: &Storage, order: &Order) -> Result<(), StoreError> {
    let change = order.clone().placed(&given::hand(Party::Buyer));
    attempt(storage, change, |uow, change| {
        Box::pin(async move { uow.orders().add(&change.order, &change.events).await })
    })
    .await
}

/// An order of one line of one piece that was placed by somebody new.
pub(crate) async fn placed(storage: &Storage) -> Order {
    let order = given::small_order(joined(storage).await.id);
    place(storage, &order).await.unwrap();
    order
}

/// Writes a change of an order as it is; answers what the repository answered, without another try.
async fn save_once(storage: &Storage, change: &OrderChange) -> Result<(), StoreError> {
    once(storage, change.clone(), |uow, change| {
        Box::pin(async move { uow.orders().save(&change).await })
    })
    .await
}

/// An order, on which attempts and questions agree.
async fn kept(storage: &Storage, id: OrderId) -> Option<Order> {
    let found = attempt(storage, id, |uow, id| {
        Box::pin(async move { uow.orders().find(id).await })
    });
    let found = found.await.unwrap();
    assert_eq!(storage.orders.order(id).await.unwrap(), found);
    found
}

/// What a step makes of an order as it is stored; writes it down.
async fn step(storage: &Storage, of: OrderId, lines: &[OrderLineId], wanted: LineStep, by: Party) -> Order {
    let order = kept(storage, of).await.unwrap();
    let change = order.step(lines, wanted, &given::hand(by), RefundPolicy::default());
    let change = change.unwrap();
    save_once(storage, &change).await.unwrap();
    change.order
}
