use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hexmart_application::platform::{Clock, Entropy};
use hexmart_domain::shared::Instant;

use crate::calls::Calls;
use crate::grants::Grants;
use crate::inbox::Inbox;
use crate::payments::Book;
use crate::settings::FakesSettings;

/// What all doubles share.
pub(crate) struct State {
    pub(crate) settings: FakesSettings,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) grants: Grants,
    pub(crate) calls: Calls,
    pub(crate) inbox: Inbox,
    pub(crate) book: Mutex<Book>,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("State")
    }
}

impl State {
    pub(crate) fn now(&self) -> Instant {
        self.clock.now()
    }

    /// What the payment providers know.
    pub(crate) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A text that nobody can guess: a code, a token.
    pub(crate) fn secret(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.entropy.secret())
    }
}
