//! Paying for orders: attempts, what providers say of them, and money that goes back.

mod gateway;
mod inbound;
mod ports;

pub use gateway::{
    Charge, Checkout, Confirmation, Forged, GatewayError, Hint, Known, PaymentGateway, ProviderPage,
    RefundOrder, WebhookMessage,
};
pub use inbound::{
    ConfirmPaymentError, Discrepancy, HearError, Payments, RefundPaymentError, StartPaymentError, Started,
};
pub use ports::{PaymentFilter, PaymentQueries, PaymentRepository};

#[cfg(any(test, feature = "testing"))]
pub use gateway::MockPaymentGateway;
#[cfg(any(test, feature = "testing"))]
pub use inbound::MockPayments;
#[cfg(any(test, feature = "testing"))]
pub use ports::{MockPaymentQueries, MockPaymentRepository};
