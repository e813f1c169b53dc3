//! The beginning of an attempt.

use hexmart_domain::ordering::Order;
use hexmart_domain::payments::{MerchantUid, Payment, PaymentState, Provider};
use hexmart_domain::shared::{Instant, Money, OrderId, PaymentId, UserId};

use super::PaymentService;
use crate::payments::{Charge, Checkout, GatewayError, PaymentGateway as _, StartPaymentError, Started};
use crate::platform::{Abort, UnitOfWork, transact};

/// Somebody who wants to pay.
#[derive(Clone)]
struct Wish {
    buyer: UserId,
    order: OrderId,
    /// By whom, if they say so.
    named: Option<Provider>,
    /// By whom else.
    proposed: Provider,
    id: PaymentId,
    merchant_uid: MerchantUid,
    now: Instant,
}

impl PaymentService {
    pub(super) async fn begin(
        &self,
        buyer: UserId,
        order: OrderId,
        named: Option<Provider>,
    ) -> Result<Started, StartPaymentError> {
        let proposed = self.gateways.first().map(|gateway| gateway.provider());
        let proposed = named
            .or(proposed)
            .filter(|wanted| self.gateway(*wanted).is_some());
        let now = self.mint.now();
        let wish = Wish {
            buyer,
            order,
            named,
            proposed: proposed.ok_or(StartPaymentError::UnknownProvider)?,
            id: self.mint.id(now),
            merchant_uid: MerchantUid::mint(self.mint.secret()),
            now,
        };
        let (payment, title): (Payment, String) = transact(&*self.store, "start_payment", move |uow| {
            let wish = wish.clone();
            Box::pin(wish.open(uow))
        })
        .await?;
        if payment.state == PaymentState::Confirming {
            // The buyer agreed already, and the provider is asked what became of it. There is nothing to begin.
            return Ok(Started {
                payment,
                checkout: Checkout {
                    parameters: Vec::new(),
                },
            });
        }
        self.prepare(payment, title).await
    }

    async fn prepare(&self, payment: Payment, title: String) -> Result<Started, StartPaymentError> {
        let gateway = self
            .gateway(payment.provider)
            .ok_or(StartPaymentError::UnknownProvider)?;
        let charge = Charge {
            merchant_uid: payment.merchant_uid.clone(),
            amount: payment.amount,
            title,
            expires_at: payment.expires_at,
        };
        match gateway.prepare(&charge).await {
            Ok(checkout) => {
                let prepared = |payment: &Payment, now| match payment.state {
                    PaymentState::Created => Some(payment.prepared(now)),
                    _ => None,
                };
                let payment = self.change(payment.id, "prepare_payment", prepared).await?;
                Ok(Started { payment, checkout })
            }
            Err(GatewayError::Declined(failure)) => {
                let refused = {
                    let failure = failure.clone();
                    move |payment: &Payment, now| {
                        payment
                            .state
                            .is_open()
                            .then(|| payment.refused(failure.clone(), now))
                    }
                };
                self.change(payment.id, "refuse_payment", refused).await?;
                Err(StartPaymentError::Declined(failure))
            }
            Err(error) => {
                super::pursue::complain(&payment, &error);
                Err(StartPaymentError::Unavailable)
            }
        }
    }
}

impl Wish {
    /// The attempt that is to be paid by, and what the buyer reads.
    async fn open(self, uow: &mut dyn UnitOfWork) -> Result<(Payment, String), Abort<StartPaymentError>> {
        let order = uow.orders().find(self.order).await?;
        let order = order.filter(|order| order.buyer == self.buyer);
        let order = order.ok_or(Abort::Refused(StartPaymentError::UnknownOrder))?;
        let amount = self.amount_of(&order).map_err(Abort::Refused)?;
        let attempts = uow.payments().of_order(order.id).await?;
        if let Some(open) = attempts.iter().find(|attempt| attempt.state.is_open()) {
            let fits = open.amount == amount && self.named.is_none_or(|named| named == open.provider);
            let is_over = open.expires_at <= self.now;
            // Whoever is about to pay pays for what the order costs now. One that is under way is not touched.
            match open.expired(self.now).or_else(|| open.withdrawn(self.now)) {
                Some(over) if is_over || !fits => uow.payments().save(&over).await?,
                _ => return Ok((open.clone(), title(&order))),
            }
        }
        let last = attempts.iter().map(|attempt| attempt.attempt).max().unwrap_or(0);
        let payment = self.payment(&order, amount, last + 1);
        uow.payments().add(&payment).await?;
        Ok((payment, title(&order)))
    }

    fn amount_of(&self, order: &Order) -> Result<Money, StartPaymentError> {
        if order.paid_at.is_some() {
            return Err(StartPaymentError::Paid);
        }
        let total = order.totals().or(Err(StartPaymentError::NotPayable))?.total;
        if order.is_payable() && order.pay_by > self.now && !total.amount().is_zero() {
            Ok(total)
        } else {
            Err(StartPaymentError::NotPayable)
        }
    }

    fn payment(&self, order: &Order, amount: Money, attempt: i64) -> Payment {
        Payment {
            id: self.id,
            order: order.id,
            attempt,
            buyer: self.buyer,
            provider: self.proposed,
            merchant_uid: self.merchant_uid.clone(),
            amount,
            state: PaymentState::Created,
            key: None,
            transaction: None,
            method: None,
            receipt_url: None,
            failure: None,
            refunds: Vec::new(),
            ask_at: None,
            asked: 0,
            // Nobody keeps the goods for longer.
            expires_at: order.pay_by.min(self.now + Payment::PATIENCE),
            captured_at: None,
            created_at: self.now,
            version: 1,
            updated_at: self.now,
        }
    }
}

/// What the buyer reads, as "Apple and 2 more".
fn title(order: &Order) -> String {
    let mut live = order.lines.iter().filter(|line| line.state.is_live());
    let first = live
        .next()
        .map(|line| line.snapshot.name.clone())
        .unwrap_or_default();
    match live.count() {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}
