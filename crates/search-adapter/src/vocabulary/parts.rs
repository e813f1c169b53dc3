//! Finding words by their parts: all ends of all words, sorted, so that a part is the beginning of some of them.
//!
//! Words of a field number as many as a dictionary has, whatever the number of products; n-grams of the texts
//! themselves would be several times as large as all postings.

mod sorting;

use std::cmp::Ordering;

use tantivy::directory::OwnedBytes;
use tantivy::termdict::TermDictionary;

use super::numbers::{Numbers, bytes_of, number};

/// Stands behind each word, and sorts before whatever goes on.
const END: u8 = 0;

/// Where in a word a part stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// Somewhere between, or at the end of a word in Latin letters.
    Inside,
    /// At its beginning.
    Beginning,
    /// At its end, where the sense of a Korean word lies: `꿀사과` is an apple, `사과즙` is not.
    End,
    /// It is the word.
    Whole,
}

/// The words of one field of a segment, by their parts.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    /// The words in their order.
    text: OwnedBytes,
    /// Where each word begins.
    starts: Numbers,
    /// Where each end begins, in the order of the ends.
    ends: Numbers,
}

/// What is written of them: the text, the starts, the ends.
pub(super) type Written = [Vec<u8>; 3];

impl Parts {
    /// What there is to write for a dictionary.
    pub(super) fn write(dictionary: &TermDictionary) -> std::io::Result<Written> {
        let mut text = Vec::new();
        let mut starts = Vec::with_capacity(dictionary.num_terms());
        let mut words = dictionary.stream()?;
        while words.advance() {
            starts.push(number(text.len()));
            text.extend_from_slice(words.key());
            text.push(END);
        }
        let ends = sorting::ends(&text);
        Ok([text, bytes_of(starts), bytes_of(ends)])
    }

    /// Reads what was written.
    pub(super) fn read([text, starts, ends]: [OwnedBytes; 3]) -> Self {
        Self {
            text,
            starts: Numbers(starts),
            ends: Numbers(ends),
        }
    }

    /// The words that contain a part, each once, and where it stands in them at best.
    pub(crate) fn containing(&self, part: &str) -> Vec<(&[u8], Standing)> {
        let mut numbers: Vec<_> = self.occurrences(part).collect();
        numbers.sort_unstable_by_key(|(number, standing)| (*number, std::cmp::Reverse(*standing)));
        numbers.dedup_by_key(|(number, _)| *number);
        numbers
            .into_iter()
            .map(|(number, standing)| (self.word(number), standing))
            .collect()
    }

    /// The numbers of the words that contain a part, and where it stands in them.
    fn occurrences(&self, part: &str) -> impl Iterator<Item = (usize, Standing)> {
        let is_latin = part.is_ascii();
        let part = part.as_bytes();
        let compare = |place| {
            let start = self.ends.place(place);
            let end = start.saturating_add(part.len()).min(self.text.len());
            self.text.get(start..end).unwrap_or_default().cmp(part)
        };
        let from = self.ends.count_before(|place| compare(place) == Ordering::Less);
        let to = self
            .ends
            .count_before(|place| compare(place) != Ordering::Greater);
        let length = part.len();
        (from..to).map(move |place| {
            let start = self.ends.place(place);
            let word = self.starts.count_before(|word| self.starts.place(word) <= start);
            let at_the_end = self.text.get(start.saturating_add(length)) == Some(&END);
            let standing = match (self.ends_at(start), at_the_end) {
                (true, true) => Standing::Whole,
                (true, false) => Standing::Beginning,
                (false, true) if !is_latin => Standing::End,
                (false, _) => Standing::Inside,
            };
            (word.saturating_sub(1), standing)
        })
    }

    fn word(&self, number: usize) -> &[u8] {
        let start = self.starts.place(number);
        let next = self.starts.place(number.saturating_add(1));
        // Behind the last one lies none, which reads as 0.
        let end = if next > start { next } else { self.text.len() };
        self.text.get(start..end.saturating_sub(1)).unwrap_or_default()
    }

    /// Whether a word ends right before a place.
    fn ends_at(&self, place: usize) -> bool {
        place
            .checked_sub(1)
            .is_none_or(|before| self.text.get(before) == Some(&END))
    }
}
