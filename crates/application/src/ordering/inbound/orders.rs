use async_trait::async_trait;
use hexmart_domain::identity::PostalAddress;
use hexmart_domain::ordering::{
    Courier, DeliveryNote, LineState, Order, OrderError, OrderEvent, OrderReason, StepError, TotalsError,
    TrackingNumber,
};
use hexmart_domain::pricing::CouponCode;
use hexmart_domain::shared::{AddressId, ItemId, Money, OrderId, OrderLineId, Quantity, ShipmentId, UserId};
use thiserror::Error;

use super::super::{DeskLine, OrderFilter, TrackingEvent};
use crate::marketplace::Authority;
use crate::platform::{Answered, KeyReused, Once, StoreError};

/// What buyers do with orders.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Ordering: Send + Sync {
    /// Places an order: prices, names and stock are those of the moment, and everything is promised, or nothing. What costs
    /// nothing is paid at once.
    async fn place(
        &self,
        buyer: UserId,
        wanted: PlaceOrder,
        once: Option<Once<Order>>,
    ) -> Result<Answered<Order>, PlaceOrderError>;

    /// One's orders, the newest first.
    async fn own(
        &self,
        buyer: UserId,
        state: Option<LineState>,
        before: Option<OrderId>,
        limit: u64,
    ) -> Result<Vec<Order>, StoreError>;

    /// One's order. Others' do not exist.
    async fn show(&self, buyer: UserId, order: OrderId) -> Result<Option<Order>, StoreError>;

    /// What happened to one's order.
    async fn timeline(&self, buyer: UserId, order: OrderId) -> Result<Option<Vec<OrderEvent>>, StoreError>;

    /// Where a parcel of one's order is.
    async fn track(
        &self,
        buyer: UserId,
        order: OrderId,
        shipment: ShipmentId,
    ) -> Result<Vec<TrackingEvent>, TrackError>;

    /// Calls lines off, or all that can be when none is named. What was paid for them goes back.
    async fn cancel(
        &self,
        buyer: UserId,
        change: LineChange,
        once: Option<Once<Order>>,
    ) -> Result<Answered<Order>, ChangeOrderError>;

    /// Asks for the money of lines back.
    async fn request_refund(&self, buyer: UserId, change: LineChange) -> Result<Order, ChangeOrderError>;

    /// Wants lines after all.
    async fn withdraw_refund(&self, buyer: UserId, change: LineChange) -> Result<Order, ChangeOrderError>;

    /// Is content with lines.
    async fn confirm(&self, buyer: UserId, change: LineChange) -> Result<Order, ChangeOrderError>;

    /// Has an order sent somewhere else, as long as nothing has left.
    async fn readdress(
        &self,
        buyer: UserId,
        order: OrderId,
        to: Destination,
        seen: Option<i64>,
    ) -> Result<Order, ChangeOrderError>;

    /// Changes the number of pieces of a line, as long as nobody paid.
    async fn resize(
        &self,
        buyer: UserId,
        order: OrderId,
        line: OrderLineId,
        quantity: Quantity,
        seen: Option<i64>,
    ) -> Result<Order, ChangeOrderError>;
}

/// What whoever sells does with orders. To a seller only their own lines exist.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait OrderDesk: Send + Sync {
    /// Lines that one sells, the newest first; staff see those of the shop itself.
    async fn lines(
        &self,
        authority: Authority,
        state: Option<LineState>,
        before: Option<OrderLineId>,
        limit: u64,
    ) -> Result<Vec<DeskLine>, StoreError>;

    /// Packs lines.
    async fn prepare(&self, authority: Authority, change: LineChange) -> Result<Order, ChangeOrderError>;

    /// Hands lines to a courier.
    async fn dispatch(
        &self,
        authority: Authority,
        change: LineChange,
        courier: Courier,
        tracking: TrackingNumber,
    ) -> Result<Order, ChangeOrderError>;

    /// Says that lines arrived.
    async fn deliver(&self, authority: Authority, change: LineChange) -> Result<Order, ChangeOrderError>;

    /// Calls lines off that were paid and not packed. Their money goes back.
    async fn call_off(
        &self,
        authority: Authority,
        change: LineChange,
        once: Option<Once<Order>>,
    ) -> Result<Answered<Order>, ChangeOrderError>;

    /// Gives the money of lines back whose buyer asked for it.
    async fn refund(
        &self,
        authority: Authority,
        change: LineChange,
        once: Option<Once<Order>>,
    ) -> Result<Answered<Order>, ChangeOrderError>;

    /// Any orders, for staff, the newest first.
    async fn orders(
        &self,
        filter: OrderFilter,
        before: Option<OrderId>,
        limit: u64,
    ) -> Result<Vec<Order>, StoreError>;

    /// Any order, for staff, and what happened to it. Where it goes is not for them to see.
    async fn order(&self, order: OrderId) -> Result<Option<(Order, Vec<OrderEvent>)>, StoreError>;

    /// The same for somebody of the staff who is to see where it goes; the audit log has it, and why, before they do.
    async fn order_in_full(
        &self,
        actor: UserId,
        order: OrderId,
        reason: &str,
    ) -> Result<Option<(Order, Vec<OrderEvent>)>, StoreError>;

    /// How many orders were placed since the day began, by the clock of the shop.
    async fn placed_today(&self) -> Result<u64, StoreError>;
}

