//! Ordering: carts, what is on offer, and what was bought.

use super::{Conn, classify, count, insert_order, remove_cart, rows, save_cart, update_order};

mod carts;
mod desk;
mod lists;
pub(in super::super) mod offers;
mod orders;
mod repository;

/// What is asked, for whoever asks by which way it is answered.
#[cfg(test)]
pub(super) mod statements {
    use diesel::SelectableHelper;
    use hexmart_application::ordering::OrderFilter;
    use hexmart_domain::shared::OrderId;

    pub(in super::super) use super::carts::untouched;
    pub(in super::super) use super::lists::{
        lines, unconfirmed_lines as unconfirmed, unpaid_orders as unpaid, which,
    };
    use crate::rows::{LineRow, OrderRow};

    pub(in super::super) fn listed(
        filter: &OrderFilter,
        before: Option<OrderId>,
        limit: u64,
    ) -> impl diesel::query_builder::QueryFragment<super::super::dialect::Database> + Send + 'static {
        super::lists::Listed {
            columns: (OrderRow::as_select(), LineRow::as_select()),
            which: which(filter, before, limit),
        }
    }
}
