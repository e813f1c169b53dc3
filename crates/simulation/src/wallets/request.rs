//! What is asked for under a key: it is carried out once, however often it is asked for, and answered the same.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use chrono::TimeDelta;
use hexmart_application::funding::{
    CampaignChangeError, Funding, NewCampaign, OpenCampaignError, PledgeRefusal,
};
use hexmart_application::ordering::ChangeOrderError;
use hexmart_application::payments::{GiveBack, Payments, RefundPaymentError};
use hexmart_application::platform::{Answered, Once, RequestKey, StoreError, StoredAnswer};
use hexmart_application::points::{AdjustPointsError, AttendError, PointChange, Points};
use hexmart_application::reviews::WriteReviewError;
use hexmart_application::subscriptions::{EndSubscriptionError, StartSubscriptionError, Subscriptions};
use hexmart_domain::funding::{Campaign, Pledge};
use hexmart_domain::payments::Payment;
use hexmart_domain::points::{EntryNote, WalletEntry};
use hexmart_domain::shared::{CampaignId, PaymentId, TierId};
use hexmart_domain::subscription::Subscription;

use super::person::Person;
use crate::failure::Failure;

/// How often somebody asks again what nobody answered.
const PATIENCE: u32 = 200;
/// Between two tries.
const PAUSE: TimeDelta = TimeDelta::seconds(20);

/// What somebody wants.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    /// Points from an employee, or to one.
    Adjust(PointChange),
    Subscribe,
    Resume,
    Pledge(CampaignId, Option<TierId>),
    Open(Box<NewCampaign>),
    /// Money or points back from staff.
    GiveBack(PaymentId, GiveBack),
}

/// The same, by a number of its own.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) number: usize,
    pub(super) deed: Deed,
}

/// A refusal, or that nobody answered.
pub(super) trait Refusal: fmt::Debug + Send {
    /// Why nobody answered, if nobody did.
    fn doubt(&self) -> Option<&StoreError>;
}

macro_rules! refusals {
    ($($error:ty)*) => { $(
        impl Refusal for $error {
            fn doubt(&self) -> Option<&StoreError> {
                match self {
                    Self::Store(error) => Some(error),
                    _ => None,
                }
            }
        }
    )* };
}

refusals! {
    AdjustPointsError AttendError CampaignChangeError ChangeOrderError EndSubscriptionError OpenCampaignError
    PledgeRefusal RefundPaymentError StartSubscriptionError WriteReviewError
}

impl Refusal for StoreError {
    fn doubt(&self) -> Option<&StoreError> {
        Some(self)
    }
}

/// How an answer is written down.
type Body<T> = fn(&T) -> String;

fn said<T>(answer: Answered<T>, body: Body<T>) -> String {
    match answer {
        Answered::Done(done) => body(&done),
        Answered::Replayed(stored) => stored.body,
    }
}

impl Person {
    /// Asks again as long as nobody answers; none when the answer is no.
    pub(super) async fn ask<T, E, F>(&self, call: impl Fn() -> F + Send) -> Result<Option<T>, Failure>
    where
        E: Refusal,
        F: Future<Output = Result<T, E>> + Send,
    {
        for _ in 0..PATIENCE {
            let refusal = match call().await {
                Ok(done) => return Ok(Some(done)),
                Err(refusal) => refusal,
            };
            match refusal.doubt() {
                None => return Ok(None),
                Some(StoreError::Unavailable(_) | StoreError::Unresolved(_) | StoreError::Conflict) => {}
                Some(broken) => return Err(Failure::new(format!("{broken:?}"))),
            }
            self.bank.world().sleep(PAUSE).await;
        }
        Err(Failure::new("nobody answered for hours"))
    }

    /// Does what is wanted, once; what was answered, or none when that was no.
    pub(super) async fn carry_out(&self, request: &Request) -> Result<Option<String>, Failure> {
        let (who, number) = (self.who, request.number);
        let (points, funding) = (&self.bank.points, &self.bank.funding);
        let (subscriptions, staff) = (&self.bank.subscriptions, self.bank.staff);
        self.bank.told().commands += 1;
        match &request.deed {
            Deed::Adjust(change) => {
                let note = EntryNote::parse(self.note(number)).map_err(Failure::setup)?;
                let body: Body<WalletEntry> = |entry| entry.version.to_string();
                let once = Some(self.once(number, body));
                let adjust = || points.adjust(staff, who, *change, note.clone(), once.clone());
                Ok(self.ask(adjust).await?.map(|answer| said(answer, body)))
            }
            Deed::Subscribe => {
                let once = Some(self.once(number, period));
                let begun = self.ask(|| subscriptions.start(who, once.clone())).await?;
                Ok(begun.map(|answer| said(answer, period)))
            }
            Deed::Resume => {
                let once = Some(self.once(number, period));
                let begun = self.ask(|| subscriptions.resume(who, once.clone())).await?;
                Ok(begun.map(|answer| said(answer, period)))
            }
            Deed::Pledge(campaign, tier) => {
                let body: Body<Pledge> = |pledge| pledge.id.to_string();
                let once = Some(self.once(number, body));
                let pledge = || funding.pledge(who, *campaign, *tier, once.clone());
                Ok(self.ask(pledge).await?.map(|answer| said(answer, body)))
            }
            Deed::Open(wanted) => {
                let body: Body<Campaign> = |campaign| campaign.id.to_string();
                let once = Some(self.once(number, body));
                let open = || funding.open(who, (**wanted).clone(), once.clone());
                Ok(self.ask(open).await?.map(|answer| said(answer, body)))
            }
            Deed::GiveBack(payment, back) => {
                let body: Body<Payment> = |payment| payment.refunds.len().to_string();
                let once = Some(self.once(number, body));
                let payments = &self.bank.shop.payments;
                let refund = || payments.refund(staff, *payment, back.clone(), once.clone());
                Ok(self.ask(refund).await?.map(|answer| said(answer, body)))
            }
        }
    }

    /// What employees write about what they give and take.
    pub(super) fn note(&self, number: usize) -> String {
        format!("{} {number}", self.who)
    }

    fn once<T: 'static>(&self, number: usize, body: Body<T>) -> Once<T> {
        Once {
            key: RequestKey {
                scope: format!("{} deed", self.who),
                key: number.to_string(),
                fingerprint: [1; 16],
            },
            render: Arc::new(move |done| StoredAnswer {
                status: 200,
                headers: Vec::new(),
                body: body(done),
            }),
        }
    }
}

fn period(subscription: &Subscription) -> String {
    subscription.period.to_string()
}
