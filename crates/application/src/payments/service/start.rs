//! The beginning of an attempt.

use hexmart_domain::payments::{MerchantUid, Payment, PaymentState, Provider, points_worth, worth};
use hexmart_domain::shared::{Instant, Money, PaymentId, UserId};

use super::purpose::{Due, due, take_effect};
use super::settle::tell;
use super::{PaymentService, PaymentSettings};
use crate::payments::tender::spend;
use crate::payments::{
    Bill, Charge, Checkout, GatewayError, Means, PaymentGateway as _, StartPaymentError, Started, keep,
};
use crate::platform::{Abort, Answered, Mint, Once, StoreError, UnitOfWork, transact};

/// Somebody who wants to pay.
#[derive(Clone)]
struct Wish {
    buyer: UserId,
    bill: Bill,
    means: Means,
    once: Option<Once<Started>>,
    /// Who would take the money: whom they named, or whom the shop proposes. None when the shop does not know them.
    proposed: Option<Provider>,
    settings: PaymentSettings,
    mint: Mint,
    id: PaymentId,
    merchant_uid: MerchantUid,
    now: Instant,
}

impl PaymentService {
    pub(super) async fn begin(
        &self,
        buyer: UserId,
        bill: Bill,
        means: Means,
        once: Option<Once<Started>>,
    ) -> Result<Answered<Started>, StartPaymentError> {
        let proposed = self.gateways.first().map(|gateway| gateway.provider());
        let proposed = means
            .provider
            .or(proposed)
            .filter(|wanted| self.gateway(*wanted).is_some());
        if means.provider.is_some() && proposed.is_none() {
            return Err(StartPaymentError::UnknownProvider);
        }
        let now = self.mint.now();
        let wish = Wish {
            buyer,
            bill,
            means,
            once: once.clone(),
            proposed,
            settings: self.settings,
            mint: self.mint.clone(),
            id: self.mint.id(now),
            merchant_uid: MerchantUid::mint(self.mint.secret()),
            now,
        };
        let opened = transact(&*self.store, "start_payment", move |uow| {
            let wish = wish.clone();
            Box::pin(wish.attempt(uow))
        })
        .await?;
        match opened {
            Answered::Done((payment, title)) => match payment.state {
                // The buyer agreed already, and the provider is asked what became of it; or all of it is paid in points. There
                // is nothing to begin.
                PaymentState::Confirming | PaymentState::Captured => {
                    Ok(Answered::Done(without_checkout(payment)))
                }
                _ => self.prepare(payment, title, once).await,
            },
            Answered::Replayed(answer) => Ok(Answered::Replayed(answer)),
        }
    }

