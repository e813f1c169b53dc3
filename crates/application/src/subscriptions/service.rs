use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use hexmart_domain::points::{EntryKind, Reference, WalletError};
use hexmart_domain::shared::{Day, Instant, Points, UserId};
use hexmart_domain::subscription::{Subscription, SubscriptionTerms};
use serde_json::json;

use super::{EndSubscriptionError, StartSubscriptionError, SubscriptionQueries, Subscriptions};
use crate::platform::{Abort, Answered, Mint, Once, Store, StoreError, UnitOfWork, announce, transact};
use crate::points::{Booking, Bookkeeper};

/// What the shop's owner decides about the subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubscriptionSettings {
    /// What it costs; none when none is offered. Those that run are then ended with their periods.
    pub terms: Option<SubscriptionTerms>,
}

impl Default for SubscriptionSettings {
    fn default() -> Self {
        let fee = Points::try_from(9_900).ok();
        Self {
            terms: fee.map(|fee| SubscriptionTerms { fee, days: 28 }),
        }
    }
}

/// What the use cases of the subscription need of the world.
#[derive(Clone)]
pub struct SubscriptionPorts {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// What is asked about subscriptions.
    pub subscriptions: Arc<dyn SubscriptionQueries>,
    /// Who takes the fee.
    pub bookkeeper: Bookkeeper,
    /// The clock and the dice.
    pub mint: Mint,
}

impl fmt::Debug for SubscriptionPorts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SubscriptionPorts")
    }
}

/// The use cases of the subscription.
#[derive(Debug)]
pub struct SubscriptionService {
    ports: SubscriptionPorts,
    settings: SubscriptionSettings,
}

impl SubscriptionService {
    /// Joins the ports.
    pub const fn new(ports: SubscriptionPorts, settings: SubscriptionSettings) -> Self {
        Self { ports, settings }
    }

    async fn begin(
        &self,
        user: UserId,
        resumes: bool,
        once: Option<Once<Subscription>>,
    ) -> Result<Answered<Subscription>, StartSubscriptionError> {
        let now = self.ports.mint.now();
        let beginning = Beginning {
            user,
            resumes,
            once,
            terms: self.settings.terms,
            desk: Desk::of(&self.ports),
            now,
        };
        transact(&*self.ports.store, "begin_subscription", move |uow| {
            Box::pin(beginning.clone().carry_out(uow))
        })
        .await
    }
}

#[async_trait]
impl Subscriptions for SubscriptionService {
    fn terms(&self) -> Option<SubscriptionTerms> {
        self.settings.terms
    }

    fn today(&self) -> Day {
        self.ports.bookkeeper.day(self.ports.mint.now())
    }

    async fn show(&self, user: UserId) -> Result<Option<Subscription>, StoreError> {
        self.ports.subscriptions.of(user).await
    }

    async fn start(
        &self,
        user: UserId,
        once: Option<Once<Subscription>>,
    ) -> Result<Answered<Subscription>, StartSubscriptionError> {
        self.begin(user, false, once).await
    }

    async fn resume(
        &self,
        user: UserId,
        once: Option<Once<Subscription>>,
    ) -> Result<Answered<Subscription>, StartSubscriptionError> {
        self.begin(user, true, once).await
    }

    async fn cancel(&self, user: UserId) -> Result<Subscription, EndSubscriptionError> {
        let (desk, now) = (Desk::of(&self.ports), self.ports.mint.now());
        transact(&*self.ports.store, "cancel_subscription", move |uow| {
            let desk = desk.clone();
            let cancelled: BoxFuture<'_, _> = Box::pin(async move {
                let known = uow.subscriptions().find(user).await?;
                let known = known.ok_or(Abort::Refused(EndSubscriptionError::Unknown))?;
                let cancelled = known.cancelled(desk.bookkeeper.day(now), now);
                match cancelled.map_err(|refusal| Abort::Refused(refusal.into()))? {
                    None => Ok(known),
                    Some(cancelled) => {
                        desk.write(uow, &cancelled, "subscription.cancelled").await?;
                        Ok(cancelled)
                    }
                }
            });
            cancelled
        })
        .await
    }
}

