use std::sync::Arc;

use chrono::TimeDelta;
use futures_util::future::join;
use hexmart_application::marketplace::Authority;
use hexmart_application::ordering::{
    AddToCart, Basket, Carts, ChangeOrderError, Destination, LineChange, OrderDesk, Ordering, PlaceOrder,
    PlaceOrderError,
};
use hexmart_application::payments::{Bill, ConfirmPaymentError, Means, Payments, StartPaymentError};
use hexmart_application::platform::{Answered, Once, RequestKey, StoredAnswer};
use hexmart_domain::identity::{AddressLine, PostalAddress, PostalCode, RealName};
use hexmart_domain::ordering::{CartOwner, Order};
use hexmart_domain::payments::{PaymentKey, PaymentState};
use hexmart_domain::pricing::CouponCode;
use hexmart_domain::shared::{ItemId, OrderId, ProductId, Quantity, UserId};

use crate::failure::Failure;
use crate::shop::Shop;

/// How often a buyer tries again what nobody answered.
const PATIENCE: u32 = 400;
/// Between two tries.
const PAUSE: TimeDelta = TimeDelta::seconds(20);

/// Somebody who buys, again and again, and does not always know what became of it.
pub(crate) struct Buyer {
    pub(crate) shop: Arc<Shop>,
    pub(crate) who: UserId,
    pub(crate) items: Vec<ItemId>,
    pub(crate) coupon: Option<CouponCode>,
}

impl Buyer {
    /// Buys so often, and does something with each order.
    pub(crate) async fn shop_around(self, checkouts: usize) -> Result<(), Failure> {
        for checkout in 0..checkouts {
            self.shop.world.sleep(TimeDelta::seconds(self.below(240))).await;
            if let Some(order) = self.check_out(checkout).await? {
                self.go_on_with(order, checkout).await?;
            }
        }
        Ok(())
    }

    fn below(&self, count: usize) -> i64 {
        i64::try_from(self.shop.world.dice.below(count)).unwrap_or_default()
    }

    fn happens(&self, per_mille: u64) -> bool {
        self.shop.world.dice.happens(per_mille)
    }

    /// Orders something, and is told its number; none when the shop said no.
    pub(crate) async fn check_out(&self, checkout: usize) -> Result<Option<OrderId>, Failure> {
        let wanted = PlaceOrder {
            of: self.basket().await,
            to: Destination::Typed(Box::new(address()?)),
            note: None,
            expected_total: None,
        };
        let key = format!("{checkout}");
        if !self.happens(150) {
            return self.place(&wanted, &key).await;
        }
        // A double click, or two tabs.
        let (one, other) = join(self.place(&wanted, &key), self.place(&wanted, &key)).await;
        match (one?, other?) {
            (Some(one), Some(other)) if one != other => Err(Failure::new(format!(
                "one key made two orders: {one} and {other}"
            ))),
            (one, other) => Ok(one.or(other)),
        }
    }

    async fn basket(&self) -> Basket {
        let lines: Vec<_> = (0..=self.below(3)).filter_map(|_| self.line()).collect();
        if self.happens(400) {
            let owner = CartOwner::User(self.who);
            for (item, quantity) in &lines {
                let wanted = AddToCart {
                    product: ProductId::from_uuid(item.as_uuid()),
                    item: None,
                    quantity: *quantity,
                };
                // A cart that is not as full as was meant is bought nevertheless.
                let _added = self.shop.carts.add(owner, wanted, None).await;
            }
            return Basket::Cart {
                items: None,
                seen: None,
            };
        }
        Basket::Lines {
            items: lines,
            coupon: self.coupon.clone().filter(|_| self.happens(300)),
        }
    }

    fn line(&self) -> Option<(ItemId, Quantity)> {
        let item = self.items.get(self.shop.world.dice.below(self.items.len()))?;
        Some((*item, Quantity::try_from(self.below(2) + 1).ok()?))
    }

    /// Places the order, however often nobody answers; none when the shop said no.
    async fn place(&self, wanted: &PlaceOrder, key: &str) -> Result<Option<OrderId>, Failure> {
        for _ in 0..PATIENCE {
            match self
                .shop
                .orders
                .place(self.who, wanted.clone(), Some(self.once(key)))
                .await
            {
                Ok(Answered::Done(order)) => return Ok(Some(order.id)),
                Ok(Answered::Replayed(answer)) => {
                    return answer.body.parse().map(Some).map_err(Failure::setup);
                }
                Err(PlaceOrderError::Store(_) | PlaceOrderError::Crowded) => {
                    self.shop.world.sleep(PAUSE).await;
                }
                Err(PlaceOrderError::KeyReused(_)) => {
                    return Err(Failure::new("a key was taken for another's"));
                }
                Err(_no) => return Ok(None),
            }
        }
        Err(Failure::new("an order could not be placed for hours"))
    }

