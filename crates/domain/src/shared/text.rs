use thiserror::Error;

/// Why a text is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TextError {
    /// Empty, or nothing but white space.
    #[error("must not be blank")]
    Blank,
    /// More characters than allowed.
    #[error("must have at most {max} characters")]
    TooLong {
        /// The longest text allowed, in characters.
        max: usize,
    },
    /// Fewer characters than demanded.
    #[error("must have at least {min} characters")]
    TooShort {
        /// The shortest text allowed, in characters.
        min: usize,
    },
    /// A NUL or another control character.
    #[error("must not contain control characters")]
    ControlCharacter,
    /// The right length, but not of the right form.
    #[error("is not {expected}")]
    Malformed {
        /// What the text should have been, with its article.
        expected: &'static str,
    },
}

/// Whether line breaks and tabs belong to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    One,
    Many,
}

/// Checks a text that people wrote: not blank, not longer than `max` characters, no control characters.
pub(crate) fn check(text: &str, max: usize, lines: Lines) -> Result<(), TextError> {
    if text.trim().is_empty() {
        return Err(TextError::Blank);
    }
    if text.chars().count() > max {
        return Err(TextError::TooLong { max });
    }
    let layout = |character| lines == Lines::Many && matches!(character, '\n' | '\r' | '\t');
    if text
        .chars()
        .any(|character| character.is_control() && !layout(character))
    {
        return Err(TextError::ControlCharacter);
    }
    Ok(())
}

/// The form in which texts are compared without regard to case, the same in every adapter.
///
/// Done here, not by a database's collation: collations differ between databases, and some take all emoji for one.
///
/// Character by character, so that a part of a text folds as it does within the whole: the lower-case sigma that ends
/// a Greek word counts as any other.
pub fn fold_case(text: &str) -> String {
    let one_sigma = |character| if character == 'ς' { 'σ' } else { character };
    text.chars().flat_map(char::to_lowercase).map(one_sigma).collect()
}

/// Declares a text value whose only rules are [`check`]'s.
///
/// A `personal` one keeps itself out of logs.
macro_rules! text_value {
    ($(#[$doc:meta])* $name:ident, max $max:literal, $lines:ident) => {
        $crate::shared::text_value! { @ $(#[$doc])* #[derive(Debug)] $name, $max, $lines }
    };
    ($(#[$doc:meta])* personal $name:ident, max $max:literal, $lines:ident) => {
        $crate::shared::text_value! { @ $(#[$doc])* $name, $max, $lines }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
    (@ $(#[$doc:meta])* $name:ident, $max:literal, $lines:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            #[doc = concat!("The longest allowed, in characters: ", $max, ".")]
            pub const MAX: usize = $max;

            /// Takes the text as it is; nothing is trimmed, so that what is answered is what was sent.
            pub fn parse(text: impl Into<String>) -> Result<Self, $crate::shared::TextError> {
                let text = text.into();
                $crate::shared::text_check(&text, Self::MAX, $crate::shared::TextLines::$lines)?;
                Ok(Self(text))
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}
pub(crate) use text_value;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_characters_not_bytes() {
        assert_eq!(check(&"가".repeat(255), 255, Lines::One), Ok(()));
        assert_eq!(
            check(&"가".repeat(256), 255, Lines::One),
            Err(TextError::TooLong { max: 255 })
        );
    }

    #[test]
    fn a_part_folds_as_it_does_within_the_whole() {
        assert!(fold_case("ΣΊΣΥΦΟΣ").contains(&fold_case("ΣΊΣ")));
        assert_eq!(fold_case("Σίσυφος"), fold_case("ΣΊΣΥΦΟΣ"));
        assert_eq!(fold_case("사과 USB-C Ä"), "사과 usb-c ä");
    }

    #[test]
    fn blanks_and_control_characters_are_refused() {
        assert_eq!(check(" \u{3000}\t", 9, Lines::Many), Err(TextError::Blank));
        assert_eq!(check("a\0b", 9, Lines::Many), Err(TextError::ControlCharacter));
        assert_eq!(check("a\nb", 9, Lines::One), Err(TextError::ControlCharacter));
        assert_eq!(check("a\nb", 9, Lines::Many), Ok(()));
    }
}
