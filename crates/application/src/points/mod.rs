//! Points: what accounts hold, and every way by which they come and go.

mod bookkeeper;
mod inbound;
mod ports;
mod service;

pub use bookkeeper::{Booking, Bookkeeper, PointsSettings, Return};
pub use inbound::{AdjustPointsError, AttendError, PointChange, Points};
pub use ports::{
    DayMark, EntryFilter, Statistics, WalletFault, WalletFaultKind, WalletQueries, WalletRepository,
};
pub use service::{PointsPorts, PointsService, points_jobs};

#[cfg(any(test, feature = "testing"))]
pub use inbound::MockPoints;
#[cfg(any(test, feature = "testing"))]
pub use ports::{MockWalletQueries, MockWalletRepository};
