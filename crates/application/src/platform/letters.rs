//! Messages to people: how they lie in the outbox, and how they are delivered.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::identity::{Email, Phone};
use hexmart_domain::shared::{Instant, Language, NotificationId, UserId};
use serde::{Deserialize, Serialize};

use super::{
    Deliverer, DeliveryError, DueMessage, Message, Mint, Notification, Notifier, OutboxMessage, Outcome,
    Recipient, StoreError,
};
use crate::identity::AccountQueries;

/// The topic of messages to people.
pub const NOTIFICATION: &str = "notification";
/// The topic of messages to accounts, wherever their mail goes when it is delivered.
pub const LETTER: &str = "letter";
/// The topic of messages that go nowhere.
const NOTHING: &str = "nothing";

/// The form in which a notification lies in the outbox.
#[derive(Serialize, Deserialize)]
struct Letter {
    mail: Option<String>,
    sms: Option<String>,
    language: String,
    message: Message,
}

/// A notification as a row of the outbox, behind everything else that was written to this account.
pub fn envelope(
    notification: &Notification,
    about: UserId,
    now: Instant,
) -> Result<OutboxMessage, StoreError> {
    let (mail, sms) = match &notification.recipient {
        Recipient::Mail(email) => (Some(email.as_str().to_owned()), None),
        Recipient::Sms(phone) => (None, Some(phone.as_str().to_owned())),
    };
    let letter = Letter {
        mail,
        sms,
        language: notification.language.tag().to_owned(),
        message: notification.message.clone(),
    };
    Ok(OutboxMessage {
        id: notification.id,
        aggregate: about.as_uuid().into_bytes(),
        topic: NOTIFICATION,
        payload: serde_json::to_string(&letter).map_err(StoreError::backend)?,
        written_at: now,
    })
}

/// A message to an account without its address: that is looked up when the message is delivered.
#[derive(Serialize, Deserialize)]
struct Addressed {
    account: String,
    message: Message,
}

/// A message to an account as a row of the outbox, behind everything else that was written to it. It is mailed to the
/// address, and in the language, that the account has by then; an account that has none by then is not written to.
pub fn letter(
    id: NotificationId,
    to: UserId,
    message: &Message,
    now: Instant,
) -> Result<OutboxMessage, StoreError> {
    let addressed = Addressed {
        account: to.to_string(),
        message: message.clone(),
    };
    Ok(OutboxMessage {
        id,
        aggregate: to.as_uuid().into_bytes(),
        topic: LETTER,
        payload: serde_json::to_string(&addressed).map_err(StoreError::backend)?,
        written_at: now,
    })
}

/// A message to nobody, as long as one to somebody: where the time an answer takes must not tell whether there was anybody
/// to write to.
pub fn blank(id: NotificationId, about: UserId, now: Instant) -> OutboxMessage {
    /// About what a letter with a code has.
    const LENGTH: usize = 140;
    OutboxMessage {
        id,
        aggregate: about.as_uuid().into_bytes(),
        topic: NOTHING,
        payload: " ".repeat(LENGTH),
        written_at: now,
    }
}

fn notification(id: NotificationId, payload: &str) -> Option<Notification> {
    let letter: Letter = serde_json::from_str(payload).ok()?;
    let recipient = match (letter.mail, letter.sms) {
        (Some(mail), None) => Recipient::Mail(Email::parse(&mail).ok()?),
        (None, Some(sms)) => Recipient::Sms(Phone::parse(&sms).ok()?),
        _ => return None,
    };
    Some(Notification {
        id,
        recipient,
        language: Language::from_tag(&letter.language)?,
        message: letter.message,
    })
}

/// Hands messages to people over to a transport.
pub struct Letters {
    notifier: Arc<dyn Notifier>,
    accounts: Option<Arc<dyn AccountQueries>>,
    mint: Mint,
}

/// After so many failures a message is a dead letter: with the delays below, after about half a day.
const TRIES: u32 = 16;
const FIRST_DELAY: Duration = Duration::from_secs(2);
const LONGEST_DELAY: Duration = Duration::from_hours(3);

impl fmt::Debug for Letters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Letters")
    }
}

impl Letters {
    /// Joins the ports.
    pub fn new(notifier: Arc<dyn Notifier>, mint: Mint) -> Self {
        Self {
            notifier,
            accounts: None,
            mint,
        }
    }

    /// Looks up here where letters to accounts go.
    #[must_use]
    pub fn with_accounts(mut self, accounts: Arc<dyn AccountQueries>) -> Self {
        self.accounts = Some(accounts);
        self
    }

    async fn send(&self, due: &DueMessage, notification: &Notification) -> Outcome {
        self.outcome(due, self.notifier.deliver(notification).await)
    }

    /// None when that is no letter, or nobody can be asked where it goes.
    async fn look_up_and_send(&self, due: &DueMessage) -> Option<Outcome> {
        let Addressed { account, message } = serde_json::from_str(&due.payload).ok()?;
        let profile = self.accounts.as_ref()?.profile(account.parse().ok()?).await;
        let account = match profile {
            Ok(profile) => profile.map(|profile| profile.account),
            Err(error) => return Some(self.outcome(due, Err(DeliveryError::Later(Arc::new(error))))),
        };
        let address = account.and_then(|account| Some((account.personal.email?, account.language)));
        let Some((email, language)) = address else {
            return Some(Outcome::Delivered { at: self.mint.now() });
        };
        let notification = Notification {
            id: due.id,
            recipient: Recipient::Mail(email),
            language,
            message,
        };
        Some(self.send(due, &notification).await)
    }

    fn outcome(&self, due: &DueMessage, delivered: Result<(), DeliveryError>) -> Outcome {
        let now = self.mint.now();
        match delivered {
            Ok(()) => Outcome::Delivered { at: now },
            Err(DeliveryError::Refused { why }) => Outcome::Dead { why: short(&why) },
            Err(later) => {
                let why = short(&later.to_string());
                tracing::warn!(message = %due.id, tries = due.tries, "a message was not delivered: {why}");
                if due.tries.saturating_add(1) >= TRIES {
                    return Outcome::Dead { why };
                }
                Outcome::Retry {
                    at: now + self.delay(due.tries),
                    why,
                }
            }
        }
    }

    /// Twice as long each time, give or take a half, so that a transport that comes back is not met by all at once.
    fn delay(&self, tries: u32) -> Duration {
        let grown = FIRST_DELAY
            .saturating_mul(2_u32.saturating_pow(tries.min(16)))
            .min(LONGEST_DELAY);
        let [dice, ..] = self.mint.secret();
        grown / 2 + grown.saturating_mul(u32::from(dice)) / 255
    }
}

#[async_trait]
impl Deliverer for Letters {
    fn lease(&self) -> &'static str {
        "outbox"
    }

    fn topics(&self) -> &'static [&'static str] {
        &[NOTIFICATION, LETTER, NOTHING]
    }

    async fn deliver(&self, due: &DueMessage) -> Result<Outcome, StoreError> {
        let unreadable = || Outcome::Dead {
            why: "nobody can read it".to_owned(),
        };
        Ok(match due.topic.as_str() {
            NOTHING => Outcome::Delivered { at: self.mint.now() },
            LETTER => self.look_up_and_send(due).await.unwrap_or_else(unreadable),
            _ => match notification(due.id, &due.payload) {
                Some(notification) => self.send(due, &notification).await,
                None => unreadable(),
            },
        })
    }
}

fn short(why: &str) -> String {
    why.chars().take(500).collect()
}
