//! Sellers: applying, being approved, being followed.

mod inbound;
mod ports;
mod service;

pub use inbound::{ApplyError, DecideError, FollowError, Following, Marketplace};
pub use ports::{Authority, Ownership, SellerCard, SellerQueries, SellerRepository};
pub use service::MarketplaceService;

#[cfg(any(test, feature = "testing"))]
pub use inbound::MockMarketplace;
#[cfg(any(test, feature = "testing"))]
pub use ports::{MockSellerQueries, MockSellerRepository};
