use hexmart_domain::payments::Provider;
use hexmart_domain::shared::Instant;
use serde::Serialize;

use super::idempotency::Answers;
use super::messages::SentMessage;
use super::mishap::{Mishap, Step};
use super::record::{Buyer, Cancel, Record, Standing};
use crate::shelf::Shelf;

/// Money that came, above zero, or went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// At whom: `portone_v1`, `portone`, `toss`.
    pub provider: &'static str,
    /// For which payment, by the shop's name.
    pub payment: String,
    /// In the smallest unit of its currency.
    pub amount: i64,
    /// When.
    pub at: Instant,
}

/// The window does not open: the shop announced another amount, or the payment is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocked;

/// What all providers know.
#[derive(Debug, Default)]
pub(crate) struct Book {
    pub(super) records: Shelf<Record>,
    moved: Shelf<Moved>,
    messages: Shelf<SentMessage>,
    pub(super) answers: Answers,
    /// What the shop announced, by provider and name.
    told: Shelf<(Provider, String, i64)>,
    spoils: Vec<(Provider, Step, Mishap)>,
    /// Whether refunds are promised and not made.
    pub(super) defers: bool,
    number: u64,
    /// The token of `PortOne` V1, and until when it is good.
    pub(super) token: Option<(String, Instant)>,
}

impl Book {
    /// Orders a mishap for the next call of this kind.
    pub(crate) fn spoil(&mut self, provider: Provider, step: Step, mishap: Mishap) {
        self.spoils.push((provider, step, mishap));
    }

    /// The mishap that was ordered for a call, once.
    pub(super) fn spoiled(&mut self, provider: Provider, step: Step) -> Option<Mishap> {
        let mut spoils = self.spoils.iter();
        let place = spoils.position(|(whose, what, _)| (*whose, *what) == (provider, step))?;
        Some(self.spoils.remove(place).2)
    }

    /// Promises refunds from now on, or makes them, those that were promised too.
    pub(crate) fn defer(&mut self, defers: bool, now: Instant) {
        self.defers = defers;
        if defers {
            return;
        }
        let mut kept = Vec::new();
        for record in self.records.iter_mut() {
            let promised = record.cancels.iter_mut().filter(|cancel| !cancel.done);
            for cancel in promised {
                cancel.done = true;
                kept.push((record.provider, record.uid.clone(), cancel.amount));
                record.changed_at = now;
            }
        }
        for (provider, uid, amount) in kept {
            self.note(provider, &uid, amount.saturating_neg(), now);
        }
    }

    /// Every movement of a payment's money, the oldest first.
    pub(crate) fn moved(&self, payment: Option<&str>) -> Vec<Moved> {
        let wanted = |moved: &&Moved| payment.is_none_or(|payment| moved.payment == payment);
        self.moved.iter().filter(wanted).cloned().collect()
    }

    /// Every message about a payment, the oldest first.
    pub(crate) fn messages(&self, payment: Option<&str>) -> Vec<SentMessage> {
        let wanted = |sent: &&SentMessage| payment.is_none_or(|payment| sent.payment == payment);
        self.messages.iter().filter(wanted).cloned().collect()
    }

    /// What the shop announced.
    pub(super) fn told(&self, provider: Provider, uid: &str) -> Option<i64> {
        let mut newest = self.told.iter().rev();
        let told = newest.find(|(whose, known, _)| *whose == provider && known == uid);
        told.map(|(_, _, amount)| *amount)
    }

    pub(super) fn tell(&mut self, provider: Provider, uid: &str, amount: i64) {
        self.told.put((provider, uid.to_owned(), amount));
    }

    /// A number that was never given.
    pub(super) fn number(&mut self) -> u64 {
        self.number = self.number.saturating_add(1);
        self.number
    }

    /// A buyer goes through a window; answers what the browser brings back.
    pub(crate) fn window(
        &mut self,
        provider: Provider,
        uid: &str,
        amount: i64,
        buyer: Buyer,
        now: Instant,
    ) -> Result<String, Blocked> {
        let paid = |record: &Record| {
            record.provider == provider && record.uid == uid && record.standing == Standing::Paid
        };
        if self.records.iter().any(paid) || self.told(provider, uid).is_some_and(|told| told != amount) {
            return Err(Blocked);
        }
        let key = self.key(provider, now);
        self.records.put(Record {
            provider,
            uid: uid.to_owned(),
            key: key.clone(),
            amount,
            currency: "KRW".to_owned(),
            standing: Standing::Agreed,
            bad_card: buyer == Buyer::HasABadCard,
            cancels: Vec::new(),
            begun_at: now,
            paid_at: None,
            changed_at: now,
            silent: amount.rem_euclid(100) == 2,
        });
        if provider == Provider::PortoneV1
            || provider == Provider::PortoneV2 && buyer != Buyer::LeavesItToTheShop
        {
            self.take(&key, now);
        }
        Ok(key)
    }

    fn key(&mut self, provider: Provider, now: Instant) -> String {
        let number = self.number();
        match provider {
            Provider::PortoneV1 => format!("imp_{number:012}"),
            Provider::Toss => format!("tdemo{}x{number:06}", now.format("%Y%m%d%H%M%S")),
            Provider::PortoneV2 | Provider::Sandbox => format!("0198c0de-0000-7000-8000-{number:012}"),
        }
    }

    /// Takes the money of a payment that the buyer agreed to, or does not.
    pub(super) fn take(&mut self, key: &str, now: Instant) -> Option<Record> {
        let record = self.records.find(|record| record.key == key)?;
        if record.standing != Standing::Agreed {
            return Some(record.clone());
        }
        record.changed_at = now;
        record.standing = match record.ending() {
            _ if record.bad_card => Standing::Refused("REJECT_CARD_COMPANY"),
            1 => Standing::Refused("REJECT_CARD_COMPANY"),
            3 => Standing::Awaited,
            _ => Standing::Paid,
        };
        let mut taken = record.clone();
        if taken.standing == Standing::Paid {
            record.paid_at = Some(now);
            taken.paid_at = Some(now);
            self.note(taken.provider, &taken.uid, taken.amount, now);
        }
        self.say(&taken, now);
        Some(taken)
    }

    /// Gives back money of a payment that has it, or promises to.
    pub(super) fn give_back(&mut self, key: &str, amount: i64, reason: &str, now: Instant) -> Option<Record> {
        let id = format!("cancel_{:06}", self.number());
        let defers = self.defers;
        let record = self.records.find(|record| record.key == key)?;
        // One of the providers promises nothing.
        let done = !defers || record.provider == Provider::PortoneV1;
        record.cancels.push(Cancel {
            id,
            amount,
            reason: reason.to_owned(),
            done,
            at: now,
        });
        record.changed_at = now;
        let given = record.clone();
        if done {
            self.note(given.provider, &given.uid, amount.saturating_neg(), now);
        }
        self.say(&given, now);
        Some(given)
    }

    /// Refuses a payment for good.
    pub(super) fn refuse(&mut self, key: &str, code: &'static str, now: Instant) {
        if let Some(record) = self.records.find(|record| record.key == key) {
            record.standing = Standing::Refused(code);
            record.changed_at = now;
        }
    }

    fn note(&mut self, provider: Provider, uid: &str, amount: i64, at: Instant) {
        self.moved.put(Moved {
            provider: provider.as_str(),
            payment: uid.to_owned(),
            amount,
            at,
        });
    }

    fn say(&mut self, record: &Record, now: Instant) {
        let number = self.number();
        self.messages.put(SentMessage::about(record, number, now));
    }
}
