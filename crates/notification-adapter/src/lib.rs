//! Mails and text messages: what they say, in Korean and in English, and how they go out.
//!
//! [`Wording`] turns a message into words. [`SmtpNotifier`] sends mails; [`SensNotifier`] and [`SolapiNotifier`] send
//! text messages; [`RoutingNotifier`] chooses by the recipient; [`CapturingNotifier`] sends nothing, and hands what it
//! would have sent to whoever develops or tests.

mod capture;
mod channel;
mod routing;
mod setting;
mod shop;
mod sms;
mod smtp;
mod trouble;
mod wording;

pub use capture::{Captured, CapturingNotifier, Sink, sink_to_directory};
pub use channel::Channel;
pub use routing::RoutingNotifier;
pub use setting::BadSetting;
pub use shop::ShopName;
pub use sms::{SenderNumber, SensNotifier, SensSettings, SolapiNotifier, SolapiSettings};
pub use smtp::{SmtpNotifier, SmtpSettings};
pub use wording::Wording;
