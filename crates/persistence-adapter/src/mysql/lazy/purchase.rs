//! What belongs to a purchase in a unit of work that begins late: it is looked at, and then written at once.

use async_trait::async_trait;
use diesel::QueryResult;
use hexmart_application::ordering::{CartRepository, Offer, OrderRepository};
use hexmart_application::payments::PaymentRepository;
use hexmart_application::platform::{
    CompletedRequest, OutboxMessage, OutboxRepository, RequestRepository, StoreError, UnitOfWork,
};
use hexmart_application::pricing::{CouponRepository, HeldCoupon};
use hexmart_domain::ordering::{Cart, CartOwner, Order, OrderChange, OrderEvent};
use hexmart_domain::payments::{MerchantUid, Payment, PaymentPurpose, Provider};
use hexmart_domain::pricing::{Coupon, CouponCode};
use hexmart_domain::shared::{CartId, CouponId, Instant, ItemId, OrderId, PaymentId, UserId};

use super::super::classify::classify;
use super::super::purchase;
use super::super::queries::ordering::offers::shelves;
use super::{Ahead, LazyTransaction};
use crate::columns::At;
use crate::rows::{CartRow, MessageRow, OrderRows, PaymentRow, RequestRow};

impl LazyTransaction<'_> {
    /// Has statements wait, whatever they are; false when that is too late.
    pub(super) async fn later(
        &mut self,
        statements: impl FnOnce() -> Result<QueryResult<Vec<String>>, StoreError>,
    ) -> Result<bool, StoreError> {
        let Some(waiting) = self.waiting().await? else {
            return Ok(false);
        };
        waiting.statements.extend(statements()?.map_err(classify)?);
        Ok(true)
    }
}

#[async_trait]
impl CartRepository for LazyTransaction<'_> {
    async fn of(&mut self, owner: &CartOwner) -> Result<Option<Cart>, StoreError> {
        self.looking().await?.carts().of(owner).await
    }

    async fn save(&mut self, cart: &Cart) -> Result<(), StoreError> {
        let statements = || Ok(purchase::cart_writes(CartRow::new(cart)?));
        if self.later(statements).await? {
            return Ok(());
        }
        self.begun().await?.carts().save(cart).await
    }

    async fn remove(&mut self, cart: &Cart) -> Result<(), StoreError> {
        let statements = || Ok(purchase::cart_removal(cart.id.into(), cart.version));
        if self.later(statements).await? {
            return Ok(());
        }
        self.begun().await?.carts().remove(cart).await
    }

    async fn forget(&mut self, before: Instant, limit: u64) -> Result<u64, StoreError> {
        self.begun().await?.carts().forget(before, limit).await
    }
}

#[async_trait]
impl OrderRepository for LazyTransaction<'_> {
    async fn add(&mut self, order: &Order, events: &[OrderEvent]) -> Result<(), StoreError> {
        let vault = self.vault;
        let statements = || Ok(purchase::order_inserts(OrderRows::seal(order, events, vault)?));
        if self.later(statements).await? {
            return Ok(());
        }
        self.begun().await?.orders().add(order, events).await
    }

    async fn offers(&mut self, items: &[ItemId], now: Instant) -> Result<Vec<Offer>, StoreError> {
        let shelves = shelves(self.looking().await?.parts().0, items, now).await?;
        let (offers, holdings): (_, Vec<_>) = shelves.into_iter().unzip();
        // Who asks what things are is about to promise them.
        self.ahead = Some(Ahead {
            of: items.to_vec(),
            holdings: holdings.into_iter().flatten().collect(),
        });
        Ok(offers)
    }

    async fn find(&mut self, id: OrderId) -> Result<Option<Order>, StoreError> {
        self.looking().await?.orders().find(id).await
    }

    async fn of_cart(&mut self, cart: CartId) -> Result<Option<OrderId>, StoreError> {
        self.looking().await?.orders().of_cart(cart).await
    }

    async fn save(&mut self, change: &OrderChange) -> Result<(), StoreError> {
        let vault = self.vault;
        let rows = || OrderRows::seal(&change.order, &change.events, vault);
        if self.later(|| Ok(purchase::order_updates(rows()?))).await? {
            return Ok(());
        }
        self.begun().await?.orders().save(change).await
    }
}

