//! Mails by SMTP.

mod failure;
mod relay;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use hexmart_application::platform::{Clock, DeliveryError, Notification, Notifier, Recipient};
use hexmart_domain::identity::Email;
use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use secrecy::SecretString;

use self::relay::Relay;
use crate::channel::Channel;
use crate::setting::BadSetting;
use crate::shop::ShopName;
use crate::trouble::{Trouble, no_way};
use crate::wording::Wording;

/// How long a connection may take, in each of its steps: the handshake of TCP, and the sign of life of an idle one.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a delivery may take in all.
const TOTAL: Duration = Duration::from_secs(20);
/// How many connections wait for the next mail.
const IDLE: usize = 4;

/// Where mails go out, and in whose name.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// `smtps://user:password@host` speaks TLS from the start, at port 465 unless another is named.
    /// `smtp://user:password@host` demands STARTTLS, at port 587. `smtp://host?tls=off` encrypts nothing: for tests and
    /// development. User and password are percent-encoded, and may be left out together.
    pub url: SecretString,
    /// The address that mails come from. Its domain makes the ids of mails, and is our name for the relay.
    pub from: Email,
    /// The name that mails come from.
    pub shop: ShopName,
}

/// Delivers mails to a relay by SMTP.
///
/// A reply of 5xx to a message refuses it; everything else, and a relay that does not let us in, is worth another try.
/// The id of the notification is the mail's `Message-ID`, by which mailboxes know a duplicate.
pub struct SmtpNotifier {
    relay: Relay,
    from: Mailbox,
    shop: ShopName,
    clock: Arc<dyn Clock>,
    /// Connections between two mails. lettre's own pool would put a connection back that a time-out left in the middle
    /// of a dialogue, where the next mail takes the replies to the last one for its own.
    idle: Mutex<Vec<AsyncSmtpConnection>>,
}

impl fmt::Debug for SmtpNotifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmtpNotifier")
    }
}

impl SmtpNotifier {
    /// Reads the settings; connects with the first mail. `clock` dates the mails.
    pub fn new(settings: &SmtpSettings, clock: Arc<dyn Clock>) -> Result<Self, BadSetting> {
        let from = settings.from.as_str().parse().or(Err(BadSetting {
            setting: "the address that mails come from",
            expected: "an address that SMTP takes",
        }))?;
        let from = Mailbox::new(Some(settings.shop.as_str().to_owned()), from);
        Ok(Self {
            relay: Relay::parse(&settings.url, from.email.domain())?,
            from,
            shop: settings.shop.clone(),
            clock,
            idle: Mutex::default(),
        })
    }

    fn compose(&self, notification: &Notification, to: &Email) -> Result<Message, DeliveryError> {
        let unsendable = || DeliveryError::Refused {
            why: "SMTP does not take such an address".to_owned(),
        };
        let to = to.as_str().parse().or(Err(unsendable()))?;
        let wording = Wording::of(
            &notification.message,
            notification.language,
            Channel::Mail,
            &self.shop,
        );
        // Nobody's holiday notice answers us (RFC 3834).
        let automatic = HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        );
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(wording.subject.unwrap_or_default())
            .message_id(Some(format!(
                "<{}@{}>",
                notification.id,
                self.from.email.domain()
            )))
            .date(SystemTime::from(self.clock.now()))
            .raw_header(automatic)
            .header(ContentType::TEXT_PLAIN)
            .body(wording.text)
            .or(Err(unsendable()))
    }

    async fn hand_over(&self, envelope: &Envelope, mail: &[u8]) -> Result<(), DeliveryError> {
        let mut connection = self.connection().await?;
        connection
            .send(envelope, mail)
            .await
            .map_err(|error| failure::of_message(&error))?;
        self.keep(connection);
        Ok(())
    }

    async fn connection(&self) -> Result<AsyncSmtpConnection, Trouble> {
        while let Some(mut connection) = self.idle_connection() {
            let alive = tokio::time::timeout(CONNECT, connection.test_connected());
            if alive.await == Ok(true) {
                return Ok(connection);
            }
        }
        self.relay
            .connect(CONNECT)
            .await
            .map_err(|error| failure::of_connection(&error))
    }

    fn idle_connection(&self) -> Option<AsyncSmtpConnection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.push(connection);
        }
    }
}

#[async_trait]
impl Notifier for SmtpNotifier {
    async fn deliver(&self, notification: &Notification) -> Result<(), DeliveryError> {
        let Recipient::Mail(to) = &notification.recipient else {
            return Err(no_way("SMTP"));
        };
        let message = self.compose(notification, to)?;
        let (envelope, mail) = (message.envelope(), message.formatted());
        tokio::time::timeout(TOTAL, self.hand_over(envelope, &mail))
            .await
            .unwrap_or(Err(Trouble::Slow.into()))
    }
}
