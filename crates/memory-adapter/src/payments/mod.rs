//! Attempts to pay for orders.

mod attempts;
mod queries;