/// An order that somebody wants to place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceOrder {
    /// What of.
    pub of: Basket,
    /// Where it goes.
    pub to: Destination,
    /// What the courier is to know.
    pub note: Option<DeliveryNote>,
    /// What the buyer believes it costs, with everything. When it costs something else, nothing is placed.
    pub expected_total: Option<Money>,
}

/// What an order is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basket {
    /// One's cart, or some items of it, with its coupon. What is ordered leaves the cart.
    Cart {
        /// Only these.
        items: Option<Vec<ItemId>>,
        /// The version that the buyer saw.
        seen: Option<i64>,
    },
    /// These items, and a coupon by its code.
    Lines {
        /// Which and how many; the same item twice is added up.
        items: Vec<(ItemId, Quantity)>,
        /// What is to be redeemed.
        coupon: Option<CouponCode>,
    },
}

/// Where something goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// To an address of one's book.
    Saved(AddressId),
    /// To the one of one's book that is taken when nothing is said.
    Default,
    /// To this address.
    Typed(Box<PostalAddress>),
}

/// Lines of an order that are to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineChange {
    /// Of which order.
    pub order: OrderId,
    /// Which; all that can when none is named.
    pub lines: Vec<OrderLineId>,
    /// Why.
    pub reason: Option<OrderReason>,
    /// The version of the order that the caller saw, if they insist on it.
    pub seen: Option<i64>,
}

/// Why nothing is ordered.
#[derive(Debug, Clone, Error)]
pub enum PlaceOrderError {
    /// There is nothing to order.
    #[error("there is nothing to order")]
    Empty,
    /// An item is not sold, or was never.
    #[error("an item is not for sale")]
    NotForSale {
        /// Which.
        item: ItemId,
    },
    /// Less can be had than is wanted.
    #[error("{available} of {item} available, {requested} requested")]
    OutOfStock {
        /// Of what.
        item: ItemId,
        /// Pieces that can be had.
        available: i64,
        /// Pieces that are wanted.
        requested: i64,
    },
    /// A line is of too few or too many pieces, or there are too many lines.
    #[error(transparent)]
    Cart(#[from] hexmart_domain::ordering::CartError),
    /// The buyer holds no coupon of this code that can be redeemed now, or it was redeemed.
    #[error("the coupon cannot be redeemed")]
    CouponUnusable,
    /// There is no such address in the buyer's book.
    #[error("there is no such address")]
    UnknownAddress,
    /// It costs something else than the buyer believes.
    #[error("the total is another")]
    PriceChanged {
        /// What it costs.
        total: Money,
    },
    /// The cart was changed since the buyer saw it, or was ordered meanwhile.
    #[error("the cart was changed since")]
    Stale,
    /// The amounts are beyond what can be reckoned.
    #[error(transparent)]
    Totals(#[from] TotalsError),
    /// Too many want the same at once: come back in a moment.
    #[error("too many are buying this right now")]
    Crowded,
    /// The key was used for another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an order stays as it is.
#[derive(Debug, Clone, Error)]
pub enum ChangeOrderError {
    /// There is no such order, or it is somebody else's.
    #[error("there is no such order")]
    Unknown,
    /// Lines cannot do that.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The order cannot.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// Less can be had than is wanted.
    #[error("{available} available, {requested} more requested")]
    OutOfStock {
        /// Pieces that can be had.
        available: i64,
        /// Pieces that are wanted beyond what the line has.
        requested: i64,
    },
    /// There is no such address in the buyer's book.
    #[error("there is no such address")]
    UnknownAddress,
    /// A payment of it is under way.
    #[error("the order is being paid")]
    PaymentUnderWay,
    /// The order was changed since the caller saw it.
    #[error("the order was changed since")]
    Stale,
    /// The key was used for another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nobody knows where a parcel is.
#[derive(Debug, Clone, Error)]
pub enum TrackError {
    /// There is no such order, or no such parcel of it.
    #[error("there is no such parcel")]
    Unknown,
    /// The couriers did not answer.
    #[error(transparent)]
    Courier(#[from] super::super::TrackingError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
