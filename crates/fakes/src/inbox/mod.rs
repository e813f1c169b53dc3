//! What would have been sent.

mod page;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use hexmart_domain::shared::Instant;
use serde::Serialize;

pub(crate) use page::show;

use crate::shelf::Shelf;

/// The newest 1,000 letters. A clone is another handle to the same ones.
#[derive(Debug, Clone, Default)]
pub struct Inbox(Arc<Mutex<Shelf<Letter>>>);

/// A message as its recipient would have read it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// Which: another with the same id is the same letter again.
    pub id: String,
    /// By which way.
    pub channel: Channel,
    /// The address or number.
    pub to: String,
    /// None in a text message.
    pub subject: Option<String>,
    /// What it says.
    pub body: String,
    /// When it was sent.
    pub at: Instant,
}

/// By which way a letter came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By mail.
    Mail,
    /// By text message.
    Sms,
}

impl fmt::Debug for Letter {
    /// Personal data stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Letter({}, {:?})", self.id, self.channel)
    }
}

impl Inbox {
    /// Adds a letter, in the place of the one with the same id if there is one.
    pub fn push(&self, letter: Letter) {
        let mut letters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match letters.find(|known| known.id == letter.id) {
            Some(known) => *known = letter,
            None => letters.put(letter),
        }
    }

    /// The letters to somebody, or to everybody; newest first.
    pub fn letters(&self, to: Option<&str>) -> Vec<Letter> {
        let letters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = |letter: &&Letter| to.is_none_or(|to| letter.to.eq_ignore_ascii_case(to));
        letters.iter().rev().filter(wanted).cloned().collect()
    }
}
