//! A provider without money, for demos, tests and simulations. Nothing leaves the process.
//!
//! What happens is chosen by how the payment's key begins ([`Scenario`]), so whoever plays the buyer chooses it:
//!
//! | key begins with | what happens |
//! |---|---|
//! | `sandbox_ok`, or anything else | the money is taken |
//! | `sandbox_decline` | it is refused |
//! | `sandbox_timeout_before` | the first call gets no answer, and nothing is taken |
//! | `sandbox_timeout_after` | the first call gets no answer, and the money is taken |
//! | `sandbox_unavailable` | the first call does not get through |
//! | `sandbox_5xx_then_ok` | two calls are answered by nonsense, the third takes the money |
//! | `sandbox_wrong_amount` | one unit is taken, whatever was asked for |
//! | `sandbox_wrong_currency` | dollars are taken |
//! | `sandbox_other_payment` | the answer is about another payment |
//! | `sandbox_late` | the money comes an hour later |
//! | `sandbox_partial_cancel` | half is given back at the provider's desk at once |
//! | `sandbox_async_cancel` | a refund is accepted, and done when the payment is asked for |
//! | `sandbox_refund_decline` | refunds are refused |
//! | `sandbox_refund_timeout_before` | the first refund gets no answer, and nothing goes back |
//! | `sandbox_refund_timeout_after` | the first refund gets no answer, and the money goes back |
//!
//! It keeps its word as real providers do: money of one payment is taken once, a refund is known by its id, and messages are
//! signed by Standard Webhooks. What it moved can be looked at ([`SandboxGateway::entries`]), and so can what it would have
//! sent ([`SandboxGateway::webhooks`]); it sends nothing by itself.
//!
//! Its memory is that of one process, and with [`SandboxGateway::open`] a file that one process at a time writes to: several
//! servers of one shop would each have a sandbox of their own.

mod account;
mod books;
mod journal;
mod scenario;
mod signature;
mod webhook;

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use hexmart_application::payments::{
    Charge, Checkout, Confirmation, Forged, GatewayError, Hint, Known, PaymentGateway, ProviderPage,
    RefundOrder, WebhookMessage,
};
use hexmart_application::platform::Clock;
use hexmart_domain::payments::{Failure, MerchantUid, PaymentKey, Provider, ProviderPayment, RefundOutcome};
use hexmart_domain::shared::{Instant, Money, to_micros};

pub use books::SandboxEntry;
pub use scenario::Scenario;
pub use webhook::SandboxWebhook;

use account::{Account, Answer};
use books::Books;
use journal::Journal;
use signature::Signer;

/// The provider. Cheap calls behind one lock, which is never held while anybody waits.
pub struct SandboxGateway {
    books: Mutex<Books>,
    signer: Signer,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for SandboxGateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SandboxGateway")
    }
}

impl SandboxGateway {
    /// A provider that knows nothing yet, and forgets everything with the process. It signs its messages with `secret`.
    pub fn new(clock: Arc<dyn Clock>, secret: [u8; 32]) -> Self {
        Self::with(Books::default(), clock, secret)
    }

    /// A provider that remembers in a file, which is made if it is missing.
    pub fn open(path: &Path, clock: Arc<dyn Clock>, secret: [u8; 32]) -> io::Result<Self> {
        let (journal, accounts) = Journal::open(path)?;
        Ok(Self::with(Books::with(journal, accounts), clock, secret))
    }

    fn with(books: Books, clock: Arc<dyn Clock>, secret: [u8; 32]) -> Self {
        Self {
            books: Mutex::new(books),
            signer: Signer::new(secret),
            clock,
        }
    }

    /// Everything that was moved.
    pub fn entries(&self) -> Vec<SandboxEntry> {
        self.lock().entries()
    }

    /// What was moved of one payment; none when the sandbox never heard of it.
    pub fn entry(&self, merchant_uid: &MerchantUid) -> Option<SandboxEntry> {
        let wanted = merchant_uid.as_str();
        self.entries()
            .into_iter()
            .find(|entry| entry.merchant_uid == wanted)
    }

    /// The messages that it would have sent since it was made, the oldest first.
    pub fn webhooks(&self) -> Vec<SandboxWebhook> {
        self.lock().webhooks.clone()
    }

    /// The buyer pays in the provider's own window, without a word of the shop's. Nothing happens when the shop never
    /// announced such a payment.
    pub fn pay(&self, merchant_uid: &MerchantUid, key: &PaymentKey) -> Result<(), GatewayError> {
        self.change(merchant_uid, None, |account, now| account.agree(key, now))?;
        Ok(())
    }

