//! What one types to write a text: the order in which texts lie, so that what was typed so far is a stretch of them.

use super::hangul::{Jamo, Syllable, is_syllable};

/// The keys of initials: ㄱ ㄲ ㄴ ㄷ ㄸ ㄹ ㅁ ㅂ ㅃ ㅅ ㅆ ㅇ ㅈ ㅉ ㅊ ㅋ ㅌ ㅍ ㅎ.
const CONSONANT: u8 = 0xC0;
/// The keys of vowels, by the vowels that have one: ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅛ ㅜ ㅠ ㅡ ㅣ.
const VOWEL: u8 = CONSONANT + 19;
/// Stands before the bytes of other characters that are not ASCII, so that no byte of theirs is taken for a jamo.
const OTHER: u8 = 0xFF;

/// The one or two keys of each vowel: ㅘ is ㅗ and ㅏ.
const VOWELS: [&[u8]; 21] = [
    &[0],
    &[1],
    &[2],
    &[3],
    &[4],
    &[5],
    &[6],
    &[7],
    &[8],
    &[8, 0],
    &[8, 1],
    &[8, 13],
    &[9],
    &[10],
    &[10, 4],
    &[10, 5],
    &[10, 13],
    &[11],
    &[12],
    &[12, 13],
    &[13],
];
/// The keys of each final, as consonants: ㄳ is ㄱ and ㅅ. The first is "none".
const FINALS: [&[u8]; 28] = [
    &[],
    &[0],
    &[1],
    &[0, 9],
    &[2],
    &[2, 12],
    &[2, 18],
    &[3],
    &[5],
    &[5, 0],
    &[5, 6],
    &[5, 7],
    &[5, 9],
    &[5, 16],
    &[5, 17],
    &[5, 18],
    &[6],
    &[7],
    &[7, 9],
    &[9],
    &[10],
    &[11],
    &[12],
    &[14],
    &[15],
    &[16],
    &[17],
    &[18],
];

fn initial_key(initial: u32) -> u8 {
    CONSONANT + u8::try_from(initial).unwrap_or(0)
}

fn push_jamo(keys: &mut Vec<u8>, jamo: Jamo) {
    let (first, list, place): (u8, &[&[u8]], u32) = match jamo {
        Jamo::Initial(initial) => return keys.push(initial_key(initial)),
        Jamo::Vowel(vowel) => (VOWEL, &VOWELS, vowel),
        Jamo::Final(last) => (CONSONANT, &FINALS, last),
    };
    let of_jamo = usize::try_from(place).ok().and_then(|place| list.get(place));
    keys.extend(of_jamo.into_iter().copied().flatten().map(|key| first + key));
}

fn push(keys: &mut Vec<u8>, character: char) {
    if let Some(Syllable { initial, vowel, last }) = Syllable::of(character) {
        for jamo in [Jamo::Initial(initial), Jamo::Vowel(vowel), Jamo::Final(last)] {
            push_jamo(keys, jamo);
        }
    } else if let Some(jamo) = Jamo::of(character) {
        push_jamo(keys, jamo);
    } else if character.is_ascii() {
        keys.extend(u8::try_from(character).ok());
    } else {
        keys.push(OTHER);
        keys.extend(character.encode_utf8(&mut [0; 4]).bytes());
    }
}

/// The keys that write a folded text, spaces left out: who leaves out a space means the same.
pub fn keystrokes(text: &str) -> Vec<u8> {
    let mut keys = Vec::with_capacity(text.len());
    for character in text.chars().filter(|character| !character.is_whitespace()) {
        push(&mut keys, character);
    }
    keys
}

/// The keys that write the initials of a text; other characters stand for themselves.
pub fn initials(text: &str) -> Vec<u8> {
    let mut keys = Vec::with_capacity(text.len());
    for character in text.chars().filter(|character| !character.is_whitespace()) {
        match Syllable::of(character) {
            Some(syllable) => keys.push(initial_key(syllable.initial)),
            None => push(&mut keys, character),
        }
    }
    keys
}

/// What somebody has typed so far, folded.
#[derive(Debug)]
pub enum Typed {
    /// Everything that begins with these keys.
    Keys(Vec<u8>),
    /// Initials alone stand among it: everything whose initials begin with these, and that fits the rest.
    Initials {
        /// The keys of the initials.
        keys: Vec<u8>,
        /// What was typed, one character for each that it stands for.
        pattern: Vec<char>,
    },
}

