//! Messages in words.

mod english;
mod korean;

use std::fmt;

use hexmart_application::platform::Message;
use hexmart_domain::identity::IssuedCode;
use hexmart_domain::shared::Language;

use crate::channel::Channel;
use crate::shop::ShopName;

/// How long a code is good, as the messages say it.
const MINUTES: u64 = IssuedCode::LIFETIME.as_secs() / 60;

/// A message in words.
///
/// Plain text, so that nothing in it is ever markup. What a user typed stands in the text alone, never in the subject,
/// and without control characters.
#[derive(Clone, PartialEq, Eq)]
pub struct Wording {
    /// One line; none in a text message.
    pub subject: Option<String>,
    /// Lines that end in `\n`. A text message is one line of at most 90 bytes in EUC-KR, as long as codes and dates
    /// have 10 characters.
    pub text: String,
}

impl fmt::Debug for Wording {
    /// Codes and reasons stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wording(…)")
    }
}

/// A mail before greeting and regards.
struct Mail {
    subject: &'static str,
    body: String,
}

impl Wording {
    /// What `message` says in `language`, in the name of `shop`, in a form that suits `channel`.
    pub fn of(message: &Message, language: Language, channel: Channel, shop: &ShopName) -> Self {
        match channel {
            Channel::Mail => Self::mail(message, language, shop.as_str()),
            Channel::Sms => Self::sms(message, language, shop.as_str()),
        }
    }

    fn mail(message: &Message, language: Language, shop: &str) -> Self {
        let (mail, text) = match language {
            Language::Korean => {
                let mail = korean::mail(message);
                let text = korean::letter(&mail.body, shop);
                (mail, text)
            }
            Language::English => {
                let mail = english::mail(message);
                let text = english::letter(&mail.body, shop);
                (mail, text)
            }
        };
        Self {
            subject: Some(format!("[{shop}] {}", mail.subject)),
            text,
        }
    }

    fn sms(message: &Message, language: Language, shop: &str) -> Self {
        let text = match language {
            Language::Korean => korean::sms(message),
            Language::English => english::sms(message),
        };
        Self {
            subject: None,
            text: format!("[{shop}] {text}"),
        }
    }
}

/// What somebody typed, on one line.
fn one_line(typed: &str) -> String {
    typed
        .chars()
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect()
}

/// What somebody typed, each line behind a mark, so that none passes for the shop's own words.
fn quoted(typed: &str) -> String {
    let lines: Vec<String> = typed
        .lines()
        .map(|line| format!("> {}", one_line(line)))
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests;
