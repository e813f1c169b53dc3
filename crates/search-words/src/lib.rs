//! What a text is made of, for a search index: [`words`] in one form ([`fold`]), and the symbols between them.
//!
//! Beside that, what one types to write a text ([`keystrokes`], [`Typed`]), and what somebody may have meant who typed a
//! word with an error ([`typos`]). All of it knows how Korean syllables are made of jamo.

mod hangul;
mod keystrokes;
mod typos;

use hexmart_domain::shared::fold_case;
use unicode_normalization::UnicodeNormalization as _;

pub use hangul::apart;
pub use keystrokes::{Typed, initials, keystrokes};
pub use typos::typos;

/// What characters must share to stand in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    /// Syllables and jamo. Next to other letters they begin a new word: `갤럭시S24` is two.
    Hangul,
    /// All other letters, and digits.
    Other,
}

fn script(character: char) -> Option<Script> {
    match character {
        '\u{1100}'..='\u{11FF}'
        | '\u{3131}'..='\u{318E}'
        | '\u{A960}'..='\u{A97F}'
        | '\u{AC00}'..='\u{D7FF}' => Some(Script::Hangul),
        _ if character.is_alphanumeric() => Some(Script::Other),
        _ => None,
    }
}

/// One form for all ways to write a text: width and presentation forms (NFKC), then case.
pub fn fold(text: &str) -> String {
    let composed: String = text.nfkc().collect();
    fold_case(&composed)
}

/// Like [`fold`], but each character by itself, so that a part of a text has the form that it has within the whole.
/// What only a composition would join stays apart.
pub fn fold_apart(text: &str) -> String {
    let each = text
        .chars()
        .flat_map(|character| std::iter::once(character).nfkc());
    each.flat_map(char::to_lowercase).collect()
}

/// A stretch of a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Letters and digits of one script.
    Word(&'a str),
    /// One character that is neither.
    Symbol(&'a str),
}

impl<'a> Piece<'a> {
    /// What it says.
    pub fn text(self) -> &'a str {
        match self {
            Self::Word(text) | Self::Symbol(text) => text,
        }
    }

    /// What it says, when it is a word.
    pub fn word(self) -> Option<&'a str> {
        match self {
            Self::Word(text) => Some(text),
            Self::Symbol(_) => None,
        }
    }
}

/// The words and symbols of a folded text in their order; white space and control characters are left out.
pub fn pieces(folded: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = folded;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|character: char| character.is_whitespace() || character.is_control());
        let first = rest.chars().next()?;
        let script_of_word = script(first);
        let end = match script_of_word {
            None => first.len_utf8(),
            Some(_) => rest
                .find(|character| script(character) != script_of_word)
                .unwrap_or(rest.len()),
        };
        let (piece, behind) = rest.split_at(end);
        rest = behind;
        Some(match script_of_word {
            None => Piece::Symbol(piece),
            Some(_) => Piece::Word(piece),
        })
    })
}

/// The words of a folded text.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    pieces(folded).filter_map(Piece::word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts_of(text: &str) -> Vec<String> {
        pieces(&fold(text)).map(|piece| piece.text().to_owned()).collect()
    }

    #[test]
    fn width_case_and_composition_do_not_matter() {
        assert_eq!(texts_of("ＡＢＣ　１２"), texts_of("abc 12"));
        assert_eq!(texts_of("\u{1109}\u{1161}\u{1100}\u{116A}"), ["사과"]);
        assert_eq!(texts_of("㎏"), ["kg"]);
    }

    #[test]
    fn a_word_ends_where_its_script_does() {
        assert_eq!(
            texts_of("갤럭시S24 울트라(256GB)"),
            ["갤럭시", "s24", "울트라", "(", "256gb", ")"]
        );
        assert_eq!(texts_of("100%"), ["100", "%"]);
        assert_eq!(texts_of(" \t\u{0}"), Vec::<String>::new());
    }

    proptest! {
        /// What `named` relies on.
        #[test]
        fn pieces_of_a_part_lie_within_pieces_of_the_whole(before: String, part: String, after: String) {
            let whole = fold_apart(&fold_case(&format!("{before}{part}{after}")));
            let of_whole: Vec<_> = pieces(&whole).collect();
            for piece in pieces(&fold_apart(&fold_case(&part))) {
                prop_assert!(of_whole.iter().any(|known| known.text().contains(piece.text())));
            }
        }
    }
}
