//! Who acts in the shop.

use std::fmt;

use crate::shared::{Instant, TextError, TextLines, UserId, fold_case, text_check, text_value};

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

text_value! {
    /// The name that others see.
    Nickname, max 30, One
}

/// A password as somebody typed it: 8 to 128 characters, nothing else demanded (NIST SP 800-63B, 3.1.1.2).
pub struct Password(String);

impl Password {
    /// The shortest, in characters.
    pub const MIN: usize = 8;
    /// The longest, in characters.
    pub const MAX: usize = 128;

    /// Takes a password for a new account.
    pub fn parse(text: impl Into<String>) -> Result<Self, TextError> {
        let text = text.into();
        match text.chars().count() {
            _ if text.trim().is_empty() => Err(TextError::Blank),
            count if count < Self::MIN => Err(TextError::TooShort { min: Self::MIN }),
            count if count > Self::MAX => Err(TextError::TooLong { max: Self::MAX }),
            _ if text.contains('\0') => Err(TextError::ControlCharacter),
            _ => Ok(Self(text)),
        }
    }

    /// For the hash function alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// What is stored instead of a password: algorithm, parameters, salt and hash (PHC string).
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Wraps a PHC string.
    pub fn from_phc(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The PHC string.
    pub fn as_phc(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Buys.
    User,
    /// Runs the catalogue and the stock.
    Staff,
    /// Runs the shop.
    Admin,
}

impl Role {
    /// Every role, from the least to the most allowed.
    pub const ALL: [Self; 3] = [Self::User, Self::Staff, Self::Admin];

    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Staff => "staff",
            Self::Admin => "admin",
        }
    }

    /// The role of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// Somebody known to the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub id: UserId,
    /// Where mail reaches them, and what they sign in with.
    pub email: Email,
    /// What others see.
    pub nickname: Nickname,
    /// How they prove to be themselves.
    pub password: PasswordHash,
    /// What they may do.
    pub role: Role,
    /// Since when.
    pub created_at: Instant,
}

/// Who is calling, as far as it was proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Principal {
    /// Who.
    pub user: UserId,
    /// What they may do.
    pub role: Role,
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

    #[test]
    fn passwords_are_long_enough_and_never_printed() {
        assert_eq!(
            Password::parse("1234567").err(),
            Some(TextError::TooShort { min: 8 })
        );
        assert_eq!(
            Password::parse("x".repeat(129)).err(),
            Some(TextError::TooLong { max: 128 })
        );
        let password = Password::parse("correct horse").unwrap();
        assert!(!format!("{password:?}").contains("horse"));
        assert!(!format!("{:?}", Email::parse("a@b.co").unwrap()).contains("a@b"));
    }

    #[test]
    fn roles_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_word(role.as_str()), Some(role));
        }
        assert_eq!(Role::from_word("root"), None);
    }
}
