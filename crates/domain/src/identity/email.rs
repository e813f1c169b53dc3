use std::fmt;

use super::mask;
use crate::shared::{TextError, TextLines, fold_case, text_check};

/// An address that mail reaches, kept as it was typed; compared without regard to case.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// The longest address (RFC 5321, 4.5.3.1.3), in characters.
    pub const MAX: usize = 254;

    /// Takes an address of the form `local@domain.tld`, without the blanks around it.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = text.trim();
        text_check(text, Self::MAX, TextLines::One)?;
        if is_address(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(TextError::Malformed {
                expected: "an e-mail address",
            })
        }
    }

    /// The address as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `h*****l@b.c`: enough to recognise one's own, no more.
    pub fn masked(&self) -> String {
        mask::email(&self.0)
    }

    /// What must be unique: the address without regard to case.
    pub fn unique_key(&self) -> String {
        fold_case(&self.0)
    }
}

/// The shape that real providers accept; whether mail arrives is for a message to prove.
fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let local_ok = (1..=64).contains(&local.len())
        && local
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"\"(),:;<>@[\\]".contains(&byte));
    let label_ok = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    local_ok && domain.contains('.') && domain.split('.').all(label_ok)
}

impl fmt::Debug for Email {
    /// Personal data stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_a_shape() {
        for good in ["a@b.co", "first.last+tag@sub.example.com", " padded@example.com "] {
            assert!(Email::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@",
            "@b.co",
            "a@b",
            "a b@c.de",
            "a@b..co",
            "a@-b.co",
            "a@b.co\n@c.de",
            "가@b.co",
            "a@b@c.de",
        ] {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(
            Email::parse("Ann@Example.COM").unwrap().unique_key(),
            "ann@example.com"
        );
    }
}
