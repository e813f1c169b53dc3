//! A clock that is set, and chance that is not.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta};
use hexmart_application::platform::{Clock, Entropy};
use hexmart_domain::shared::Instant;
use sha2::{Digest as _, Sha256};

pub(crate) struct SetClock(Mutex<Instant>);

impl SetClock {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(DateTime::from_timestamp(1_795_000_000, 0).unwrap()))
    }

    pub(crate) fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for SetClock {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }
}

pub(crate) struct Counted(AtomicU64);

impl Counted {
    pub(crate) fn from(number: u64) -> Self {
        Self(AtomicU64::new(number))
    }
}

impl Entropy for Counted {
    fn bytes(&self) -> [u8; 10] {
        *self.secret().first_chunk().unwrap()
    }

    fn secret(&self) -> [u8; 32] {
        Sha256::digest(self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes()).into()
    }
}