#[async_trait]
impl PaymentRepository for LazyTransaction<'_> {
    async fn add(&mut self, payment: &Payment) -> Result<(), StoreError> {
        let statements = || Ok(purchase::payment_insert(PaymentRow::new(payment)?));
        if self.later(statements).await? {
            return Ok(());
        }
        self.begun().await?.payments().add(payment).await
    }

    async fn find(&mut self, id: PaymentId) -> Result<Option<Payment>, StoreError> {
        self.looking().await?.payments().find(id).await
    }

    async fn newest(
        &mut self,
        purpose: PaymentPurpose,
        buyer: UserId,
    ) -> Result<Option<Payment>, StoreError> {
        self.looking().await?.payments().newest(purpose, buyer).await
    }

    async fn of_order(&mut self, order: OrderId) -> Result<Vec<Payment>, StoreError> {
        self.looking().await?.payments().of_order(order).await
    }

    async fn by_merchant_uid(&mut self, uid: &MerchantUid) -> Result<Option<Payment>, StoreError> {
        self.looking().await?.payments().by_merchant_uid(uid).await
    }

    async fn save(&mut self, payment: &Payment) -> Result<(), StoreError> {
        let statements = || Ok(purchase::payment_update(PaymentRow::new(payment)?));
        if self.later(statements).await? {
            return Ok(());
        }
        self.begun().await?.payments().save(payment).await
    }

    async fn pays_for(&mut self, order: OrderId, payment: PaymentId) -> Result<(), StoreError> {
        self.begun().await?.payments().pays_for(order, payment).await
    }

    async fn heard(&mut self, provider: Provider, message: &str, now: Instant) -> Result<bool, StoreError> {
        self.begun().await?.payments().heard(provider, message, now).await
    }

    async fn forget_messages(&mut self, before: Instant, limit: u64) -> Result<u64, StoreError> {
        self.begun()
            .await?
            .payments()
            .forget_messages(before, limit)
            .await
    }
}

#[async_trait]
impl RequestRepository for LazyTransaction<'_> {
    async fn find(&mut self, scope: &str, key: &str) -> Result<Option<CompletedRequest>, StoreError> {
        self.looking().await?.requests().find(scope, key).await
    }

    async fn complete(&mut self, request: &CompletedRequest) -> Result<(), StoreError> {
        let vault = self.vault;
        let statements = || Ok(purchase::request_insert(RequestRow::seal(request, vault)?));
        if self.later(statements).await? {
            if let Some(script) = self.waiting().await? {
                script.remembers = true;
            }
            return Ok(());
        }
        self.begun().await?.requests().complete(request).await
    }

    async fn forget(&mut self, now: Instant, limit: u64) -> Result<u64, StoreError> {
        self.begun().await?.requests().forget(now, limit).await
    }
}

#[async_trait]
impl CouponRepository for LazyTransaction<'_> {
    async fn add(&mut self, coupon: &Coupon) -> Result<(), StoreError> {
        match self.collecting() {
            Some(rows) => rows.coupons.push(coupon.clone()),
            None => self.begun().await?.coupons().add(coupon).await?,
        }
        Ok(())
    }

    async fn held(&mut self, owner: UserId, code: &CouponCode) -> Result<Option<HeldCoupon>, StoreError> {
        self.looking().await?.coupons().held(owner, code).await
    }

    async fn find(&mut self, id: CouponId) -> Result<Option<HeldCoupon>, StoreError> {
        self.looking().await?.coupons().find(id).await
    }

    async fn redeem(&mut self, coupon: CouponId, order: OrderId, now: Instant) -> Result<(), StoreError> {
        let statements = || Ok(purchase::redemption(coupon.into(), order.into(), At(now)));
        if self.later(statements).await? {
            return Ok(());
        }
        self.begun().await?.coupons().redeem(coupon, order, now).await
    }

    async fn free(&mut self, coupon: CouponId, order: OrderId) -> Result<bool, StoreError> {
        self.begun().await?.coupons().free(coupon, order).await
    }
}

#[async_trait]
impl OutboxRepository for LazyTransaction<'_> {
    async fn enqueue(&mut self, message: &OutboxMessage) -> Result<(), StoreError> {
        self.enqueue_all(std::slice::from_ref(message)).await
    }

    async fn enqueue_all(&mut self, messages: &[OutboxMessage]) -> Result<(), StoreError> {
        let vault = self.vault;
        let rows = || MessageRow::seal_all(messages, vault);
        if self.later(|| Ok(Ok(purchase::message_inserts(&rows()?)))).await? {
            return Ok(());
        }
        self.begun().await?.outbox().enqueue_all(messages).await
    }
}
