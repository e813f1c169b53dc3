//! Paying for orders: attempts, what providers say of them, and money that goes back.

mod breaker;
mod gateway;
mod guarded;
mod inbound;
mod ports;
mod service;

pub use gateway::{
    Charge, Checkout, Confirmation, Forged, GatewayError, Hint, Known, PaymentGateway, ProviderPage,
    RefundOrder, WebhookMessage,
};
pub use inbound::{
    ConfirmPaymentError, Discrepancy, HearError, Payments, RefundPaymentError, StartPaymentError, Started,
};
pub use ports::{PaymentFilter, PaymentQueries, PaymentRepository};
pub use service::{PaymentPorts, PaymentService, PaymentSettings, payment_jobs};

#[cfg(any(test, feature = "testing"))]
pub use gateway::MockPaymentGateway;
#[cfg(any(test, feature = "testing"))]
pub use inbound::MockPayments;
#[cfg(any(test, feature = "testing"))]
pub use ports::{MockPaymentQueries, MockPaymentRepository};
