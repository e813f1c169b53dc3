mod carts;
mod orders;

pub use carts::{AddToCart, CartChangeError, CartCoupon, Carts, Obstacle, PricedCart, PricedLine};
pub use orders::{
    Basket, ChangeOrderError, Destination, LineChange, OrderDesk, Ordering, PlaceOrder, PlaceOrderError,
    TrackError,
};

#[cfg(any(test, feature = "testing"))]
pub use carts::MockCarts;
#[cfg(any(test, feature = "testing"))]
pub use orders::{MockOrderDesk, MockOrdering};