    fn once(&self, key: &str) -> Once<Order> {
        Once {
            key: RequestKey {
                scope: format!("{} place", self.who),
                key: key.to_owned(),
                fingerprint: [1; 16],
            },
            render: Arc::new(|order: &Order| StoredAnswer {
                status: 201,
                headers: Vec::new(),
                body: order.id.to_string(),
            }),
        }
    }

    async fn go_on_with(&self, order: OrderId, checkout: usize) -> Result<(), Failure> {
        match self.below(20) {
            // Leaves it, and lets the time run out.
            0 | 1 => return Ok(()),
            2 => return self.cancel(order).await,
            _ => {}
        }
        if !self
            .pay(order.into(), Means::default(), checkout, PATIENCE)
            .await?
        {
            return Ok(());
        }
        match self.below(20) {
            0..=2 => self.cancel(order).await,
            3 | 4 => self.send_back(order).await,
            _ => Ok(()),
        }
    }

    /// Pays, and tries that so often; whether it is paid then.
    pub(crate) async fn pay(
        &self,
        bill: Bill,
        means: Means,
        checkout: usize,
        patience: u32,
    ) -> Result<bool, Failure> {
        for attempt in 0..patience {
            let started = match self.shop.payments.start(self.who, bill, means, None).await {
                Ok(Answered::Done(started)) if started.payment.state == PaymentState::Captured => {
                    return Ok(true);
                }
                Ok(Answered::Done(started)) => started.payment,
                Err(StartPaymentError::Paid) => return Ok(true),
                Err(StartPaymentError::Store(_) | StartPaymentError::Unavailable) => {
                    self.shop.world.sleep(PAUSE).await;
                    continue;
                }
                // Nothing here is called by a key.
                Ok(Answered::Replayed(_)) | Err(_) => return Ok(false),
            };
            let scenario = self.scenario();
            let key = PaymentKey::parse(&format!("{scenario}_{}_{checkout}_{attempt}", self.who))
                .map_err(Failure::setup)?;
            let confirm = || {
                self.shop
                    .payments
                    .confirm(self.who, started.id, key.clone(), started.amount)
            };
            let confirmed = if self.happens(200) {
                // Two browsers at once.
                let (one, _other) = join(confirm(), confirm()).await;
                one
            } else {
                confirm().await
            };
            match confirmed {
                Ok(payment) if payment.state == PaymentState::Captured => return Ok(true),
                Err(ConfirmPaymentError::Unfulfillable) => return Ok(false),
                refused => {
                    if let Err(ConfirmPaymentError::Declined(_)) = refused {
                        self.shop.was_declined(started.id);
                    }
                    self.shop.world.sleep(PAUSE).await;
                }
            }
        }
        Ok(false)
    }

    fn scenario(&self) -> &'static str {
        const SCENARIOS: [&str; 12] = [
            "sandbox_ok",
            "sandbox_ok2",
            "sandbox_ok3",
            "sandbox_decline",
            "sandbox_timeout_before",
            "sandbox_timeout_after",
            "sandbox_unavailable",
            "sandbox_5xx_then_ok",
            "sandbox_late",
            "sandbox_async_cancel",
            "sandbox_refund_timeout_before",
            "sandbox_refund_timeout_after",
        ];
        SCENARIOS
            .get(self.shop.world.dice.below(SCENARIOS.len()))
            .copied()
            .unwrap_or("sandbox_ok")
    }

    async fn cancel(&self, order: OrderId) -> Result<(), Failure> {
        for _ in 0..PATIENCE {
            match self.shop.orders.cancel(self.who, change(order), None).await {
                Err(ChangeOrderError::Store(_) | ChangeOrderError::PaymentUnderWay) => {
                    self.shop.world.sleep(PAUSE).await;
                }
                Ok(_) | Err(_) => return Ok(()),
            }
        }
        Err(Failure::new("an order could not be called off for hours"))
    }

    /// Gets it, does not like it, and gets the money back.
    async fn send_back(&self, order: OrderId) -> Result<(), Failure> {
        let (orders, shop) = (&self.shop.orders, Authority::Shop(None));
        for _ in 0..PATIENCE {
            // Each step may have been taken already by a try that nobody answered.
            let _packed = orders.prepare(shop, change(order)).await;
            let _asked = orders.request_refund(self.who, change(order)).await;
            match orders.refund(shop, change(order), None).await {
                Err(ChangeOrderError::Store(_)) => {
                    self.shop.world.sleep(PAUSE).await;
                }
                Ok(_) | Err(_) => return Ok(()),
            }
        }
        Err(Failure::new("an order could not be sent back for hours"))
    }
}

pub(crate) const fn change(order: OrderId) -> LineChange {
    LineChange {
        order,
        lines: Vec::new(),
        reason: None,
        seen: None,
    }
}

fn address() -> Result<PostalAddress, Failure> {
    Ok(PostalAddress {
        recipient: RealName::parse("홍길동").map_err(Failure::setup)?,
        phone: None,
        postal_code: PostalCode::parse("04524").map_err(Failure::setup)?,
        line: AddressLine::parse("세종대로 110").map_err(Failure::setup)?,
        detail: None,
    })
}
