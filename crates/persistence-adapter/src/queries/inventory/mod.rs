//! Inventory: the stock ledger, and where stock lies.

use super::{Conn, classify, count};

mod desk;
mod heads;
mod ledger;
mod repository;
mod stocks;
mod warehouses;

pub(super) use heads::{holdings, levels};
pub(crate) use ledger::level;

/// What is asked, for whoever asks by which way it is answered.
#[cfg(test)]
pub(super) mod statements {
    use hexmart_domain::shared::{ItemId, LocationId};

    use super::heads::Heads;
    pub(in super::super) use super::ledger::entries_sql as entries;
    pub(in super::super) use super::stocks::{
        in_warehouse_sql as in_warehouse, of_item_sql as of_item, on_rack_sql as on_rack,
    };

    pub(in super::super) fn ends(chains: &[(ItemId, LocationId)]) -> Heads {
        let chains = chains
            .iter()
            .map(|(item, location)| ((*item).into(), (*location).into()));
        Heads::Of(chains.collect())
    }

    pub(in super::super) fn sellable(items: &[ItemId]) -> Heads {
        Heads::Sellable(items.iter().map(|item| (*item).into()).collect())
    }
}
