use crate::setting::BadSetting;

/// The name under which the shop writes to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopName(String);

impl ShopName {
    /// The longest name, in bytes of EUC-KR: 20 characters of ASCII, or 10 of Hangul. A text message has 90 in all.
    pub const MAX_BYTES: usize = 20;

    /// Takes a name of one line, without the blanks around it.
    pub fn parse(text: &str) -> Result<Self, BadSetting> {
        let text = text.trim();
        let bytes: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        if (1..=Self::MAX_BYTES).contains(&bytes) && !text.chars().any(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadSetting {
                setting: "the shop's name",
                expected: "one line of 1 to 20 characters, Hangul counting twice",
            })
        }
    }

    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line() {
        for good in [
            "Hexmart",
            " 헥스마트 ",
            "가나다라마바사아자차",
            "12345678901234567890",
        ] {
            assert!(ShopName::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            " ",
            "가나다라마바사아자차카",
            "Hex\r\nBcc: a@b.co",
            "Hex\0mart",
        ] {
            assert!(ShopName::parse(bad).is_err(), "{bad:?}");
        }
    }
}
