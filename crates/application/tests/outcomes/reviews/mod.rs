//! What buyers say, what they are thanked with, and what people wish for.

mod moderating;
mod pictures;
mod stage;
mod watching;
mod wishes;
mod writing;

pub(crate) use stage::{Stage, sheet};
