//! What an attempt wrote about a purchase, as it sees it itself.

use std::slice::from_ref;

use hexmart_application::platform::{Abort, CompletedRequest, Storage, StoreError, UnitOfWork, transact};
use hexmart_domain::catalogue::Product;
use hexmart_domain::identity::Account;
use hexmart_domain::inventory::{Rack, StockCommand, StockKey, Warehouse};
use hexmart_domain::ordering::{Cart, CartOwner, LineStep, Order, Party, RefundPolicy};
use hexmart_domain::payments::{Payment, PaymentState, Provider};
use hexmart_domain::pricing::Coupon;

use crate::given;

/// One of everything that a purchase takes.
#[derive(Clone)]
struct Purchase {
    buyer: Account,
    product: Product,
    warehouse: Warehouse,
    rack: Rack,
    coupon: Coupon,
    cart: Cart,
    order: Order,
    payment: Payment,
    request: CompletedRequest,
}

impl Purchase {
    fn new() -> Self {
        let buyer = given::person();
        let (product, warehouse) = (given::product(), given::warehouse());
        let cart = given::cart(CartOwner::User(buyer.id), &[given::cart_line(2)]);
        let order = Order {
            cart: Some(cart.id),
            ..given::order(buyer.id, &[given::order_line(product.id.into(), 1)])
        };
        Self {
            rack: given::rack(warehouse.id),
            coupon: given::coupon(buyer.id, "10"),
            payment: given::payment(&order, 1),
            request: given::completed_request("orders", "once"),
            buyer,
            product,
            warehouse,
            cart,
            order,
        }
    }

    /// Writes everything; asserts after each step that it is seen.
    async fn write(self, uow: &mut dyn UnitOfWork) -> Result<(), StoreError> {
        uow.accounts().add(&self.buyer).await?;
        self.write_stock(uow).await?;
        self.write_cart(uow).await?;
        self.write_order(uow).await?;
        self.write_payment(uow).await?;
        uow.requests().complete(&self.request).await?;
        let found = uow.requests().find("orders", "once").await?;
        assert_eq!(found, Some(self.request));
        Ok(())
    }

    async fn write_stock(&self, uow: &mut dyn UnitOfWork) -> Result<(), StoreError> {
        let (item, now) = (self.product.id.into(), given::now());
        uow.products().add(from_ref(&self.product)).await?;
        uow.warehouses().add(&self.warehouse).await?;
        uow.warehouses().add_rack(&self.rack).await?;
        assert_eq!(
            uow.warehouses().rack(self.rack.id).await?.as_ref(),
            Some(&self.rack)
        );
        assert_eq!(uow.stock().holdings(&[item]).await?, []);
        assert_eq!(uow.orders().offers(&[item], now).await?[0].available, 0);

        let (main, aside) = (
            StockKey::at_default(item),
            StockKey {
                item,
                location: self.rack.id,
            },
        );
        let events = [given::first_event(main, 3), given::first_event(aside, 4)];
        uow.stock().append(&events).await?;
        let levels = uow.stock().levels(&[main, aside]).await?;
        assert_eq!(levels.len(), 2);
        let level = uow.stock().level(aside).await?.unwrap();
        let reserved = given::commanded(aside, &level, StockCommand::Reserve(given::pieces(1)));
        uow.stock().append(&[reserved]).await?;
        let holdings = uow.stock().holdings(&[item]).await?;
        assert_eq!(
            holdings
                .iter()
                .map(|(holding, _)| holding.available.get())
                .sum::<i64>(),
            6
        );
        assert_eq!(uow.orders().offers(&[item], now).await?[0].available, 6);

        let closed = Warehouse {
            available: false,
            version: 2,
            ..self.warehouse.clone()
        };
        uow.warehouses().save(&closed).await?;
        assert_eq!(uow.warehouses().find(closed.id).await?.as_ref(), Some(&closed));
        assert_eq!(uow.stock().holdings(&[item]).await?.len(), 1);
        assert_eq!(uow.orders().offers(&[item], now).await?[0].available, 3);
        Ok(())
    }

