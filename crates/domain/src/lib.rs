//! The rules of the shop, and nothing else: no I/O, no clock, no chance, no async.
//!
//! One module per bounded context; [`shared`] holds the values that every context speaks of. What a rule needs from
//! the world (the time, a random number) comes in as an argument.

pub mod catalogue;
pub mod funding;
pub mod identity;
pub mod inventory;
pub mod marketplace;
pub mod ordering;
pub mod payments;
pub mod points;
pub mod pricing;
pub mod reviews;
pub mod settlement;
pub mod shared;
pub mod subscription;
pub mod webhooks;
