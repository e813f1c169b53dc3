//! What must be true of a shop whatever happened to it, looked at from outside: after a crash, a restored backup, a night of
//! trade. Whoever finds a breach has found a bug.

mod breach;
mod funding;
mod orders;
mod payments;
mod pledges;
mod sellers;
mod stock;
mod sweep;
mod tenders;
mod wallets;

pub use breach::{Breach, Rule};
pub use sweep::{Swept, sweep};
