//! Korean syllables and the jamo that they are made of.

/// Where the syllables begin.
const FIRST: u32 = 0xAC00;
const LAST: u32 = 0xD7A3;
/// Where the jamo of modern Korean begin. The first final is "none".
const FIRST_INITIAL: u32 = 0x1100;
const FIRST_VOWEL: u32 = 0x1161;
const FIRST_FINAL: u32 = 0x11A7;

/// How many initials, vowels and finals there are, "no final" included.
pub(crate) const INITIALS: u32 = 19;
pub(crate) const VOWELS: u32 = 21;
pub(crate) const FINALS: u32 = 28;

/// A syllable, taken apart; each number counts from 0 in the order of Unicode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Syllable {
    pub(crate) initial: u32,
    pub(crate) vowel: u32,
    /// 0 is none.
    pub(crate) last: u32,
}

impl Syllable {
    /// Takes a character apart; none when it is not a syllable.
    pub(crate) fn of(character: char) -> Option<Self> {
        let number = u32::from(character);
        (FIRST..=LAST).contains(&number).then(|| {
            let place = number - FIRST;
            Self {
                initial: place / (VOWELS * FINALS),
                vowel: place / FINALS % VOWELS,
                last: place % FINALS,
            }
        })
    }

    /// The character.
    pub(crate) fn character(self) -> Option<char> {
        char::from_u32(FIRST + (self.initial * VOWELS + self.vowel) * FINALS + self.last)
    }
}

/// A jamo that stands alone, as NFKC leaves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Jamo {
    Initial(u32),
    Vowel(u32),
    Final(u32),
}

impl Jamo {
    /// Which jamo a character is; none when it is none of modern Korean.
    pub(crate) fn of(character: char) -> Option<Self> {
        let number = u32::from(character);
        let behind = |first, count| number.checked_sub(first).filter(|place| *place < count);
        behind(FIRST_INITIAL, INITIALS)
            .map(Self::Initial)
            .or_else(|| behind(FIRST_VOWEL, VOWELS).map(Self::Vowel))
            .or_else(|| behind(FIRST_FINAL, FINALS).map(Self::Final))
    }
}

/// Whether a character is a Korean syllable.
pub(crate) fn is_syllable(character: char) -> bool {
    Syllable::of(character).is_some()
}

/// A text with its Korean syllables taken apart, so that one wrong jamo is one wrong character.
pub fn apart(text: &str) -> String {
    let mut apart = String::with_capacity(text.len());
    for character in text.chars() {
        let Some(Syllable { initial, vowel, last }) = Syllable::of(character) else {
            apart.push(character);
            continue;
        };
        let last = (last > 0).then_some(FIRST_FINAL + last);
        let jamo = [Some(FIRST_INITIAL + initial), Some(FIRST_VOWEL + vowel), last];
        apart.extend(jamo.into_iter().flatten().filter_map(char::from_u32));
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syllable_comes_together_again() {
        for character in '\u{AC00}'..='\u{D7A3}' {
            assert_eq!(Syllable::of(character).unwrap().character(), Some(character));
        }
        assert_eq!(apart("값a"), "\u{1100}\u{1161}\u{11B9}a");
        assert_eq!(Syllable::of('a'), None);
        let gwa = Syllable {
            initial: 0,
            vowel: 9,
            last: 0,
        };
        assert_eq!(Syllable::of('과'), Some(gwa));
    }
}
