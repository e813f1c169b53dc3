//! What somebody may have meant who typed a word with one error.

use super::hangul::{FINALS, INITIALS, Syllable, VOWELS, is_syllable};

/// The shortest words that errors are looked for in: any shorter, and everything looks alike.
const SYLLABLES: usize = 2;
const LETTERS: usize = 4;
/// The longest ones: a text without spaces has as many neighbours as characters.
const LONGEST: usize = 20;

/// All words that differ from this one by one error, which are some 55 for each letter, 65 for each syllable; none
/// for a word that is too short. An error is a wrong, missing, additional or swapped letter, or one wrong jamo;
/// digits are what they are.
pub fn typos(word: &str) -> Vec<String> {
    let characters: Vec<char> = word.chars().collect();
    if characters.len() > LONGEST {
        return Vec::new();
    }
    let syllables = characters
        .iter()
        .filter(|character| is_syllable(**character))
        .count();
    let letters = characters
        .iter()
        .filter(|character| character.is_alphabetic())
        .count();
    if syllables >= SYLLABLES {
        wrong_jamo(&characters)
    } else if letters >= LETTERS && letters > syllables {
        wrong_letters(&characters)
    } else {
        Vec::new()
    }
}

fn wrong_jamo(characters: &[char]) -> Vec<String> {
    let mut found = Vec::new();
    for (place, character) in characters.iter().enumerate() {
        let Some(syllable) = Syllable::of(*character) else {
            continue;
        };
        let initials = (0..INITIALS).map(|initial| Syllable { initial, ..syllable });
        let vowels = (0..VOWELS).map(|vowel| Syllable { vowel, ..syllable });
        let finals = (0..FINALS).map(|last| Syllable { last, ..syllable });
        let others = initials
            .chain(vowels)
            .chain(finals)
            .filter(|other| *other != syllable);
        found.extend(
            others.filter_map(|other| Some(with(characters, place..place + 1, [other.character()?]))),
        );
    }
    found
}

fn wrong_letters(characters: &[char]) -> Vec<String> {
    let mut found = Vec::new();
    for place in 0..=characters.len() {
        found.extend(('a'..='z').map(|missing| with(characters, place..place, [missing])));
        let Some(letter) = characters
            .get(place)
            .copied()
            .filter(|letter| letter.is_alphabetic())
        else {
            continue;
        };
        let right = ('a'..='z').filter(|right| *right != letter);
        found.extend(right.map(|right| with(characters, place..place + 1, [right])));
        found.push(with(characters, place..place + 1, []));
        if let Some(next) = characters
            .get(place + 1)
            .copied()
            .filter(|next| next.is_alphabetic() && *next != letter)
        {
            found.push(with(characters, place..place + 2, [next, letter]));
        }
    }
    // A missing letter next to its twin is the same on either side.
    found.sort_unstable();
    found.dedup();
    found
}

fn with(
    characters: &[char],
    range: std::ops::Range<usize>,
    instead: impl IntoIterator<Item = char>,
) -> String {
    let before = characters.iter().take(range.start).copied();
    let behind = characters.iter().skip(range.end).copied();
    before.chain(instead).chain(behind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_error_of_each_kind_is_undone() {
        for typed in ["aple", "applle", "spple", "appel"] {
            assert!(typos(typed).contains(&"apple".to_owned()), "{typed}");
        }
        for typed in ["시과", "사괴", "사곽", "자과"] {
            assert!(typos(typed).contains(&"사과".to_owned()), "{typed}");
        }
        assert!(typos("블루투수").contains(&"블루투스".to_owned()));
    }

    #[test]
    fn two_errors_and_short_words_are_left_alone() {
        assert!(!typos("spplr").contains(&"apple".to_owned()));
        assert!(!typos("지괴").contains(&"사과".to_owned()));
        assert!(typos("app").is_empty() && typos("과").is_empty() && typos("2024").is_empty());
        assert!(!typos("iphone15").contains(&"iphone14".to_owned()));
        assert!(typos(&"a".repeat(21)).is_empty());
    }
}
