//! Text messages, by vendors of Korea.

mod sender;
mod sens;
mod signature;
mod solapi;
mod vendor;

pub use sender::SenderNumber;
pub use sens::{SensNotifier, SensSettings};
pub use solapi::{SolapiNotifier, SolapiSettings};
