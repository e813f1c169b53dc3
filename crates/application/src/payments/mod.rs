//! Paying for orders, and for whatever else is paid: attempts, what providers say of them, and money that goes back.

mod breaker;
mod gateway;
mod guarded;
mod inbound;
mod ports;
mod service;
mod tender;

pub use gateway::{
    Charge, Checkout, Confirmation, Forged, GatewayError, Hint, Known, PaymentGateway, ProviderPage,
    RefundOrder, WebhookMessage,
};
pub use inbound::{
    Bill, ConfirmPaymentError, Discrepancy, GiveBack, HearError, Means, Payments, RefundPaymentError,
    StartPaymentError, Started,
};
pub(crate) use tender::keep;

pub use ports::{PaymentFilter, PaymentQueries, PaymentRepository};
pub use service::{PaymentPorts, PaymentService, PaymentSettings, payment_jobs};

#[cfg(any(test, feature = "testing"))]
pub use gateway::MockPaymentGateway;
#[cfg(any(test, feature = "testing"))]
pub use inbound::MockPayments;
#[cfg(any(test, feature = "testing"))]
pub use ports::{MockPaymentQueries, MockPaymentRepository};
