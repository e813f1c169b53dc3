//! Settlement: what sellers get for what was bought of them, what buyers are given for it, and how sellers are doing.

mod closing;
mod inbound;
mod ports;
mod service;

pub(crate) use closing::Closing;
pub use closing::Settling;
pub use inbound::{SellerAccounts, SettlementPeriod};
pub use ports::{SettlementQueries, SettlementRepository};
pub use service::{SellerAccountsService, SettlementPorts};

#[cfg(any(test, feature = "testing"))]
pub use inbound::MockSellerAccounts;
#[cfg(any(test, feature = "testing"))]
pub use ports::{MockSettlementQueries, MockSettlementRepository};
