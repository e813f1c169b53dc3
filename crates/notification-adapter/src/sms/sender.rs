use crate::setting::BadSetting;

/// The number that text messages come from. The law wants it registered with the vendor before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SenderNumber(String);

impl SenderNumber {
    /// Takes 8 to 12 digits, with hyphens or without: mobile numbers, landlines, and those of companies (1588-…).
    pub fn parse(text: &str) -> Result<Self, BadSetting> {
        let digits: String = text.trim().chars().filter(|c| *c != '-').collect();
        if (8..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(digits))
        } else {
            Err(BadSetting {
                setting: "the number that text messages come from",
                expected: "8 to 12 digits",
            })
        }
    }

    /// The digits alone.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_a_number_of_some_kind() {
        for (good, digits) in [
            ("02-1234-5678", "0212345678"),
            ("1588-0000", "15880000"),
            (" 01012345678", "01012345678"),
        ] {
            assert_eq!(SenderNumber::parse(good).unwrap().as_str(), digits);
        }
        for bad in [
            "",
            "1234567",
            "0101234567890",
            "+821012345678",
            "Hexmart",
            "010 1234 5678",
        ] {
            assert!(SenderNumber::parse(bad).is_err(), "{bad}");
        }
    }
}
