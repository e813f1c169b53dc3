use async_trait::async_trait;
use hexmart_domain::funding::PledgeError;
use hexmart_domain::payments::{
    ConfirmError, Failure, Payment, PaymentKey, Provider, RefundError, RefundReason,
};
use hexmart_domain::shared::{
    CampaignId, Instant, Money, OrderId, OrderLineId, PaymentId, Points, TierId, UserId,
};
use thiserror::Error;

use super::{Checkout, PaymentFilter, WebhookMessage};
use crate::platform::{Answered, KeyReused, Once, StoreError};

/// Paying.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Payments: Send + Sync {
    /// The providers that the shop takes money by, the one it proposes first.
    fn providers(&self) -> Vec<Provider>;

    /// Begins to pay, or goes on with an attempt that was interrupted: there is one open attempt at most for each order, for
    /// one's wallet, and of one's pledge to each campaign. What is paid in points leaves the wallet at once; when nothing is
    /// left to be paid, it is paid at once, too.
    async fn start(
        &self,
        buyer: UserId,
        bill: Bill,
        means: Means,
        once: Option<Once<Started>>,
    ) -> Result<Answered<Started>, StartPaymentError>;

    /// The buyer agreed at the provider: takes the money, and does what it is for. Again is the same answer, and nothing else.
    ///
    /// A payment that is [`Confirming`](hexmart_domain::payments::PaymentState::Confirming) in the answer is in doubt: the
    /// provider did not say, and is asked until it does.
    async fn confirm(
        &self,
        buyer: UserId,
        payment: PaymentId,
        key: PaymentKey,
        amount: Money,
    ) -> Result<Payment, ConfirmPaymentError>;

    /// One's attempt.
    async fn show(&self, buyer: UserId, payment: PaymentId) -> Result<Option<Payment>, StoreError>;

    /// One's attempts to pay for an order, the oldest first; none when it is not one's order.
    async fn of_order(&self, buyer: UserId, order: OrderId) -> Result<Option<Vec<Payment>>, StoreError>;

    /// Attempts, the newest first: one's own, or for staff any.
    async fn page(
        &self,
        filter: PaymentFilter,
        before: Option<PaymentId>,
        limit: u64,
    ) -> Result<Vec<Payment>, StoreError>;

    /// Gives money back beyond what lines of the order account for, as staff do out of goodwill. For a line that was confirmed,
    /// what its seller and its buyer were given for it is taken back, too.
    async fn refund(
        &self,
        actor: UserId,
        payment: PaymentId,
        back: GiveBack,
        once: Option<Once<Payment>>,
    ) -> Result<Answered<Payment>, RefundPaymentError>;

    /// A provider says that something happened: it is asked whether that is so.
    async fn hear(&self, provider: Provider, message: WebhookMessage) -> Result<(), HearError>;

    /// Asks the provider how an attempt stands, and does what follows.
    async fn pursue(&self, payment: PaymentId) -> Result<(), StoreError>;

    /// Compares what the providers have with what is written here, for that time; answers what did not agree. What can be
    /// mended is.
    async fn reconcile(&self, from: Instant, until: Instant) -> Result<Vec<Discrepancy>, StoreError>;
}

/// What somebody wants to pay. How much that is the store says, never a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bill {
    /// One's order.
    Order(OrderId),
    /// Points for one's own wallet.
    TopUp(Points),
    /// One's pledge to a campaign.
    Pledge {
        /// To which.
        campaign: CampaignId,
        /// For which reward; none gives the unit price.
        tier: Option<TierId>,
    },
}

/// What staff give back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiveBack {
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: RefundReason,
    /// For which line, if it is for one that was confirmed.
    pub line: Option<OrderLineId>,
}

/// By what somebody wants to pay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Means {
    /// By whom; the shop proposes one when nothing is said.
    pub provider: Option<Provider>,
    /// How much of it in points, 0 or more; as before when nothing is said, else none.
    pub points: Option<i64>,
}

