//! What subscriptions come to by themselves.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::shared::{Instant, UserId};
use hexmart_domain::subscription::Due;

use super::service::Desk;
use super::{SubscriptionPorts, SubscriptionSettings};
use crate::platform::{Abort, Job, StoreError, UnitOfWork, transact};

/// How many subscriptions one round looks at.
const ROUND: u64 = 200;

/// The jobs of subscriptions: those whose period is over go on, or end.
pub fn subscription_jobs(ports: &SubscriptionPorts, settings: SubscriptionSettings) -> Vec<Arc<dyn Job>> {
    vec![Arc::new(Renew {
        ports: ports.clone(),
        settings,
    })]
}

struct Renew {
    ports: SubscriptionPorts,
    settings: SubscriptionSettings,
}

/// Looks again inside the transaction: since the list was made somebody may have been faster.
async fn see_to(
    uow: &mut dyn UnitOfWork,
    user: UserId,
    settings: SubscriptionSettings,
    desk: &Desk,
    now: Instant,
) -> Result<bool, StoreError> {
    let today = desk.bookkeeper.day(now);
    let Some(known) = uow.subscriptions().find(user).await? else {
        return Ok(false);
    };
    let renewal = match known.due(today) {
        None => return Ok(false),
        Some(Due::End) => None,
        Some(Due::Renewal) => settings.terms.map(|terms| known.renewed(terms, today, now)),
    };
    if let Some(renewed) = renewal {
        match desk.charge(uow, &renewed, now).await {
            Ok(()) => {
                desk.write(uow, &renewed, "subscription.renewed").await?;
                return Ok(true);
            }
            Err(Abort::Store(error)) => return Err(error),
            // The wallet is short.
            Err(Abort::Refused(_)) => {}
        }
    }
    desk.write(uow, &known.lapsed(now), "subscription.lapsed").await?;
    Ok(true)
}

#[async_trait]
impl Job for Renew {
    fn name(&self) -> &'static str {
        "renew_subscriptions"
    }

    fn interval(&self) -> Duration {
        Duration::from_mins(1)
    }

    /// One transaction for each subscription, in which it is no longer due: a run that is cut short goes on where it was, and
    /// two that run at once do nothing twice.
    async fn run(&self, now: Instant) -> Result<u64, StoreError> {
        let today = self.ports.bookkeeper.day(now);
        let mut done: u64 = 0;
        loop {
            let users = self.ports.subscriptions.due(today, ROUND).await?;
            if users.is_empty() {
                return Ok(done);
            }
            for user in users {
                let (settings, desk) = (self.settings, Desk::of(&self.ports));
                let seen_to = transact(&*self.ports.store, self.name(), move |uow| {
                    let desk = desk.clone();
                    Box::pin(async move {
                        let seen_to = see_to(uow, user, settings, &desk, now).await;
                        seen_to.map_err(Abort::<StoreError>::Store)
                    })
                });
                done = done.saturating_add(u64::from(seen_to.await?));
            }
        }
    }
}
