//! What orders and carts come to by themselves.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use futures_util::future::BoxFuture;
use hexmart_domain::ordering::{Hand, LineState, LineStep, Order, OrderChange, Party, RefundPolicy};
use hexmart_domain::payments::PaymentState;
use hexmart_domain::shared::{Instant, OrderId};

use super::changing::Consequences;
use super::{OrderPorts, carry_out};
use crate::payments::keep;
use crate::platform::{Abort, Job, Mint, Store, StoreError, UnitOfWork, transact};
use crate::settlement::{Closing, Settling};

/// How many orders one round deals with.
const ROUND: u64 = 200;
/// How many carts or requests are forgotten at once.
const BATCH: u64 = 1_000;
/// How long a buyer may take to say that something is amiss.
const COMPLAINTS: TimeDelta = TimeDelta::days(7);
/// How long a guest's cart waits for its guest.
const ABANDONED: TimeDelta = TimeDelta::days(30);

/// The jobs: orders that nobody pays, deliveries that nobody complains about, carts without guests, requests that nobody
/// repeats any more.
pub fn ordering_jobs(ports: &OrderPorts) -> Vec<Arc<dyn Job>> {
    let forget = |what| -> Arc<dyn Job> {
        Arc::new(Forget {
            store: Arc::clone(&ports.store),
            what,
        })
    };
    let round = |duty| -> Arc<dyn Job> {
        Arc::new(Round {
            ports: ports.clone(),
            duty,
        })
    };
    vec![
        round(Duty::ExpireUnpaid),
        round(Duty::ConfirmDelivered),
        forget(Forgotten::Carts),
        forget(Forgotten::Requests),
    ]
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Duty {
    ExpireUnpaid,
    ConfirmDelivered,
}

struct Round {
    ports: OrderPorts,
    duty: Duty,
}

fn by_itself(now: Instant) -> Hand {
    Hand {
        party: Party::System,
        actor: None,
        reason: None,
        now,
    }
}

/// What becomes of an order that nobody paid in time; nothing while a payment is under way, or when it is paid after all.
async fn expire(
    uow: &mut dyn UnitOfWork,
    order: &Order,
    by: &Hand,
    mint: &Mint,
) -> Result<Option<OrderChange>, StoreError> {
    if !order.is_payable() || order.pay_by > by.now {
        return Ok(None);
    }
    let attempts = uow.payments().of_order(order.id).await?;
    if attempts
        .iter()
        .any(|attempt| attempt.state == PaymentState::Confirming)
    {
        return Ok(None);
    }
    for withdrawn in attempts.iter().filter_map(|attempt| attempt.withdrawn(by.now)) {
        keep(uow, withdrawn, mint, by.now).await?;
    }
    let cancelled = order.step_all(
        LineState::PendingPayment,
        LineStep::Cancel,
        by,
        RefundPolicy::default(),
    );
    cancelled.map_err(StoreError::backend)
}

/// What becomes of lines that arrived long ago.
fn confirm(order: &Order, by: &Hand) -> Result<Option<OrderChange>, StoreError> {
    let content = |delivered: Instant| delivered < by.now - COMPLAINTS;
    let lines: Vec<_> = order
        .lines
        .iter()
        .filter(|line| line.state == LineState::Delivered && line.delivered_at.is_some_and(content))
        .map(|line| line.id)
        .collect();
    if lines.is_empty() {
        return Ok(None);
    }
    let confirmed = order.step(&lines, LineStep::Confirm, by, RefundPolicy::default());
    confirmed.map(Some).map_err(StoreError::backend)
}

impl Duty {
    /// Looks again inside the transaction: since the list was made somebody may have been faster.
    async fn fulfil(
        self,
        uow: &mut dyn UnitOfWork,
        order: OrderId,
        now: Instant,
        (mint, settling): (&Mint, &Settling),
    ) -> Result<Option<Consequences>, StoreError> {
        let Some(order) = uow.orders().find(order).await? else {
            return Ok(None);
        };
        let by = by_itself(now);
        let change = match self {
            Self::ExpireUnpaid => expire(uow, &order, &by, mint).await?,
            Self::ConfirmDelivered => confirm(&order, &by)?,
        };
        let Some(change) = change else {
            return Ok(None);
        };
        Closing::new(settling, now).close(uow, &change).await?;
        let refund = carry_out(uow, &change, &by, mint).await?;
        Ok(Some(Consequences::of(&change, refund)))
    }
}

impl Round {
    async fn deal_with(&self, order: OrderId, now: Instant) -> Result<bool, StoreError> {
        let (duty, mint, settling) = (self.duty, self.ports.mint.clone(), self.ports.settling.clone());
        let done = transact(&*self.ports.store, self.name(), move |uow| {
            let (mint, settling) = (mint.clone(), settling.clone());
            let fulfilled: BoxFuture<'_, _> = Box::pin(async move {
                Ok::<_, Abort<StoreError>>(duty.fulfil(uow, order, now, (&mint, &settling)).await?)
            });
            fulfilled
        })
        .await?;
        if let Some(consequences) = &done {
            consequences.follow(&self.ports);
        }
        Ok(done.is_some())
    }
}

#[async_trait]
impl Job for Round {
    fn name(&self) -> &'static str {
        match self.duty {
            Duty::ExpireUnpaid => "expire_unpaid_orders",
            Duty::ConfirmDelivered => "confirm_delivered_lines",
        }
    }

    fn interval(&self) -> Duration {
        match self.duty {
            Duty::ExpireUnpaid => Duration::from_secs(10),
            Duty::ConfirmDelivered => Duration::from_hours(1),
        }
    }

    async fn run(&self, now: Instant) -> Result<u64, StoreError> {
        let mut done: u64 = 0;
        loop {
            let orders = match self.duty {
                Duty::ExpireUnpaid => self.ports.orders.unpaid(now, ROUND).await?,
                Duty::ConfirmDelivered => self.ports.orders.unconfirmed(now - COMPLAINTS, ROUND).await?,
            };
            let mut progress = false;
            for order in orders {
                let dealt_with = self.deal_with(order, now).await?;
                progress |= dealt_with;
                done = done.saturating_add(u64::from(dealt_with));
            }
            // What is left waits for its payment.
            if !progress {
                return Ok(done);
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Forgotten {
    Carts,
    Requests,
}

struct Forget {
    store: Arc<dyn Store>,
    what: Forgotten,
}

#[async_trait]
impl Job for Forget {
    fn name(&self) -> &'static str {
        match self.what {
            Forgotten::Carts => "forget_guest_carts",
            Forgotten::Requests => "forget_completed_requests",
        }
    }

    fn interval(&self) -> Duration {
        Duration::from_hours(1)
    }

    async fn run(&self, now: Instant) -> Result<u64, StoreError> {
        let what = self.what;
        let mut done: u64 = 0;
        loop {
            let gone = transact(&*self.store, self.name(), move |uow| {
                Box::pin(async move {
                    let gone = match what {
                        Forgotten::Carts => uow.carts().forget(now - ABANDONED, BATCH).await?,
                        Forgotten::Requests => uow.requests().forget(now, BATCH).await?,
                    };
                    Ok::<_, Abort<StoreError>>(gone)
                })
            })
            .await?;
            done = done.saturating_add(gone);
            if gone < BATCH {
                return Ok(done);
            }
        }
    }
}
