//! Ordering: carts, what is on offer, and what was bought.

use super::{Conn, classify, count, insert_order, remove_cart, rows, save_cart, update_order};

mod carts;
mod desk;
mod lists;
mod offers;
mod orders;
mod repository;
