//! Which problem each error of the application is. No arm catches the rest: a new error has to be given a status.

use hexmart_application::catalogue::ShowProductError;
use hexmart_application::inventory::ChangeStockError;
use hexmart_application::platform::StoreError;
use hexmart_application::pricing::{CreateCouponError, SetDiscountError};
use hexmart_domain::inventory::StockRefusal;

use super::{Code, Problem};

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let problem = match error {
            StoreError::Conflict => Self::passing(Code::Busy),
            StoreError::Unavailable(_) => Self::passing(Code::Unavailable),
            StoreError::Unresolved(_) => Self::in_doubt(),
            StoreError::Duplicate(_) | StoreError::Corrupt { .. } | StoreError::Backend(_) => {
                Self::lasting(Code::Internal)
            }
        };
        problem.caused_by(&error)
    }
}

impl From<ShowProductError> for Problem {
    fn from(error: ShowProductError) -> Self {
        match error {
            ShowProductError::UnknownProduct => Self::of(Code::ProductNotFound),
            ShowProductError::Store(error) => error.into(),
        }
    }
}

impl From<ChangeStockError> for Problem {
    fn from(error: ChangeStockError) -> Self {
        match error {
            ChangeStockError::UnknownProduct => Self::of(Code::ProductNotFound),
            ChangeStockError::UnknownVariant => Self::of(Code::VariantNotFound),
            ChangeStockError::Refused { product, refusal } => match refusal {
                StockRefusal::Insufficient { available, requested } => {
                    Self::insufficient(product, available, requested)
                }
                StockRefusal::TooMuch { .. } => Self::of(Code::StockTooHigh),
                StockRefusal::AlreadyOpen | StockRefusal::NotReserved { .. } | StockRefusal::Nothing => {
                    Self::internal(refusal.to_string())
                }
            },
            ChangeStockError::KeyReused(error) => error.into(),
            ChangeStockError::Store(error) => error.into(),
        }
    }
}

impl From<SetDiscountError> for Problem {
    fn from(error: SetDiscountError) -> Self {
        match error {
            SetDiscountError::UnknownProduct => Self::of(Code::ProductNotFound),
            SetDiscountError::Store(error) => error.into(),
        }
    }
}

impl From<CreateCouponError> for Problem {
    fn from(error: CreateCouponError) -> Self {
        match error {
            CreateCouponError::CodeTaken => Self::of(Code::CouponCodeTaken),
            CreateCouponError::Store(error) => error.into(),
        }
    }
}
