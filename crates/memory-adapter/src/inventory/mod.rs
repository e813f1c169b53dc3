//! Buildings, racks, and the ledger of what lies there.

mod ledger;
mod places;
mod queries;
mod warehouses;

pub(crate) use places::Chains;
