//! What people are about to buy: those who signed in have one cart, others bring the token of theirs.

mod body;
pub(crate) mod coupon;
mod holder;
pub(crate) mod lines;
pub(crate) mod moving;
pub(crate) mod show;
