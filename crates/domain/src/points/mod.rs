//! Points: what an account holds, how it came by it, and how long it lasts.
//!
//! A wallet is a chain of entries that are only ever added. Each says what there was after it, so what an account holds is
//! what its newest entry says; and each is booked twice, in the wallet and in the account of the shop that gave or took it.

mod booking;
mod kind;
mod lots;
mod reference;
mod reward;
mod wallet;

pub use booking::{LedgerAccount, Posting};
pub use kind::{EntryKind, Way};
pub use lots::{ExpiryPolicy, Lot, Lots, LotsError};
pub use reference::{Reference, ReferenceError};
pub use reward::{Rates, reward};
pub use wallet::{Cause, EntryNote, Wallet, WalletEntry, WalletError};

#[cfg(test)]
mod life_tests;
#[cfg(test)]
mod tests;
