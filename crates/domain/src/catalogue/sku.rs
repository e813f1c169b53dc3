use std::fmt;

use thiserror::Error;

/// The number under which a seller keeps a sellable unit: 1 to 64 letters, digits, `-`, `_`, `.` and `/`, all ASCII.
///
/// Unique per seller without regard to case, because spreadsheets and scanners have none.
#[derive(Clone)]
pub struct Sku(String);

/// Why a text is not a SKU.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("must be 1 to 64 ASCII letters, digits, '-', '_', '.' or '/'")]
pub struct SkuError;

impl Sku {
    /// The longest allowed, in characters.
    pub const MAX: usize = 64;

    /// Checks a text.
    pub fn parse(text: impl Into<String>) -> Result<Self, SkuError> {
        let text = text.into();
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
        if (1..=Self::MAX).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text))
        } else {
            Err(SkuError)
        }
    }

    /// What a unit is called whose seller did not say: its id, which nothing else has.
    pub fn of_id(id: impl fmt::Display) -> Self {
        Self(id.to_string())
    }

    /// The text, as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which two are compared.
    pub fn key(&self) -> String {
        self.0.to_ascii_uppercase()
    }
}

impl PartialEq for Sku {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for Sku {}

impl fmt::Debug for Sku {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sku_is_what_a_label_can_carry() {
        for good in ["A", "abc-1/2_3.4", &"x".repeat(64)] {
            assert!(Sku::parse(good).is_ok(), "{good}");
        }
        for bad in ["", " ", "a b", "가", "a,b", "=1", "a\n", &"x".repeat(65)] {
            assert!(Sku::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn case_makes_no_difference() {
        assert_eq!(Sku::parse("abc-1"), Sku::parse("ABC-1"));
    }
}
