//! Which problem each error of warehouses and their stock is.

use hexmart_application::inventory::{MoveStockError, WarehouseError};
use hexmart_domain::inventory::StockRefusal;
use hexmart_domain::shared::{ItemId, Quantity};

use super::from_ordering::out_of_stock;
use super::{Code, Facts, Problem};
use crate::body::{Fault, FieldError, strict_problem};

impl From<WarehouseError> for Problem {
    fn from(error: WarehouseError) -> Self {
        match error {
            WarehouseError::UnknownWarehouse => Self::of(Code::WarehouseNotFound),
            WarehouseError::UnknownRack => Self::of(Code::RackNotFound),
            WarehouseError::Stale => Self::of(Code::Stale),
            WarehouseError::Store(error) => error.into(),
        }
    }
}

impl From<MoveStockError> for Problem {
    fn from(error: MoveStockError) -> Self {
        match error {
            MoveStockError::UnknownItem => Self::of(Code::ItemNotFound),
            MoveStockError::UnknownRack => Self::of(Code::RackNotFound),
            MoveStockError::NotThere => Self::of(Code::NotThere),
            MoveStockError::SameRack => {
                strict_problem(vec![FieldError::of_body("to_location_id", Fault::SameRack)])
            }
            MoveStockError::Refused(refusal) => refused(&refusal),
            MoveStockError::KeyReused(error) => error.into(),
            MoveStockError::Store(error) => error.into(),
        }
    }
}

fn refused(refusal: &StockRefusal) -> Problem {
    match refusal {
        StockRefusal::Insufficient { available, requested } => {
            out_of_stock(None::<ItemId>, *available, *requested)
        }
        StockRefusal::TooMuch { on_hand, ceiling } => Problem::with(
            Code::AboveCeiling,
            Facts {
                on_hand: Some(*on_hand),
                ceiling: Some(*ceiling),
                ..Facts::default()
            },
        ),
        StockRefusal::Nothing => {
            let most = Quantity::MAX.get().unsigned_abs();
            let fault = Fault::NotWithin { least: 1, most };
            strict_problem(vec![FieldError::of_body("quantity", fault)])
        }
        StockRefusal::AlreadyOpen => Problem::of(Code::AlreadyThere),
        StockRefusal::NotReserved { .. } => Problem::internal(refusal.to_string()),
    }
}
