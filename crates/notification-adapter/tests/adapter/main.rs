//! The transports, each against a server that is as strict as the original.

#![expect(clippy::unwrap_used, reason = "helpers of tests stand outside of #[test]")]

mod capturing;
mod fake_smtp;
mod fake_vendor;
mod mail;
mod refusals;
mod routing;
mod sens;
mod solapi;

use std::error::Error;
use std::sync::Arc;

use chrono::DateTime;
use hexmart_application::platform::{Clock, DeliveryError, Message, Notification, Recipient};
use hexmart_domain::identity::{Email, Phone};
use hexmart_domain::shared::{Instant, Language, NotificationId};
use hexmart_notification_adapter::ShopName;
use uuid::Uuid;

const CODE: &str = "K7M2QX9RTB";
const ADDRESS: &str = "ann.lee@example.com";
const NUMBER: &str = "01012345678";

/// A clock that stands still.
struct Stopped(Instant);

impl Clock for Stopped {
    fn now(&self) -> Instant {
        self.0
    }
}

/// 2026-11-01, noon in Seoul.
fn noon() -> Instant {
    DateTime::from_timestamp_millis(1_793_502_000_000).unwrap()
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(Stopped(noon()))
}

fn shop() -> ShopName {
    ShopName::parse("Hexmart").unwrap()
}

fn by_mail(message: Message) -> Notification {
    Notification {
        id: NotificationId::from_uuid(Uuid::from_u128(7)),
        recipient: Recipient::Mail(Email::parse(ADDRESS).unwrap()),
        language: Language::English,
        message,
    }
}

fn by_sms(message: Message) -> Notification {
    Notification {
        recipient: Recipient::Sms(Phone::parse(NUMBER).unwrap()),
        ..by_mail(message)
    }
}

fn code() -> Message {
    Message::VerifyPhone {
        code: CODE.to_owned(),
    }
}

/// Everything that a log could make of a failure.
fn printed(error: &DeliveryError) -> String {
    let mut text = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text} {error} {error:?}");
        cause = error.source();
    }
    for personal in [ADDRESS, "ann", NUMBER, "12345678", CODE, "s3cret"] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    text
}

/// Why a message will never be taken.
fn refused(outcome: Result<(), DeliveryError>) -> String {
    let error = outcome.unwrap_err();
    printed(&error);
    match error {
        DeliveryError::Refused { why } => why,
        DeliveryError::Later(_) => format!("later: {error:?}"),
    }
}

/// Why a message was not taken now.
fn later(outcome: Result<(), DeliveryError>) -> String {
    let error = outcome.unwrap_err();
    printed(&error);
    match error {
        DeliveryError::Later(trouble) => trouble.to_string(),
        DeliveryError::Refused { .. } => format!("refused: {error:?}"),
    }
}