    async fn prepare(
        &self,
        payment: Payment,
        title: String,
        once: Option<Once<Started>>,
    ) -> Result<Answered<Started>, StartPaymentError> {
        let gateway = self
            .gateway_of(&payment)
            .ok_or(StartPaymentError::UnknownProvider)?;
        let charge = Charge {
            merchant_uid: payment.merchant_uid.clone(),
            amount: payment.amount,
            title,
            expires_at: payment.expires_at,
        };
        match gateway.prepare(&charge).await {
            Ok(checkout) => self.prepared(payment.id, checkout, once).await,
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

    /// The provider knows of an attempt. Whoever called the request by a key is answered the same again from here on.
    async fn prepared(
        &self,
        id: PaymentId,
        checkout: Checkout,
        once: Option<Once<Started>>,
    ) -> Result<Answered<Started>, StartPaymentError> {
        let (now, mint) = (self.mint.now(), self.mint.clone());
        transact(&*self.store, "prepare_payment", move |uow| {
            let (checkout, once, mint) = (checkout.clone(), once.clone(), mint.clone());
            Box::pin(async move {
                if let Some(answer) = Once::replay::<StartPaymentError>(once.as_ref(), uow).await? {
                    return Ok(Answered::Replayed(answer));
                }
                let payment = uow.payments().find(id).await?;
                let mut payment =
                    payment.ok_or_else(|| StoreError::corrupt("payments", "an attempt is gone"))?;
                if payment.state == PaymentState::Created {
                    payment = keep(uow, payment.prepared(now), &mint, now).await?;
                }
                let started = Started { payment, checkout };
                // One that another request ended meanwhile is no answer to be given for days.
                if started.payment.state.is_open() {
                    Once::remember(once.as_ref(), uow, &started, now).await?;
                }
                Ok(Answered::Done(started))
            })
        })
        .await
    }
}

/// There is nothing for a browser to do.
fn without_checkout(payment: Payment) -> Started {
    let parameters = Vec::new();
    Started {
        payment,
        checkout: Checkout { parameters },
    }
}

impl Wish {
    /// The attempt that is to be paid by, and what the buyer reads; or what was answered to the same request. What is paid in
    /// points is final here, and remembered.
    async fn attempt(
        self,
        uow: &mut dyn UnitOfWork,
    ) -> Result<Answered<(Payment, String)>, Abort<StartPaymentError>> {
        if let Some(answer) = Once::replay(self.once.as_ref(), uow).await? {
            return Ok(Answered::Replayed(answer));
        }
        let (once, now) = (self.once.clone(), self.now);
        let (payment, title) = self.open(uow).await?;
        if payment.state == PaymentState::Captured {
            let started = without_checkout(payment.clone());
            Once::remember(once.as_ref(), uow, &started, now).await?;
        }
        Ok(Answered::Done((payment, title)))
    }

    /// The attempt that is to be paid by, and what the buyer reads.
    async fn open(self, uow: &mut dyn UnitOfWork) -> Result<(Payment, String), Abort<StartPaymentError>> {
        let due = due(uow, self.bill, self.buyer, &self.settings, self.now).await?;
        let newest = uow.payments().newest(due.purpose, self.buyer).await?;
        // Nobody begins another as long as one is open, so the newest is the only one that can be.
        if let Some(open) = newest.as_ref().filter(|attempt| attempt.state.is_open()) {
            // Another reward is another purpose, though of the same pledge.
            let fits = open.purpose == due.purpose && open.total() == due.amount && self.fits(open);
            let is_over = open.expires_at <= self.now;
            // Whoever is about to pay pays for what it costs now. One that is under way is not touched.
            match open.expired(self.now).or_else(|| open.withdrawn(self.now)) {
                Some(over) if is_over || !fits => {
                    keep(uow, over, &self.mint, self.now).await?;
                }
                _ => return Ok((open.clone(), due.title)),
            }
        }
        let payment = self.payment(&due, newest.map_or(0, |newest| newest.attempt) + 1);
        let payment = payment.map_err(Abort::Refused)?;
        if let Err(usable) = spend(uow, &payment, &self.mint, self.now).await? {
            return Err(Abort::Refused(StartPaymentError::Short { usable }));
        }
        uow.payments().add(&payment).await?;
        if payment.state == PaymentState::Captured {
            self.complete(uow, &payment).await?;
        }
        Ok((payment, due.title))
    }

    /// Whether an attempt is by the means that they want.
    fn fits(&self, open: &Payment) -> bool {
        let Means { provider, points } = self.means;
        provider.is_none_or(|named| open.provider == Some(named))
            && points.is_none_or(|points| open.points == points)
    }

    /// All of it is paid in points: there is nobody to wait for.
    async fn complete(
        &self,
        uow: &mut dyn UnitOfWork,
        payment: &Payment,
    ) -> Result<(), Abort<StartPaymentError>> {
        tell(uow, "payment.captured", payment, &self.mint, self.now).await?;
        if take_effect(uow, payment, &self.mint, self.now).await? {
            Ok(())
        } else {
            Err(Abort::Refused(StartPaymentError::NotPayable))
        }
    }

    fn payment(&self, due: &Due, attempt: i64) -> Result<Payment, StartPaymentError> {
        let patience = self.now + Payment::PATIENCE;
        let (amount, points) = self.split(due)?;
        let is_paid = amount.amount().is_zero();
        let provider = (!is_paid).then_some(self.proposed);
        Ok(Payment {
            id: self.id,
            purpose: due.purpose,
            attempt,
            buyer: self.buyer,
            provider: match provider {
                Some(proposed) => Some(proposed.ok_or(StartPaymentError::UnknownProvider)?),
                None => None,
            },
            merchant_uid: self.merchant_uid.clone(),
            amount,
            points,
            state: if is_paid {
                PaymentState::Captured
            } else {
                PaymentState::Created
            },
            key: None,
            transaction: None,
            method: None,
            receipt_url: None,
            failure: None,
            refunds: Vec::new(),
            ask_at: None,
            asked: 0,
            expires_at: due.until.map_or(patience, |until| until.min(patience)),
            captured_at: is_paid.then_some(self.now),
            created_at: self.now,
            version: 1,
            updated_at: self.now,
        })
    }

    /// What the provider is to take, and what is paid in points. A point is worth a won, and nothing in another currency.
    fn split(&self, due: &Due) -> Result<(Money, i64), StartPaymentError> {
        let points = self.means.points.unwrap_or(0);
        if points == 0 {
            return Ok((due.amount, 0));
        }
        // A pledge in points needs no provider, and is made at once: see `Funding::pledge`.
        let takes_points = due.purpose.order().is_some();
        let most = if takes_points { points_worth(due.amount) } else { 0 };
        if points < 0 || points > most {
            return Err(StartPaymentError::TooManyPoints { most });
        }
        let rest = due.amount.checked_sub(worth(points));
        let rest = rest.or(Err(StartPaymentError::TooManyPoints { most }))?;
        Ok((rest, points))
    }
}
