//! Providers that take money for orders, and give it back: [`PaymentGateway`] once for each.
//!
//! | provider | who takes the money | a repetition is known by | messages |
//! |---|---|---|---|
//! | [`portone_v1`] | the buyer, in the provider's window | the refund's id in its reason, and what is left | unsigned |
//! | [`portone_v2`] | the buyer, or we with the token of the window | the same, and `Idempotency-Key` for 3 hours | signed |
//! | [`toss`] | we, after the buyer agreed | the same, and `Idempotency-Key` for 15 days | unsigned |
//! | [`sandbox`] | nobody | its own memory | signed |
//!
//! Whatever a provider answers is taken for a lie until it is read, and a word that is not known yet is no reason to fail:
//! it is a payment of which nothing is decided, or a call of which nobody knows what became. Errors carry words of ours and
//! codes, never what a provider says at length, for it might repeat a secret or a name.
//!
//! [`PaymentGateway`]: hexmart_application::payments::PaymentGateway

mod amount;
mod http;
mod mark;
pub mod portone_v1;
pub mod portone_v2;
pub mod sandbox;
mod settings;
pub mod toss;
mod words;

pub use http::HttpClient;
pub use settings::BadSetting;