/// What it takes to write subscriptions down, and to charge for them.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) bookkeeper: Bookkeeper,
    mint: Mint,
}

impl Desk {
    pub(super) fn of(ports: &SubscriptionPorts) -> Self {
        Self {
            bookkeeper: ports.bookkeeper.clone(),
            mint: ports.mint.clone(),
        }
    }

    /// Takes the fee of a period. The number of the period is the reference: none is paid for twice.
    pub(super) async fn charge(
        &self,
        uow: &mut dyn UnitOfWork,
        subscription: &Subscription,
        now: Instant,
    ) -> Result<(), Abort<WalletError>> {
        let period = Reference::parse(subscription.period.to_string());
        let period = period.map_err(StoreError::backend)?;
        let booking = Booking::new(subscription.user, EntryKind::SubscriptionFee, period, now);
        self.bookkeeper
            .debit(uow, subscription.fee, booking)
            .await
            .map(drop)
    }

    pub(super) async fn write(
        &self,
        uow: &mut dyn UnitOfWork,
        subscription: &Subscription,
        kind: &str,
    ) -> Result<(), StoreError> {
        uow.subscriptions().save(subscription).await?;
        let data = json!({
            "user_id": subscription.user.to_string(),
            "state": subscription.state.as_str(),
            "period": subscription.period,
            "next_payment": subscription.next_payment.to_string(),
        });
        let (aggregate, now) = (subscription.user.as_uuid().into_bytes(), subscription.updated_at);
        let news = announce(self.mint.id(now), aggregate, kind, data, now)?;
        uow.outbox().enqueue(&news).await
    }
}

#[derive(Clone)]
struct Beginning {
    user: UserId,
    resumes: bool,
    once: Option<Once<Subscription>>,
    terms: Option<SubscriptionTerms>,
    desk: Desk,
    now: Instant,
}

impl Beginning {
    async fn carry_out(
        self,
        uow: &mut dyn UnitOfWork,
    ) -> Result<Answered<Subscription>, Abort<StartSubscriptionError>> {
        if let Some(answer) = Once::replay(self.once.as_ref(), uow).await? {
            return Ok(Answered::Replayed(answer));
        }
        let known = uow.subscriptions().find(self.user).await?;
        let begun = match (&known, self.resumes) {
            (None, true) => return Err(Abort::Refused(StartSubscriptionError::Unknown)),
            (Some(known), true) if known.is_effective(self.desk.bookkeeper.day(self.now)) => {
                self.go_on(uow, known).await?
            }
            (known, _) => self.start(uow, known.as_ref()).await?,
        };
        Once::remember(self.once.as_ref(), uow, &begun, self.now).await?;
        Ok(Answered::Done(begun))
    }

    async fn go_on(
        &self,
        uow: &mut dyn UnitOfWork,
        known: &Subscription,
    ) -> Result<Subscription, Abort<StartSubscriptionError>> {
        let resumed = known.resumed(self.desk.bookkeeper.day(self.now), self.now);
        match resumed.map_err(|refusal| Abort::Refused(refusal.into()))? {
            None => Ok(known.clone()),
            Some(resumed) => {
                self.desk.write(uow, &resumed, "subscription.resumed").await?;
                Ok(resumed)
            }
        }
    }

    /// The fee and the period are one commit: nobody has the one without the other.
    async fn start(
        &self,
        uow: &mut dyn UnitOfWork,
        known: Option<&Subscription>,
    ) -> Result<Subscription, Abort<StartSubscriptionError>> {
        let terms = self
            .terms
            .ok_or(Abort::Refused(StartSubscriptionError::NotOffered))?;
        let today = self.desk.bookkeeper.day(self.now);
        let started = Subscription::start(known, self.user, terms, today, self.now);
        let started = started.map_err(|refusal| Abort::Refused(refusal.into()))?;
        let charged = self.desk.charge(uow, &started, self.now).await;
        charged.map_err(Abort::because)?;
        self.desk.write(uow, &started, "subscription.started").await?;
        Ok(started)
    }
}
