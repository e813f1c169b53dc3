//! Buildings, racks, and stock that moves between them.

mod buildings;
mod fulfilment;
mod movements;
