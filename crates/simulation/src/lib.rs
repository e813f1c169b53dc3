//! A shop in which everything fails that can, again and again in the same way.
//!
//! The use cases are the real ones, over the memory adapter and the sandbox provider; what lies is between them. Tasks run on
//! one thread in an order that dice choose, the clock stands still until nobody can go on, and every lie is thrown for. So a
//! run is its seed, and a failure that is found once is found again.
//!
//! - `world`: time, chance, and whether anything goes wrong at the moment.
//! - `scheduler`: which task goes on.
//! - `store`, `unit`: a database that cannot be reached, loses races, commits without saying so, and tells of the stock as it
//!   was a moment ago.
//! - `gateway`: a provider whose line goes dead before and after it did what it was asked.
//! - `shop`, `buyer`: who trades there.
//! - `run`: a run from its seed to the audit.
//! - `wallets`: another run, of people who have points.

mod buyer;
mod dice;
mod failure;
mod gateway;
mod run;
mod scheduler;
mod shop;
mod store;
mod unit;
pub mod wallets;
mod world;

pub use failure::Failure;
pub use run::{Outcome, Size, run};
