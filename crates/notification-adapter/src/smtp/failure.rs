use std::error::Error as _;
use std::io;

use hexmart_application::platform::DeliveryError;
use lettre::transport::smtp::Error;

use crate::trouble::Trouble;

/// Replies that tell us to sign in, or that our way of doing so is no good (RFC 4954). An operator can mend that.
const SIGN_IN: [u16; 4] = [530, 534, 535, 538];

/// What a failure means before there is a message: it is never the message's fault.
pub(super) fn of_connection(error: &Error) -> Trouble {
    if let Some(reply) = reply(error) {
        Trouble::Answered(reply)
    } else if error.is_client() {
        Trouble::Unfit
    } else if error.is_timeout() {
        Trouble::Slow
    } else if let Some(kind) = io_kind(error) {
        Trouble::NoConnection(kind)
    } else {
        Trouble::Broken
    }
}

/// What a failure means for the message that was being handed over.
pub(super) fn of_message(error: &Error) -> DeliveryError {
    let ours = error
        .status()
        .is_some_and(|code| SIGN_IN.contains(&u16::from(code)));
    match reply(error) {
        Some(reply) if error.is_permanent() && !ours => DeliveryError::Refused {
            why: format!("SMTP {reply}"),
        },
        _ => of_connection(error).into(),
    }
}

/// `550 5.1.1`: the code of a negative reply, and the enhanced one if its text begins with it (RFC 3463). The rest of
/// the text stays out: it likes to repeat the address.
fn reply(error: &Error) -> Option<String> {
    let code = error.status()?;
    let text = error.source().map(ToString::to_string).unwrap_or_default();
    match text.split_whitespace().next() {
        Some(word) if is_enhanced(word) => Some(format!("{code} {word}")),
        _ => Some(code.to_string()),
    }
}

fn is_enhanced(word: &str) -> bool {
    let number = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    word.split('.').count() == 3 && word.split('.').all(number)
}

fn io_kind(error: &Error) -> Option<io::ErrorKind> {
    error.source()?.downcast_ref::<io::Error>().map(io::Error::kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enhanced_code_has_three_numbers() {
        for good in ["5.1.1", "4.7.28", "5.7.509"] {
            assert!(is_enhanced(good), "{good}");
        }
        for bad in [
            "5.1",
            "5.1.1.1",
            "5..1",
            "a.b.c",
            "ann@b.co",
            "127.0.0.1",
            "5.1.1234",
        ] {
            assert!(!is_enhanced(bad), "{bad}");
        }
    }
}
