//! Wallets, and the books behind them.

mod queries;
mod wallets;
