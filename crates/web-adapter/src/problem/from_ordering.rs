//! Which problem each error of carts and orders is.

use hexmart_application::ordering::{CartChangeError, ChangeOrderError, PlaceOrderError, TrackError};
use hexmart_application::platform::KeyReused;
use hexmart_domain::ordering::{Cart, CartError, LineRefusal, OrderError, StepError};
use hexmart_domain::shared::{Id, Kind, OrderLineId};

use super::{Code, Facts, Problem};
use crate::body::{Fault, FieldError, strict_problem};
use crate::language::Phrase;

impl From<KeyReused> for Problem {
    fn from(KeyReused: KeyReused) -> Self {
        Self::of(Code::IdempotencyKeyReused)
    }
}

impl From<CartError> for Problem {
    fn from(error: CartError) -> Self {
        match error {
            CartError::Pieces => Self::of(Code::TooManyPieces),
            CartError::Full => Self::of(Code::CartFull).detail(Phrase::new(
                error.to_string(),
                format!("장바구니에는 최대 {}가지까지 담을 수 있습니다", Cart::MOST_LINES),
            )),
            CartError::UnknownItem => Self::of(Code::LineNotFound),
        }
    }
}

impl From<CartChangeError> for Problem {
    fn from(error: CartChangeError) -> Self {
        match error {
            CartChangeError::Unknown => Self::of(Code::CartNotFound),
            CartChangeError::UnknownProduct => Self::of(Code::ProductNotFound),
            CartChangeError::UnknownVariant => Self::of(Code::VariantNotFound),
            CartChangeError::NotForSale => Self::of(Code::NotForSale),
            CartChangeError::UnknownOrder => Self::of(Code::OrderNotFound),
            CartChangeError::UnknownCoupon => Self::of(Code::CouponUnusable),
            CartChangeError::Stale => Self::of(Code::Stale),
            CartChangeError::Refused(error) => error.into(),
            CartChangeError::Store(error) => error.into(),
        }
    }
}

/// Less can be had than is wanted, of one thing.
pub(super) fn out_of_stock<K: Kind>(of: Option<Id<K>>, available: i64, requested: i64) -> Problem {
    let facts = Facts {
        item_id: of.map(|item| item.to_string()),
        available: Some(available),
        requested: Some(requested),
        ..Facts::default()
    };
    Problem::with(Code::OutOfStock, facts).detail(Phrase::new(
        format!("{available} available, {requested} requested"),
        format!("재고 {available}개, 요청 {requested}개"),
    ))
}

impl From<PlaceOrderError> for Problem {
    fn from(error: PlaceOrderError) -> Self {
        match error {
            PlaceOrderError::Empty => Self::of(Code::NothingToOrder),
            PlaceOrderError::NotForSale { item } => Self::with(
                Code::NotForSale,
                Facts {
                    item_id: Some(item.to_string()),
                    ..Facts::default()
                },
            ),
            PlaceOrderError::OutOfStock {
                item,
                available,
                requested,
            } => out_of_stock(Some(item), available, requested),
            PlaceOrderError::Cart(error) => error.into(),
            PlaceOrderError::CouponUnusable => Self::of(Code::CouponUnusable),
            PlaceOrderError::UnknownAddress => unknown_address(),
            PlaceOrderError::PriceChanged { total } => Self::with(
                Code::PriceChanged,
                Facts {
                    total: Some(total.into()),
                    ..Facts::default()
                },
            ),
            PlaceOrderError::Stale => Self::of(Code::Stale),
            PlaceOrderError::Totals(_) => Self::of(Code::AmountTooLarge),
            PlaceOrderError::Crowded => Self::turned_away(Code::Crowded),
            PlaceOrderError::KeyReused(error) => error.into(),
            PlaceOrderError::Store(error) => error.into(),
        }
    }
}

/// The address book has no such address, or none at all where none is named.
fn unknown_address() -> Problem {
    strict_problem(vec![FieldError::of_body("address_id", Fault::UnknownAddress)])
}

impl From<OrderError> for Problem {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::UnknownLine => Self::of(Code::LineNotFound),
            OrderError::AddressSettled => Self::of(Code::AddressSettled),
            OrderError::QuantitySettled => Self::of(Code::QuantitySettled),
            OrderError::Pieces => Self::of(Code::TooManyPieces),
            OrderError::Totals(_) => Self::of(Code::AmountTooLarge),
        }
    }
}

impl From<StepError> for Problem {
    fn from(error: StepError) -> Self {
        match error {
            StepError::Line { line, refusal } => refused_step(line, refusal),
            StepError::Order(error) => error.into(),
            StepError::NoLines => Self::of(Code::WrongState).detail(Phrase::fixed(
                "none of the lines can do that",
                "해당하는 주문 항목이 없습니다",
            )),
        }
    }
}

fn refused_step(line: OrderLineId, refusal: LineRefusal) -> Problem {
    let line_id = Some(line.to_string());
    match refusal {
        LineRefusal::WrongState { from } => {
            let facts = Facts {
                line_id,
                state: Some(from.as_str()),
                ..Facts::default()
            };
            Problem::with(Code::WrongState, facts).detail(Phrase::new(
                format!("the line {line} is {}", from.as_str()),
                format!("주문 항목 {line}: {}", from.as_str()),
            ))
        }
        LineRefusal::WrongParty => Problem::of(Code::Forbidden).detail(Phrase::fixed(
            "that is for somebody else to do",
            "다른 사람만 할 수 있는 일입니다",
        )),
        LineRefusal::AlreadyDispatched => Problem::with(
            Code::AlreadyDispatched,
            Facts {
                line_id,
                ..Facts::default()
            },
        ),
    }
}

impl From<ChangeOrderError> for Problem {
    fn from(error: ChangeOrderError) -> Self {
        match error {
            ChangeOrderError::Unknown => Self::of(Code::OrderNotFound),
            ChangeOrderError::Step(error) => error.into(),
            ChangeOrderError::Order(error) => error.into(),
            ChangeOrderError::OutOfStock { available, requested } => {
                out_of_stock(None::<OrderLineId>, available, requested)
            }
            ChangeOrderError::UnknownAddress => unknown_address(),
            ChangeOrderError::PaymentUnderWay => Self::of(Code::PaymentUnderWay),
            ChangeOrderError::Stale => Self::of(Code::Stale),
            ChangeOrderError::KeyReused(error) => error.into(),
            ChangeOrderError::Store(error) => error.into(),
        }
    }
}

impl From<TrackError> for Problem {
    fn from(error: TrackError) -> Self {
        match error {
            TrackError::Unknown => Self::of(Code::ShipmentNotFound),
            TrackError::Courier(error) => Self::passing(Code::CourierUnavailable).caused_by(&error),
            TrackError::Store(error) => error.into(),
        }
    }
}
