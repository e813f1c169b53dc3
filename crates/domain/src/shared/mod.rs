//! Values that every context speaks of: ids, money, percentages, quantities, texts, instants.

mod id;
mod instant;
mod language;
mod money;
mod percentage;
mod points;
mod quantity;
mod text;

pub use id::{
    Address, AddressId, ApiKey, ApiKeyId, Campaign, CampaignId, Cart, CartId, Category, CategoryId, Coupon,
    CouponId, Delivery, DeliveryId, Discount, DiscountId, Event, EventId, Id, IdError, Import, ImportId,
    Item, ItemId, Kind, Location, LocationId, Notification, NotificationId, Operation, OperationId, Order,
    OrderId, OrderLine, OrderLineId, Payment, PaymentId, Picture, PictureId, Pledge, PledgeId, Product,
    ProductId, Refund, RefundId, Review, ReviewId, Seller, SellerId, Session, SessionId, Settlement,
    SettlementId, Shipment, ShipmentId, Tier, TierId, Transfer, TransferId, User, UserId, Warehouse,
    WarehouseId, Webhook, WebhookId,
};
pub use instant::{Day, Instant, SEOUL, day_of, month_of, start_of, to_micros};
pub use language::Language;
pub use money::{Currency, CurrencyError, Money, MoneyError, Rounding};
pub use percentage::{Percentage, PercentageError};
pub use points::{BasisPoints, BasisPointsError, Points, PointsError};
pub use quantity::{Quantity, QuantityError, StockDelta, StockDeltaError};
pub(crate) use text::{Lines as TextLines, check as text_check, text_value};
pub use text::{TextError, fold_case};
