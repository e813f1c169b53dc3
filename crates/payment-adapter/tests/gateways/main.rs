//! The gateways against the doubles of the providers, which are as strict as the originals, over HTTP; and against liars,
//! which are no providers at all.
#![expect(clippy::unwrap_used, reason = "a test may say what must hold and stop there")]

mod liar;
mod outage;
mod promises;
mod sandbox;
mod secrecy;
mod shop;
mod strangers;
mod token;
mod verdicts;
mod world;
