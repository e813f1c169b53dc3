//! Carts and orders: what somebody is about to buy, what they bought, and what becomes of it.

mod cart;
mod change;
mod line;
mod order;
mod totals;

pub use cart::{Cart, CartError, CartLine, CartOwner};
pub use change::{Hand, OrderChange, OrderEvent, OrderEventKind, StepError};
pub use line::{Effect, LineRefusal, LineState, LineStep, Party, RefundPolicy, step};
pub use order::{
    AppliedCoupon, Courier, DeliveryNote, LineSnapshot, Order, OrderError, OrderLine, OrderNumber,
    OrderReason, OrderState, Pick, Shipment, TrackingNumber,
};
pub use totals::{LineAmounts, OrderTotals, TotalsError, exponent, price_lines, total};
