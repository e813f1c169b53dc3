//! What the sandbox knows of one payment.

use chrono::TimeDelta;
use hexmart_domain::payments::{Failure, PaymentKey, ProviderPayment, ProviderStatus, RefundOutcome};
use hexmart_domain::shared::{Currency, Instant, Money};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Scenario;

/// How much later than asked for the money comes that is waited for.
const LATE: TimeDelta = TimeDelta::hours(1);

/// One payment, by our name of it. Amounts as text, so that they are exact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Account {
    pub(super) merchant_uid: String,
    /// What was asked for.
    asked: Sum,
    key: Option<String>,
    /// What was taken, and how often.
    taken: Option<Sum>,
    pub(super) charges: u32,
    failure: Option<(String, String)>,
    refunds: Vec<GivenBack>,
    /// Calls to confirm it, and to give back of it.
    confirmations: u32,
    refund_calls: u32,
    /// When money comes that is waited for.
    due_at: Option<Instant>,
    paid_at: Option<Instant>,
    pub(super) changed_at: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(String, String)", into = "(String, String)")]
pub(super) struct Sum(Money);

impl From<Sum> for (String, String) {
    fn from(sum: Sum) -> Self {
        (sum.0.amount().to_string(), sum.0.currency().code().to_owned())
    }
}

impl TryFrom<(String, String)> for Sum {
    type Error = String;

    fn try_from((amount, currency): (String, String)) -> Result<Self, Self::Error> {
        let amount: Decimal = amount.parse().map_err(|error| format!("{error}"))?;
        let currency: Currency = currency.parse().map_err(|error| format!("{error}"))?;
        Ok(Self(Money::new(amount, currency)))
    }
}

/// Money that went back, or will.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct GivenBack {
    /// Our name of the refund; none for one of the provider's own desk.
    id: Option<String>,
    amount: Sum,
    done: bool,
}

/// What a call comes to.
pub(super) enum Answer<T> {
    /// This.
    Said(T),
    /// No, and nothing was moved.
    Declined(Failure),
    /// Nobody knows.
    Lost,
    /// It did not get through.
    Unreached,
}

impl Account {
    pub(super) const fn new(merchant_uid: String, asked: Money, now: Instant) -> Self {
        Self {
            merchant_uid,
            asked: Sum(asked),
            key: None,
            taken: None,
            charges: 0,
            failure: None,
            refunds: Vec::new(),
            confirmations: 0,
            refund_calls: 0,
            due_at: None,
            paid_at: None,
            changed_at: now,
        }
    }

    /// The amount that was announced; it can change until the money is taken.
    pub(super) fn announce(&mut self, amount: Money) {
        if self.key.is_none() {
            self.asked = Sum(amount);
        }
    }

    /// The shop says that the buyer agreed.
    pub(super) fn confirm(
        &mut self,
        key: &PaymentKey,
        amount: Money,
        now: Instant,
    ) -> Answer<ProviderPayment> {
        self.confirmations += 1;
        let scenario = Scenario::of(key.as_str());
        match (scenario, self.confirmations) {
            (Scenario::Unavailable, 1) => return Answer::Unreached,
            (Scenario::TimeoutBefore, 1) | (Scenario::FailuresThenOk, 1 | 2) => return Answer::Lost,
            (Scenario::OtherPayment, _) => return Answer::Said(somebody_elses(key, amount, now)),
            _ => {}
        }
        if amount != self.asked.0 && self.taken.is_none() {
            return Answer::Declined(failure("amount_mismatch", "another amount was announced"));
        }
        self.agree(key, now);
        if let Some((code, message)) = &self.failure {
            return Answer::Declined(failure(code, message));
        }
        let said = self.said().map_or(Answer::Lost, Answer::Said);
        if scenario == Scenario::PartialCancel && self.refunds.is_empty() {
            let half = (amount.amount() / Decimal::TWO).floor();
            self.give_back(None, Money::new(half, amount.currency()), true, now);
        }
        match (scenario, self.confirmations) {
            (Scenario::TimeoutAfter, 1) => Answer::Lost,
            _ => said,
        }
    }

    /// The buyer agrees, in the provider's own window or by the shop's word: what follows happens once.
    pub(super) fn agree(&mut self, key: &PaymentKey, now: Instant) {
        if self.key.is_some() {
            return;
        }
        self.key = Some(key.as_str().to_owned());
        self.changed_at = now;
        let (amount, currency) = (self.asked.0.amount(), self.asked.0.currency());
        match Scenario::of(key.as_str()) {
            Scenario::Decline => {
                self.failure = Some(("card_declined".to_owned(), "the card was declined".to_owned()));
            }
            Scenario::Late => self.due_at = Some(now + LATE),
            Scenario::WrongAmount => self.take(Money::new(Decimal::ONE, currency), now),
            Scenario::WrongCurrency => {
                let dollars = "USD".parse().unwrap_or(currency);
                self.take(Money::new(amount, dollars), now);
            }
            _ => self.take(self.asked.0, now),
        }
    }

