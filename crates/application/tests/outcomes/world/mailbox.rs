use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use hexmart_application::platform::{DeliveryError, Message, Notification, Notifier, Recipient};

/// Where every message arrives.
#[derive(Default)]
pub(crate) struct Mailbox(Mutex<Vec<Notification>>);

impl Mailbox {
    /// Takes what arrived, in its order.
    pub(crate) fn empty(&self) -> Vec<Notification> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// The mailbox as a port.
pub(crate) struct Delivery(pub(crate) Arc<Mailbox>);

#[async_trait]
impl Notifier for Delivery {
    async fn deliver(&self, notification: &Notification) -> Result<(), DeliveryError> {
        self.0.0.lock().unwrap().push(notification.clone());
        Ok(())
    }
}

/// The code that a message carries.
pub(crate) fn code_in(notification: &Notification) -> String {
    match &notification.message {
        Message::VerifyEmail { code }
        | Message::ResetPassword { code }
        | Message::ChangeEmail { code }
        | Message::VerifyPhone { code } => code.clone(),
        _ => String::new(),
    }
}

/// To whom a message went, and what kind it is.
pub(crate) fn sketch(notification: &Notification) -> (String, &'static str) {
    let to = match &notification.recipient {
        Recipient::Mail(email) => email.as_str().to_owned(),
        Recipient::Sms(phone) => phone.as_str().to_owned(),
    };
    let kind = match &notification.message {
        Message::VerifyEmail { .. } => "verify_email",
        Message::AlreadyRegistered => "already_registered",
        Message::ResetPassword { .. } => "reset_password",
        Message::ChangeEmail { .. } => "change_email",
        Message::EmailChanged => "email_changed",
        Message::PasswordChanged => "password_changed",
        Message::VerifyPhone { .. } => "verify_phone",
        Message::DormancyAhead { .. } => "dormancy_ahead",
        Message::FellAsleep => "fell_asleep",
        Message::Erased { .. } => "erased",
        Message::OrderPlaced { .. } => "order_placed",
        Message::OrderDispatched { .. } => "order_dispatched",
        Message::OrderRefunded { .. } => "order_refunded",
        Message::BackInStock { .. } => "back_in_stock",
        Message::PriceDropped { .. } => "price_dropped",
        Message::SellerApproved { .. } => "seller_approved",
        Message::SellerRejected { .. } => "seller_rejected",
    };
    (to, kind)
}
