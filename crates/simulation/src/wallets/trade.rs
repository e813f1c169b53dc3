//! What is done about orders, and points that are bought.

use std::sync::{Arc, PoisonError};

use hexmart_application::marketplace::Authority;
use hexmart_application::ordering::{OrderDesk, Ordering};
use hexmart_application::payments::{Bill, GiveBack, Means, PaymentFilter, Payments};
use hexmart_application::reviews::Reviews;
use hexmart_domain::ordering::LineState;
use hexmart_domain::payments::{PaymentState, RefundReason, points_worth, worth};
use hexmart_domain::reviews::{Evaluations, ReviewSheet, ReviewText, ReviewTitle, Stars};
use hexmart_domain::shared::{OrderId, Points, ProductId};

use super::person::Person;
use super::request::Deed;
use crate::buyer::{Buyer, change};
use crate::failure::Failure;

/// How often somebody tries to pay.
pub(super) const TRIES: u32 = 8;

impl Person {
    pub(super) fn buyer(&self) -> Buyer {
        let items = self.bank.items.lock().unwrap_or_else(PoisonError::into_inner);
        Buyer {
            shop: Arc::clone(&self.bank.shop),
            who: self.who,
            items: items.clone(),
            coupon: None,
        }
    }

    /// Orders something, and pays for it: in points, by a provider, by both, or not at all.
    pub(super) async fn buy(&mut self, number: usize) -> Result<(), Failure> {
        self.bank.told().commands += 2;
        let buyer = self.buyer();
        let Some(order) = buyer.check_out(number).await? else {
            return Ok(());
        };
        self.orders.push(order);
        if self.happens(100) {
            return Ok(());
        }
        let means = self.means(order).await?;
        buyer.pay(order.into(), means, number, TRIES).await.map(drop)
    }

    /// Pays for an order that was left.
    pub(super) async fn pay_late(&self, number: usize) -> Result<(), Failure> {
        let Some(order) = self.some_order() else {
            return Ok(());
        };
        self.bank.told().commands += 1;
        let means = self.means(order).await?;
        let paid = self.buyer().pay(order.into(), means, number, TRIES).await;
        paid.map(drop)
    }

    async fn means(&self, order: OrderId) -> Result<Means, Failure> {
        let storage = &self.bank.shop.storage;
        let order = storage.orders.order(order).await.map_err(Failure::setup)?;
        let total = order.and_then(|order| order.totals().ok());
        let total = total.map_or(0, |totals| points_worth(totals.total));
        let wallet = storage.wallets.wallet(self.who).await;
        let here = wallet.map_err(Failure::setup)?.usable(self.bank.today());
        let points = match self.below(5) {
            0 => None,
            1 => Some(total),
            2 => Some(total / 2),
            // All there is, which somebody else may be spending.
            _ => Some(total.min(here)),
        };
        Ok(Means {
            points,
            ..Means::default()
        })
    }

    /// Buys points.
    pub(super) async fn top_up(&self, number: usize) -> Result<(), Failure> {
        let points = i64::try_from(1_000 + self.below(20) * 500).unwrap_or(1_000);
        let bill = Bill::TopUp(Points::try_from(points).map_err(Failure::setup)?);
        self.bank.told().commands += 1;
        let paid = self.buyer().pay(bill, Means::default(), number, TRIES).await;
        paid.map(drop)
    }

    fn some_order(&self) -> Option<OrderId> {
        let newest: Vec<_> = self.orders.iter().rev().take(6).collect();
        newest.get(self.below(newest.len())).map(|order| **order)
    }

    /// What happens to an order after it is paid, as far as it can.
    pub(super) async fn follow_up(&self) -> Result<(), Failure> {
        let Some(order) = self.some_order() else {
            return Ok(());
        };
        let (orders, who, desk) = (&self.bank.shop.orders, self.who, Authority::Shop(None));
        self.bank.told().commands += 1;
        match self.below(8) {
            0 => self
                .ask(|| orders.cancel(who, change(order), None))
                .await
                .map(drop),
            1..=3 => self.ask(|| orders.deliver(desk, change(order))).await.map(drop),
            4 | 5 => self.ask(|| orders.confirm(who, change(order))).await.map(drop),
            6 => {
                let asked = self.ask(|| orders.request_refund(who, change(order)));
                asked.await.map(drop)
            }
            _ => self
                .ask(|| orders.refund(desk, change(order), None))
                .await
                .map(drop),
        }
    }

    /// Says something of a thing, whether one got it or not.
    pub(super) async fn review(&self) -> Result<(), Failure> {
        let items = self.buyer().items;
        let Some(item) = items.get(self.below(items.len())) else {
            return Ok(());
        };
        let product = ProductId::from_uuid(item.as_uuid());
        let sheet = ReviewSheet {
            stars: Stars::try_from(5).map_err(Failure::setup)?,
            title: ReviewTitle::parse("좋아요").map_err(Failure::setup)?,
            text: ReviewText::parse("소리가 맑습니다").map_err(Failure::setup)?,
            evaluations: Evaluations::default(),
        };
        self.bank.told().commands += 1;
        let write = || self.bank.reviews.write(self.who, product, sheet.clone());
        if self.ask(write).await?.is_some() && !self.bank.told().reviewed.insert((self.who, product)) {
            return Err(Failure::new("somebody reviewed one thing twice"));
        }
        Ok(())
    }

    /// What staff may give back: part of points that were bought, or of an order that was confirmed.
    pub(super) async fn goodwill(&self) -> Result<Option<Deed>, Failure> {
        let filter = PaymentFilter {
            buyer: Some(self.who),
            state: Some(PaymentState::Captured),
            ..PaymentFilter::default()
        };
        let payments = self.bank.shop.payments.page(filter, None, 6).await;
        let payments = payments.map_err(Failure::setup)?;
        let Some(payment) = payments.get(self.below(payments.len())) else {
            return Ok(None);
        };
        if payment.purpose.campaign().is_some() {
            return Ok(None);
        }
        let (mut amount, mut line) = (worth(i64::try_from(1 + self.below(900)).unwrap_or(1)), None);
        if let Some(order) = payment.purpose.order() {
            let order = self.bank.shop.storage.orders.order(order).await;
            let lines = order
                .map_err(Failure::setup)?
                .map_or(Vec::new(), |order| order.lines);
            let Some(confirmed) = lines.iter().find(|line| line.state == LineState::Confirmed) else {
                return Ok(None);
            };
            (amount, line) = (confirmed.amounts.payable, Some(confirmed.id));
        }
        let reason = RefundReason::parse("sorry").map_err(Failure::setup)?;
        Ok(Some(Deed::GiveBack(
            payment.id,
            GiveBack { amount, reason, line },
        )))
    }
}
