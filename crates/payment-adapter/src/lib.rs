//! Providers that take money for orders, and give it back.

pub mod sandbox;
