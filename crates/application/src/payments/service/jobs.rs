//! What becomes of payments by itself.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use futures_util::{StreamExt as _, stream};
use hexmart_domain::payments::Payment;
use hexmart_domain::shared::{Instant, PaymentId};

use super::PaymentService;
use crate::platform::{Abort, Job, StoreError, transact};

/// Attempts per round: as many as a provider that hardly answers leaves time for.
const ROUND: u64 = 32;
/// Attempts that are looked at side by side.
const SIDE_BY_SIDE: usize = 8;
/// How long a message of a provider is known to have come: far longer than any of them repeats one. A later repetition would
/// do no harm, for the provider is asked whatever a message says.
const REMEMBERED: TimeDelta = TimeDelta::days(90);
/// Messages per transaction.
const MESSAGES: u64 = 1_000;

/// The jobs: attempts whose provider is to be asked, attempts that nobody finished, messages that are long past, and the
/// providers' lists, of the last two hours often and of the last four days once a day.
pub fn payment_jobs(payments: &Arc<PaymentService>) -> Vec<Arc<dyn Job>> {
    let reconcile = |name, interval, span| {
        Arc::new(Reconcile {
            payments: Arc::clone(payments),
            name,
            interval,
            span,
        })
    };
    vec![
        Arc::new(Pursue(Arc::clone(payments))),
        Arc::new(Expire(Arc::clone(payments))),
        Arc::new(ForgetMessages(Arc::clone(payments))),
        reconcile("reconcile_payments", Duration::from_hours(1), TimeDelta::hours(2)),
        reconcile(
            "reconcile_payments_again",
            Duration::from_hours(24),
            TimeDelta::days(4),
        ),
    ]
}

struct Pursue(Arc<PaymentService>);

struct Expire(Arc<PaymentService>);

struct ForgetMessages(Arc<PaymentService>);

struct Reconcile {
    payments: Arc<PaymentService>,
    name: &'static str,
    interval: Duration,
    span: TimeDelta,
}

#[async_trait]
impl Job for Pursue {
    fn name(&self) -> &'static str {
        "pursue_payments"
    }

    fn interval(&self) -> Duration {
        Duration::from_secs(5)
    }

    /// One that cannot be pursued keeps no other from being.
    async fn run(&self, now: Instant) -> Result<u64, StoreError> {
        let due = self.0.payments.to_ask(now, ROUND).await?;
        let pursue = async |id: PaymentId| match self.0.payments.payment(id).await? {
            Some(payment) => self.0.follow(payment, None).await,
            None => Ok(()),
        };
        let pursued = stream::iter(due).map(pursue).buffer_unordered(SIDE_BY_SIDE);
        let all: Vec<Result<(), StoreError>> = pursued.collect().await;
        count(all)
    }
}

#[async_trait]
impl Job for Expire {
    fn name(&self) -> &'static str {
        "expire_payments"
    }

    fn interval(&self) -> Duration {
        Duration::from_secs(10)
    }

    async fn run(&self, now: Instant) -> Result<u64, StoreError> {
        let mut done = 0;
        loop {
            let overdue = self.0.payments.overdue(now, ROUND).await?;
            let many = overdue.len();
            let mut all = Vec::with_capacity(many);
            for id in overdue {
                let expire = move |payment: &Payment, _| payment.expired(now);
                all.push(self.0.change(id, "expire_payment", expire).await.map(drop));
            }
            done += count(all)?;
            if u64::try_from(many).unwrap_or(ROUND) < ROUND {
                return Ok(done);
            }
        }
    }
}

#[async_trait]
impl Job for ForgetMessages {
    fn name(&self) -> &'static str {
        "forget_provider_messages"
    }

    fn interval(&self) -> Duration {
        Duration::from_hours(24)
    }

    async fn run(&self, now: Instant) -> Result<u64, StoreError> {
        let before = now - REMEMBERED;
        let mut all: u64 = 0;
        loop {
            let gone = transact(&*self.0.store, "forget_messages", move |uow| {
                Box::pin(async move {
                    Ok::<_, Abort<StoreError>>(uow.payments().forget_messages(before, MESSAGES).await?)
                })
            });
            let gone = gone.await?;
            all = all.saturating_add(gone);
            if gone < MESSAGES {
                return Ok(all);
            }
        }
    }
}

#[async_trait]
impl Job for Reconcile {
    fn name(&self) -> &'static str {
        self.name
    }

    fn interval(&self) -> Duration {
        self.interval
    }

    async fn run(&self, now: Instant) -> Result<u64, StoreError> {
        let found = self.payments.compare(now - self.span, now).await?;
        for one in &found {
            let (provider, uid, what) = (one.provider.as_str(), &one.merchant_uid, &one.what);
            if one.mended {
                tracing::warn!(provider, uid, what, "a payment was mended");
            } else {
                tracing::error!(provider, uid, what, "a payment does not agree with its provider");
            }
        }
        Ok(u64::try_from(found.len()).unwrap_or(u64::MAX))
    }
}

/// How many succeeded; the first failure, if there was one.
fn count(all: Vec<Result<(), StoreError>>) -> Result<u64, StoreError> {
    let mut done = 0;
    for one in all {
        one?;
        done += 1;
    }
    Ok(done)
}
