use std::error::Error;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::identity::{Email, Phone};
use hexmart_domain::shared::{Language, NotificationId};
use thiserror::Error;

/// Brings a message to somebody. Called by the outbox worker alone, never inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Notifier: Send + Sync {
    /// Delivers, or says whether another try makes sense. The same notification may come twice, with the same id: after
    /// a crash nobody knows whether it went out. An adapter MUST hand the id on where the transport can tell
    /// duplicates by it.
    async fn deliver(&self, notification: &Notification) -> Result<(), DeliveryError>;
}

/// A message to somebody, without its wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Which.
    pub id: NotificationId,
    /// To whom.
    pub recipient: Recipient,
    /// In what language.
    pub language: Language,
    /// What it says.
    pub message: Message,
}

/// By which way, and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// By mail.
    Mail(Email),
    /// By text message.
    Sms(Phone),
}

/// What a message says. The words come from the templates of the notification adapter.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// The code that proves the address of a new account.
    VerifyEmail {
        /// To be typed within five minutes.
        code: String,
    },
    /// Somebody signed up with an address that has an account.
    AlreadyRegistered,
    /// The code that allows a new password.
    ResetPassword {
        /// To be typed within five minutes.
        code: String,
    },
    /// The code that proves a new address.
    ChangeEmail {
        /// To be typed within five minutes.
        code: String,
    },
    /// To the old address: there is a new one.
    EmailChanged,
    /// The password was changed.
    PasswordChanged,
    /// The code that proves a number.
    VerifyPhone {
        /// To be typed within five minutes.
        code: String,
    },
    /// The account will fall asleep.
    DormancyAhead {
        /// When, as a date of the shop's time zone: `2026-11-20`.
        on: String,
    },
    /// The account fell asleep.
    FellAsleep,
    /// The account was erased, and can be had back for a while.
    Erased {
        /// Until when, as a date of the shop's time zone.
        until: String,
    },
    /// The application as a seller was accepted.
    SellerApproved {
        /// Whose.
        company: String,
    },
    /// An order was placed.
    OrderPlaced {
        /// What it is called by.
        number: String,
        /// What it costs: `12,000 KRW`.
        total: String,
    },
    /// Something of an order is on its way.
    OrderDispatched {
        /// Of which order.
        number: String,
        /// Who carries it.
        courier: String,
        /// Under which number.
        tracking: String,
    },
    /// Money goes back.
    OrderRefunded {
        /// For which order.
        number: String,
        /// How much: `12,000 KRW`.
        amount: String,
    },
    /// Something that they wish for can be bought again.
    BackInStock {
        /// What it is called.
        product: String,
        /// What it costs: `12,000 KRW`.
        price: String,
    },
    /// Something that they wish for costs less.
    PriceDropped {
        /// What it is called.
        product: String,
        /// What it cost.
        from: String,
        /// What it costs.
        to: String,
    },
    /// The application as a seller was turned down.
    SellerRejected {
        /// Whose.
        company: String,
        /// Why.
        reason: String,
    },
}

impl std::fmt::Debug for Message {
    /// Codes and reasons stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Message(…)")
    }
}

/// Why a message was not delivered.
#[derive(Debug, Clone, Error)]
pub enum DeliveryError {
    /// The transport is busy, slow or gone: try again later.
    #[error("the transport did not take the message")]
    Later(#[source] Arc<dyn Error + Send + Sync>),
    /// The transport will never take this message: an address that does not exist, a refused sender.
    #[error("the transport refused the message: {why}")]
    Refused {
        /// Its reason, without personal data.
        why: String,
    },
}