    /// Somebody gives money back at the provider's own desk. Nothing happens when nothing was announced.
    pub fn give_back(&self, merchant_uid: &MerchantUid, amount: Money) -> Result<(), GatewayError> {
        self.change(merchant_uid, None, |account, now| {
            account.give_back(None, amount, true, now);
        })?;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Instant {
        to_micros(self.clock.now())
    }

    /// Changes an account, one that was never announced only if `announced` says what is asked for. None when there is none.
    fn change<T>(
        &self,
        merchant_uid: &MerchantUid,
        announced: Option<Money>,
        change: impl FnOnce(&mut Account, Instant) -> T,
    ) -> Result<Option<T>, GatewayError> {
        let now = self.now();
        let mut books = self.lock();
        books.pass(now, &self.signer).map_err(GatewayError::unavailable)?;
        let name = merchant_uid.as_str();
        let new = || announced.map(|amount| Account::new(name.to_owned(), amount, now));
        let Some(mut account) = books.account(name).cloned().or_else(new) else {
            return Ok(None);
        };
        let answer = change(&mut account, now);
        books
            .keep(account, &self.signer)
            .map_err(GatewayError::unavailable)?;
        Ok(Some(answer))
    }
}

/// What the shop hears of a call.
fn heard<T>(answer: Answer<T>) -> Result<T, GatewayError> {
    match answer {
        Answer::Said(said) => Ok(said),
        Answer::Declined(failure) => Err(GatewayError::Declined(failure)),
        Answer::Lost => Err(GatewayError::unknown("the answer was lost")),
        Answer::Unreached => Err(GatewayError::unavailable("the sandbox is closed")),
    }
}

#[async_trait]
impl PaymentGateway for SandboxGateway {
    fn provider(&self) -> Provider {
        Provider::Sandbox
    }

    async fn prepare(&self, charge: &Charge) -> Result<Checkout, GatewayError> {
        self.change(&charge.merchant_uid, Some(charge.amount), |account, _| {
            account.announce(charge.amount);
        })?;
        let parameters = [
            ("merchant_uid", charge.merchant_uid.as_str().to_owned()),
            ("amount", charge.amount.amount().to_string()),
            ("currency", charge.amount.currency().code().to_owned()),
            ("order_name", charge.title.clone()),
            ("payment_key", Scenario::Ok.prefix().to_owned()),
        ];
        Ok(Checkout {
            parameters: parameters.map(|(name, value)| (name.to_owned(), value)).into(),
        })
    }

    async fn confirm(&self, confirmation: &Confirmation) -> Result<ProviderPayment, GatewayError> {
        let amount = confirmation.amount;
        let answer = self.change(&confirmation.merchant_uid, Some(amount), |account, now| {
            account.confirm(&confirmation.key, amount, now)
        })?;
        heard(answer.unwrap_or(Answer::Lost))
    }

    async fn find(&self, known: &Known) -> Result<Option<ProviderPayment>, GatewayError> {
        let said = self.change(&known.merchant_uid, None, |account, now| {
            account.finish_refunds(now);
            account.said()
        })?;
        Ok(said.flatten())
    }

    async fn refund(&self, order: &RefundOrder) -> Result<RefundOutcome, GatewayError> {
        let answer = self.change(&order.merchant_uid, None, |account, now| {
            account.refund(&order.id.to_string(), (order.amount, order.refundable), now)
        })?;
        let unknown = || {
            Answer::Declined(Failure {
                code: "unknown_payment".to_owned(),
                message: "there is no such payment".to_owned(),
            })
        };
        match heard(answer.unwrap_or_else(unknown)) {
            Err(GatewayError::Declined(failure)) => Ok(RefundOutcome::Refused(failure)),
            other => other,
        }
    }

    async fn changed(
        &self,
        from: Instant,
        until: Instant,
        cursor: Option<String>,
    ) -> Result<ProviderPage, GatewayError> {
        let now = self.now();
        let mut books = self.lock();
        books.pass(now, &self.signer).map_err(GatewayError::unavailable)?;
        let (payments, next) = books.changed(from, until, cursor.as_deref());
        Ok(ProviderPage { payments, next })
    }

    fn read_webhook(&self, message: &WebhookMessage) -> Result<Hint, Forged> {
        webhook::read(&self.signer, message)
    }
}