impl Means {
    /// By this provider, all of it.
    pub const fn by(provider: Provider) -> Self {
        Self {
            provider: Some(provider),
            points: None,
        }
    }
}

impl From<OrderId> for Bill {
    fn from(order: OrderId) -> Self {
        Self::Order(order)
    }
}

/// A payment that can go on in the buyer's browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// The attempt.
    pub payment: Payment,
    /// What the browser needs.
    pub checkout: Checkout,
}

/// What a provider and the shop do not agree on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discrepancy {
    /// At which provider.
    pub provider: Provider,
    /// What the provider calls our attempt.
    pub merchant_uid: String,
    /// What is the matter, for staff.
    pub what: String,
    /// Whether it was mended.
    pub mended: bool,
}

/// Why no payment begins.
#[derive(Debug, Clone, Error)]
pub enum StartPaymentError {
    /// There is no such order, or it is somebody else's.
    #[error("there is no such order")]
    UnknownOrder,
    /// The order is paid.
    #[error("the order is paid")]
    Paid,
    /// The order cannot be paid for any more.
    #[error("the order cannot be paid for any more")]
    NotPayable,
    /// There is no such campaign.
    #[error("there is no such campaign")]
    UnknownCampaign,
    /// A rule about pledges said no.
    #[error(transparent)]
    Pledge(#[from] PledgeError),
    /// The wallet has fewer points.
    #[error("only {usable} points can be used")]
    Short {
        /// How many can be used.
        usable: i64,
    },
    /// More points than it costs, or for something that is not paid in points.
    #[error("at most {most} points")]
    TooManyPoints {
        /// The most that it takes.
        most: i64,
    },
    /// Nobody buys so few points at once, or so many.
    #[error("{} to {} points", .least.get(), .most.get())]
    TopUpBounds {
        /// The fewest.
        least: Points,
        /// The most.
        most: Points,
    },
    /// The shop takes no money by this provider.
    #[error("there is no such provider")]
    UnknownProvider,
    /// The provider did not answer: try again.
    #[error("the provider did not answer")]
    Unavailable,
    /// The provider said no.
    #[error("the provider declined: {}", .0.code)]
    Declined(Failure),
    /// The key was used for another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a payment is not confirmed.
#[derive(Debug, Clone, Error)]
pub enum ConfirmPaymentError {
    /// There is no such attempt, or it is somebody else's.
    #[error("there is no such payment")]
    Unknown,
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] ConfirmError),
    /// The provider declined.
    #[error("the provider declined: {}", .0.code)]
    Declined(Failure),
    /// The provider could not be reached, and certainly took nothing: try again.
    #[error("the provider did not answer")]
    Unavailable,
    /// What is paid for could not be had any more when the money was there: it goes back by itself.
    #[error("what was paid for cannot be had any more; the money goes back")]
    Unfulfillable,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nothing goes back.
#[derive(Debug, Clone, Error)]
pub enum RefundPaymentError {
    /// There is no such attempt.
    #[error("there is no such payment")]
    Unknown,
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] RefundError),
    /// The payment's order has no such line, or it was not confirmed.
    #[error("the payment has no such line that was confirmed")]
    UnknownLine,
    /// The line costs less than that, or something of it went back already.
    #[error("at most what the line costs goes back for it, once")]
    LineSettled,
    /// It is part of what a campaign collects, which backers see and the deadline counts.
    #[error("the money is pledged to a campaign that still collects")]
    Pledged,
    /// Points that were bought are spent.
    #[error("only {usable} of the points can be taken back")]
    PointsSpent {
        /// How many are there.
        usable: i64,
    },
    /// The key was used for another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a message of a provider is not heard.
#[derive(Debug, Clone, Error)]
pub enum HearError {
    /// The shop takes no money by this provider.
    #[error("there is no such provider")]
    UnknownProvider,
    /// It is not the provider's.
    #[error("the message is not the provider's")]
    Forged,
    /// The store failed; the provider is to send it again.
    #[error(transparent)]
    Store(#[from] StoreError),
}
