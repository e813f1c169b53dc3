//! Carts and orders: filling a cart, buying what is in it, and everything that becomes of that.

mod inbound;
mod ports;
mod service;
mod tracking;

pub use inbound::{
    AddToCart, Basket, CartChangeError, CartCoupon, Carts, ChangeOrderError, Destination, LineChange,
    Obstacle, OrderDesk, Ordering, PlaceOrder, PlaceOrderError, PricedCart, PricedLine, TrackError,
};
pub use ports::{CartRepository, DeskLine, Offer, OrderFilter, OrderQueries, OrderRepository};
pub use service::{
    CartService, OrderPorts, OrderService, OrderSettings, RefundPursuit, ShippingTerms, SoldOut,
    ordering_jobs,
};
pub(crate) use service::{amount, carry_out};
pub use tracking::{NoCouriers, ParcelTracking, TrackingError, TrackingEvent};

#[cfg(any(test, feature = "testing"))]
pub use inbound::{MockCarts, MockOrderDesk, MockOrdering};
#[cfg(any(test, feature = "testing"))]
pub use ports::{MockCartRepository, MockOrderQueries, MockOrderRepository};
#[cfg(any(test, feature = "testing"))]
pub use service::MockRefundPursuit;
#[cfg(any(test, feature = "testing"))]
pub use tracking::MockParcelTracking;
