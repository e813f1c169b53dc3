//! What an account's owner tells about themselves, beside the e-mail address.

use std::fmt;

use super::mask;
use crate::shared::{TextError, text_value};

text_value! {
    /// The name that others see.
    Nickname, max 30, One
}

impl Nickname {
    /// What stands in the place of somebody who is gone.
    pub fn of_nobody() -> Self {
        Self("-".to_owned())
    }
}

text_value! {
    /// A few words about oneself, public.
    Introduction, max 50, One
}

text_value! {
    /// The name in somebody's papers. Personal.
    personal RealName, max 60, One
}

impl RealName {
    /// `홍*동`.
    pub fn masked(&self) -> String {
        mask::name(&self.0)
    }
}

/// A mobile number of Korea: eleven digits from 010 on, or ten from 011, 016 to 019 on.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Takes the digits, with hyphens or blanks between them or without.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let digits: String = text.trim().chars().filter(|c| !matches!(c, '-' | ' ')).collect();
        let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        let known = match digits.len() {
            11 => digits.starts_with("010"),
            10 => ["011", "016", "017", "018", "019"]
                .iter()
                .any(|head| digits.starts_with(head)),
            _ => false,
        };
        if all_digits && known {
            Ok(Self(digits))
        } else if text.trim().is_empty() {
            Err(TextError::Blank)
        } else {
            Err(TextError::Malformed {
                expected: "a mobile number such as 010-1234-5678",
            })
        }
    }

    /// The digits alone.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `010****5678`.
    pub fn masked(&self) -> String {
        mask::phone(&self.0)
    }
}

impl fmt::Debug for Phone {
    /// Personal data stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}

/// A personal customs code (개인통관고유부호): P and twelve digits.
#[derive(Clone, PartialEq, Eq)]
pub struct CustomsCode(String);

impl CustomsCode {
    /// Takes `P` and twelve digits; a small `p` counts as a capital one.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = text.trim().to_ascii_uppercase();
        let digits = text.strip_prefix('P').unwrap_or_default();
        if digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text))
        } else if text.is_empty() {
            Err(TextError::Blank)
        } else {
            Err(TextError::Malformed {
                expected: "P and twelve digits",
            })
        }
    }

    /// The code itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first and the last character.
    pub fn masked(&self) -> String {
        mask::name(&self.0)
    }
}

impl fmt::Debug for CustomsCode {
    /// Personal data stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CustomsCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobile_numbers_are_read_in_the_ways_people_write_them() {
        for good in ["01012345678", "010-1234-5678", " 010 1234 5678 ", "0111234567"] {
            assert!(Phone::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "0101234567",
            "010123456789",
            "0212345678",
            "+821012345678",
            "010-1234-567a",
            "０1012345678",
        ] {
            assert!(Phone::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn customs_codes_are_p_and_twelve_digits() {
        for good in ["P123456789012", "p123456789012"] {
            assert_eq!(CustomsCode::parse(good).unwrap().as_str(), "P123456789012");
        }
        for bad in [
            "",
            "P12345678901",
            "P1234567890123",
            "A123456789012",
            "P12345678901 2",
            "123456789012",
        ] {
            assert!(CustomsCode::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn personal_data_is_not_printed() {
        let phone = Phone::parse("010-1234-5678").unwrap();
        assert_eq!(format!("{phone:?}"), "Phone(…)");
        let code = CustomsCode::parse("P123456789012").unwrap();
        assert_eq!(format!("{code:?}"), "CustomsCode(…)");
    }
}