    async fn write_cart(&self, uow: &mut dyn UnitOfWork) -> Result<(), StoreError> {
        let owner = self.cart.owner;
        uow.carts().save(&self.cart).await?;
        assert_eq!(uow.carts().of(&owner).await?.as_ref(), Some(&self.cart));
        uow.carts().remove(&self.cart).await?;
        assert_eq!(uow.carts().of(&owner).await?, None);
        let next = given::cart(owner, &[]);
        uow.carts().save(&next).await?;
        assert_eq!(uow.carts().of(&owner).await?, Some(next));
        Ok(())
    }

    async fn write_order(&self, uow: &mut dyn UnitOfWork) -> Result<(), StoreError> {
        let (order, hand) = (&self.order, given::hand(Party::Buyer));
        let change = order.clone().placed(&hand);
        uow.orders().add(&change.order, &change.events).await?;
        assert_eq!(uow.orders().find(order.id).await?.as_ref(), Some(order));
        assert_eq!(uow.orders().of_cart(self.cart.id).await?, Some(order.id));
        let change = order
            .step(
                &[order.lines[0].id],
                LineStep::Cancel,
                &hand,
                RefundPolicy::default(),
            )
            .unwrap();
        uow.orders().save(&change).await?;
        assert_eq!(uow.orders().find(order.id).await?, Some(change.order));

        let coupon = &self.coupon;
        uow.coupons().add(coupon).await?;
        for is_redeemed in [true, false, true] {
            if is_redeemed {
                uow.coupons().redeem(coupon.id, order.id, given::now()).await?;
            } else {
                assert!(uow.coupons().free(coupon.id, order.id).await?);
            }
            let held = uow.coupons().held(coupon.owner, &coupon.code).await?.unwrap();
            assert_eq!(held.redeemed, is_redeemed);
            assert_eq!(uow.coupons().find(coupon.id).await?, Some(held));
        }
        Ok(())
    }

    async fn write_payment(&self, uow: &mut dyn UnitOfWork) -> Result<(), StoreError> {
        let (id, order) = (self.payment.id, self.order.id);
        uow.payments().add(&self.payment).await?;
        let captured = Payment {
            state: PaymentState::Captured,
            version: 2,
            ..self.payment.clone()
        };
        uow.payments().save(&captured).await?;
        uow.payments().pays_for(order, id).await?;
        assert_eq!(uow.payments().of_order(order).await?, from_ref(&captured));
        let found = uow.payments().by_merchant_uid(&captured.merchant_uid).await?;
        assert_eq!(found.as_ref(), Some(&captured));
        assert_eq!(uow.payments().find(id).await?.as_ref(), Some(&captured));
        for is_news in [true, false] {
            assert_eq!(
                uow.payments().heard(Provider::Toss, "m", given::now()).await?,
                is_news
            );
        }
        Ok(())
    }
}

/// Inside an attempt, the repositories of a purchase see what the attempt wrote; when it is refused in the end, nothing of
/// that stands in the way of an attempt that writes the same again.
pub async fn an_attempt_sees_what_it_wrote_about_a_purchase(storage: Storage) {
    let purchase = Purchase::new();
    for is_refused in [true, false] {
        let purchase = purchase.clone();
        let answer = transact(&*storage.store, "purchase", move |uow| {
            let purchase = purchase.clone();
            Box::pin(async move {
                purchase.write(uow).await?;
                if is_refused {
                    return Err(Abort::Refused(StoreError::backend("a rule said no")));
                }
                Ok(())
            })
        });
        assert_eq!(answer.await.is_err(), is_refused);
    }
    assert!(storage.orders.order(purchase.order.id).await.unwrap().is_some());
    assert!(
        storage
            .payments
            .payment(purchase.payment.id)
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(storage.orders.redemptions().await.unwrap().len(), 1);
}