    /// Money that was waited for comes.
    pub(super) fn pass(&mut self, now: Instant) -> bool {
        match self.due_at {
            Some(due) if due <= now => {
                self.due_at = None;
                self.take(self.asked.0, due);
                true
            }
            _ => false,
        }
    }

    fn take(&mut self, amount: Money, at: Instant) {
        self.taken = Some(Sum(amount));
        self.charges += 1;
        self.paid_at = Some(at);
        self.changed_at = at;
    }

    /// The shop wants money to go back.
    pub(super) fn refund(
        &mut self,
        id: &str,
        (amount, refundable): (Money, Money),
        now: Instant,
    ) -> Answer<RefundOutcome> {
        self.refund_calls += 1;
        if let Some(known) = self.refunds.iter().find(|known| known.id.as_deref() == Some(id)) {
            return Answer::Said(outcome(known.done));
        }
        let scenario = self.key.as_deref().map_or(Scenario::Ok, Scenario::of);
        if scenario == Scenario::RefundDecline {
            return Answer::Declined(failure("not_cancelable", "it cannot be given back"));
        }
        if (scenario, self.refund_calls) == (Scenario::RefundTimeoutBefore, 1) {
            return Answer::Lost;
        }
        let pending = self.sum(|known| !known.done);
        let free = self.left().and_then(|left| left.checked_sub(pending).ok());
        if self.left() != Some(refundable) || free.is_none_or(|free| free.amount() < amount.amount()) {
            return Answer::Declined(failure("not_cancelable_amount", "so much cannot be given back"));
        }
        let done = scenario != Scenario::AsyncCancel;
        self.give_back(Some(id.to_owned()), amount, done, now);
        match (scenario, self.refund_calls) {
            (Scenario::RefundTimeoutAfter, 1) => Answer::Lost,
            _ => Answer::Said(outcome(done)),
        }
    }

    pub(super) fn give_back(&mut self, id: Option<String>, amount: Money, done: bool, now: Instant) {
        let amount = Sum(amount);
        self.refunds.push(GivenBack { id, amount, done });
        self.changed_at = now;
    }

    /// Carries out what was accepted.
    pub(super) fn finish_refunds(&mut self, now: Instant) {
        for waiting in self.refunds.iter_mut().filter(|known| !known.done) {
            waiting.done = true;
            self.changed_at = now;
        }
    }

    /// What was taken; nothing when nothing was.
    pub(super) fn charged(&self) -> Money {
        let nothing = Money::zero(self.asked.0.currency());
        self.taken.map_or(nothing, |taken| taken.0)
    }

    /// What is back.
    pub(super) fn returned(&self) -> Money {
        self.sum(|known| known.done)
    }

    fn left(&self) -> Option<Money> {
        self.taken?.0.checked_sub(self.returned()).ok()
    }

    fn sum(&self, counts: impl Fn(&GivenBack) -> bool) -> Money {
        let nothing = Money::zero(self.charged().currency());
        let counted = self.refunds.iter().filter(|known| counts(known));
        counted.fold(nothing, |sum, known| {
            sum.checked_add(known.amount.0).unwrap_or(sum)
        })
    }

    /// The payment, as the shop is told; none before the buyer did anything.
    pub(super) fn said(&self) -> Option<ProviderPayment> {
        let key = PaymentKey::parse(self.key.as_deref()?).ok()?;
        let cancelled = self.returned();
        let status = match self.taken {
            None if self.failure.is_some() => ProviderStatus::Failed,
            None => ProviderStatus::Pending,
            Some(_) if cancelled.amount().is_zero() => ProviderStatus::Paid,
            Some(taken) if cancelled == taken.0 => ProviderStatus::Cancelled,
            Some(_) => ProviderStatus::PartiallyCancelled,
        };
        let failure = self.failure.as_ref();
        Some(ProviderPayment {
            merchant_uid: self.merchant_uid.clone(),
            key,
            status,
            amount: self.taken.unwrap_or(self.asked).0,
            cancelled,
            test: true,
            transaction: Some(format!("sandbox-{}-{}", self.merchant_uid, self.refunds.len())),
            method: Some("card".to_owned()),
            receipt_url: None,
            paid_at: self.paid_at,
            failure: failure.map(|(code, message)| self::failure(code, message)),
        })
    }
}

const fn outcome(done: bool) -> RefundOutcome {
    if done {
        RefundOutcome::Done
    } else {
        RefundOutcome::Accepted
    }
}

fn failure(code: &str, message: &str) -> Failure {
    Failure {
        code: code.to_owned(),
        message: message.to_owned(),
    }
}

fn somebody_elses(key: &PaymentKey, amount: Money, now: Instant) -> ProviderPayment {
    ProviderPayment {
        merchant_uid: "somebody0else0paid0".to_owned(),
        key: key.clone(),
        status: ProviderStatus::Paid,
        amount,
        cancelled: Money::zero(amount.currency()),
        test: true,
        transaction: None,
        method: None,
        receipt_url: None,
        paid_at: Some(now),
        failure: None,
    }
}
