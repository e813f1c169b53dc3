//! What stands in a cell.

/// A text that no spreadsheet takes for a formula: behind an apostrophe, if it might be one.
///
/// So is one that begins with apostrophes and would be one without them: what was not escaped is never unescaped.
pub(crate) fn escaped(text: &str) -> String {
    if is_dangerous(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text that was escaped.
pub(crate) fn unescaped(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_dangerous(text) => text,
        _ => cell,
    }
}

fn is_dangerous(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number(text)
}

/// A sign, digits, and a point among them: spreadsheets take that for what it is.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}

/// Several texts in one cell, with `;` between them; a backslash stands before what is not to separate, nor to be trimmed.
pub(crate) fn joined(texts: &[String]) -> String {
    let one = |text: &String| {
        let mut cell = String::with_capacity(text.len());
        let kept = text.trim();
        let inner = text.find(kept).unwrap_or_default();
        for (place, character) in text.char_indices() {
            let is_outer = !(inner..inner + kept.len()).contains(&place);
            if is_outer || matches!(character, ';' | '\\') {
                cell.push('\\');
            }
            cell.push(character);
        }
        cell
    };
    texts.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// The texts of a cell, without those that are empty.
pub(crate) fn split(cell: &str) -> Vec<String> {
    let mut texts = vec![Vec::new()];
    let mut characters = cell.chars();
    while let Some(character) = characters.next() {
        let (character, is_plain) = match character {
            '\\' => (characters.next().unwrap_or('\\'), false),
            ';' => {
                texts.push(Vec::new());
                continue;
            }
            plain => (plain, true),
        };
        if let Some(text) = texts.last_mut() {
            text.push((character, is_plain));
        }
    }
    texts
        .iter()
        .map(|text| trimmed(text))
        .filter(|text| !text.is_empty())
        .collect()
}

/// Blanks at the ends go, unless a backslash stood before them.
fn trimmed(characters: &[(char, bool)]) -> String {
    let goes = |(character, is_plain): &&(char, bool)| *is_plain && character.is_whitespace();
    let before = characters.iter().take_while(goes).count();
    let rest = characters.get(before..).unwrap_or_default();
    let behind = rest.iter().rev().take_while(goes).count();
    let kept = rest.len() - behind;
    rest.iter().take(kept).map(|(character, _)| *character).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_looks_like_a_formula_is_escaped() {
        for dangerous in [
            "=1+1", "+x", "-x", "@a", "\tx", "\rx", "=", "-", "-1-1", "'=1", "''@",
        ] {
            assert_eq!(escaped(dangerous), format!("'{dangerous}"));
        }
        for harmless in ["", "a", "-5", "+3.25", "'a", "1=1", "사과", "'-5"] {
            assert_eq!(escaped(harmless), harmless);
        }
    }

    proptest! {
        #[test]
        fn what_was_escaped_reads_as_it_was(text in "['=+@\\-\t\r0-9.a가]{0,6}") {
            let cell = escaped(&text);
            prop_assert_eq!(unescaped(&cell), text);
        }

        #[test]
        fn what_was_joined_comes_apart(texts in proptest::collection::vec("[a;\\\\ 가]{0,4}[a;\\\\가]", 0..4)) {
            prop_assert_eq!(split(&joined(&texts)), texts);
        }
    }

    #[test]
    fn people_write_blanks_around_separators() {
        assert_eq!(split(" a ;b;; c d ;"), ["a", "b", "c d"]);
        assert_eq!(split(""), Vec::<String>::new());
    }
}
