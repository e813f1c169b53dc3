//! The sandbox, where what happens is chosen by the key.

use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::payments::{Charge, PaymentGateway, WebhookMessage};
use hexmart_application::platform::Clock as _;
use hexmart_contracts::gateway::{Course, Moved, Till};
use hexmart_domain::payments::{MerchantUid, PaymentKey};
use hexmart_domain::shared::{Currency, Instant, Money};
use hexmart_payment_adapter::sandbox::{SandboxGateway, SandboxWebhook, Scenario};

use crate::world::SetClock;

pub(crate) struct SandboxTill {
    sandbox: Arc<SandboxGateway>,
    clock: Arc<SetClock>,
}

impl SandboxTill {
    pub(crate) fn open() -> Self {
        let clock = Arc::new(SetClock::new());
        let same_clock = Arc::clone(&clock);
        Self {
            sandbox: Arc::new(SandboxGateway::new(same_clock, [7; 32])),
            clock,
        }
    }

    fn newest(&self, payment: &MerchantUid) -> Option<SandboxWebhook> {
        let webhooks = self.sandbox.webhooks().into_iter();
        webhooks
            .rev()
            .find(|webhook| webhook.merchant_uid == payment.as_str())
    }
}

#[async_trait]
impl Till for SandboxTill {
    fn gateway(&self) -> Arc<dyn PaymentGateway> {
        self.sandbox.clone()
    }

    async fn agree(&self, charge: &Charge, course: Course) -> Option<PaymentKey> {
        let scenario = match course {
            Course::Well => Scenario::Ok,
            Course::BadCard => Scenario::Decline,
            Course::OtherAmount => Scenario::WrongAmount,
            Course::ConfirmLostBefore => Scenario::TimeoutBefore,
            Course::ConfirmLostAfter => Scenario::TimeoutAfter,
            Course::ConfirmBroken => Scenario::FailuresThenOk,
            Course::RefundLostBefore => Scenario::RefundTimeoutBefore,
            Course::RefundLostAfter => Scenario::RefundTimeoutAfter,
            Course::RefundsLater => Scenario::AsyncCancel,
        };
        let key = format!("{}-{}", scenario.prefix(), charge.merchant_uid.as_str());
        Some(PaymentKey::parse(&key).unwrap())
    }

    fn moved(&self, payment: &MerchantUid) -> Moved {
        let entry = self.sandbox.entry(payment);
        let nothing = Money::zero(Currency::KRW);
        Moved {
            charges: entry
                .as_ref()
                .map_or(0, |entry| usize::try_from(entry.charges).unwrap()),
            charged: entry.as_ref().map_or(nothing, |entry| entry.charged),
            returned: entry.as_ref().map_or(nothing, |entry| entry.returned),
        }
    }

    /// It keeps them when it is asked for the payment.
    fn keep_promises(&self) {}

    fn message(&self, payment: &MerchantUid) -> Option<WebhookMessage> {
        Some(self.newest(payment)?.message(self.now()))
    }

    fn signed_by_a_stranger(&self, message: &WebhookMessage) -> Option<WebhookMessage> {
        let webhooks = self.sandbox.webhooks();
        let same = webhooks
            .iter()
            .find(|webhook| webhook.message(message.now) == *message);
        Some(same.unwrap().forged(message.now))
    }

    fn now(&self) -> Instant {
        self.clock.now()
    }
}
