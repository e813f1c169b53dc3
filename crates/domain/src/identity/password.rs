use std::fmt;

use crate::shared::TextError;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Email;

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
}
