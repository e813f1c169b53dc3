//! Lists of some thousand generated products: against a plain model, and by the way that the database takes.

use super::super::super::trial;
use super::Conn;

mod model;
mod plans;
mod shop;
mod texts;
