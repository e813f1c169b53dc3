use async_trait::async_trait;
use hexmart_domain::ordering::{LineState, LineStep, Order, OrderEvent};
use hexmart_domain::shared::{OrderId, OrderLineId, Quantity, ShipmentId, UserId};

use super::OrderService;
use super::changing::{Subject, done};
use super::standpoint::Standpoint;
use crate::ordering::{
    ChangeOrderError, Destination, LineChange, OrderFilter, Ordering, PlaceOrder, PlaceOrderError,
    TrackError, TrackingEvent,
};
use crate::platform::{Answered, Once, StoreError};

impl OrderService {
    /// Lines one step on.
    pub(super) async fn step(
        &self,
        name: &'static str,
        standpoint: Standpoint,
        wanted: LineStep,
        change: LineChange,
        once: Option<Once<Order>>,
    ) -> Result<Answered<Order>, ChangeOrderError> {
        let LineChange {
            order,
            lines,
            reason,
            seen,
        } = change;
        let by = standpoint.hand(reason, self.ports.mint.now());
        let subject = Subject {
            order,
            seen,
            standpoint,
        };
        let policy = self.settings.refunds;
        let unpaid = wanted == LineStep::Cancel;
        self.change(name, subject, (by, unpaid), once, move |order, by| {
            let lines = standpoint.choose(order, &lines, wanted, policy)?;
            Ok(order.step(&lines, wanted, by, policy)?)
        })
        .await
    }

    async fn own_order(&self, buyer: UserId, order: OrderId) -> Result<Option<Order>, StoreError> {
        let order = self.ports.orders.order(order).await?;
        Ok(order.filter(|order| order.buyer == buyer))
    }
}

#[async_trait]
impl Ordering for OrderService {
    async fn place(
        &self,
        buyer: UserId,
        wanted: PlaceOrder,
        once: Option<Once<Order>>,
    ) -> Result<Answered<Order>, PlaceOrderError> {
        self.place_order(buyer, wanted, once).await
    }

    async fn own(
        &self,
        buyer: UserId,
        state: Option<LineState>,
        before: Option<OrderId>,
        limit: u64,
    ) -> Result<Vec<Order>, StoreError> {
        let filter = OrderFilter {
            buyer: Some(buyer),
            state,
            ..OrderFilter::default()
        };
        self.ports.orders.orders(&filter, before, limit).await
    }

    async fn show(&self, buyer: UserId, order: OrderId) -> Result<Option<Order>, StoreError> {
        self.own_order(buyer, order).await
    }

    async fn timeline(&self, buyer: UserId, order: OrderId) -> Result<Option<Vec<OrderEvent>>, StoreError> {
        match self.own_order(buyer, order).await? {
            Some(order) => Ok(Some(self.ports.orders.timeline(order.id).await?)),
            None => Ok(None),
        }
    }

    async fn track(
        &self,
        buyer: UserId,
        order: OrderId,
        shipment: ShipmentId,
    ) -> Result<Vec<TrackingEvent>, TrackError> {
        let order = self.own_order(buyer, order).await?.ok_or(TrackError::Unknown)?;
        let shipment = order.shipments.iter().find(|one| one.id == shipment);
        let shipment = shipment.ok_or(TrackError::Unknown)?;
        let tracking = &self.ports.tracking;
        Ok(tracking.events(&shipment.courier, &shipment.tracking).await?)
    }

    async fn cancel(
        &self,
        buyer: UserId,
        change: LineChange,
        once: Option<Once<Order>>,
    ) -> Result<Answered<Order>, ChangeOrderError> {
        let buyer = Standpoint::Buyer(buyer);
        self.step("cancel_order", buyer, LineStep::Cancel, change, once)
            .await
    }

    async fn request_refund(&self, buyer: UserId, change: LineChange) -> Result<Order, ChangeOrderError> {
        let buyer = Standpoint::Buyer(buyer);
        let asked = self.step("request_refund", buyer, LineStep::RequestRefund, change, None);
        done(asked.await?)
    }

    async fn withdraw_refund(&self, buyer: UserId, change: LineChange) -> Result<Order, ChangeOrderError> {
        let buyer = Standpoint::Buyer(buyer);
        let withdrawn = self.step("withdraw_refund", buyer, LineStep::WithdrawRefund, change, None);
        done(withdrawn.await?)
    }

    async fn confirm(&self, buyer: UserId, change: LineChange) -> Result<Order, ChangeOrderError> {
        let buyer = Standpoint::Buyer(buyer);
        let confirmed = self.step("confirm_order", buyer, LineStep::Confirm, change, None);
        done(confirmed.await?)
    }

    async fn readdress(
        &self,
        buyer: UserId,
        order: OrderId,
        to: Destination,
        seen: Option<i64>,
    ) -> Result<Order, ChangeOrderError> {
        let to = self.address(buyer, to).await?;
        let to = to.ok_or(ChangeOrderError::UnknownAddress)?;
        let standpoint = Standpoint::Buyer(buyer);
        let by = standpoint.hand(None, self.ports.mint.now());
        let subject = Subject {
            order,
            seen,
            standpoint,
        };
        let readdressed = self.change("readdress_order", subject, (by, false), None, move |order, by| {
            Ok(order.readdress(to.clone(), by)?)
        });
        done(readdressed.await?)
    }

    async fn resize(
        &self,
        buyer: UserId,
        order: OrderId,
        line: OrderLineId,
        quantity: Quantity,
        seen: Option<i64>,
    ) -> Result<Order, ChangeOrderError> {
        self.resize_line(buyer, order, line, quantity, seen).await
    }
}