impl Typed {
    /// Reads a folded text.
    pub fn of(text: &str) -> Self {
        let pattern: Vec<char> = text
            .chars()
            .filter(|character| !character.is_whitespace())
            .flat_map(apart)
            .collect();
        // A last initial alone continues what stands before it: 사ㄱ is on its way to 삭 and to 사과.
        let alone = |character: &char| matches!(Jamo::of(*character), Some(Jamo::Initial(_)));
        let before_last = pattern.split_last().map_or(&[][..], |(_, before)| before);
        if before_last.iter().any(alone) {
            let text: String = pattern.iter().collect();
            Self::Initials {
                keys: initials(&text),
                pattern,
            }
        } else {
            Self::Keys(keystrokes(text))
        }
    }

    /// Where a text lies among texts in the order that finds this.
    pub fn place_of(&self, text: &str) -> Vec<u8> {
        match self {
            Self::Keys(_) => keystrokes(text),
            Self::Initials { .. } => initials(text),
        }
    }

    /// What the place of a text begins with when the text may fit.
    pub fn prefix(&self) -> &[u8] {
        match self {
            Self::Keys(keys) | Self::Initials { keys, .. } => keys,
        }
    }

    /// Whether a text whose place begins with the prefix fits.
    pub fn fits(&self, text: &str) -> bool {
        let Self::Initials { pattern, .. } = self else {
            return true;
        };
        let mut characters = text.chars().filter(|character| !character.is_whitespace());
        let last = pattern.len().saturating_sub(1);
        pattern.iter().enumerate().all(|(place, typed)| {
            characters
                .next()
                .is_some_and(|character| fits(*typed, character, place == last))
        })
    }
}

/// A keyboard joins some initials into what is a final: ㄱㅅ into ㄳ. Alone, it is two initials again.
fn apart(character: char) -> impl Iterator<Item = char> {
    let parts: Vec<char> = match Jamo::of(character) {
        Some(Jamo::Final(last)) => usize::try_from(last)
            .ok()
            .and_then(|last| FINALS.get(last))
            .into_iter()
            .copied()
            .flatten()
            .filter_map(|initial| char::from_u32(0x1100 + u32::from(*initial)))
            .collect(),
        _ => vec![character],
    };
    parts.into_iter()
}

fn fits(typed: char, character: char, unfinished: bool) -> bool {
    if typed == character {
        return true;
    }
    match (Jamo::of(typed), Syllable::of(character)) {
        (Some(Jamo::Initial(initial)), Some(syllable)) => syllable.initial == initial,
        _ if unfinished && is_syllable(typed) => {
            let of = |character: char| keystrokes(character.encode_utf8(&mut [0; 4]));
            of(character).starts_with(&of(typed))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold;
    use super::*;

    fn leads(typed: &str, text: &str) -> bool {
        let typed = Typed::of(&fold(typed));
        typed.place_of(text).starts_with(typed.prefix()) && typed.fits(text)
    }

    #[test]
    fn every_stage_of_typing_leads_to_the_word() {
        for typed in ["ㅅ", "사", "삭", "사고", "사과", "ㅅㄱ", "ㅅ과", "ㅅ고", "사ㄱ"] {
            assert!(leads(typed, "사과"), "{typed}");
        }
        for typed in ["ㄱ", "ㅅㄴ", "사가", "사과나", "ㅅ거", "소"] {
            assert!(!leads(typed, "사과"), "{typed}");
        }
    }

    #[test]
    fn initials_that_a_keyboard_joins_come_apart() {
        assert!(leads("ㄳ", "감사"));
        assert!(leads("ㄱㅅㅎ", "감사합니다"));
        assert!(leads("ㄳㅎ", "감사합니다"));
        assert!(leads("값", "값진"));
        assert!(leads("갑ㅅ", "값진"));
    }

    #[test]
    fn spaces_and_case_do_not_matter() {
        assert!(leads("블루투스이", "블루투스 이어폰"));
        assert!(leads("ㅂㄹㅌㅅㅇ", "블루투스 이어폰"));
        assert!(leads("IPho", "iphone 15"));
        assert!(!leads("ㅅ", "école"));
    }
}
