//! Messages that go to whoever develops or tests.

mod directory;

use std::fmt;
use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::{DeliveryError, Notification, Notifier, Recipient};
use hexmart_domain::shared::NotificationId;

pub use self::directory::sink_to_directory;
use crate::channel::Channel;
use crate::shop::ShopName;
use crate::trouble::Trouble;
use crate::wording::Wording;

/// Takes captured messages, on a thread that may block. The same one may come twice, with the same id; one that it
/// fails to keep comes again.
pub type Sink = Arc<dyn Fn(Captured) -> io::Result<()> + Send + Sync>;

/// A message that was not sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Captured {
    /// Which.
    pub id: NotificationId,
    /// By which way it would have gone.
    pub channel: Channel,
    /// To which address or number.
    pub to: String,
    /// The subject, of a mail.
    pub subject: Option<String>,
    /// What it says. Plain text: a page that shows it must escape it.
    pub text: String,
}

impl fmt::Debug for Captured {
    /// Personal data and codes stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Captured({}, {})", self.id, self.channel.as_str())
    }
}

/// Sends nothing: hands each message to a sink, in the words in which it would have gone out.
pub struct CapturingNotifier {
    shop: ShopName,
    sink: Sink,
}

impl fmt::Debug for CapturingNotifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CapturingNotifier")
    }
}

impl CapturingNotifier {
    /// Captures the messages of `shop`.
    pub fn new(shop: ShopName, sink: Sink) -> Self {
        Self { shop, sink }
    }

    fn capture(&self, notification: &Notification) -> Captured {
        let channel = Channel::to(&notification.recipient);
        let wording = Wording::of(&notification.message, notification.language, channel, &self.shop);
        let to = match &notification.recipient {
            Recipient::Mail(email) => email.as_str(),
            Recipient::Sms(phone) => phone.as_str(),
        };
        Captured {
            id: notification.id,
            channel,
            to: to.to_owned(),
            subject: wording.subject,
            text: wording.text,
        }
    }
}

#[async_trait]
impl Notifier for CapturingNotifier {
    async fn deliver(&self, notification: &Notification) -> Result<(), DeliveryError> {
        let (captured, sink) = (self.capture(notification), Arc::clone(&self.sink));
        tokio::task::spawn_blocking(move || sink(captured))
            .await
            .or(Err(Trouble::Broken))?
            .map_err(|error| Trouble::NotKept(error.kind()).into())
    }
}
