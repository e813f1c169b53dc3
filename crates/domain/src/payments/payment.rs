use chrono::TimeDelta;
use thiserror::Error;

use super::{MerchantUid, PaymentKey, PaymentPurpose, Provider, Refund};
use crate::shared::{Instant, Money, PaymentId, UserId};

/// An attempt to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Which.
    pub id: PaymentId,
    /// For what.
    pub purpose: PaymentPurpose,
    /// Which attempt that is, from 1, without gaps: so two that begin at once are one.
    pub attempt: i64,
    /// Who pays.
    pub buyer: UserId,
    /// Who takes the money; nobody when all of it is paid in points.
    pub provider: Option<Provider>,
    /// What the provider knows it by.
    pub merchant_uid: MerchantUid,
    /// What the provider is to take. Never what a browser says.
    pub amount: Money,
    /// What is paid in points besides, 0 or more. They leave the buyer's wallet in the commit in which the attempt begins.
    pub points: i64,
    /// How it stands.
    pub state: PaymentState,
    /// What we know it by at the provider.
    pub key: Option<PaymentKey>,
    /// The number of the provider's last transaction.
    pub transaction: Option<String>,
    /// By what it was paid.
    pub method: Option<String>,
    /// Where the receipt is.
    pub receipt_url: Option<String>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// What goes back, or went, the oldest first.
    pub refunds: Vec<Refund>,
    /// When somebody is to ask the provider again; nobody needs to when there is no time.
    pub ask_at: Option<Instant>,
    /// How often the provider was asked since something was last heard.
    pub asked: u32,
    /// Until when it can be confirmed.
    pub expires_at: Instant,
    /// When the money was there.
    pub captured_at: Option<Instant>,
    /// When it began.
    pub created_at: Instant,
    /// How often it was changed, from 1; the optimistic lock.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// How an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaymentState {
    /// Written down; the provider may not know of it.
    Created,
    /// The provider knows what is to be paid.
    Prepared,
    /// The provider was told to take the money, and has not said whether it did.
    Confirming,
    /// The money is there. What went back is in the refunds.
    Captured,
    /// The money was refused.
    Failed,
    /// Nobody paid in time.
    Expired,
}

impl PaymentState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Created,
        Self::Prepared,
        Self::Confirming,
        Self::Captured,
        Self::Failed,
        Self::Expired,
    ];

    /// The word that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Prepared => "prepared",
            Self::Confirming => "confirming",
            Self::Captured => "captured",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether the buyer can go on with it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Prepared | Self::Confirming)
    }
}

/// Why a payment failed, in the provider's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Its code.
    pub code: String,
    /// What it says to people.
    pub message: String,
}

/// Why a payment is not confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConfirmError {
    /// The browser says another amount than the order costs.
    #[error("the amount is not that of the payment")]
    AmountMismatch,
    /// Another request is about to confirm it.
    #[error("the payment is being confirmed")]
    UnderWay,
    /// It failed, or came too late: begin another.
    #[error("the payment is over")]
    Over,
}

impl Payment {
    /// How long a buyer may take.
    pub const PATIENCE: TimeDelta = TimeDelta::minutes(30);
    /// After what time somebody asks what became of a call that nobody answered.
    pub const DOUBT: TimeDelta = TimeDelta::seconds(15);
    /// Money that is to go back waits no longer than that for a provider that is there again.
    const LONGEST_DOUBT: TimeDelta = TimeDelta::minutes(10);
    /// How often somebody asks about an attempt that is over and nobody waits for. Money that comes later still is found by
    /// comparing with the provider's list.
    const LAST_ASK: u32 = 5;

    /// The attempt once the provider knows of it.
    #[must_use]
    pub fn prepared(&self, now: Instant) -> Self {
        let mut next = self.next(now);
        if self.state == PaymentState::Created {
            next.state = PaymentState::Prepared;
        }
        next
    }

    /// The attempt while the provider is told to take the money; written before it is told. Exactly one of many that want
    /// this gets it, for the others find another version.
    ///
    /// None when the money is there already, or the same is under way: whoever asks again hears the same answer.
    pub fn confirming(
        &self,
        key: PaymentKey,
        amount: Money,
        now: Instant,
    ) -> Result<Option<Self>, ConfirmError> {
        if amount != self.amount {
            return Err(ConfirmError::AmountMismatch);
        }
        match self.state {
            PaymentState::Captured => Ok(None),
            PaymentState::Confirming if self.key.as_ref() == Some(&key) => Ok(None),
            PaymentState::Confirming => Err(ConfirmError::UnderWay),
            PaymentState::Failed | PaymentState::Expired => Err(ConfirmError::Over),
            PaymentState::Created | PaymentState::Prepared if self.expires_at <= now => {
                Err(ConfirmError::Over)
            }
            PaymentState::Created | PaymentState::Prepared => {
                let mut next = self.next(now);
                next.state = PaymentState::Confirming;
                next.key = Some(key);
                next.ask_at = Some(now + Self::DOUBT);
                next.asked = 0;
                Ok(Some(next))
            }
        }
    }

    /// The attempt when its time is over and nothing was heard. None while it is under way, or when it is over already.
    pub fn expired(&self, now: Instant) -> Option<Self> {
        let waiting = matches!(self.state, PaymentState::Created | PaymentState::Prepared);
        (waiting && self.expires_at <= now).then(|| {
            let mut next = self.next(now);
            next.state = PaymentState::Expired;
            // A buyer may have paid at the last moment, and nobody told us.
            next.ask_at = Some(now + Self::DOUBT);
            next
        })
    }

    /// The attempt given up because the order costs something else now. None when it is under way, or over.
    pub fn withdrawn(&self, now: Instant) -> Option<Self> {
        matches!(self.state, PaymentState::Created | PaymentState::Prepared).then(|| {
            let mut next = self.next(now);
            next.state = PaymentState::Expired;
            next.ask_at = Some(now + Self::DOUBT);
            next
        })
    }

    /// The attempt when the provider certainly did not look at what it was told: it can be confirmed again. None when it is
    /// not under way.
    pub fn unconfirmed(&self, now: Instant) -> Option<Self> {
        (self.state == PaymentState::Confirming).then(|| {
            let mut next = self.next(now);
            next.state = PaymentState::Prepared;
            next.ask_at = None;
            next
        })
    }

    /// The attempt when the provider, after the time was over, still says that nothing was paid: the order need not wait any
    /// longer. None while there is time, or when it is not under way.
    pub fn given_up(&self, now: Instant) -> Option<Self> {
        (self.state == PaymentState::Confirming && self.expires_at <= now).then(|| {
            let mut next = self.next(now);
            next.state = PaymentState::Expired;
            next.ask_at = Some(now + Self::DOUBT);
            next.asked = 0;
            next
        })
    }

    /// The attempt when the provider was asked and had nothing new: it is asked again, each time twice as late, and after a
    /// while no more when the attempt is over and nothing is to go back.
    #[must_use]
    pub fn asked_in_vain(&self, now: Instant) -> Self {
        let mut next = self.next(now);
        next.asked = self.asked.saturating_add(1);
        let over = matches!(self.state, PaymentState::Expired | PaymentState::Failed);
        let enough = over && next.asked >= Self::LAST_ASK && self.refund_under_way().is_none();
        let grown = Self::DOUBT * 2_i32.saturating_pow(next.asked.min(12));
        next.ask_at = (!enough).then(|| now + grown.min(Self::LONGEST_DOUBT));
        next
    }

    pub(super) fn next(&self, now: Instant) -> Self {
        Self {
            version: self.version + 1,
            updated_at: now,
            ..self.clone()
        }
    }
}
