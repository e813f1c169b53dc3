use async_trait::async_trait;
use chrono::NaiveTime;
use hexmart_domain::ordering::{Courier, LineState, LineStep, Order, OrderEvent, TrackingNumber};
use hexmart_domain::shared::{Instant, OrderId, OrderLineId, UserId};

use super::OrderService;
use super::changing::{Subject, done};
use super::standpoint::Standpoint;
use crate::marketplace::Authority;
use crate::ordering::{ChangeOrderError, DeskLine, LineChange, OrderDesk, OrderFilter};
use crate::platform::{Answered, AuditAction, AuditEvent, Once, StoreError, write_down};

impl OrderService {
    /// When the day of the shop began.
    fn midnight(&self, now: Instant) -> Instant {
        let ahead = self.settings.ahead_of_utc;
        (now + ahead).date_naive().and_time(NaiveTime::MIN).and_utc() - ahead
    }
}

#[async_trait]
impl OrderDesk for OrderService {
    async fn lines(
        &self,
        authority: Authority,
        state: Option<LineState>,
        before: Option<OrderLineId>,
        limit: u64,
    ) -> Result<Vec<DeskLine>, StoreError> {
        self.ports
            .orders
            .desk(authority.seller(), state, before, limit)
            .await
    }

    async fn prepare(&self, authority: Authority, change: LineChange) -> Result<Order, ChangeOrderError> {
        let desk = Standpoint::Desk(authority);
        let prepared = self.step("prepare_lines", desk, LineStep::Prepare, change, None);
        done(prepared.await?)
    }

    async fn dispatch(
        &self,
        authority: Authority,
        change: LineChange,
        courier: Courier,
        tracking: TrackingNumber,
    ) -> Result<Order, ChangeOrderError> {
        let LineChange {
            order,
            lines,
            reason,
            seen,
        } = change;
        let standpoint = Standpoint::Desk(authority);
        let now = self.ports.mint.now();
        let (by, id) = (standpoint.hand(reason, now), self.ports.mint.id(now));
        let subject = Subject {
            order,
            seen,
            standpoint,
        };
        let policy = self.settings.refunds;
        let dispatched = self.change("dispatch_lines", subject, (by, false), None, move |order, by| {
            let lines = standpoint.choose(order, &lines, LineStep::Dispatch, policy)?;
            Ok(order.dispatch(id, &lines, (courier.clone(), tracking.clone()), by)?)
        });
        done(dispatched.await?)
    }

    async fn deliver(&self, authority: Authority, change: LineChange) -> Result<Order, ChangeOrderError> {
        let desk = Standpoint::Desk(authority);
        let delivered = self.step("deliver_lines", desk, LineStep::Deliver, change, None);
        done(delivered.await?)
    }

    async fn call_off(
        &self,
        authority: Authority,
        change: LineChange,
        once: Option<Once<Order>>,
    ) -> Result<Answered<Order>, ChangeOrderError> {
        let desk = Standpoint::Desk(authority);
        self.step("call_off_lines", desk, LineStep::Cancel, change, once)
            .await
    }

    async fn refund(
        &self,
        authority: Authority,
        change: LineChange,
        once: Option<Once<Order>>,
    ) -> Result<Answered<Order>, ChangeOrderError> {
        let desk = Standpoint::Desk(authority);
        self.step("refund_lines", desk, LineStep::CompleteRefund, change, once)
            .await
    }

    async fn orders(
        &self,
        filter: OrderFilter,
        before: Option<OrderId>,
        limit: u64,
    ) -> Result<Vec<Order>, StoreError> {
        self.ports.orders.orders(&filter, before, limit).await
    }

    async fn order(&self, order: OrderId) -> Result<Option<(Order, Vec<OrderEvent>)>, StoreError> {
        let Some(order) = self.ports.orders.order(order).await? else {
            return Ok(None);
        };
        let timeline = self.ports.orders.timeline(order.id).await?;
        Ok(Some((order, timeline)))
    }

    async fn order_in_full(
        &self,
        actor: UserId,
        order: OrderId,
        reason: &str,
    ) -> Result<Option<(Order, Vec<OrderEvent>)>, StoreError> {
        let found = self.order(order).await?;
        if found.is_some() {
            let event = AuditEvent {
                at: self.ports.mint.now(),
                actor: Some(actor),
                action: AuditAction::OrderReadFull,
                subject: order.to_string(),
                note: reason.to_owned(),
            };
            write_down(&*self.ports.store, event, &self.ports.vault).await?;
        }
        Ok(found)
    }

    async fn placed_today(&self) -> Result<u64, StoreError> {
        let now = self.ports.mint.now();
        let from = self.midnight(now);
        self.ports
            .orders
            .placed_between(from, from + chrono::TimeDelta::days(1))
            .await
    }
}
