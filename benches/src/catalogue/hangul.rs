//! What is typed on the way to a Korean word.

use std::collections::BTreeSet;

/// The first precomposed syllable; from it on they are ordered by first consonant, vowel and last consonant.
const FIRST: u32 = 0xAC00;
const LAST: u32 = 0xD7A3;
/// Last consonants, none included.
const ENDS: u32 = 28;
/// Vowels with each last consonant.
const PER_CONSONANT: u32 = 21 * ENDS;
const CONSONANTS: [char; 19] = [
    'ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ',
    'ㅍ', 'ㅎ',
];

/// The beginnings of words of two syllables, each once: of 감귤 these are ㄱㄱ, 감, 감ㄱ, 감규 and 감귤.
pub(super) fn prefixes(words: &[&str]) -> Vec<String> {
    let prefixes: BTreeSet<_> = words.iter().flat_map(|word| of_word(word)).collect();
    prefixes.into_iter().collect()
}

fn of_word(word: &str) -> Vec<String> {
    let mut syllables = word.chars();
    let (Some(first), Some(second)) = (syllables.next(), syllables.next()) else {
        return Vec::new();
    };
    let mut prefixes = vec![first.to_string(), word.to_owned()];
    if let (Some(opening), Some(next)) = (consonant(first), consonant(second)) {
        prefixes.push(format!("{opening}{next}"));
        prefixes.push(format!("{first}{next}"));
    }
    prefixes.extend(without_end(second).map(|second| format!("{first}{second}")));
    prefixes
}

fn index(syllable: char) -> Option<u32> {
    let code = u32::from(syllable);
    (FIRST..=LAST).contains(&code).then(|| code - FIRST)
}

fn consonant(syllable: char) -> Option<char> {
    let place = usize::try_from(index(syllable)? / PER_CONSONANT).ok()?;
    CONSONANTS.get(place).copied()
}

fn without_end(syllable: char) -> Option<char> {
    let index = index(syllable)?;
    char::from_u32(FIRST + index / ENDS * ENDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_typed_letter_by_letter() {
        assert_eq!(prefixes(&["감귤"]), ["ㄱㄱ", "감", "감ㄱ", "감규", "감귤"]);
    }
}
