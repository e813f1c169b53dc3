use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::{DeliveryError, Notification, Notifier, Recipient};

/// Mails by one transport, text messages by another.
pub struct RoutingNotifier {
    /// Brings mails.
    pub mail: Arc<dyn Notifier>,
    /// Brings text messages.
    pub sms: Arc<dyn Notifier>,
}

impl fmt::Debug for RoutingNotifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RoutingNotifier")
    }
}

#[async_trait]
impl Notifier for RoutingNotifier {
    async fn deliver(&self, notification: &Notification) -> Result<(), DeliveryError> {
        match notification.recipient {
            Recipient::Mail(_) => self.mail.deliver(notification).await,
            Recipient::Sms(_) => self.sms.deliver(notification).await,
        }
    }
}
