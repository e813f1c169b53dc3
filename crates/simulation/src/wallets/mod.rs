//! People who have points: they get some every day, buy some, pay with them for orders, for a subscription and for campaigns,
//! and get some of that back, all at once and again and again, while everything fails that can.
//!
//! - `bank`: the use cases of points, beside those of the shop.
//! - `person`: who does all that, at midnight more often than not.
//! - `request`: what is asked for under a key, and repeated.
//! - `trade`, `fund`: what is done about orders and campaigns.
//! - `told`: what people were told, which the shop has to agree with.
//! - `chain`: a wallet in plain arithmetic.
//! - `recount`: everything counted again, by other means than the shop's.
//! - `run`: a run from its seed to the audit.

mod bank;
mod chain;
mod fund;
mod person;
mod recount;
mod request;
mod run;
mod till;
mod told;
mod trade;

pub use run::{Outcome, Size, run};
